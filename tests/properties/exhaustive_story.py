"""A way through the states, told in words."""

from collections.abc import Iterator, Mapping

from .exhaustive_effects import Effect
from .exhaustive_place import FIRST, NAMES, Code
from .exhaustive_steps import Steps
from .exhaustive_tables import Event, Parts, unpack


def told(steps: Steps, before: Mapping[int, int], state: int, last: Event) -> Iterator[str]:
    """The story that leads to `state`, and on to the step that breaks a promise.

    Each step starts from a state whose customers or agents may have been exchanged: `swapped` says
    how often that was so, to call them in the story what they were called at its beginning.
    """
    way = [state]
    while before[way[-1]] != way[-1]:
        way.append(before[way[-1]])
    swapped = 0
    for here, after in zip(way[::-1], way[-2::-1], strict=False):
        parts = unpack(here)
        for event, found, effect, _ in steps.next(parts):
            forms = steps.forms(found)
            if min(forms) == after:
                yield _line(steps, parts, event, effect, swapped)
                swapped ^= forms.index(after)
                break
    parts = unpack(state)
    for event, _, effect, broken in steps.next(parts):
        if event == last:
            yield _line(steps, parts, event, effect, swapped, broken)
            return


def _line(
    steps: Steps,
    parts: Parts,
    event: Event,
    effect: Effect | None,
    swapped: int,
    broken: str = "",
) -> str:
    """One step in words."""
    line = " ".join((_plain_line(steps, parts, event, effect), broken))
    agents = (steps.names, swapped & 1)
    for pair, is_swapped in (agents, (NAMES, swapped & 2), (("#101", "#102"), swapped & 2)):
        if is_swapped:
            line = line.replace(pair[0], "\0").replace(pair[1], pair[0]).replace("\0", pair[1])
    return line


def _plain_line(steps: Steps, parts: Parts, event: Event, effect: Effect | None) -> str:
    what, *rest = event
    outcome = f" → {effect.outcome}" if effect else ""
    if what == "writes":
        return f"{NAMES[rest[0]]} writes{outcome}"
    if what == "looks":
        return f"the inbox's worker looks at #{FIRST + rest[0]}{outcome}"
    if what == "waits":
        return "16 minutes pass"
    name = steps.names[rest[0]]
    agent = steps.agents.codes[parts[2 + rest[0]]]
    if what == "claims":
        kind, relay, c, _ = agent[1][0][0]
        about = f" of #{FIRST + c}" if c >= 0 else ""
        return f"a {kind}{about} is claimed for {name}'s line {relay + 1}{outcome}"
    shown = "".join(f"{name}'s phone shows {_item(item)}; " for item in rest[3])
    return f"{shown}{name} texts {rest[2]!r} to line {rest[1] + 1}{outcome}"


def _item(item: Code) -> str:
    what = f"words of {NAMES[item[1]]}" if item[1] >= 0 else "the question"
    return f"{what} on line {item[0] + 1}"
