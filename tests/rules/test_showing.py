"""What an agent's phone shows: headers, what is dropped, where a text is cut."""

from typing import Any

import pytest

from chalicelib.models import DAY, HOUR, MINUTE, Contact, Entry, EntryKind, Line, Profile, Shown
from chalicelib.rules import addressing, gist, showing
from chalicelib.rules.showing import LATE, LIMIT, SILENCE, Scene, Showing
from tests.support.made import (
    CUSTOMER,
    NOW,
    anna,
    ben,
    chloe,
    closed,
    contact,
    desk,
    entry,
    identify,
    line,
    shown,
    spot,
    thread,
)

MARIE = identify(CUSTOMER)
MINE = thread(owner=anna().id, spot=spot())
OURS = contact(MINE)
BENS = contact(thread(owner=ben().id, spot=spot()))
FREE = contact(thread())
OVER = contact(closed())
WARM = line(shown(142, MARIE, name="Marie", relayed=NOW - MINUTE))
LUC = shown(130, "luc", name="Luc", relayed=NOW - MINUTE)


def scene(
    what: Entry | None = None, here: Line = WARM, whose: Contact | None = OURS, **changes: Any
) -> Scene:
    found = Scene(entry=what or entry(), agent=anna(), line=here, contact=whose)
    return found.but(**changes)


def show(*args: Any, now: int = NOW, **named: Any) -> Showing:
    found = showing.show(scene(*args, **named), desk(), now)
    assert isinstance(found, Showing)
    assert found.body
    assert len(found.body) <= LIMIT
    return found


def dropped(*args: Any, **named: Any) -> str:
    found = showing.show(scene(*args, **named), desk(), NOW)
    assert isinstance(found, str)
    return found


def body(*args: Any, **named: Any) -> str:
    return show(*args, **named).body


# --- headers -------------------------------------------------------------------------------------


def test_a_conversation_that_goes_on_has_none() -> None:
    assert body() == "Hello"


@pytest.mark.parametrize(
    ("what", "here", "whose", "first_line"),
    [
        (
            entry("new"),
            line(),
            FREE,
            "* NEW #142 support, Marie. Reply here: the customer reads it and #142 is yours.",
        ),
        (entry("more"), WARM, FREE, "#142 Marie adds (nobody has it yet):"),
        (
            entry("reopened"),
            line(),
            contact(MINE.but(closed=NOW - DAY)),
            "* #142 Marie writes again (closed yesterday). It is yours again. Reply here:",
        ),
        (
            entry("reopened"),
            line(),
            OURS,
            "* #142 Marie writes again (closed today). It is yours again. Reply here:",
        ),
        (
            entry("took"),
            line(),
            OURS,
            "* #142 Marie is yours. Reply here: the customer reads it. Last texts:",
        ),
        (entry("thanks"), WARM, OVER, "#142 Marie (closed):"),
        (entry("relay"), WARM, OVER, "#142 Marie (closed):"),
        (entry("relay"), line(), OURS, "#142 Marie:"),
        (entry("relay"), line(), contact(MINE, name=None), "#142 customer:"),
    ],
)
def test_headers(what: Entry, here: Line, whose: Contact, first_line: str) -> None:
    assert body(what, here, whose) == f"{first_line}\nHello"


def test_headers_in_the_agents_language() -> None:
    found = body(entry("new"), line(), FREE, agent=chloe())
    assert found.startswith("* NOUVEAU #142 support, Marie.")
    assert body(whose=contact(thread(owner=chloe().id)), here=line(), agent=chloe()) == (
        "#142 Marie :\nHello"
    )


@pytest.mark.parametrize(
    ("kind", "whose"),
    [
        ("new", FREE),
        ("took", OURS),
        ("reopened", contact(MINE.but(closed=NOW - DAY))),
        ("relay", OURS),
    ],
)
def test_careful_where_the_number_showed_another_customer(kind: EntryKind, whose: Contact) -> None:
    gone = LUC.but(gone=True)
    found = body(entry(kind), line(gone), whose)
    assert found.startswith("* CAREFUL: this number is now Marie #142")
    assert "no longer Luc #130" in found
    if kind == "reopened":
        assert "closed yesterday" in found
    if kind == "new":
        assert "(support)" in found


@pytest.mark.parametrize(
    "last",
    [
        LUC,  # still here: shared, not replaced
        LUC.but(contact=MARIE, gone=True),  # the same customer
    ],
)
def test_no_warning_where_nobody_was_replaced(last: Shown) -> None:
    for what, whose in ((entry("new"), FREE), (entry("took"), OURS), (entry("relay"), OURS)):
        assert "CAREFUL" not in body(what, line(last), whose)


def test_no_warning_once_the_customer_was_shown() -> None:
    here = line(LUC.but(gone=True, relayed=NOW - 2 * DAY), shown(142, MARIE, relayed=NOW - MINUTE))
    assert "CAREFUL" not in body(here=here)


@pytest.mark.parametrize(
    ("other", "shared"),
    [
        (LUC, True),
        (LUC.but(gone=True), True),  # an answer written now could still be for Luc
        (LUC.but(gone=True, pending=False), False),
        (LUC.but(relayed=0), False),
        (LUC.but(pending=False), True),
    ],
)
def test_a_shared_line_says_who_it_is_each_time(other: Shown, shared: bool) -> None:
    here = line(other, shown(142, MARIE, relayed=NOW - MINUTE))
    assert body(here=here) == ("#142 Marie:\nHello" if shared else "Hello")


@pytest.mark.parametrize(("silent", "header"), [(SILENCE - 1, False), (SILENCE, True)])
def test_after_twelve_hours_of_silence(silent: int, header: bool) -> None:
    assert SILENCE == 12 * HOUR
    here = line(shown(142, MARIE, relayed=NOW - silent))
    assert body(here=here).startswith("#142 Marie:") is header


@pytest.mark.parametrize(("ago", "is_late"), [(LATE - 1, False), (LATE, True), (3 * DAY, True)])
def test_a_late_text_carries_its_time(ago: int, is_late: bool) -> None:
    found = body(entry(written=NOW - ago))
    assert found.endswith("late)\nHello") is is_late
    if ago == LATE:
        assert found == "(sent 11:50, late)\nHello"
    if ago == 3 * DAY:
        assert found == "(sent Fri 12:00, late)\nHello"


def test_a_late_text_with_a_header_has_both() -> None:
    found = body(entry("new", written=NOW - HOUR), line(), FREE)
    assert found.splitlines()[1:] == ["(sent 11:00, late)", "Hello"]


def test_no_time_where_none_is_known() -> None:
    assert body(entry(written=0)) == "Hello"


# --- what is not shown ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "whose", "theirs"),
    [
        ("new", FREE, True),
        ("more", FREE, True),
        ("relay", FREE, False),
        ("took", FREE, False),
        ("reopened", FREE, False),
        ("new", OURS, True),
        ("new", contact(thread(owner=ben().id)), False),
        ("more", contact(thread(owner=ben().id)), False),
        ("relay", contact(thread(owner=ben().id)), False),
        ("took", contact(thread(owner=ben().id)), False),
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


def test_thanks_wait_for_nobody_who_is_away() -> None:
    profile = Profile(agent=anna().id, away=True)
    assert dropped(entry("thanks"), whose=OVER, profile=profile) == "away"
    assert body(entry("thanks"), whose=OVER, profile=profile.but(away=False))
    assert body(entry("thanks"), whose=OVER, profile=None)


@pytest.mark.parametrize(
    ("here", "is_shown"),
    [
        (line(), False),
        (line(shown(142, MARIE, relayed=0)), False),
        (line(shown(142, MARIE)), True),
        (line(LUC), False),
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


def line_after(*args: Any, **named: Any) -> Line:
    found = show(*args, **named).line
    assert found is not None
    return found


def test_a_relay_counts_as_shown() -> None:
    before = WARM.but(shown=(shown(142, MARIE, name="M", pending=False, wrote=NOW - HOUR), LUC))
    after = line_after(here=before)
    found = after.entry(142)
    assert found == before.shown[0].but(relayed=NOW, pending=True, name="Marie")
    assert after.entry(130) == LUC
    assert (after.last, after.last_thread, after.at) == ("thread", 142, NOW)
    assert after.texts[-1] == "Hello" or after.texts[-1].endswith("Hello")
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

WORDS = "abcdefghi " * 200


@pytest.mark.parametrize(
    ("text", "first", "rest"),
    [
        ("Hello", 5, 0),
        ("x" * LIMIT, LIMIT, 0),
        ("x" * (LIMIT + 1), LIMIT, 1),
        (WORDS[: LIMIT + 5], 1599, 5),
        ("x" * 800 + " " + "y" * 1000, 800, 1000),
        ("x" * 799 + " " + "y" * 1000, LIMIT, 200),
        ("x" * 1599 + " " + "y", 1599, 1),
        ("x" * LIMIT + " " + "y", LIMIT, 1),
    ],
)
def test_cut(text: str, first: int, rest: int) -> None:
    one, other = showing.cut(text)
    assert (len(one), len(other)) == (first, rest)
    assert (one + other).replace(" ", "") == text.replace(" ", "")


def test_a_cut_never_leaves_an_empty_text_in_front() -> None:
    one, other = showing.cut(" " * 1590 + "x" * 100)
    assert one.strip()
    assert (one + other).strip() == "x" * 100


def test_a_header_and_a_text_that_do_not_fit_together_leave_apart() -> None:
    found = show(entry("new", "x" * LIMIT), line(), FREE)
    assert found.body.startswith("* NEW")
    assert "x" * 10 not in found.body
    assert found.rest == "x" * LIMIT
    assert found.line is not None
    assert found.line.entry(142) is not None


def test_what_did_not_fit_follows_without_a_header() -> None:
    found = show(entry(text=WORDS))
    assert found.body + " " + found.rest == WORDS
    rest = show(entry("rest", found.rest), line(), whose=None)
    assert (rest.body, rest.rest) == (found.rest, "")


def test_the_rest_is_cut_again() -> None:
    found = show(entry("rest", "y" * (2 * LIMIT + 1)))
    assert (len(found.body), len(found.rest)) == (LIMIT, LIMIT + 1)


def test_the_rest_of_a_thread_that_is_over_leaves_it_over() -> None:
    first = show(entry("thanks", "y" * (LIMIT + 1)), whose=OVER)
    assert first.line is not None
    after = line_after(entry("rest", first.rest), first.line, OVER).entry(142)
    assert after is not None
    assert after.gone


def test_a_new_thread_that_this_agent_resolved_meanwhile_still_names_its_inbox() -> None:
    assert "support" in body(entry("new"), line(), OVER) or "(closed)" in body(
        entry("new"), line(), OVER
    )
