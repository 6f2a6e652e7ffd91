"""An agent's answer leaves: word for word, claiming or not, reopening or not."""

from typing import Any

import pytest

from chalicelib.decisions import Decision, Load
from chalicelib.models import HOUR, Line, OptOut, Passed, Profile
from chalicelib.texts import say
from tests.rules.helping import (
    BENS,
    HIS,
    MARIE,
    MINE,
    after,
    asked,
    asking,
    assert_only_told,
    choice,
    decided,
    held,
    kinds,
    now_open,
    on_line,
    profile_of,
)
from tests.support.made import (
    BEN,
    BUSINESS,
    CUSTOMER,
    NOW,
    RELAYS,
    anna,
    ben,
    closed,
    contact,
    line,
    shown,
    spot,
    thread,
    turn,
)

NAMED: dict[str, Any] = {"n": 142, "c": "Marie"}

# --- an answer goes out --------------------------------------------------------------------------


def test_the_first_answer_goes_out_word_for_word_and_claims() -> None:
    body = "On  our way :)  \n- Anna"
    decision = decided(turn(body, on_line(), whose=contact(thread(told=1))))
    (reply,) = decision.put
    assert (reply.kind, reply.text) == ("reply", body)
    assert (reply.recipient, reply.sender, reply.to) == (f"c-{MARIE}", BUSINESS, CUSTOMER)
    assert (reply.agent, reply.thread, reply.spot) == (anna().id, 142, spot())
    assert decision.outcome == "claimed"
    assert decision.contact is not None
    after = thread(told=1, owner=anna().id, spot=spot(), answered=NOW, spoke=NOW)
    assert decision.contact.thread(142) == after
    assert decision.loads == (Load(agent=anna().id, inbox="support", by=1),)
    assert decision.record is not None
    assert decision.record.owner == anna().id
    assert decision.record.told is None, "whom it was announced to stays as it is"
    assert decision.message is not None
    assert (decision.message.text, decision.message.author) == (body, anna().id)
    (line,) = decision.lines
    assert line.written == 142
    assert decision.contact.stamp == decision.message.stamp == reply.stamp == NOW


def test_the_next_answer_only_goes_out() -> None:
    mine = contact(thread(owner=anna().id, spot=spot()))
    decision = decided(turn("On our way", on_line(), whose=mine))
    assert decision.outcome == "replied"
    assert decision.loads == ()
    assert decision.record is None
    assert [e.kind for e in decision.put] == ["reply"]


@pytest.mark.parametrize(
    ("told_count", "here", "heard", "looks"),
    [(1, True, 0, False), (2, True, 0, True), (1, False, 0, True), (1, True, 1, True)],
)
def test_a_claim_asks_for_a_look_where_others_were_told_or_texts_were_not_shown(
    told_count: int, here: bool, heard: int, looks: bool
) -> None:
    open_one = thread(told=told_count)
    open_one = open_one.but(heard=open_one.shown + heard)
    lines = (on_line(),) if here else ()
    decision = decided(turn("#142 Hello", *lines, whose=contact(open_one)))
    assert [e.kind for e in decision.put] == (["reply", "look"] if looks else ["reply"])


def test_the_stamp_comes_after_the_agents_and_the_contacts_last() -> None:
    late = contact(thread(), stamp=NOW + 5)
    decision = decided(turn("Hello", on_line(), whose=late))
    assert decision.put[0].stamp == NOW + 6
    assert decision.profile is not None
    assert decision.profile.stamp == NOW + 6
    profile = Profile(agent=anna().id, stamp=NOW + 9)
    decision = decided(turn("Hello", on_line(), whose=late, profile=profile))
    assert decision.put[0].stamp == NOW + 10


def test_an_owner_who_left_the_desk_keeps_nobody_from_answering() -> None:
    gone = contact(thread(owner="somebody-gone", spot=spot()))
    assert decided(turn("Hello", on_line(), whose=gone)).outcome == "claimed"


# --- an answer to the question -------------------------------------------------------------------


def answered(do: Any, whose: Any, *texts: str, **changes: Any) -> Any:
    """What the choice of `do` for a held text does."""
    what = held(texts=texts or ("At five",), choices=(choice(do=do),))
    return decided(asking(turn("1", asked(what), whose=whose, **changes), what))


def test_insist_sends_it_and_leaves_the_thread_where_it_is() -> None:
    decision = answered("insist", contact(HIS))
    assert (decision.outcome, decision.loads, decision.record) == ("replied", (), None)
    assert now_open(decision) == HIS.but(answered=NOW), "and its owner no more awake than before"
    reply, other = decision.put
    assert (reply.kind, reply.text, reply.agent) == ("reply", "At five", anna().id)
    assert (other.kind, other.to, other.sender) == ("notice", BEN, RELAYS[1])
    assert other.text == say("wrote_to_yours", "en", a="Anna", q="At five", **NAMED)
    assert (other.thread, other.contact) == (142, MARIE)
    assert profile_of(decision).act is None


def test_take_sends_it_and_takes_the_thread() -> None:
    decision = answered("take", contact(HIS))
    assert decision.outcome == "claimed"
    taken = now_open(decision)  # the worker brings her up to date, like after a pass
    assert (taken.owner, taken.spot, taken.passed) == (anna().id, None, Passed("", ""))
    other = next(e for e in decision.put if e.agent == ben().id)
    assert (other.kind, other.to, other.sender) == ("gone", BEN, RELAYS[1])
    assert other.text == say("took_over", "en", a="Anna", **NAMED)
    assert set(decision.loads) == {
        Load(agent=anna().id, inbox="support", by=1),
        Load(agent=ben().id, inbox="support", by=-1),
    }
    act = profile_of(decision).act
    assert act is not None
    assert (act.kind, act.owner, act.spot) == ("take", ben().id, BENS)


@pytest.mark.parametrize("do", ["insist", "take"])
def test_who_has_no_line_yet_is_told_nothing_but_keeps_or_loses_it(do: str) -> None:
    decision = answered(do, contact(HIS.but(spot=None)))
    assert [e for e in decision.put if e.agent == ben().id] == []
    assert now_open(decision).owner == (ben().id if do == "insist" else anna().id)


@pytest.mark.parametrize("do", ["insist", "take"])
def test_insisting_where_it_is_ones_own_by_now_or_nobodys(do: str) -> None:
    assert answered(do, contact(MINE)).outcome == "replied"
    freed = answered(do, contact(thread()))
    assert freed.message is not None
    assert [e.kind for e in freed.put if e.agent == ben().id] == []


def test_reopen_sends_it_and_reopens() -> None:
    over = contact(closed(closed=NOW - 9 * HOUR, owner=ben().id))
    decision = answered("reopen", over)
    assert kinds(decision) == ["reply", "look"]
    assert_brought_up_to_date(decision)


def assert_brought_up_to_date(decision: Decision) -> None:
    """The thread is Anna's, and the worker is to show her what was said."""
    after = now_open(decision)
    assert (after.owner, after.spot, after.passed) == (anna().id, None, Passed("", ""))


@pytest.mark.parametrize("before", [(), (line(shown(142, MARIE, gone=True)),)])
def test_who_takes_what_only_others_were_told_of_is_brought_up_to_date(
    before: tuple[Line, ...],
) -> None:
    decision = decided(turn("#142 Hello", *before, whose=contact(thread(told=1))))
    assert kinds(decision) == ["reply", "look"]
    assert_brought_up_to_date(decision)


@pytest.mark.parametrize("do", ["send", "insist", "take"])
def test_somebody_elses_by_now_is_asked_about_unless_that_was_answered(do: str) -> None:
    decision = answered(do, contact(HIS))
    assert (decision.message is None) is (do == "send")
    assert [h.kind for h in decision.held] == (["other"] if do == "send" else [])


def test_the_parts_of_a_text_leave_one_by_one() -> None:
    decision = answered("send", contact(MINE), "One", "two", "three")
    assert [e.text for e in decision.put] == ["One", "two", "three"]
    assert [e.n for e in decision.put] == sorted({e.n for e in decision.put})
    assert len({e.stamp for e in decision.put}) == 1


# --- who can not be written to -------------------------------------------------------------------


def test_nothing_leaves_for_who_is_blocked_or_opted_out() -> None:
    blocked = decided(turn("Hello", on_line(), whose=contact(MINE, blocked=True)))
    assert_only_told(blocked, "held_blocked", q="Hello", **NAMED)
    stop = OptOut(CUSTOMER, BUSINESS, NOW - HOUR)
    out = decided(turn("Hello", on_line(), whose=contact(MINE, opted_out=(stop,))))
    assert_only_told(out, "held_opted_out", q="Hello", **NAMED)
    elsewhere = contact(MINE, opted_out=(stop._replace(theirs=f"whatsapp:{CUSTOMER}"),))
    assert decided(turn("Hello", on_line(), whose=elsewhere)).outcome == "replied"


def test_smart_typography_leaves_plain_and_is_kept_as_it_was() -> None:
    decision = decided(turn("It’s “ready”…", on_line(), whose=contact(MINE)))
    assert decision.put[0].text == 'It\'s "ready"...'
    assert decision.message is not None
    assert decision.message.text == "It’s “ready”…"


# --- threads that are over -----------------------------------------------------------------------


def test_one_that_this_agent_just_resolved_is_reopened_and_that_is_said() -> None:
    over = contact(closed(142, closed=NOW - HOUR + 1))
    decision = decided(turn("One more thing", on_line(), whose=over))
    assert kinds(decision) == ["reply", "notice"]
    assert decision.put[1].text == say("reopened_by_you", "en", **NAMED)
    again = now_open(decision)
    assert (again.owner, again.spot) == (anna().id, spot())
    assert after(decision).closed == ()
    assert decision.loads == (Load(agent=anna().id, inbox="support", by=1),)


def test_a_reference_reopens_whatever_the_time() -> None:
    over = contact(closed(142, closed=NOW - 90 * 24 * HOUR, owner=ben().id))
    decision = decided(turn("#142 Hello", on_line(), whose=over))
    assert kinds(decision) == ["reply", "look"]
    assert_brought_up_to_date(decision)
