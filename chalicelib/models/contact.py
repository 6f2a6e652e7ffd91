"""A customer, their threads and their history."""

from typing import Literal, NamedTuple

from .base import Model
from .desk import Spot
from .wire import Extra, Media


class Passed(NamedTuple):
    """Who passed a thread on, and why, until the worker has told who gets it."""

    by: str
    why: str


class OptOut(NamedTuple):
    """STOP from `theirs` to `ours`, both addresses, at this moment; `opened`: START came then.

    One that was opened again is kept, so that an older STOP that is fetched late changes nothing.
    """

    theirs: str
    ours: str
    at: int
    opened: int = 0


class Pace(NamedTuple):
    """How fast a contact writes, see `rules.pace`. All but `same` and `digest` are ms.

    `digest` is what the last text said, `same` how often in a row; `wait` is how long it was
    folded, `told` when the desk said that it was enough.
    """

    level: int = 0
    at: int = 0
    digest: str = ""
    same: int = 0
    wait: int = 0
    told: int = 0


class Window(NamedTuple):
    """When somebody at `theirs` last wrote to `ours` (ms), where the channel counts from there."""

    theirs: str
    ours: str
    at: int


class Unsent(Model):
    """What an agent wrote that could not leave where the customer last wrote, kept word for word.

    `why`: the channel's `window` was closed, so that it goes when the customer writes; or it
    `failed` there. Either goes at once where the agent chooses another channel.
    """

    agent: str
    spot: Spot
    text: str
    at: int
    why: Literal["window", "failed"]
    media: tuple[Media, ...] = ()


class Parted(NamedTuple):
    """Who was taken apart from a contact again (`/unlink`), and when (ms).

    `contact` is their id, `thread` the last number that was theirs alone.
    """

    at: int
    contact: str
    thread: int
    name: str | None = None


class Practice(NamedTuple):
    """The agent for whom the desk plays this customer, and how far it is."""

    agent: str
    step: int = 0


class OpenThread(Model):
    """A thread that is not resolved, as the contact's HEAD carries it.

    `ours` and `theirs` are the two ends of the customer's last text: replies go back between them.
    `heard` is the stamp of the customer's last text, `shown` the stamp up to which the texts were
    committed to agents' outboxes; a difference is the inbox worker's to make up. `told` counts the
    agents it was announced to. `look` is when the worker is next due to look at what followed,
    `patrol` when to look whether somebody has answered.
    `had` is who had it before it was reopened, `passed` who passed it to its owner just now.
    `caught` is the stamp up to which its owner was told what others had been shown, `whole` the one
    from which on that was word for word. `missed` is the stamp of the first text that never left
    for who had it before them (0: none).
    `snoozed` is when its owner wants to be reminded of it (0: it is not put off).
    `waits` is when the customer wrote what nobody has answered yet (0: answered), `answered` when
    the thread, or what reopened it, had its first answer, `spoke` when it had its last one.
    `queued` is when the customer was told that nobody is free yet, `usual` within what time (ms)
    most are answered, as they heard then (0: they did not), `slower` when they heard that it takes
    longer. `reminded` is when its owner was told that the customer waits, `escalated` when the
    supervisors were; `asked` when its owner was told that the customer says nothing more, `kept`
    when it last came back from being put off.
    `watch` is when the worker is to look whether any of that is due.
    `also` are the numbers of threads that go on in this one, since their contacts were linked.
    `unsent` are answers that could not leave, `asked_back` when the customer was last asked by a
    template to write.
    """

    number: int
    inbox: str
    ours: str
    theirs: str
    opened: int
    heard: int = 0
    shown: int = 0
    owner: str | None = None
    spot: Spot | None = None
    had: str | None = None
    closed: int | None = None
    told: int = 0
    announced: int = 0
    look: int = 0
    patrol: int = 0
    passed: Passed | None = None
    caught: int = 0
    whole: int = 0
    missed: int = 0
    snoozed: int = 0
    waits: int = 0
    answered: int = 0
    spoke: int = 0
    queued: int = 0
    usual: int = 0
    slower: int = 0
    reminded: int = 0
    escalated: int = 0
    asked: int = 0
    kept: int = 0
    watch: int = 0
    tags: tuple[str, ...] = ()
    also: tuple[int, ...] = ()
    unsent: tuple[Unsent, ...] = ()
    asked_back: int = 0


class ClosedThread(Model):
    """The last resolved thread of a contact in an inbox.

    `unsent` is what never left; it goes nowhere any more, unless the resolution is taken back.
    """

    number: int
    inbox: str
    ours: str
    theirs: str
    opened: int
    closed: int
    owner: str | None = None
    spot: Spot | None = None
    tags: tuple[str, ...] = ()
    unsent: tuple[Unsent, ...] = ()
    asked_back: int = 0


class Contact(Model):
    """A customer: the `HEAD` item, read alone, the snapshot that decisions rest on.

    `opted_out`: who sent STOP, and START since, see `rules.optouts`. `blocked`: what this contact
    writes is kept and shown to nobody; `spam`: for good. `practice`: no customer, but the desk
    itself. `windows`: when they wrote, where a channel counts. `linked_to` is the contact that this
    one is the same person as, and under whose id all is kept from then on; `linked` are the ids of
    those that are linked to this one, the last one last. A linked one keeps what it had until then,
    so that it can be taken apart again; `parted` is who last was. `alias_of`: the provider itself
    says that this is the same person as the one with that id, so nobody takes them apart.
    """

    id: str
    version: int = 0
    stamp: int = 0
    addresses: tuple[str, ...] = ()
    name: str | None = None
    language: str | None = None
    threads: tuple[OpenThread, ...] = ()
    closed: tuple[ClosedThread, ...] = ()
    redirected: int = 0
    opted_out: tuple[OptOut, ...] = ()
    blocked: bool = False
    spam: bool = False
    practice: Practice | None = None
    pace: Pace = Pace()
    windows: tuple[Window, ...] = ()
    linked_to: str | None = None
    linked: tuple[str, ...] = ()
    alias_of: str | None = None
    parted: Parted | None = None

    def thread(self, number: int | None) -> OpenThread | None:
        """The open thread with this number."""
        return next((t for t in self.threads if t.number == number), None)

    def goes_on(self, number: int | None) -> OpenThread | None:
        """The open thread in which the one with this number goes on, since a link."""
        return next((t for t in self.threads if number in t.also), None)

    def thread_in(self, inbox: str) -> OpenThread | None:
        """The open thread in this inbox; there is at most one."""
        return next((t for t in self.threads if t.inbox == inbox), None)

    def closed_thread(self, number: int | None) -> ClosedThread | None:
        """The resolved thread with this number, if it is its inbox's last."""
        return next((t for t in self.closed if t.number == number), None)

    def closed_in(self, inbox: str) -> ClosedThread | None:
        """The last resolved thread in this inbox."""
        return next((t for t in self.closed if t.inbox == inbox), None)

    def with_thread(self, thread: OpenThread) -> "Contact":
        """This contact with `thread` open, in place of the one with its number, if any."""
        others = tuple(t for t in self.threads if t.number != thread.number)
        past = tuple(t for t in self.closed if t.number != thread.number)
        return self.but(threads=(*others, thread), closed=past)

    def with_closed(self, thread: ClosedThread) -> "Contact":
        """This contact with `thread` resolved, as the last one of its inbox."""
        others = tuple(t for t in self.threads if t.number != thread.number)
        past = tuple(t for t in self.closed if t.inbox != thread.inbox)
        return self.but(threads=others, closed=(*past, thread))


class Message(Model):
    """One text of a contact's history. `author` is an agent's id, or None for the customer.

    `late` is when it was sent, where it was fetched from the provider afterwards. `opt_out` is its
    mark, see `rules.optouts`. A `note` is for the team alone.
    """

    contact: str
    stamp: int
    thread: int | None
    text: str
    author: str | None = None
    media: tuple[Media, ...] = ()
    provider_id: str = ""
    note: bool = False
    late: int = 0
    opt_out: str | None = None
    extras: tuple[Extra, ...] = ()
    raw_id: str = ""
