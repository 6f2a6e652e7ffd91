"""What time and symmetry do to codes: ticks, long waits, customers or agents exchanged."""

from chalicelib.models import MINUTE

from .exhaustive_place import NOBODY, Code, ages, moment, number, words

LONG = 16 * MINUTE
"""A long wait: questions expire (`EXPIRES`)."""

_OTHER = {words(c): words(1 - c) for c in range(2)} | {
    number(digit, c): number(digit, 1 - c) for c in range(2) for digit in range(10)
}


def older_view(view: Code, by: int, *, ordered: bool) -> Code:
    """An agent's own items, `by` ms later."""
    if not view:
        return view
    digits, lines, held = view
    seen = [t for line in lines if line for shown in line[4:] for t in shown[:3]]
    known = ages([moment(t) - by if t else 0 for t in seen], ordered=ordered)

    def older(shown: Code) -> Code:
        times = tuple(known[moment(t) - by if t else 0] for t in shown[:3])
        return (*times, *shown[3:])

    aged = tuple(
        (*line[:4], *(older(s) if s else s for s in line[4:])) if line else line for line in lines
    )
    if by >= LONG:
        aged = tuple((*line[:3], False, *line[4:]) if line else line for line in aged)
        held = tuple((*h[:4], 2 if h[4] else 0) for h in held)
    return digits, aged, held


def older_contact(code: Code) -> Code:
    """A contact, a tick or more later: nothing was shown just now, no look waits for a moment."""
    if not code or code[0] == "closed":
        return code
    told, announced, _, patrol, _ = code[7]
    return (*code[:7], (told, announced, False, patrol, 0))


# --- symmetry --------------------------------------------------------------------------------


def _c(customer: int) -> int:
    return 1 - customer if customer in (0, 1) else customer


def other_agents(code: Code) -> Code:
    """A contact, with the two agents exchanged."""
    if not code:
        return code
    state, owner, spot, ranks, spots, *rest = code
    spot = (_c(spot[0]), spot[1]) if spot else spot
    spots = tuple(sorted((_c(a), relay, rank) for a, relay, rank in spots))
    if rest:
        rest = [_c(rest[0]), _c(rest[1]), rest[2]]
    return (state, _c(owner), spot, ranks, spots, *rest)


def other_view(view: Code) -> Code:
    """An agent's own items, with the two customers exchanged."""
    if not view:
        return view
    digits, lines, held = view
    swapped = tuple(
        (line[0], _c(line[1]), line[2], line[3], line[5], line[4]) if line else line
        for line in lines
    )
    return digits, swapped, tuple(_other_held(h) for h in held)


def _other_held(held: Code) -> Code:
    texts, relay, choices, base, asked = held
    texts = tuple(_OTHER.get(text, text) for text in texts)
    return texts, relay, tuple((do, _c(c)) for do, c in choices), base, asked


def other_outbox(outbox: Code) -> Code:
    """An agent's outbox, with the two customers exchanged."""
    queued, waiting = outbox
    return tuple((kind, relay, _c(c), held) for kind, relay, c, held in queued), waiting


def other_phone(phone: Code) -> Code:
    """A phone, with the two customers exchanged."""
    talks = tuple(
        (_c(whom), named, (known & 1) << 1 | known >> 1, asked and (_c(asked[0]), asked[1]), below)
        for whom, named, known, asked, below in phone[0]
    )
    flying = (
        (i[0], NOBODY, _c(i[2]), *i[3:]) if i[1] == NOBODY else (i[0], _c(i[1]), *i[2:])
        for i in phone[1]
    )
    return talks, tuple(sorted(flying))


def other_inbox(inbox: Code) -> Code:
    """The looks that wait, with the two customers exchanged."""
    return tuple((_c(c), waits) for c, waits in inbox)
