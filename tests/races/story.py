"""A story at random: people write, processes work, time passes; and what must be true of it all."""

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

from chalicelib import settings
from chalicelib.models import HeldText
from chalicelib.store import agents, contacts
from simulator.wire import Answer

from ..properties.questions import options
from ..support.desk import RELAYS, Driver, agent, customer, desk_toml, wake_body
from ..support.lambdas import Job
from .clocks import Clocked
from .people import ASKED, WROTE, People

AT_ONCE = 8
PAUSES = (0, 0, 0, 1, 2, 4, 12, 12, 30, 70)
LONG = 16 * 60
SHAPES = ((2, 1), (2, 2), (3, 1), (3, 2))
"""Customers, relay numbers."""

RESTS = 80
STEP = 16 * 60


class Story:
    """A desk, its people, and the processes that work for it."""

    def __init__(self, begin: Callable[[str], Driver], processes: Clocked, seed: int) -> None:
        self.customers, relays = SHAPES[seed % len(SHAPES)]
        self.desk = begin(desk_toml(agents=[1, 2], relays=relays))
        self.processes, self.chance = processes, Random(seed)
        self.people = People(self.desk, self.chance, 2, self.customers, relays)
        self.past: list[Job] = []
        self.owners: list[list[str]] = []
        """Of each customer's thread, after each burst."""
        self.lost = 0
        self.waited: dict[str, str] = {}
        """What was ever held → the first of the texts that it was held with."""
        self.told: list[str] = []
        """The story so far, to read where it goes wrong."""

    # --- what happens ------------------------------------------------------------------------

    def burst(self) -> None:
        """People write, webhooks come twice, and recipients are drained: all at one moment."""
        self.people.busy.clear()
        now = len(self.owners)
        jobs = [job for _ in range(self.chance.randint(1, 3)) for job in self.people.writes(now)]
        self.told += [f"{job.form['From'][-2:]}: {job.form['Body']}" for job in jobs]
        copies = [job for job in jobs if self.chance.random() < 0.3]
        copies += [job for job in self.past[-6:] if self.chance.random() < 0.05]
        self.past += jobs
        jobs = (jobs + copies)[:AT_ONCE]
        waiting = self._waiting(self.chance.randint(0, min(4, AT_ONCE - len(jobs))))
        jobs += [Job("wake", body=message["Body"]) for message in waiting]
        extra = [Job("wake", body=wake_body(r)) for r in self._woken_twice()]
        room = min(AT_ONCE - len(jobs), self.chance.choice((0, 0, 1, 2)))
        jobs += self.chance.sample(extra, room)
        self.chance.shuffle(jobs)
        self._run(jobs)
        for message in waiting:
            settings.sqs().delete_message(
                QueueUrl=settings.queue_url(), ReceiptHandle=message["ReceiptHandle"]
            )
        self.asked_about()
        self.owners.append([self._owner(c) for c in range(1, self.customers + 1)])

    def _owner(self, c: int) -> str:
        head = self.desk.contact(customer(c))
        return str([(t.number, t.owner) for t in head.threads])

    def _run(self, jobs: list[Job]) -> None:
        self.processes.start(jobs)
        while not self.processes.done:
            self.desk.deliver()
        answers: list[Answer] = self.processes.finish()
        self.desk.deliver()
        assert {answer.status for answer in answers} <= {200}

    def _waiting(self, most: int) -> list[dict[str, Any]]:
        """Wake-ups from the queue, each of another recipient: as Lambda gets them."""
        found: list[Any] = []
        while len(found) < most:
            more = settings.sqs().receive_message(
                QueueUrl=settings.queue_url(), MaxNumberOfMessages=1
            )
            if not more.get("Messages"):
                break
            found += more["Messages"]
        return found

    def _woken_twice(self) -> list[str]:
        """Who may be woken beside the queue. Two drains at once of an agent who is away get in each
        other's way for seconds, and one of them fails; nothing is lost by that.
        """
        away = self.people.went_away
        return [r for r in self._recipients() if not (away and r.startswith("a-"))]

    def _recipients(self) -> list[str]:
        ids = [self.desk.desk.identify(customer(c)) for c in range(1, self.customers + 1)]
        phones = [f"a-{self.agent(n)}" for n in (1, 2)]
        return ["i-support", *phones, *(f"c-{id_}" for id_ in ids)]

    def pause(self) -> None:
        """Time passes; after a while the clock looks."""
        seconds = LONG if self.chance.random() < 0.04 else self.chance.choice(PAUSES)
        self._later(seconds)
        self.told.append(f"-- {seconds} s")
        if seconds >= 60:
            self.desk.tick()

    def _later(self, seconds: float) -> None:
        if seconds:
            self.desk.later(seconds)
            self.processes.later(seconds)

    def rest(self) -> None:
        """Everybody is there, and all that waits is done."""
        for n in (1, 2):
            self.desk.text(agent(n), RELAYS[0], "/back")
        for _ in range(RESTS):
            self.desk.tick()
            self.desk.settle()
            waits = [e for r in self._recipients() for e in self.desk.outbox(r) if e.kind != "look"]
            if not waits and not any(self.held(n) for n in (1, 2)):
                self._later(STEP)  # the last patrol
                self.desk.tick()
                self.desk.settle()
                return
            self._later(STEP)
        raise AssertionError(f"never at rest: {waits}")

    def whole(self) -> list[str]:
        """The story, and every text that the carrier had."""
        texts = self.desk.carrier.texts()
        return [*self.told, *(f"{t.sender[-4:]} > {t.to[-4:]}: {t.body!r}" for t in texts)]

    # --- what must be true -------------------------------------------------------------------

    def agent(self, n: int) -> str:
        return self.desk.desk.identify(agent(n))

    def held(self, n: int) -> tuple[HeldText, ...]:
        return agents.view(self.agent(n))[2]

    def asked_about(self) -> None:
        """What is held is asked about, or will be: no text without a way out."""
        for n in (1, 2):
            waiting = self.held(n)
            for held in waiting:
                self.waited |= dict.fromkeys(held.texts, held.texts[0])
            for first in waiting[:1]:
                waits = [e for e in self.desk.outbox(f"a-{self.agent(n)}") if e.held == first.stamp]
                assert "expiry" in {e.kind for e in waits}, first
                assert first.asked or "question" in {e.kind for e in waits}, first

    def check(self) -> None:
        """P1, P2, P3, and a word about whatever went nowhere."""
        self._customers_got()
        once = Counter(t.callback for t in self.desk.carrier.texts() if t.callback)
        assert set(once.values()) <= {1}, "handed over twice"
        phones = {n: self.desk.got(agent(n)) for n in (1, 2)}
        said = {n: " ".join(b for b in bodies if not options(b)) for n, bodies in phones.items()}
        sent = self.delivered()
        for words, own in self.people.wrote.items():
            assert sent.count(words) <= 1, f"{words} was sent twice"
            # A quote of many texts is cut short; they are sent together or not at all.
            quoted = {words, self.waited.get(words, words)} - {*sent}
            known = words in sent or quoted & {*WROTE.findall(said[own.agent])}
            assert known, f"nothing was said of {words}"
        heads = [self.desk.contact(customer(c)) for c in range(1, self.customers + 1)]
        kept = [m.text for head in heads for m in contacts.history(head.id) if not m.author]
        assert sorted(w for body in kept for w in ASKED.findall(body)) == sorted(self.people.asked)
        seen = set(ASKED.findall(" ".join(phones[1] + phones[2])))
        for words, (c, when) in self.people.asked.items():
            assert words in seen or self._changed_hands(c, when), f"nobody was shown {words}"
            self.lost += words not in seen

    def _changed_hands(self, c: int, when: int) -> bool:
        """Whether a customer's thread did while a text of about that time was on its way."""
        around = self.owners[max(0, when - 2) : when + 8]
        return len({owners[c - 1] for owners in around}) > 1

    def _customers_got(self) -> None:
        """Word for word what an agent wrote and meant for them; and one acknowledgement."""
        for c in range(1, self.customers + 1):
            own = []
            for body in self.desk.got(customer(c)):
                if not WROTE.search(body):
                    own.append(body)
                    continue
                assert WROTE.fullmatch(body), f"not word for word: {body}"
                assert self.people.wrote[body].customer == c, f"{body} reached {c}"
            assert len(own) <= 1, f"more than an acknowledgement: {own}"

    def delivered(self) -> list[str]:
        """The agents' texts that reached a customer."""
        return [
            body
            for c in range(1, self.customers + 1)
            for body in self.desk.got(customer(c))
            if WROTE.fullmatch(body)
        ]

    def counted(self) -> None:
        """One owner in every place, and counters that say the same."""
        owners: Counter[str] = Counter()
        for c in range(1, self.customers + 1):
            head = self.desk.contact(customer(c))
            kept = [(t.number, t.owner, False) for t in head.threads]
            kept += [(t.number, t.owner, True) for t in head.closed]
            for number, owner, over in kept:
                record = contacts.record(head.id, number)
                assert record is not None
                assert (record.owner, record.resolved is not None) == (owner, over)
            assert len(kept) <= 1
            owners.update(t.owner for t in head.threads if t.owner)
        rows = {row.agent: row.load for row in agents.roster("support")}
        for n in (1, 2):
            id_ = self.agent(n)
            assert agents.view(id_)[0].open == rows.get(id_, 0) == owners[id_]
