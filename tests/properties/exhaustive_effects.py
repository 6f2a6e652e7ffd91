"""What a decision changes, in codes: the items after, and what is put on its way."""

from dataclasses import dataclass
from functools import cached_property

from chalicelib.decisions import Decision
from chalicelib.models import HeldText, Line, Profile, ThreadRecord
from chalicelib.rules.customer import FOLD

from . import exhaustive_contacts as contacts
from . import exhaustive_lines as lines
from .exhaustive_place import NOBODY, NOW, Code, Place, ages, held_stamp


@dataclass(frozen=True, eq=False)
class Effect:
    """What a decision changes. One effect is equal to itself alone, which is quick to tell.

    `contact` is (customer, code); `views` are (agent, code); `settled` the places of held texts
    that wait no longer; `puts` are (agent, entry, whether it waits); `looks` are (customer, whether
    it waits); `item` is what is on its way to the phone; `reply` is whom the text went to.
    """

    outcome: str
    contact: tuple[int, Code] | None = None
    views: tuple[tuple[int, Code], ...] = ()
    settled: tuple[int, ...] = ()
    puts: tuple[tuple[int, Code, bool], ...] = ()
    looks: tuple[tuple[int, bool], ...] = ()
    item: Code = ()
    reply: int = NOBODY
    broken: str = ""

    @cached_property
    def agents(self) -> tuple[int, ...]:
        """Whose items or outbox it changes."""
        touched = {a for a, _ in self.views} | {a for a, _, _ in self.puts}
        return tuple(sorted(touched))


def profile_of(place: Place, a: int, view: Code) -> Profile:
    """An agent's profile by the code of the agent's own items."""
    asked = view[0] if view else (0, 0)
    agent = place.agents[a].id
    return Profile(agent=agent, stamp=NOW - 1, asked=asked)


def lines_of(place: Place, a: int, view: Code) -> tuple[Line, ...]:
    """The agent's lines."""
    codes = enumerate(view[1] if view else ())
    return tuple(lines.line_of(place, a, relay, code) for relay, code in codes if code)


def held_of(place: Place, a: int, view: Code) -> tuple[HeldText, ...]:
    """What the agent wrote that is held."""
    codes = enumerate(view[2] if view else ())
    return tuple(lines.held_of(place, a, i, code) for i, code in codes)


def effect_of(
    place: Place,
    decision: Decision,
    c: int,
    record: ThreadRecord | None,
    last: int,
    views: dict[int, Code],
) -> Effect:
    """A decision about customer `c`, whose thread's own item was `record` and last text `last`.

    `views` are the agents' own items that the decision rests on.
    """
    contact = None
    if decision.contact:
        if decision.message and decision.message.author is None:
            last = decision.message.stamp
        after = decision.record or record
        if after and after.told is None:
            after = after.but(told=record.told if record else ())
        contact = (c, contacts.of_contact(place, decision.contact, after, last))
    order: dict[int, int] = {}
    changed = []
    for a, view in views.items():
        code, places = _view(place, a, view, decision)
        changed += [(a, code)] if code != view else []
        order |= places
    replies = (place.customer(e.contact) for e in decision.put if e.kind == "reply")
    return Effect(
        outcome=decision.outcome,
        contact=contact,
        views=tuple(changed),
        settled=tuple(h.stamp - held_stamp(0) for h in decision.settled),
        puts=_puts(place, decision, order),
        looks=_looks(place, decision),
        reply=next(replies, NOBODY),
    )


def _looks(place: Place, decision: Decision) -> tuple[tuple[int, bool], ...]:
    """The looks that are due at once or in a moment; patrols find what looks have done already."""
    found = (e for e in decision.put if e.kind == "look" and e.after <= NOW + FOLD)
    return tuple((place.customer(e.contact), e.after > NOW) for e in found)


def _puts(
    place: Place, decision: Decision, order: dict[int, int]
) -> tuple[tuple[int, Code, bool], ...]:
    """What is put in agents' outboxes, in their order."""
    found = [e for e in decision.put if e.is_for_agent]
    found.sort(key=lambda e: (e.recipient, e.n))
    return tuple(
        (place.agent(e.agent), lines.of_entry(place, e, order), e.after > NOW) for e in found
    )


def _view(place: Place, a: int, view: Code, decision: Decision) -> tuple[Code, dict[int, int]]:
    """An agent's own items after a decision, and the places of what is held."""
    agent = place.agents[a].id
    own = {line.id: line for line in lines_of(place, a, view)}
    own |= {line.id: line for line in decision.lines if line.agent == agent}
    held = {h.stamp: h for h in held_of(place, a, view)}
    held |= {h.stamp: h for h in decision.held if h.agent == agent}
    settled = {h.stamp for h in decision.settled}
    held = {stamp: held[stamp] for stamp in sorted(held) if stamp not in settled}
    order = {stamp: i for i, stamp in enumerate(held)}
    profile = decision.profile
    mine = profile if profile and profile.agent == agent else profile_of(place, a, view)
    times = [t for line in own.values() for s in line.shown for t in lines.times(place, s)]
    known = ages(times, ordered=place.relays > 1)
    codes: list[Code] = [()] * place.relays
    for line in own.values():
        codes[place.relay(line.spot.number)] = lines.of_line(place, line, known, order)
    waiting = tuple(lines.of_held(place, h) for h in held.values())
    return (mine.asked, tuple(codes), waiting), order
