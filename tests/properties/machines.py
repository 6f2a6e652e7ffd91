"""What machines do in a story: webhooks once more, looks, drains, the provider."""

from contextlib import suppress

from chalicelib.decisions import Decision
from chalicelib.errors import Conflict
from chalicelib.models import Entry, InboundMessage
from chalicelib.rules.entries import LEASE

from . import reports
from .meant import Meant
from .paper import entry_key
from .phones import WORDS, Item, Phone
from .world import World, pick

TROUBLES = {
    3: "dies before",
    7: "dies after",
    11: "later",
    15: "refused",
    19: "unreachable",
    23: "told first",
}
"""What may become of one hand-over in 48."""

DRIVING = "I'm driving right now, I'll answer later"


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
    waiting = [r for r in world.paper.recipients() if _mayclaim_first(world, r)]
    if waiting:
        claim_first(world, pick(waiting, a), later=b % 8 == 0)


def _mayclaim_first(world: World, recipient: str) -> bool:
    busy = recipient in world.in_hand or world.is_busy(recipient)
    return not busy and recipient[0] != "i" and world.house.waiting(recipient) is not None


def claim_first(world: World, recipient: str, *, later: bool = False) -> None:
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
        if decision.outcome == "claimed":
            asked = world.book.holds.get((entry.agent or "", entry.held), ())
            world.asked[entry.id] = tuple(asked)
    for entry in decision.taken:
        world.say(f"  dropped: {entry.kind} #{entry.thread}")


def _settle(world: World, entry: Entry) -> None:
    """Nobody knows whether it went: the provider's log does."""
    world.say(f"settle {entry.kind}")
    if entry.state == "sending" and world.fresh() % 4 == 1:
        world.book.counts["unsure"] += 1
        if entry.kind in WORDS:
            world.book.unsure.append(entry.text)
        world.begin(lambda: world.house.unsure(entry))
        return
    if entry.id in world.log or entry.state == "handed":
        text_id = world.log.get(entry.id) or world.text_id()
        world.begin(lambda: world.house.recorded(entry, text_id))
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
    trouble = TROUBLES.get(c % 48, "")
    world.say(f"hand over {entry.kind} #{entry.thread} to {recipient[:6]} {trouble}")
    if trouble == "dies before":
        return
    if trouble == "later":
        if b % 2:
            _agent_writes(world, entry)
        _put_back(world, entry)
    elif trouble == "refused":
        with suppress(Conflict):  # the agent wrote meanwhile
            world.paper.commit(world.house.never_shown(entry))
        reason = _reason(entry, b)
        world.begin(lambda: world.house.refused(entry, reason))
    else:
        arrives = trouble != "unreachable"
        text_id = world.log[entry.id] = world.text_id()
        world.reports[text_id] = (entry, arrives)
        _shows(world, entry, pick(world.shape.delays, b), text_id, arrives=arrives)
        if trouble == "told first":
            reports.report_one(world, text_id, entry, "delivered")
        if trouble != "dies after":
            world.begin(lambda: _recorded(world, entry, text_id))


def _reason(entry: Entry, b: int) -> str:
    """Why a text is not taken; on WhatsApp that may be a window, by another clock than ours."""
    over = entry.to.startswith("whatsapp:") and b % 2 == 0
    return "reason_window" if over else pick(("reason_unreachable", "reason_too_long"), b // 2)


def _recorded(world: World, entry: Entry, text_id: str) -> Decision:
    """What a drain records, unless a status did."""
    there = world.paper.entries.get(entry_key(entry))
    if there is None or there.version != entry.version:
        return Decision(outcome="settled_elsewhere")
    return world.house.recorded(entry, text_id)


def _agent_writes(world: World, entry: Entry) -> None:
    """On the line of a text that is on its way, before the provider has answered."""
    from . import people

    agents = [agent.id for agent in world.desk.agents]
    numbers = sorted(world.phones[entry.agent].conversations) if entry.agent else []
    if entry.recipient[0] == "a" and entry.sender in numbers:
        place = agents.index(entry.agent or "") + len(agents) * numbers.index(entry.sender)
        people.agent(world, place, 0, 0)


def _put_back(world: World, entry: Entry) -> None:
    """The provider takes nothing for now.

    The model's bound: a question that is put back while its agent writes, and is then asked anew,
    has taken digits that nobody saw; those before and after it may have one in common.
    """
    unshown, as_it_is = world.house.put_back(entry)
    try:
        world.paper.commit(unshown)
    except Conflict:
        world.begin(lambda: as_it_is)
        if entry.kind == "question":
            world.book.digits.pop(entry.agent or "", None)
    else:
        world.book.counts["unshown"] += 1


NEVER = 1 << 60
"""When a text shows that does not arrive: its owner cannot know that it left."""


def _shows(world: World, entry: Entry, delay: int, text_id: str, *, arrives: bool = True) -> None:
    world.book.hands(entry, arrives=arrives)
    if entry.recipient[0] == "c":
        return
    order, left, over = world.claimed[entry.id]
    item = Item(
        at=world.now + delay if arrives else NEVER,
        order=world.fresh(),
        kind=entry.kind,
        body=entry.body,
        thread=entry.thread,
        text_id=text_id,
        over=over,
        claimed=(order, left),
        about=world.asked.get(entry.id, ()),
        held=entry.held,
    )
    phone = world.phones[entry.agent or ""]
    phone.add(entry.sender, item)
    if not arrives:
        return
    world.say(f"  shows on {entry.sender[-1]} in {delay / 1000:g} s: {entry.body[:200]!r}")
    if entry.agent in world.driving and not world.is_busy(entry.agent):
        _answers_by_itself(world, entry.agent, phone, entry.sender)


def _answers_by_itself(world: World, who: str, phone: Phone, number: str) -> None:
    """The phone of somebody at the wheel answers whatever comes."""
    message = InboundMessage(
        provider="twilio", id=world.text_id(), sender=phone.address, recipient=number, body=DRIVING
    )
    world.book.meant[message.id] = Meant(who, "automatic", DRIVING)
    phone.add(number, Item(world.now, world.fresh(), "mine", DRIVING, None, message.id))
    world.say(f"phone {phone.address[-1]} answers on {number[-1]} by itself")
    world.take_in(message)


def drain(world: World, a: int, b: int, c: int) -> None:
    """A drain hands over all that waits for a recipient; with the first something may go wrong."""
    known = world.paper.recipients()
    waiting = [r for r in known if _mayclaim_first(world, r) or r in world.in_hand]
    if not waiting:
        return
    _drain(world, pick(waiting, a), b, c // 4 if c % 4 == 0 else 0)


def drain_one(world: World, agent: str, b: int) -> None:
    """A drain hands over all that waits for an agent."""
    _drain(world, f"a-{agent}", b)


def _drain(world: World, recipient: str, b: int, c: int = 0) -> None:
    for _ in range(40):
        if recipient in world.in_hand:
            hand(world, sorted(world.in_hand).index(recipient), b, c)
            c = 0
        elif _mayclaim_first(world, recipient):
            claim_first(world, recipient)
        else:
            return
