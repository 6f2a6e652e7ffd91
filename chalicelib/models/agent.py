"""An agent, what each line showed, and what an inbox's worker knows of both."""

from typing import Literal, NamedTuple

from .base import Model
from .desk import Spot


class Shown(Model):
    """One thread on one line. `relayed` is when its last relay began to leave (0: allotted only).

    `wrote` is when the agent last wrote to it here. `pending`: relayed since then;
    `crossed`: or so shortly before that it may not have shown yet. `gone`: this
    agent no longer has it, as far as this line was told; `certain`: a text whose thread was
    certain came after that.
    """

    thread: int
    contact: str
    name: str | None = None
    allotted: int = 0
    relayed: int = 0
    wrote: int = 0
    pending: bool = False
    crossed: bool = False
    gone: bool = False
    certain: bool = False
    left: int = 0


class Line(Model):
    """(agent's address, relay number) and what it showed.

    `last` is what was shown last: a customer's text, one of the desk's own, a supervisor's to all,
    or a question about the held text with the stamp `question`, which stays while only its answer
    came after it; `named` are the customers that the last question offered, `over` is when one was
    last settled by something else than its answer: it may show still. `at` is the last time
    anything passed here.
    `closed` is when STOP came from here (0: it is open), `heard`, on a channel with a window, when
    the agent last wrote here, to the hour (0: not known), `invited` when a template last asked for
    that. `digested` is when the agent was told here that more wait than are told one by one.
    `texts` are the last few as shown, for telling reactions; `auto` and `auto_told` are the last
    automatic reply that was said to go nowhere, and when.
    """

    id: str
    agent: str
    spot: Spot
    version: int = 0
    shown: tuple[Shown, ...] = ()
    written: int | None = None
    last: Literal["", "thread", "desk", "question", "broadcast"] = ""
    last_thread: int | None = None
    at: int = 0
    question: int | None = None
    over: int = 0
    named: tuple[str, ...] = ()
    closed: int = 0
    heard: int = 0
    invited: int = 0
    digested: int = 0
    texts: tuple[str, ...] = ()
    auto: str = ""
    auto_told: int = 0

    def entry(self, thread: int | None) -> Shown | None:
        """What this line knows of a thread."""
        return next((s for s in self.shown if s.thread == thread), None)


ActKind = Literal["done", "take", "release", "pass", "snooze", "block", "spam"]


class LastAct(Model):
    """The last command of an agent that `/undo` can take back.

    `owner` and `spot` are whose the thread was before, and where; `shown`, `snoozed`, `waits`,
    `answered` and `spoke` are the thread's own, then; `to` is who got it by a pass.
    """

    kind: ActKind
    thread: int
    contact: str
    at: int
    owner: str | None = None
    spot: Spot | None = None
    to: str | None = None
    shown: int = 0
    snoozed: int = 0
    waits: int = 0
    answered: int = 0
    spoke: int = 0


class Page(Model):
    """Where `/more` goes on: the command, its thread and argument, and how many were shown."""

    name: str
    thread: int | None = None
    argument: str = ""
    after: int = 0


class Notice(NamedTuple):
    """That something was said to a text a machine may have written: when, and to which."""

    at: int
    digest: str


class Profile(Model):
    """An agent's own state. `open` counts the threads owned; it is kept by the transactions.

    `wrote…` are the last text that went to a customer; `asked` are the first and the last digit of
    the question that was shown last; `page` is where `/more` goes on.
    """

    agent: str
    version: int = 0
    stamp: int = 0
    away: bool = False
    open: int = 0
    act: LastAct | None = None
    wrote: str = ""
    wrote_at: int = 0
    wrote_thread: int | None = None
    notices: tuple[Notice, ...] = ()
    asked: tuple[int, int] = (0, 0)
    page: Page | None = None
    welcomed: bool = False


class Roster(Model):
    """An agent as an inbox's worker sees it. `load` counts the inbox's threads the agent owns.

    `given` is when the agent was last given one before all others.
    """

    agent: str
    load: int = 0
    away: bool = False
    given: int = 0


class Told(Model):
    """An agent to whom an unclaimed thread was announced, where, and up to which stamp.

    `again` is when to try anew where the phone did not get it.
    """

    agent: str
    spot: Spot
    shown: int = 0
    again: int = 0


class ThreadRecord(Model):
    """The thread's own item: what lists and the inbox's worker need beside the HEAD.

    Whatever changes it changes the HEAD in the same transaction, so the HEAD's version guards it.
    """

    number: int
    contact: str
    inbox: str
    opened: int
    name: str | None = None
    owner: str | None = None
    resolved: int | None = None
    snoozed: int = 0
    waits: int = 0
    tags: tuple[str, ...] = ()
    told: tuple[Told, ...] | None = None
