"""What an agent was shown, what is held, what is on its way: as codes, and made from them."""

from typing import Any

from chalicelib.models import MINUTE, Choice, Entry, HeldText, Line, Shown
from chalicelib.rules.addressing import OVER_FOR

from .exhaustive_place import FIRST, NAMES, NOBODY, NOW, TICK, Code, Place, held_stamp, moment


def of_line(place: Place, line: Line, ages: dict[int, int], order: dict[int, int]) -> Code:
    """A line; `ages` are the codes of its times, `order` the places of what is held."""
    shown: list[Code] = [(), ()]
    for s in line.shown:
        moments = tuple(ages[t] for t in times(place, s))
        shown[place.customer(s.contact)] = (*moments, s.pending, s.crossed, s.gone)
    last = "" if line.last == "thread" else line.last
    written = NOBODY if line.written is None else line.written - FIRST
    question = NOBODY if line.question is None else order.get(line.question, NOBODY)
    return (last, written, question, NOW - line.over < OVER_FOR, *shown)


def times(place: Place, shown: Shown) -> tuple[int, int, int]:
    """When a thread was relayed, written to and allotted, as far as any rule can tell."""
    relayed, wrote, allotted = shown.relayed, shown.wrote, shown.allotted
    alone = place.relays == 1 and relayed
    wrote = 0 if wrote <= relayed or alone else wrote
    allotted = 0 if allotted <= max(relayed, wrote) or alone else allotted
    return relayed, wrote, allotted


def line_of(place: Place, agent: int, relay: int, code: Code) -> Line:
    last, written, question, over, *shown = code
    spot = place.spot(agent, relay)
    return Line(
        id=place.desk.line_id(spot),
        agent=place.agents[agent].id,
        spot=spot,
        shown=tuple(_shown(place, c, s) for c, s in enumerate(shown) if s),
        written=None if written == NOBODY else FIRST + written,
        last=last,
        at=NOW,
        question=None if question == NOBODY else held_stamp(question),
        over=NOW - TICK if over else 0,
    )


def _shown(place: Place, customer: int, code: Code) -> Shown:
    relayed, wrote, allotted, pending, crossed, gone = code
    return Shown(
        thread=FIRST + customer,
        contact=place.ids[customer],
        name=NAMES[customer],
        relayed=moment(relayed),
        wrote=moment(wrote),
        allotted=moment(allotted),
        pending=pending,
        crossed=crossed,
        gone=gone,
        left=NOW if gone else 0,
    )


def of_held(place: Place, held: HeldText) -> Code:
    """A held text. It is late when its question was asked before the last long wait."""
    asked = 0 if not held.asked else (1 if NOW - held.asked < 15 * MINUTE else 2)
    choices = tuple((c.do, place.customer(c.contact)) for c in held.choices)
    return (held.texts, place.relay(held.spot.number), choices, held.base, asked)


def held_of(place: Place, agent: int, index: int, code: Code) -> HeldText:
    texts, relay, choices, base, code_asked = code
    asked = (0, NOW - TICK, NOW - 16 * MINUTE)[code_asked]
    return HeldText(
        agent=place.agents[agent].id,
        stamp=held_stamp(index),
        spot=place.spot(agent, relay),
        kind="which",
        texts=texts,
        last=NOW - TICK,
        choices=tuple(_choice(place, do, c) for do, c in choices),
        base=base,
        asked=asked,
        left=asked,
    )


def _choice(place: Place, do: Any, c: int) -> Choice:
    return Choice(do=do, thread=FIRST + c, contact=place.ids[c], name=NAMES[c])


def of_entry(place: Place, entry: Entry, order: dict[int, int]) -> Code:
    """An entry for an agent: kind, relay number, customer, place of the held text."""
    held = order.get(entry.held, NOBODY)
    return (entry.kind, place.relay(entry.sender), place.customer(entry.contact), held)


def entry_of(place: Place, agent: int, code: Code) -> Entry:
    kind, relay, c, held = code
    address, number = place.spot(agent, relay)
    return Entry(
        recipient=f"a-{place.agents[agent].id}",
        stamp=NOW,
        n="n-0",
        kind=kind,
        sender=number,
        to=address,
        text="" if kind in ("question", "expiry") else "Hello",
        agent=place.agents[agent].id,
        contact=None if c == NOBODY else place.ids[c],
        thread=None if c == NOBODY else FIRST + c,
        held=0 if held == NOBODY else held_stamp(held),
    )
