"""An entry is claimed: whether it is to leave still, and what it says by now.

From the claim on the line counts as having shown the text, so an answer that comes before the text
is recorded finds it among what this agent was shown. The claim also checks what may have changed
since the entry was committed: the owner, an opt-out, a phone that is the agent's no longer.
"""

import time
from typing import Literal, NamedTuple

from . import settings, telemetry, undelivered
from .decisions import Decision
from .models import Contact, Desk, Entry, HeldText, Kept, Line, Profile, Spot
from .rules import (
    allotment,
    carriage,
    delivery,
    optouts,
    questions,
    returning,
    windows,
)
from .rules.showing import Drop, Later, Scene, Showing, dropped, parts_of, show
from .store import agents, commit, contacts, outbox
from .store import desk as desks

Went = Literal["next", "wait", "look again"]
"""What a drain does after an entry: the next, nothing more now, or read the outbox anew."""


class Claim(NamedTuple):
    """An entry in `sending`; the `line` as it was before the claim.

    Of a question, `profile` and the `held` text that it asks about are too. `follows` are the other
    parts of a long text, put behind. Not `fresh`: it was claimed before, and may have been with the
    provider since. `kept` are its attachments.
    """

    entry: Entry
    line: Line | None = None
    profile: Profile | None = None
    held: tuple[HeldText, ...] = ()
    follows: tuple[Entry, ...] = ()
    fresh: bool = True
    kept: tuple[Kept, ...] = ()


def claim(entry: Entry, base_url: str = "", kept: tuple[Kept, ...] = ()) -> Claim | Went:
    """The entry in `sending`, with the words to hand over; or why it is not to go now.

    Whoever else has something to do because of it is woken; `base_url` is where our callbacks are
    reached. `kept` is what became of each of its attachments.
    """
    fresh = outbox.entry(entry.id)
    if fresh is None:
        return "next"
    if fresh.version != entry.version:
        return "look again"  # another drain has it: what is behind it must not overtake
    now, desk = _now(), desks.load()
    public = settings.public_url() or base_url
    ends, can = (entry.sender, entry.to), bool(public)
    ways = carriage.ways(kept, *ends, links=entry.links, linkable=can)
    contact = contacts.head(entry.contact) if entry.contact else None
    own = contact.language if contact else None
    worded = entry.but(text=carriage.worded(entry, ways, public, desk, own))
    body, *rest = parts_of(worded.text)
    showing, scene = Showing(body=body, rest=tuple(rest)), None
    if contact and not entry.is_for_agent:
        if _stays(entry, contact, now):
            return "next"
    elif entry.is_for_agent:
        scene = _scene(entry, desk, contact)
        if scene is None:
            _out_of_reach(entry, desk)
            return "next"
        if _awaits_agent(scene, now):
            return "next"
        shown = show(scene.but(entry=worded), desk, now)
        if not isinstance(shown, Showing):
            return _unseen(scene, shown, desk, now, base_url)
        showing = shown
    claimed = delivery.claimed(entry, showing.body, expires=bool(showing.settled), now=now)
    count = carriage.at_once(ways.attached, *ends, words=bool(claimed.body))
    media, behind = carriage.parted(entry, kept, ways, count)
    claimed = claimed.but(media=media)
    follows = () if entry.body else delivery.parts(entry, showing.rest)
    follows += delivery.behind(entry, behind)
    lost = delivery.lost(entry, ways.refused, contact, desk, now)
    if not (claimed.body or media or entry.kind == "template"):
        _commit(Decision(outcome="dropped", taken=(entry,), put=lost), entry, base_url)
        return "next"
    _commit(
        Decision(
            outcome="claimed",
            claimed=(claimed,),
            lines=(showing.line,) if showing.line else (),
            checked=contact,
            held=showing.held,
            settled=showing.settled,
            profile=showing.profile,
            put=(*follows, *showing.put, *lost),
        ),
        entry,
        base_url,
    )
    asks = scene if entry.kind == "question" else None
    return Claim(
        claimed.but(version=entry.version + 1),
        scene.line if scene else None,
        asks.profile if asks else None,
        tuple(h for h in asks.held if h.stamp == entry.held) if asks else (),
        follows,
        kept=kept,
    )


def _stays(entry: Entry, contact: Contact, now: int) -> bool:
    """Whether a text to a customer does not leave; what becomes of it instead is committed."""
    if optouts.keeps_back(contact, entry):
        undelivered.keep_back(entry)
        return True
    is_open = windows.is_open(contact, entry.sender, entry.to, now)
    if entry.kind == "reply" and not is_open:
        undelivered.tell(entry, "not_delivered", windows.REFUSED)
        return True
    if entry.kind == "template" and is_open:  # they have written meanwhile
        commit.commit(Decision(outcome="dropped", taken=(entry,)))
        return True
    return False


def _awaits_agent(scene: Scene, now: int) -> bool:
    """Whether nothing may be shown on this line until its agent writes there."""
    if scene.entry.kind == "template" or windows.is_line_open(scene.line, now):
        return False
    undelivered.await_agent(scene.entry)
    return True


def _commit(decision: Decision, entry: Entry, base_url: str) -> None:
    """Commits what became of an entry; who else got something by it is woken.

    The entry's own recipient is being seen to.
    """
    commit.commit(decision)
    others = [one for one in decision.recipients if one != entry.recipient]
    outbox.wake(others, f"claimed-{_now()}", base_url)


def _unseen(scene: Scene, why: Later | Drop, desk: Desk, now: int, base_url: str) -> Went:
    """An agent is not to see this, or not yet."""
    telemetry.count("NotShown")
    entry, contact = scene.entry, scene.contact
    forwarded = returning.forwarded(entry, contact) if contact and why == "not theirs" else None
    if forwarded:
        undelivered.forward(entry, forwarded)
    elif isinstance(why, Later):
        undelivered.forward(entry, Decision(outcome="later", taken=(entry,), put=(why.entry,)))
    elif why == "away" and entry.kind != "thanks":
        undelivered.hand_on(entry, away=True)
    else:
        _commit(dropped(scene, why, desk, now), entry, base_url)
    return "next"


def _out_of_reach(entry: Entry, desk: Desk) -> None:
    """The phone is this agent's no longer, or has closed the number; or the agent has left."""
    profile, _, held = agents.view(entry.agent or "")
    about = next((h for h in held if h.stamp == entry.held), None)
    agent = desk.agent(entry.agent)
    if about is None:
        undelivered.hand_on(entry, closed=True)
    elif agent is None:
        commit.commit(Decision(outcome="dropped", taken=(entry,), settled=held))
    else:
        behind = tuple(h for h in held if h is not about)
        decision = questions.stranded(about, behind, agent, desk, profile, _now())
        commit.commit(decision.but(taken=(entry,)))
        outbox.wake(decision.recipients, f"stranded-{_now()}")


def _scene(entry: Entry, desk: Desk, contact: Contact | None) -> Scene | None:
    """What an agent's phone shows rests on; None where nothing reaches this agent there.

    That is no phone of the agent's any more, or has closed the number to itself.
    """
    agent = desk.agent(entry.agent)
    if agent is None or entry.to not in agent.addresses:
        return None
    spot = Spot(entry.to, entry.sender)
    profile, lines, held = agents.view(agent.id)
    line = next((line for line in lines if line.spot == spot), None)
    if line and line.closed:
        return None
    return Scene(
        entry=entry,
        agent=agent,
        line=line or allotment.blank(agent, spot, desk),
        contact=contact,
        profile=profile,
        held=held,
    )


def _now() -> int:
    return int(time.time() * 1000)
