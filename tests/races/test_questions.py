"""The question about a held text, while its answer, its end and other texts come at one moment."""

import time
from collections.abc import Callable

import pytest

from chalicelib.models import HeldText, Spot
from chalicelib.rules import crowding
from chalicelib.rules.questions import EXPIRES, ORDERED, READ, TOGETHER
from chalicelib.store import agents, contacts
from chalicelib.texts import say

from ..properties.questions import Option, options
from ..support.desk import (
    BUSINESS,
    RELAYS,
    Driver,
    agent,
    business,
    customer,
    desk_toml,
    inbox,
    wake_body,
)
from ..support.lambdas import Job
from .clocks import Clocked
from .conftest import text

ROUNDS = 8
"""Each has an inbox of its own, with one agent and two customers on one number."""

ALONE = desk_toml(teams=[[n] for n in range(1, ROUNDS + 1)], relays=1)
WORDS = "Yes, at five."
LONG_AGO = 60
SOON = max(ORDERED, TOGETHER, READ) / 1000 + 1

pytestmark = pytest.mark.engine


def _two_write(desk: Driver, n: int) -> Spot:
    """Both customers of the n-th inbox have written, and its agent saw it: where."""
    for who in (2 * n - 1, 2 * n):
        desk.text(customer(who), business(n), "Is my bike ready?")
    (spot,) = (line.spot for line in desk.lines(agent(n)))
    return spot


def _asked(desk: Driver, ago: float = LONG_AGO) -> None:
    """In each inbox the agent wrote a text a while ago, and was asked whom it is for."""
    desk.later(-ago)
    for n in range(1, ROUNDS + 1):
        desk.text(*_two_write(desk, n), WORDS)
        assert _heard(desk, n) == []
    desk.later(ago)


def _held(desk: Driver, n: int) -> tuple[HeldText, ...]:
    return agents.view(desk.desk.identify(agent(n)))[2]


def _questions(desk: Driver, n: int) -> list[str]:
    """The questions on an agent's phone, oldest first."""
    return [body for body in desk.got(agent(n)) if options(body)]


def _option(desk: Driver, n: int) -> tuple[str, str]:
    """An option of the question that shows last: the digit, and the customer it stands for."""
    chosen: Option = options(desk.got(agent(n))[-1])[n % 2]
    whose = {desk.contact(customer(c)).threads[0].number: customer(c) for c in (2 * n - 1, 2 * n)}
    return str(chosen.digit), whose[chosen.thread or 0]


def _heard(desk: Driver, n: int) -> list[tuple[str, str]]:
    """What agents' texts reached the customers of the n-th inbox: whom, and the words."""
    who = (customer(2 * n - 1), customer(2 * n))
    return [(one, words) for one in who for words in desk.got(one)[1:]]


def _consistent(desk: Driver, n: int) -> None:
    """Every thread has at most one owner, in its three places, and the counters say the same."""
    heads = [desk.contact(customer(c)) for c in (2 * n - 1, 2 * n)]
    for head in heads:
        (thread,) = head.threads
        record = contacts.record(head.id, thread.number)
        assert record is not None
        assert record.owner == thread.owner
    id_ = desk.desk.identify(agent(n))
    mine = sum(head.threads[0].owner == id_ for head in heads)
    assert agents.view(id_)[0].open == mine
    assert [row.load for row in agents.roster(inbox(n)) if row.agent == id_] == [mine]


def _wake(desk: Driver, n: int) -> Job:
    return Job("wake", body=wake_body(f"a-{desk.desk.identify(agent(n))}"))


def _at_once(processes: Clocked, jobs: list[Job]) -> None:
    assert [answer.status for answer in processes.at_once(jobs)] == [200] * len(jobs)


def _later(desk: Driver, processes: Clocked, seconds: float) -> None:
    desk.later(seconds)
    processes.later(seconds)


# --- answers -------------------------------------------------------------------------------------


def test_eight_copies_of_one_answer_send_the_text_once(
    begin: Callable[[str], Driver], processes: Clocked
) -> None:
    desk = begin(ALONE)
    _asked(desk)
    for n in range(1, ROUNDS + 1):
        digit, whom = _option(desk, n)
        _at_once(processes, [text(agent(n), RELAYS[0], digit)] * 8)
        desk.settle()
        assert _heard(desk, n) == [(whom, WORDS)]
        assert _held(desk, n) == ()
        assert len(_questions(desk, n)) == 1
        _consistent(desk, n)


def test_an_answer_given_twice_sends_the_text_once(
    begin: Callable[[str], Driver], processes: Clocked
) -> None:
    """Two texts `1` at once: the second comes when nothing is asked any more, and is kept."""
    desk = begin(ALONE)
    _asked(desk)
    for n in range(1, ROUNDS + 1):
        digit, whom = _option(desk, n)
        _at_once(processes, [text(agent(n), RELAYS[0], digit) for _ in range(2)])
        desk.settle()
        assert _heard(desk, n) == [(whom, WORDS)]
        (left,) = _held(desk, n)
        assert left.texts == (digit,)
        assert f'"{digit}"' in _questions(desk, n)[-1]
        _consistent(desk, n)


def test_two_answers_at_once_that_disagree(
    begin: Callable[[str], Driver], processes: Clocked
) -> None:
    """Both digits of one question: it goes to one of the two, never to both."""
    desk = begin(ALONE)
    _asked(desk)
    for n in range(1, ROUNDS + 1):
        digits = [str(o.digit) for o in options(desk.got(agent(n))[-1]) if o.digit]
        _at_once(processes, [text(agent(n), RELAYS[0], digit) for digit in digits])
        desk.settle()
        assert [words for _, words in _heard(desk, n)] == [WORDS]
        assert [held.text in digits for held in _held(desk, n)] == [True]
        _consistent(desk, n)


@pytest.mark.parametrize("answer", ["send", "drop"])
def test_an_answer_and_the_end_of_its_question_at_once(
    begin: Callable[[str], Driver], processes: Clocked, answer: str
) -> None:
    """Either it is answered, or it is over and said so: exactly one of the two."""
    desk = begin(ALONE)
    _asked(desk, EXPIRES / 1000 + 1)
    for n in range(1, ROUNDS + 1):
        digit, whom = _option(desk, n) if answer == "send" else ("0", "")
        jobs = [text(agent(n), RELAYS[0], digit), _wake(desk, n)]
        _at_once(processes, [jobs, jobs[::-1], [*jobs, jobs[1]], [*jobs[::-1], jobs[0]]][n % 4])
        desk.settle()
        over = desk.got(agent(n)).count(say("expired", "en", q=WORDS))
        dropped = desk.got(agent(n)).count(say("dropped", "en", q=WORDS))
        sent = _heard(desk, n)
        assert sent == ([(whom, WORDS)] if answer == "send" and not over else [])
        assert len(sent) + over + dropped == 1
        # An answer to nothing is a text of its own, and no customer's.
        assert [held.text for held in _held(desk, n)] == [digit] * over
        _consistent(desk, n)


# --- several held at once ------------------------------------------------------------------------


def test_two_held_texts_at_once_on_one_number_are_one(
    begin: Callable[[str], Driver], processes: Clocked
) -> None:
    desk = begin(ALONE)
    desk.later(-LONG_AGO)
    spots = [_two_write(desk, n) for n in range(1, ROUNDS + 1)]
    desk.later(LONG_AGO)
    for n, spot in enumerate(spots, 1):
        parts = [f"Part {i}" for i in range(2 + n % 3)]
        _at_once(processes, [text(*spot, part) for part in parts])
        desk.settle()
        (held,) = _held(desk, n)
        assert sorted(held.texts) == parts
        (asked,) = _questions(desk, n)
        assert all(part in asked for part in parts)
    desk.later(SOON)
    for n in range(1, ROUNDS + 1):
        written = _held(desk, n)[0].texts
        digit, whom = _option(desk, n)
        desk.text(agent(n), RELAYS[0], digit)
        assert _heard(desk, n) == [(whom, part) for part in written]
        assert _held(desk, n) == ()


def test_two_held_texts_at_once_on_two_numbers_are_asked_about_in_turn(
    begin: Callable[[str], Driver], processes: Clocked
) -> None:
    desk = begin(desk_toml(agents=[1], relays=2))
    for i in range(ROUNDS):
        _later(desk, processes, crowding.EVERY / 1000)  # time for one more
        for c in range(1, 5):
            desk.text(customer(c), BUSINESS, f"Is bike {c} ready?")
        _later(desk, processes, LONG_AGO)
        whose = {desk.contact(customer(c)).threads[0].number: customer(c) for c in range(1, 5)}
        heard = {c: len(desk.got(customer(c))) for c in range(1, 5)}
        asked = len(_questions(desk, 1))
        words = {number: f"Round {i} of {number[-1]}" for number in RELAYS[:2]}
        _at_once(processes, [text(agent(1), *pair) for pair in words.items()])
        desk.settle()
        assert sorted(held.text for held in _held(desk, 1)) == sorted(words.values())
        assert len(_questions(desk, 1)) == asked + 1
        went = []
        for _ in words:
            _later(desk, processes, SOON)
            question = desk.texts_to(agent(1))[-1]
            chosen = options(question.body)[i % 2]
            desk.text(agent(1), question.sender, str(chosen.digit))
            went.append((whose[chosen.thread or 0], words[question.sender]))
        assert _held(desk, 1) == ()
        got = [(customer(c), body) for c, n in heard.items() for body in desk.got(customer(c), n)]
        assert sorted(got) == sorted(went)
        assert len(_questions(desk, 1)) == asked + 2


def test_a_text_that_joins_while_its_question_leaves_is_one_with_it(
    begin: Callable[[str], Driver], processes: Clocked
) -> None:
    """Whichever comes first: both are kept, asked about as one, and sent together, in order."""
    desk = begin(ALONE)
    desk.later(-LONG_AGO)
    spots = [_two_write(desk, n) for n in range(1, ROUNDS + 1)]
    desk.later(LONG_AGO)
    joined: list[int] = []
    for n, spot in enumerate(spots, 1):
        began = time.monotonic()
        desk.text(*spot, "Part 1", settle=False)
        jobs = [_wake(desk, n), text(*spot, "Part 2")]
        _at_once(processes, [jobs, jobs[::-1], [*jobs, jobs[0]], [*jobs, jobs[1]]][n % 4])
        in_time = time.monotonic() - began < TOGETHER / 1000
        desk.settle()
        if not in_time:  # this machine was too busy: they may be two by now
            continue
        held, *apart = _held(desk, n)
        if apart and apart[0].last - held.last >= TOGETHER:  # as the desk's own clocks have it
            continue
        joined.append(n)
        assert not apart
        assert held.texts == ("Part 1", "Part 2")
        assert "Part 2" in _questions(desk, n)[-1]
    assert joined
    desk.later(SOON)
    for n in joined:
        digit, whom = _option(desk, n)
        desk.text(agent(n), RELAYS[0], digit)
        assert _heard(desk, n) == [(whom, "Part 1"), (whom, "Part 2")]
        assert _held(desk, n) == ()


def test_an_answer_sends_no_more_than_the_question_quoted(begin: Callable[[str], Driver]) -> None:
    """The second text may have been for the other customer: nothing on the phone asked about it."""
    desk = begin(desk_toml(agents=[1], relays=1))
    desk.later(-LONG_AGO)
    spot = _two_write(desk, 1)
    desk.later(LONG_AGO)
    desk.text(*spot, "Part 1")
    desk.text(*spot, "Part 2")
    desk.later(SOON)
    question = _questions(desk, 1)[-1]
    digit, whom = _option(desk, 1)
    desk.text(*spot, digit)
    quoted = [part for part in ("Part 1", "Part 2") if part in question]
    assert _heard(desk, 1) == [(whom, part) for part in quoted]


def test_an_answer_by_number_given_twice_sends_only_what_was_asked_about(
    begin: Callable[[str], Driver],
) -> None:
    """The second `#101` was written before the next question came: it says nothing about that."""
    desk = begin(desk_toml(agents=[1], relays=1))
    desk.later(-LONG_AGO)
    spot = _two_write(desk, 1)
    desk.text(*spot, "Part 1")
    desk.later(LONG_AGO / 2)
    desk.text(*spot, WORDS)
    desk.later(LONG_AGO / 2)
    number = options(_questions(desk, 1)[-1])[0].thread
    desk.text(*spot, f"#{number}")
    desk.text(*spot, f"#{number}")
    assert [words for _, words in _heard(desk, 1)] == ["Part 1"]
    assert [held.text for held in _held(desk, 1)] == [WORDS]
