"""How the operator is told what is wrong: what, why it matters, the mend.

Nothing said here holds an address or a body: thread numbers, kinds, ages and reasons only.
"""

import time
from dataclasses import dataclass

from chalicelib.errors import GuichetError
from chalicelib.models import DAY, HOUR, MINUTE

_SHOWN = 20


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: what, why it matters and the mend, and each case on a line.

    A `hint` is worth knowing, and nothing is wrong with it.
    """

    what: str
    why: str
    mend: str
    cases: tuple[str, ...] = ()
    hint: bool = False

    def __str__(self) -> str:
        more = len(self.cases) - _SHOWN
        cases = [f"  - {case}" for case in self.cases[:_SHOWN]]
        cases += [f"  - and {more} more"] if more > 0 else []
        what = f"Hint: {self.what}" if self.hint else self.what
        return "\n".join([what, *cases, f"  Why it matters: {self.why}", f"  {self.mend}"])


def of(error: GuichetError, why: str) -> Finding:
    """What kept something from being examined. Our errors carry their mend, most of them."""
    what, _, mend = str(error).partition(" Mend: ")
    return Finding(
        what,
        why,
        f"Mend: {mend or 'see that it can be reached and that you may ask it, then look again.'}",
    )


def many(count: int, what: str) -> str:
    """`1 text`, `2 texts`."""
    return f"{count} {what}" + ("" if count == 1 else "s")


def since(moment: int) -> str:
    """How long ago a moment (ms) was, roughly."""
    ago = max(0, int(time.time() * 1000) - moment)
    for unit, name in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")):
        if ago >= unit:
            return f"{many(ago // unit, name)} ago"
    return "just now"
