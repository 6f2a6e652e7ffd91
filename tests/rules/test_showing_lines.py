"""What is not shown, what the line is once a text left, and texts too long for one."""

import pytest

from chalicelib.models import DAY, HOUR, Contact, EntryKind, Line, Profile
from chalicelib.rules import addressing, gist, showing
from chalicelib.rules.showing import LIMIT, Showing
from chalicelib.texts import say
from tests.rules.helping import MARIE, MINE
from tests.rules.scenes import (
    BENS,
    FREE,
    LUCS,
    OURS,
    OVER,
    WARM,
    body,
    dropped,
    line_after,
    scene,
    show,
)
from tests.support.made import NOW, anna, ben, closed, contact, desk, entry, line, shown, thread

# --- what is not shown ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "whose", "theirs"),
    [
        ("new", FREE, True),
        ("more", FREE, True),
        ("relay", FREE, True),
        ("took", FREE, False),
        ("passed", FREE, False),
        ("remind", FREE, False),
        ("reopened", FREE, False),
        ("new", OURS, True),
        ("passed", OURS, True),
        ("remind", OURS, True),
        ("new", BENS, False),
        ("more", BENS, False),
        ("relay", BENS, False),
        ("took", BENS, False),
        ("passed", BENS, False),
        ("remind", BENS, False),
        ("relay", OVER, True),
        ("new", OVER, True),
        ("thanks", OVER, True),
        ("relay", contact(closed(owner=ben().id)), False),
        ("thanks", contact(closed(owner=ben().id)), False),
        ("new", contact(closed(150)), False),
        ("relay", contact(), False),
        ("relay", None, False),
    ],
)
def test_whose_it_is_by_now(kind: EntryKind, whose: Contact | None, theirs: bool) -> None:
    found = showing.show(scene(entry(kind), whose=whose), desk(), NOW)
    assert isinstance(found, Showing) is theirs
    if not theirs:
        assert found == "not theirs"


AWAY = Profile(agent=anna().id, away=True)
OF_CUSTOMERS: tuple[EntryKind, ...] = ("new", "more", "reopened", "relay", "passed", "remind")


@pytest.mark.parametrize("kind", OF_CUSTOMERS)
def test_an_agent_who_is_away_gets_no_customers_text(kind: EntryKind) -> None:
    whose = FREE if kind in ("new", "more") else OURS
    assert dropped(entry(kind), whose=whose, profile=AWAY) == "away"
    assert body(entry(kind), whose=whose, profile=AWAY.but(away=False))
    assert body(entry(kind), whose=whose, profile=None)


def test_thanks_wait_for_nobody_who_is_away() -> None:
    assert dropped(entry("thanks"), whose=OVER, profile=AWAY) == "away"


def test_who_closed_a_thread_while_away_sees_what_was_on_its_way() -> None:
    assert body(entry("relay"), whose=OVER, profile=AWAY)


@pytest.mark.parametrize("kind", ["took", "notice", "rest"])
def test_what_the_agent_asked_for_comes_all_the_same(kind: EntryKind) -> None:
    assert body(entry(kind), profile=AWAY)


@pytest.mark.parametrize(
    ("here", "is_shown"),
    [
        (line(), False),
        (line(shown(142, MARIE, relayed=0)), False),
        (line(shown(142, MARIE)), True),
        (line(LUCS), False),
    ],
)
def test_that_it_is_gone_is_told_only_where_it_was_shown(here: Line, is_shown: bool) -> None:
    found = showing.show(scene(entry("gone", "* Ben has it"), here, BENS), desk(), NOW)
    assert found == "never shown" if not is_shown else isinstance(found, Showing)


def test_that_it_is_gone_is_not_told_who_has_it_again() -> None:
    assert dropped(entry("gone", "* Ben has it")) == "theirs again"


def test_a_notice_that_it_is_theirs_again_says_so_to_the_line() -> None:
    before = line(shown(142, MARIE, gone=True, left=NOW - HOUR))
    found = line_after(entry("notice", "* Ben gave it back"), before).entry(142)
    assert found is not None
    assert not found.gone
    found = line_after(entry("notice", "* Ben gave it back"), before, BENS).entry(142)
    assert found is not None
    assert found.gone


# --- the line afterwards -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["relay", "took", "passed", "remind", "reopened"])
def test_a_relay_counts_as_shown(kind: EntryKind) -> None:
    before = WARM.but(shown=(shown(142, MARIE, name="M", pending=False, wrote=NOW - HOUR), LUCS))
    after = line_after(entry(kind), before)
    found = after.entry(142)
    assert found == before.shown[0].but(relayed=NOW, pending=True, name="Marie")
    assert after.entry(130) == LUCS
    assert (after.last, after.last_thread, after.at) == ("thread", 142, NOW)
    assert after.texts[-1].endswith("Hello")
    assert [s.thread for s in addressing.candidates(after, NOW)] == [130, 142]


def test_a_thread_that_comes_back_is_no_longer_gone() -> None:
    before = line(shown(142, MARIE, gone=True, certain=True))
    found = line_after(here=before).entry(142)
    assert found is not None
    assert (found.gone, found.certain, found.pending) == (False, False, True)


def test_one_that_is_over_by_now_is_shown_and_gone() -> None:
    found = line_after(whose=OVER).entry(142)
    assert found is not None
    assert (found.gone, found.pending) == (True, True)


def test_a_name_that_was_known_stays() -> None:
    found = line_after(whose=contact(MINE, name=None)).entry(142)
    assert found is not None
    assert found.name == "Marie"


def test_the_desks_own_words_are_the_last_thing_shown() -> None:
    after = line_after(entry("notice", "* Done"))
    assert (after.last, after.last_thread, after.at) == ("desk", 142, NOW)
    assert after.shown == WARM.shown
    assert after.texts == ("* Done",)


def test_gone_marks_the_line() -> None:
    after = line_after(entry("gone", "* Ben has it"), whose=BENS)
    assert after.last == "desk"
    found = after.entry(142)
    assert found is not None
    assert found.gone


def test_the_last_twelve_texts_are_kept_to_tell_reactions() -> None:
    here = WARM.but(texts=tuple(str(n) for n in range(12)))
    assert line_after(here=here).texts == (*(str(n) for n in range(1, 12)), "Hello")


@pytest.mark.parametrize("length", [20, 199, 200, 201, 500, 1500])
def test_a_reaction_to_a_text_of_any_length_is_told(length: int) -> None:
    words = ("Could you tell me whether it is ready by now, please? " * 40)[:length].strip()
    texts = line_after(entry(text=words)).texts
    assert gist.is_reaction(f"Liked “{words}”", texts)


def test_threads_long_over_are_forgotten_but_no_candidate_ever_is() -> None:
    old = NOW - 31 * DAY
    over = shown(120, pending=False, relayed=old, allotted=old)
    waiting = shown(121, relayed=old, allotted=old)
    after = line_after(here=line(over, waiting, shown(142, MARIE)))
    assert [s.thread for s in after.shown] == [121, 142]
    many = [shown(1000 + n, pending=False) for n in range(60)]
    after = line_after(here=line(waiting, *many, shown(142, MARIE)))
    found = [s.thread for s in after.shown]
    assert found[0] == 121
    assert found[-1] == 142
    assert found[1:-1] == [s.thread for s in many[-len(found) + 2 :]], "the newest stay"
    assert len(found) <= 42


# --- long texts ----------------------------------------------------------------------------------

WORDS = "abcdefghi " * 400


@pytest.mark.parametrize("text", ["", " ", "Hello", "x" * LIMIT, WORDS, "y" * 5000, " " * 3000])
def test_parts_never_leave_nothing_and_lose_nothing(text: str) -> None:
    parts = showing.parts_of(text)
    assert len(parts) >= 1
    assert all(len(part) <= LIMIT for part in parts)
    kept = "".join(parts)
    assert [kept.count(c) for c in "xyabH"] == [text.count(c) for c in "xyabH"]


def test_a_header_and_a_text_that_do_not_fit_together_leave_apart() -> None:
    found = show(entry("new", "x" * LIMIT), line(), FREE)
    assert found.body == say("new", "en", n=142, c="Marie", inbox="support")
    assert found.rest == ("x" * LIMIT,)
    assert found.line is not None
    assert found.line.entry(142) is not None


def test_what_did_not_fit_follows_without_a_header() -> None:
    found = show(entry(text=WORDS))
    assert len(found.rest) >= 2
    for part in found.rest:
        rest = show(entry("rest", part), line(), whose=None)
        assert (rest.body, rest.rest) == (part, ())


def test_the_rest_of_a_thread_that_is_over_leaves_it_over() -> None:
    first = show(entry("thanks", "y" * (LIMIT + 1)), whose=OVER)
    assert first.line is not None
    after = line_after(entry("rest", first.rest[0]), first.line, OVER).entry(142)
    assert after is not None
    assert after.gone


def test_the_rest_of_a_question_leaves_the_question_last() -> None:
    here = WARM.but(last="question", question=NOW)
    after = line_after(entry("rest", "more of it", thread=None, contact=None), here, None)
    assert (after.last, after.question) == ("question", NOW)


def test_a_thread_of_which_nothing_is_known_any_more() -> None:
    assert dropped(whose=contact(thread(150))) == "not theirs"
