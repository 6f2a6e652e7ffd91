"""An agent's text: what it is, whom it reaches, and what is held."""

from typing import Any

import pytest

from chalicelib.decisions import Decision, Load
from chalicelib.models import DAY, HOUR, MINUTE, SECOND, Contact, Line, Media, Profile, Sent
from chalicelib.rules import agent, orders, threads
from chalicelib.rules.agent import Plan
from chalicelib.rules.turn import Lists, Turn
from tests.support.made import (
    ANNA,
    BUSINESS,
    CUSTOMER,
    NOW,
    RELAYS,
    SERVICE,
    anna,
    ben,
    chloe,
    closed,
    contact,
    desk,
    identify,
    line,
    record,
    shown,
    spot,
    thread,
    turn,
)

MARIE = identify(CUSTOMER)
PICTURE = (Media(url="https://media.example/1", kind="image/jpeg"),)


def on_line(*numbers: int, **changes: Any) -> Line:
    """A line that showed Marie's threads, the last one last."""
    return line(*(shown(n, MARIE, name="Marie") for n in numbers or (142,)), **changes)


def decided(at: Turn, quoted: Sent | None = None) -> Decision:
    plan = agent.plan(at, quoted)
    if plan.command is not None:
        return orders.decide(plan.command, plan.number, at)
    return agent.decide(plan, at)


def told(decision: Decision) -> str:
    """What the agent is told: one text, and nothing goes anywhere else."""
    (entry,) = decision.put
    assert entry.kind == "notice"
    assert (entry.recipient, entry.sender, entry.to) == (f"a-{anna().id}", RELAYS[0], ANNA)
    assert (decision.contact, decision.message) == (None, None)
    return entry.text


def assert_held(decision: Decision, *words: str) -> str:
    said = told(decision)
    assert decision.outcome == "held"
    for word in ("NOT SENT", *words):
        assert word in said
    return said


# --- what it is ----------------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["", "  ", "\u200e", "\n\u00a0"])
def test_an_empty_text_is_nothing(body: str) -> None:
    decision = decided(turn(body, on_line()))
    assert decision == Decision(outcome="empty", seen="SM0000000001")


@pytest.mark.parametrize("body", ["Liked “Is it ready?”", "A aimé « Is it ready? »"])
def test_a_reaction_is_nothing(body: str) -> None:
    decision = decided(turn(body, on_line(texts=("Is it ready?",))))
    assert decision == Decision(outcome="reaction", seen="SM0000000001")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("#142 On our way", Plan(kind="text", text="On our way", number=142, contact=MARIE)),
        ("/142 On our way", Plan(kind="text", text="On our way", number=142, contact=MARIE)),
        ("#999 On our way", Plan(kind="text", text="On our way", number=999)),
        ("/dnoe", Plan(kind="unknown", text="/dnoe", guesses=("/done",))),
        ("I'm driving with Focus on", Plan(kind="automatic", text="I'm driving with Focus on")),
    ],
)
def test_plans(body: str, expected: Plan) -> None:
    found = agent.plan(turn(body, on_line()))
    assert found.but(guesses=found.guesses[:1]) == expected


@pytest.mark.parametrize(
    ("body", "number", "whose"),
    [
        ("/done", 142, MARIE),
        ("/fini", 142, MARIE),
        ("/done 999", 999, None),
        ("/hist", 142, MARIE),
        ("/take 150", 150, None),
        ("/mine", None, None),
        ("/queue", None, None),
        ("/help 2", None, None),
        ("/undo", None, None),
    ],
)
def test_which_thread_an_order_is_about(body: str, number: int | None, whose: str | None) -> None:
    plan = agent.plan(turn(body, on_line()))
    assert (plan.kind, plan.number, plan.contact) == ("order", number, whose)


def test_an_order_on_a_blank_line_is_about_no_thread() -> None:
    plan = agent.plan(turn("/done"))
    assert (plan.number, plan.contact) == (None, None)


# --- an answer goes out --------------------------------------------------------------------------


def test_the_first_answer_goes_out_word_for_word_and_claims() -> None:
    body = "On our way :)  \n— Anna"
    decision = decided(turn(body, on_line(), whose=contact(thread(told=1))))
    (reply,) = decision.put
    assert (reply.kind, reply.text) == ("reply", body)
    assert (reply.recipient, reply.sender, reply.to) == (f"c-{MARIE}", BUSINESS, CUSTOMER)
    assert (reply.agent, reply.thread, reply.spot) == (anna().id, 142, spot())
    assert decision.outcome == "claimed"
    assert decision.contact is not None
    assert decision.contact.thread(142) == thread(told=1, owner=anna().id, spot=spot())
    assert decision.loads == (Load(agent=anna().id, inbox="support", by=1),)
    assert decision.record is not None
    assert decision.record.owner == anna().id
    assert decision.record.told is None, "whom it was announced to stays as it is"
    assert decision.message is not None
    assert (decision.message.text, decision.message.author) == (body, anna().id)
    (after,) = decision.lines
    assert after.written == 142
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


# --- held ----------------------------------------------------------------------------------------


def test_nobody_there() -> None:
    assert_held(decided(turn("Hello")), '"Hello"', "/queue")


def test_several() -> None:
    here = line(shown(142, MARIE, name="Marie"), shown(143, "other", name="Luc"))
    assert_held(decided(turn("Hello", here)), "#142 Marie", "#143 Luc")


@pytest.mark.parametrize("body", ["ok", "merci", "👍"])
def test_a_bare_text_after_the_desks_own(body: str) -> None:
    assert_held(decided(turn(body, on_line(last="desk"))), "#142", "Marie")


def test_an_unprompted_text_after_a_silent_day() -> None:
    old = shown(142, MARIE, name="Marie", pending=False, relayed=NOW - 2 * DAY)
    assert_held(decided(turn("Hello", line(old, written=142))), "#142", "Marie")


def test_somebody_elses() -> None:
    taken = contact(thread(owner=ben().id, spot=spot()))
    assert_held(decided(turn("Hello", on_line(), whose=taken)), "Ben has #142 Marie", "/take 142")


def test_a_reference_to_somebody_elses() -> None:
    taken = contact(thread(owner=ben().id, spot=spot()))
    assert_held(decided(turn("#142 Hello", on_line(), whose=taken)), "Ben has #142", '"Hello"')


def test_a_reference_never_shown_here() -> None:
    other = line(shown(150, "other"))
    decision = decided(turn("#142 Hello", other, whose=contact(thread())))
    assert_held(decision, "#142 Marie never showed")


def test_a_reference_in_another_inbox_or_to_nothing() -> None:
    sales = contact(thread(inbox="sales"))
    assert_held(decided(turn("#142 Hello", whose=sales)), "no #142")
    assert_held(decided(turn("#142 Hello")), "no #142")
    assert_held(decided(turn("#142 Hello", whose=contact())), "no #142")


def test_a_reference_in_another_inbox_that_was_shown_to_this_agent() -> None:
    sales = contact(thread(inbox="sales"))
    assert decided(turn("#142 Hello", on_line(), whose=sales)).outcome == "claimed"


@pytest.mark.parametrize("body", ["#142", "#142 ", "#142:", "#142 \u200e"])
def test_a_reference_alone(body: str) -> None:
    said = told(decided(turn(body, on_line(), whose=contact(thread()))))
    assert "NOTHING SENT" in said
    assert "#142" in said


def test_pictures() -> None:
    decision = decided(turn("Look", on_line(), whose=contact(thread()), media=PICTURE))
    assert_held(decision, '"Look"', "Pictures")
    decision = decided(turn("", on_line(), whose=contact(thread()), media=PICTURE))
    assert_held(decision, "1 picture")


@pytest.mark.parametrize("french", [False, True])
def test_what_is_held_is_said_in_the_agents_language(french: bool) -> None:
    who = chloe() if french else anna()
    here = on_line(who=who)
    decision = decided(turn("ok", here.but(last="desk"), who=who))
    assert ("PAS ENVOYÉ" in decision.put[0].text) is french


# --- threads that are over -----------------------------------------------------------------------


def test_one_that_this_agent_just_resolved_is_reopened_and_that_is_said() -> None:
    over = contact(closed(142, closed=NOW - HOUR + 1))
    decision = decided(turn("One more thing", on_line(), whose=over))
    assert [e.kind for e in decision.put] == ["reply", "notice"]
    assert "open again" in decision.put[1].text
    assert decision.contact is not None
    again = decision.contact.thread(142)
    assert again is not None
    assert (again.owner, again.spot) == (anna().id, spot())
    assert decision.contact.closed == ()
    assert decision.loads == (Load(agent=anna().id, inbox="support", by=1),)


@pytest.mark.parametrize(
    "past", [closed(142, closed=NOW - HOUR), closed(142, owner=ben().id), closed(142, owner=None)]
)
def test_one_that_was_resolved_before_or_by_another_is_held(past: Any) -> None:
    decision = decided(turn("One more thing", on_line(), whose=contact(past)))
    assert_held(decision, "#142 Marie was closed today")


def test_a_reference_reopens_whatever_the_time() -> None:
    over = contact(closed(142, closed=NOW - 90 * DAY, owner=ben().id))
    decision = decided(turn("#142 Hello", on_line(), whose=over))
    assert [e.kind for e in decision.put] == ["reply", "notice"]


def test_one_that_gave_way_to_another_names_it() -> None:
    both = contact(closed(142), thread(150))
    assert_held(decided(turn("Hello", on_line(), whose=both)), "#142 is closed", "#150")
    older = contact(closed(150), thread(160, inbox="sales"))
    assert_held(decided(turn("Hello", on_line(), whose=older)), "#142 is closed", "#160")
    over = contact(closed(150), closed(151, inbox="sales"))
    assert_held(decided(turn("Hello", on_line(), whose=over)), "#142 is closed", "#151")


def test_one_of_which_nothing_is_left() -> None:
    assert_held(decided(turn("Hello", on_line(), whose=contact())), "no #142")


# --- quotes --------------------------------------------------------------------------------------

ABOUT = Sent(provider_id="SM9", contact=MARIE, thread=142, agent=anna().id)


def test_a_quote_says_whom_it_is_for() -> None:
    here = line(shown(142, MARIE), shown(143, "other"))
    at = turn("Hello", here, whose=contact(thread()), quoted="SM9")
    plan = agent.plan(at, ABOUT)
    assert (plan.number, plan.contact) == (142, MARIE)
    assert agent.decide(plan, at).outcome == "claimed"


@pytest.mark.parametrize(
    "quoted",
    [
        None,
        ABOUT.but(agent=ben().id),
        ABOUT.but(agent=None),
        ABOUT.but(thread=None),
        ABOUT.but(contact=None),
    ],
)
def test_a_quote_that_resolves_to_nothing_is_held(quoted: Sent | None) -> None:
    at = turn("Hello", on_line(), whose=contact(thread()), quoted="SM9")
    assert_held(decided(at, quoted), "#142")
    assert_held(decided(turn("Hello", quoted="SM9"), quoted), "No customer")


@pytest.mark.parametrize("body", ["/done", "/fini", "Slash done", "/dnoe"])
def test_a_command_is_never_passed_on_even_with_a_quote(body: str) -> None:
    at = turn(body, on_line(), whose=contact(thread()), quoted="SM9")
    decision = decided(at, ABOUT)
    assert not [e for e in decision.put if e.kind == "reply"]


def test_a_quote_and_a_reference_that_disagree_are_held() -> None:
    here = line(shown(142, MARIE), shown(143, "other"))
    at = turn("#143 Hello", here, whose=contact(thread()), quoted="SM9")
    decision = decided(at, ABOUT)
    assert not [e for e in decision.put if e.kind == "reply"]


# --- the service number --------------------------------------------------------------------------

SERVICED = desk(service_number=SERVICE)


@pytest.mark.parametrize(
    "body", ["Hello", "ok", "#142 Hello", "/142 Hello", "/ #142 Hello", "I'm driving right now"]
)
def test_nothing_written_to_the_service_number_is_relayed(body: str) -> None:
    at = turn(body, on_line(), whose=contact(thread()), at=SERVICED, recipient=SERVICE)
    decision = decided(at)
    assert {e.kind for e in decision.put} <= {"notice"}


def test_commands_work_there() -> None:
    decision = decided(turn("/mine", at=SERVICED, recipient=SERVICE))
    (entry,) = decision.put
    assert (decision.outcome, entry.sender) == ("mine", SERVICE)


# --- commands that nobody knows, automatic replies -----------------------------------------------


def test_an_unknown_command_goes_to_nobody() -> None:
    decision = decided(turn("/dnoe", on_line()))
    assert decision.outcome == "unknown"
    assert "/done" in told(decision)
    assert "Did you mean" not in told(decided(turn("/xyzzy", on_line())))


AUTO = "I'm driving with Focus turned on."


def test_an_automatic_reply_is_said_to_go_nowhere_and_but_once() -> None:
    first = decided(turn(AUTO, on_line(), whose=contact(thread())))
    assert first.outcome == "automatic"
    assert "automatic" in told(first)
    (after,) = first.lines
    assert after.auto_told == NOW
    again = decided(turn(AUTO, after, now=NOW + 12 * HOUR - 1))
    assert (again.outcome, again.put) == ("automatic", ())
    assert decided(turn(AUTO, after, now=NOW + 12 * HOUR)).put


def test_another_text_that_only_looks_automatic_is_said_to_go_nowhere() -> None:
    """A machine repeats itself. Who writes something else is a person, and must hear of it."""
    (after,) = decided(turn(AUTO, on_line(), whose=contact(thread()))).lines
    here = after.but(last="thread")
    decision = decided(turn("I'm driving over now, 10 min", here, now=NOW + HOUR))
    assert decision.put


WROTE = "We are closed tomorrow because of the snow."


def after_writing(text: str, to: int = 150) -> Profile:
    """Anna's profile after she wrote `text` to a thread."""
    here = line(shown(to, MARIE))
    decision = decided(turn(text, here, whose=contact(thread(to))))
    assert decision.profile is not None
    return decision.profile


@pytest.mark.parametrize(
    ("text", "again", "to", "later", "is_held"),
    [
        (WROTE, WROTE, 150, MINUTE - 1, True),
        (WROTE, WROTE.upper(), 150, MINUTE - 1, True),
        (WROTE, WROTE, 150, MINUTE, False),
        (WROTE, WROTE, 142, 5 * SECOND, False),
        (WROTE, WROTE + " Sorry!", 150, 5 * SECOND, False),
        ("On our way", "On our way", 150, 5 * SECOND, False),
        (WROTE, f"#142 {WROTE}", 150, 5 * SECOND, False),
    ],
)
def test_the_same_text_on_two_threads_within_a_minute(
    text: str, again: str, to: int, later: int, is_held: bool
) -> None:
    profile = after_writing(text, to)
    at = turn(again, on_line(), whose=contact(thread()), profile=profile, now=NOW + later)
    decision = decided(at)
    assert decision.outcome == ("automatic" if is_held else "claimed")
    assert bool([e for e in decision.put if e.kind == "notice"]) is is_held


def test_the_same_text_to_a_third_customer_is_said_to_go_nowhere_too() -> None:
    """It was perhaps a person's after all: what is not delivered is said (P8)."""
    profile = after_writing(WROTE, 150)
    here = on_line(auto_told=NOW - HOUR)
    at = turn(WROTE, here, whose=contact(thread()), profile=profile, now=NOW + SECOND)
    assert decided(at).put


# --- small things --------------------------------------------------------------------------------


def test_the_record_of_a_thread() -> None:
    found = threads.record(contact(), thread(owner="x"))
    assert (found.contact, found.number, found.owner, found.told) == (MARIE, 142, "x", None)


def test_the_name_of_a_customer_without_one() -> None:
    nameless: Contact = contact(thread(owner=ben().id), name=None)
    assert_held(decided(turn("Hello", on_line(), whose=nameless)), "#142 customer")


def test_a_turn_with_more_read() -> None:
    at = turn("/mine").about(contact()).reading(Lists(queue=(record(),)))
    assert at.contact == contact()
    assert at.lists.queue == (record(),)
