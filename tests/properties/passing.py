"""What time does in a story: texts arrive, leases end, and everything comes to rest."""

from chalicelib.models import HOUR, MINUTE, InboundMessage

from . import machines, reports
from .broken import Broken
from .meant import Meant
from .shape import WAITS
from .world import World, pick

RESTED = 20
"""So many minutes pass before a desk is said to be at rest: what waits for longer does nothing."""


def arrive(world: World, a: int, b: int, _: int) -> None:
    """The first text that is on its way from an agent's phone arrives."""
    agent = pick(list(world.phones), a)
    waiting = world.outgoing.get(agent)
    if waiting and not world.is_busy(agent):
        message = waiting.popleft()
        world.say(f"agent's text arrives: {message.body[:60]!r}")
        world.take_in(message, later=b % 8 == 0)


def wait(world: World, a: int, _: int, __: int) -> None:
    """Time passes.

    More than a function may run ends what is not committed or not handed over. More than an hour
    brings in what agents wrote, and what a drain that died had claimed is settled: the model's
    bounds for how late an agent's own text is, and the clock, which looks every minute.
    """
    passing = pick(WAITS, a)
    if passing > MINUTE:
        _finish(world)
    if passing > HOUR:
        _arrive(world)
        reports.report_all(world)
        reports.fetch_all(world)
        _settle_all(world)
    world.now += passing
    world.say("")


def _finish(world: World) -> None:
    while world.doing:
        world.finish(world.doing.pop(0))
    while world.in_hand:
        machines.hand(world, 0, 0, 0)


def _arrive(world: World) -> None:
    for index, agent in enumerate(world.phones):
        while world.outgoing.get(agent):
            _finish(world)
            arrive(world, index, 1, 0)


def _settle_all(world: World) -> None:
    for recipient in world.paper.recipients():
        first = next(iter(world.paper.pending(recipient)), None)
        if first and first.state == "sending":
            world.now = max(world.now, first.due)
            machines.claim_first(world, recipient)
            _finish(world)


def _only_patrols(world: World) -> bool:
    """Whether nothing is left but looks for later, at threads unanswered or put off."""
    return all(e.kind == "look" and e.after > world.now for e in world.paper.entries.values())


def rest(world: World) -> None:
    """Everything comes to rest: all that waits is done, and somebody is there."""
    _finish(world)
    _arrive(world)
    first = world.desk.agents[0]
    message = InboundMessage(
        provider="twilio",
        id=world.text_id(),
        sender=first.addresses[0],
        recipient=world.desk.relay_numbers[0],
        body="/back",
    )
    world.book.meant[message.id] = Meant(first.id, "command", "")
    world.take_in(message)
    reports.fetch_all(world)
    for minutes in range(400):
        reports.report_all(world)
        if not world.in_hand and _only_patrols(world) and minutes >= RESTED:
            return
        for index, inbox in enumerate(world.desk.inboxes):
            while world.house.due(inbox.name):
                machines.look(world, index, 1, 0)
        for _ in world.paper.recipients():
            machines.drain(world, 0, 0, 0)
        world.now += MINUTE
    raise Broken("rest", f"never: {[e.id for e in world.paper.entries.values()]}")
