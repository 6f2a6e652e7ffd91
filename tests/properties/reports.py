"""What the provider tells of texts in a story: what became of them, twice, late, in any order,
before the drain has recorded them too; and what no webhook brought, fetched from its log.
"""

from chalicelib.decisions import Decision
from chalicelib.models import DeliveryState, Entry, Sent
from chalicelib.store.codec import RANK

from .fate import unsaid
from .paper import entry_key
from .phones import WORDS
from .world import World, pick

_ARRIVED: tuple[DeliveryState, ...] = ("delivered", "sent", "read", "delivered")
_FAILED: tuple[DeliveryState, ...] = ("failed", "sent", "failed")
RECENT = 12
"""Reports are of one of so many texts: whatever is older was reported already."""


def report(world: World, a: int, b: int, _: int) -> None:
    """What became of a text that was handed over; it may have been reported before."""
    if world.reports:
        text_id = pick(list(world.reports)[-RECENT:], a)
        entry, arrived = world.reports[text_id]
        report_one(world, text_id, entry, pick(_ARRIVED if arrived else _FAILED, b))


def report_one(world: World, text_id: str, entry: Entry, state: DeliveryState) -> None:
    """One status, as `statuses.py` takes it in."""
    world.say(f"{entry.kind} #{entry.thread} is reported {state}")
    world.book.counts[f"status {state}"] += 1
    if (text_id, state) in world.reported:
        world.book.counts["status again"] += 1
    world.reported.add((text_id, state))
    known = world.paper.sent.get(text_id)
    there = world.paper.entries.get(entry_key(entry))
    if known:
        if state == "failed" and known.state == "sent":
            _tell(world, known)
        if RANK[known.state] < RANK[state]:
            world.paper.sent[text_id] = known.but(state=state)
        else:
            world.book.counts["status out of order"] += RANK[known.state] > RANK[state]
    elif there and (there.state != "queued" or there.attempts):
        decision = world.house.recorded(there, text_id, state)
        if state == "failed" and decision.sent:
            _tell(world, decision.sent)
        world.book.counts["status first"] += 1
        world.begin(lambda: decision)


def report_all(world: World) -> None:
    """That a text did not arrive is reported in the end, whatever else is lost."""
    for text_id, (entry, arrived) in list(world.reports.items()):
        if not arrived and (text_id, "failed") not in world.reported:
            report_one(world, text_id, entry, "failed")


def _tell(world: World, sent: Sent) -> None:
    """Its writer is told; a customer's words are for the other agents."""
    house, paper = world.house, world.paper
    if sent.kind in WORDS:
        world.book.dropped.append(sent.text)

    def attempt() -> Decision:
        return house.failed(sent)

    if f"lost-{sent.provider_id}" not in paper.seen and sent.kind == "reply":
        unsaid(attempt(), sent.text)
    world.begin(attempt)


def fetch(world: World, _: int, __: int, ___: int) -> None:
    """The clock takes in the oldest text that no webhook brought."""
    if world.missed:
        message = world.missed.popleft()
        world.say(f"fetched: {message.body[:40]!r}")
        world.book.counts["fetched"] += 1
        world.take_in(message)


def fetch_all(world: World) -> None:
    """All of them, oldest first."""
    while world.missed:
        fetch(world, 0, 0, 0)
