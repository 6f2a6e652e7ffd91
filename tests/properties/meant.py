"""What people wrote, and whom they meant it for: the model's own knowledge."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Written:
    """A customer's text. `marks` are unique letters in it, each to be found in what agents see."""

    contact: str
    ours: str
    theirs: str
    marks: tuple[str, ...]


@dataclass(frozen=True)
class Meant:
    """An agent's text: `words` for the customer of `thread` (None: for no customer).

    `about` are the texts that an answer is to send there. `late`: fetched afterwards.
    """

    agent: str
    kind: str
    words: str
    thread: int | None = None
    about: tuple[str, ...] = ()
    late: bool = False
