"""What holds of single rules, whatever they are given."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.models import DAY, HOUR, Line, Shown, Spot
from chalicelib.rules import addressing, allotment, commands, gist, showing
from chalicelib.rules.addressing import Goal, Held

from .shape import Shape

NOW = 1_772_460_000_000
TEXTS = st.text(max_size=200) | st.text(alphabet="/#0123 ok,:'\"«»Liked\u200e\ufe0f\u0301\n👍é")
TIMES = st.one_of(st.just(0), st.integers(NOW - 10 * DAY, NOW))
SPOT = Spot("+15145550300", "+15145550200")


@st.composite
def lines(draw: st.DrawFn) -> Line:
    """A line with a few threads, as they may come to be."""
    shown = tuple(
        Shown(
            thread=101 + index,
            contact=f"c{draw(st.integers(0, 2))}",
            allotted=draw(TIMES),
            relayed=draw(TIMES),
            wrote=draw(TIMES),
            pending=draw(st.booleans()),
            crossed=draw(st.booleans()),
            gone=(is_gone := draw(st.booleans())),
            certain=is_gone and draw(st.booleans()),
            left=draw(TIMES) if is_gone else 0,
        )
        for index in range(draw(st.integers(0, 4)))
    )
    numbers = [s.thread for s in shown]
    return Line(
        id="l",
        agent="a",
        spot=SPOT,
        shown=shown,
        written=draw(st.sampled_from([None, *numbers])),
        last=draw(st.sampled_from(["", "thread", "desk"])),
        at=draw(TIMES),
    )


def numbers_of(found: tuple[Shown, ...]) -> set[int]:
    return {shown.thread for shown in found}


# --- whose text ------------------------------------------------------------------------------


@given(lines(), st.integers(0, 10 * DAY))
def test_time_alone_brings_no_candidate_back(line: Line, passing: int) -> None:
    before, after = addressing.candidates(line, NOW), addressing.candidates(line, NOW + passing)
    assert numbers_of(after) <= numbers_of(before)
    stays = {shown.thread for shown in before if not shown.gone}
    assert stays <= numbers_of(after)


@given(lines(), st.integers(0, DAY - 1))
def test_for_a_day_after_it_was_told_nothing_that_is_gone_lapses(line: Line, passing: int) -> None:
    for shown in addressing.candidates(line, NOW):
        after = addressing.gone(line, shown.thread, NOW)
        assert shown.thread in numbers_of(addressing.candidates(after, NOW + passing))


@given(lines(), st.integers(1, HOUR))
def test_a_relay_adds_its_thread_and_takes_none_away(line: Line, passing: int) -> None:
    now = NOW + passing
    shown = Shown(thread=200, contact="c9", relayed=now, pending=True)
    after = line.but(shown=(*line.shown, shown), last="thread", last_thread=200, at=now)
    before = numbers_of(addressing.candidates(line, now))
    assert numbers_of(addressing.candidates(after, now)) == before | {200}


@given(lines(), TEXTS)
def test_without_a_number_it_goes_to_the_only_candidate_or_nowhere(line: Line, text: str) -> None:
    found = addressing.candidates(line, NOW)
    verdict = addressing.by_candidates(line, text, NOW)
    if isinstance(verdict, Goal):
        assert [shown.thread for shown in found] == [verdict.thread]
        assert not verdict.certain
    else:
        assert set(verdict.options) == set(found)


@given(lines(), st.integers(101, 110))
def test_a_number_never_sends_a_text_to_another_thread(line: Line, number: int) -> None:
    verdict = addressing.by_reference(line, line.entry(number), number, "c", NOW)
    assert isinstance(verdict, Held) or verdict.thread == number


@given(lines(), st.integers(101, 105), st.booleans())
def test_after_a_text_its_thread_is_the_last_written_to(
    line: Line, number: int, certain: bool
) -> None:
    goal = Goal(thread=number, contact="c1", how="reference" if certain else "candidate")
    after = addressing.written(line, goal, None, "On our way", NOW)
    assert number in numbers_of(addressing.candidates(after, NOW))
    pending = {s.thread for s in addressing.candidates(line, NOW) if s.pending and s.relayed}
    lost = pending - numbers_of(addressing.candidates(after, NOW))
    assert all((s := line.entry(n)) is not None and s.gone and certain for n in lost)


@given(st.integers(101, 999_999_999), st.text(alphabet="abc \n", max_size=20))
def test_a_reference_is_read_back(number: int, words: str) -> None:
    found = addressing.reference(f"#{number} {words}")
    assert found is not None
    assert found.number == number
    assert found.text.strip() == words.strip()


# --- lines -----------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3 * DAY)), max_size=12))
def test_two_live_threads_share_no_number_while_one_is_free(
    comings: list[tuple[int, int]],
) -> None:
    desk = Shape(relays=3).desk()
    agent, known, now = desk.agents[0], dict[Spot, Line](), NOW
    for number, (whose, passing) in enumerate(comings, start=101):
        now += passing
        before = tuple(known.values())
        line = allotment.allot(before, agent, desk, number, f"c{whose}", now)
        assert line is not None
        live = [s for s in line.shown if s.thread != number and allotment.is_live(s, now)]
        others = [s for s in live if s.contact != f"c{whose}"]
        taken = {b.spot for b in before if any(allotment.is_live(s, now) for s in b.shown)}
        assert not others or taken == set(allotment.spots(agent, desk))
        shown = tuple(
            s.but(relayed=now, pending=True) if s.thread == number else s for s in line.shown
        )
        known[line.spot] = line.but(shown=shown)


# --- words -----------------------------------------------------------------------------------


@given(TEXTS)
def test_what_looks_like_a_command_is_never_an_answer(text: str) -> None:
    commands.parse(text)
    assert commands.parse(f"/{text}") is not None
    assert commands.parse(f"/a{text}") is not None


@given(TEXTS, st.lists(TEXTS, max_size=3).map(tuple))
def test_what_kind_of_text_it_is_can_be_said_of_any(text: str, shown: tuple[str, ...]) -> None:
    for found in (gist.is_empty, gist.is_bare, gist.is_emoji, gist.is_automatic):
        assert isinstance(found(text), bool)
    assert isinstance(gist.is_reaction(text, shown), bool)
    assert gist.plain(gist.plain(text)) == gist.plain(text)
    addressing.reference(text)


@given(TEXTS)
def test_a_text_that_shows_nothing_is_empty(text: str) -> None:
    unseen = ("Cc", "Cf", "Mn", "Me", "Zs", "Zl", "Zp")
    blank = all(unicodedata.category(char) in unseen for char in text)
    assert gist.is_empty(text) == blank


@given(st.text(alphabet="abcdefgh .,!?é🙂", min_size=1, max_size=500))
def test_a_reaction_to_any_text_is_told(text: str) -> None:
    shown = (text[: gist.KEPT],)
    if gist.plain(text):
        assert gist.is_reaction(f"Liked “{text}”", shown)


@given(st.text(alphabet="abc \n🙂é", max_size=5 * showing.LIMIT) | st.text())
def test_a_long_text_goes_in_parts_and_nothing_is_lost(text: str) -> None:
    parts = showing.parts_of(text)
    assert all(len(part) <= showing.LIMIT for part in parts)
    if len(parts) > 1:
        starts = [f"({place}/{len(parts)}) " for place in range(1, len(parts) + 1)]
        assert all(part.startswith(s) for part, s in zip(parts, starts, strict=True))
        parts = tuple(part[len(s) :] for part, s in zip(parts, starts, strict=True))
    kept, whole = ("".join("".join(words).split()) for words in (parts, text))
    assert kept == whole
