"""What an agent wrote that waits until the agent says whom it is for."""

from typing import Literal

from .base import Model
from .desk import Spot
from .wire import Media


class Choice(Model):
    """One answer to the question about a held text.

    `send` it to the thread (without one: ask whom it is for); `insist`, though another agent has
    the thread; `take` the thread over and send it; `reopen` the thread and send it; `order`: do the
    `command`, which is as an agent would write it.
    """

    do: Literal["send", "insist", "take", "reopen", "order"]
    thread: int | None = None
    contact: str | None = None
    name: str | None = None
    command: str = ""


HeldKind = Literal["which", "unseen", "no_such", "other", "command", "closed", "moved", "late"]


class HeldText(Model):
    """What an agent wrote that is sent to nobody until the agent says whom it is for.

    `texts` are its parts, word for word: those that came within seconds are one. `last` is when the
    newest of them came. `base` is the digit of the first choice, `asked` when the question began to
    leave, `left` when the provider took it (0: not yet). `kind` says why it is held; `n`, `c` and
    `a` are the thread, customer and agent that the question names, `t` the moment. `media` came
    with them: of a picture alone the one text is ''.
    """

    agent: str
    stamp: int
    spot: Spot
    kind: HeldKind
    texts: tuple[str, ...]
    last: int
    choices: tuple[Choice, ...]
    version: int = 0
    base: int = 1
    asked: int = 0
    left: int = 0
    n: int | None = None
    c: str | None = None
    a: str = ""
    t: int = 0
    media: tuple[Media, ...] = ()

    @property
    def text(self) -> str:
        """All its parts."""
        return "\n".join(self.texts)
