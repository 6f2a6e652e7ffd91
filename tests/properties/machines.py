"""What machines do in a story: webhooks once more, looks, drains, the provider; and time passes."""

from chalicelib.decisions import Decision
from chalicelib.errors import Conflict
from chalicelib.models import HOUR, MINUTE, Entry, InboundMessage
from chalicelib.rules import delivery
from chalicelib.rules.entries import LEASE

from .book import Broken, Meant
from .paper import entry_key
from .phones import WORDS, Item
from .shape import WAITS
from .world import World, pick

RESTED = 20
"""So many minutes pass before a desk is said to be at rest: what waits for longer does nothing."""


def again(world: World, a: int, b: int, _: int) -> None:
    """The provider delivers a webhook once more."""
    if world.past:
        message = pick(list(world.past.values())[-(b % 10) - 1 :], a)
        world.say(f"again: {message.body[:40]!r}")
        world.take_in(message, later=b % 7 == 0)


def commit(world: World, a: int, _: int, __: int) -> None:
    """Something that was decided is committed now."""
    if world.doing:
        world.finish(world.doing.pop(a % len(world.doing)))


def look(world: World, a: int, b: int, _: int) -> None:
    """An inbox's worker looks at the first thread that is due."""
    inbox = pick(world.desk.inboxes, a).name
    entry = None if world.is_busy(f"i-{inbox}") else world.house.due(inbox)
    if entry is not None:
        world.say(f"{inbox} looks at #{entry.thread}")
        attempt = world.house.look
        world.begin(lambda: attempt(entry), later=b % 8 == 0, busy=f"i-{inbox}")


def claim(world: World, a: int, b: int, _: int) -> None:
    """A drain claims the first entry of a recipient, and has it in hand."""
    waiting = [r for r in world.paper.recipients() if _may_claim(world, r)]
    if waiting:
        _claim(world, pick(waiting, a), later=b % 8 == 0)


def _may_claim(world: World, recipient: str) -> bool:
    busy = recipient in world.in_hand or world.is_busy(recipient)
    return not busy and recipient[0] != "i" and world.house.waiting(recipient) is not None


def _claim(world: World, recipient: str, *, later: bool = False) -> None:
    entry = world.house.waiting(recipient)
    if entry is None:
        return
    if entry.state != "queued":
        _settle(world, entry)
        return
    world.say(f"claim {entry.kind} #{entry.thread} for {recipient[:6]}")

    def attempt() -> Decision:
        fresh = world.paper.entries.get(entry_key(entry))
        if fresh is None or fresh.version != entry.version:
            return Decision(outcome="claimed_elsewhere")
        return world.house.claim(entry)

    world.begin(attempt, lambda d: _claimed(world, d), later=later, busy=recipient)


def _claimed(world: World, decision: Decision) -> None:
    for entry in decision.claimed:
        world.in_hand[entry.recipient] = entry.but(version=entry.version + 1)
        closed = world.paper.head(entry.contact or "").thread(entry.thread) is None
        over = entry.kind == "gone" or (entry.kind in WORDS and closed)
        world.claimed[entry.id] = (world.fresh(), world.now, over)
    for entry in decision.taken:
        world.say(f"  dropped: {entry.kind} #{entry.thread}")


def _settle(world: World, entry: Entry) -> None:
    """Nobody knows whether it went: the provider's log does."""
    world.say(f"settle {entry.kind}")
    if entry.id in world.log or entry.state == "handed":
        text_id = world.log.get(entry.id) or world.text_id()
        world.begin(lambda: delivery.recorded(entry, text_id, "sent"))
        return
    due, tries = world.now + LEASE, entry.attempts + 1
    once_more = entry.but(state="sending", due=due, attempts=tries, body=entry.body or entry.text)
    world.begin(
        lambda: Decision(outcome="again", claimed=(once_more,)), lambda d: _claimed(world, d)
    )


def hand(world: World, a: int, b: int, c: int) -> None:
    """What is in hand is handed over: taken, refused, put back, or the drain dies on the way."""
    if not world.in_hand:
        return
    recipient = pick(sorted(world.in_hand), a)
    entry = world.in_hand.pop(recipient)
    trouble = {3: "dies before", 7: "dies after", 11: "later", 15: "refused"}.get(c % 48, "")
    world.say(f"hand over {entry.kind} #{entry.thread} to {recipient[:6]} {trouble}")
    if trouble == "dies before":
        return
    if trouble == "later":
        _put_back(world, entry)
    elif trouble == "refused":
        world.begin(lambda: world.house.refused(entry))
    else:
        text_id = world.log[entry.id] = world.text_id()
        _shows(world, entry, pick(world.shape.delays, b), text_id)
        if trouble != "dies after":
            world.begin(lambda: delivery.recorded(entry, text_id, "sent"))


def _put_back(world: World, entry: Entry) -> None:
    unshown, as_it_is = world.house.put_back(entry)
    try:
        world.paper.commit(unshown)
    except Conflict:
        world.begin(lambda: as_it_is)
    else:
        world.book.counts["unshown"] += 1


def _shows(world: World, entry: Entry, delay: int, text_id: str) -> None:
    world.book.hands(entry)
    if entry.recipient[0] == "c":
        return
    order, left, over = world.claimed[entry.id]
    item = Item(
        at=world.now + delay,
        order=world.fresh(),
        kind=entry.kind,
        body=entry.body,
        thread=entry.thread,
        text_id=text_id,
        over=over,
        claimed=(order, left),
    )
    world.phones[entry.agent or ""].add(entry.sender, item)
    world.say(f"  shows on {entry.sender[-1]} in {delay / 1000:g} s: {entry.body[:200]!r}")


def drain(world: World, a: int, b: int, _: int) -> None:
    """A drain hands over all that waits for a recipient."""
    known = world.paper.recipients()
    waiting = [r for r in known if _may_claim(world, r) or r in world.in_hand]
    if not waiting:
        return
    recipient = pick(waiting, a)
    for _ in range(40):
        if recipient in world.in_hand:
            hand(world, sorted(world.in_hand).index(recipient), b, 0)
        elif _may_claim(world, recipient):
            _claim(world, recipient)
        else:
            return


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
        _settle_all(world)
    world.now += passing
    world.say("")


def _finish(world: World) -> None:
    while world.doing:
        world.finish(world.doing.pop(0))
    while world.in_hand:
        hand(world, 0, 0, 0)


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
            _claim(world, recipient)
            _finish(world)


def _only_patrols(world: World) -> bool:
    """Whether nothing is left but looks for later, at threads that nobody has answered."""
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
    for minutes in range(400):
        if not world.in_hand and _only_patrols(world) and minutes >= RESTED:
            return
        for index, inbox in enumerate(world.desk.inboxes):
            while world.house.due(inbox.name):
                look(world, index, 1, 0)
        for _ in world.paper.recipients():
            drain(world, 0, 0, 0)
        world.now += MINUTE
    raise Broken("rest", f"never: {[e.id for e in world.paper.entries.values()]}")
