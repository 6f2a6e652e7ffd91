"""An agent's outbox, as codes; and the digits of the open question."""

from .exhaustive_place import NOBODY, Code, meant


def without(entries: Code, settled: tuple[int, ...]) -> Code:
    """Without what is about held texts that are settled: a drain would drop it, and say nothing."""
    for place in sorted(settled, reverse=True):
        entries = tuple(
            (kind, relay, c, held - (held > place))
            for kind, relay, c, held in entries
            if held != place
        )
    return entries


def wrong_digit(view: Code) -> int:
    """The digit that would send the held text, which was asked about, to somebody else; or 0."""
    held = view[2][0] if view and view[2] else None
    if held is None or not held[4]:
        return 0
    texts, _, choices, base, _ = held
    wrong = (base + place for place, (_, c) in enumerate(choices) if c != meant(texts[0]))
    return next(wrong, 0)


def said_once(view: Code, queued: Code) -> Code:
    """Without a plain notice where the line's last text is one: its claim would change nothing."""
    last = {relay: line[0] for relay, line in enumerate(view[1] if view else ()) if line}
    found: list[Code] = []
    for entry in queued:
        kind, relay, c, _ = entry
        plain = kind == "notice" and c == NOBODY
        before = found[-1] if found else None
        same = before == entry or (not found and last.get(relay) == "desk")
        if not (plain and same):
            found.append(entry)
    return tuple(found)
