"""The design's words as frozen values. Times are milliseconds since the epoch, UTC.

A *stamp* is such a time that also orders: each commit about a contact (or by an agent) takes
`max(now, last stamp + 1)`, so sorting by stamp is sorting by commit, whatever the clocks say.
"""

import hashlib
import hmac
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Model(BaseModel):
    """A frozen value. Unknown fields are ignored, so that an older deployment reads a newer item."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    def but(self, **changes: Any) -> Self:
        """The same value with `changes`."""
        return self.model_copy(update=changes)


# --- what desk.toml declares ---------------------------------------------------------------


class Inbox(Model):
    """A public address set. `hours` as in desk.toml; none means always open.

    `texts` holds the inbox's own words: language → key of `texts/` → sentence.
    """

    name: str
    addresses: tuple[str, ...]
    hours: tuple[str, ...] = ()
    language: str | None = None
    texts: Mapping[str, Mapping[str, str]] = {}


class Agent(Model):
    """Someone who answers. `id` is `Desk.identify` of the first address."""

    id: str
    name: str
    addresses: tuple[str, ...]
    inboxes: tuple[str, ...]
    language: str


def channel_of(address: str) -> str:
    """`sms` for a bare number or short code, else what stands before the colon."""
    channel, colon, _ = address.partition(":")
    return channel if colon else "sms"


def person_of(address: str) -> str:
    """Who is behind an address: a phone number is one person on SMS, WhatsApp and RCS."""
    _, colon, rest = address.partition(":")
    return rest if colon and rest.startswith("+") else address


class Desk(Model):
    """The desk as applied. `key` turns addresses into ids that may be logged."""

    key: str
    name: str
    language: str
    timezone: str
    relay_numbers: tuple[str, ...]
    inboxes: tuple[Inbox, ...]
    agents: tuple[Agent, ...]
    service_number: str | None = None
    reopen_days: int = 3

    def identify(self, address: str) -> str:
        """An address's id: the same for one phone number on every channel, and not to be undone."""
        digest = hmac.new(self.key.encode(), person_of(address).encode(), hashlib.sha256)
        return digest.hexdigest()[:20]

    @cached_property
    def _agents_by_address(self) -> dict[str, Agent]:
        return {address: agent for agent in self.agents for address in agent.addresses}

    @cached_property
    def _agents_by_id(self) -> dict[str, Agent]:
        return {agent.id: agent for agent in self.agents}

    @cached_property
    def _inboxes_by_address(self) -> dict[str, Inbox]:
        return {address: inbox for inbox in self.inboxes for address in inbox.addresses}

    @cached_property
    def _inboxes_by_name(self) -> dict[str, Inbox]:
        return {inbox.name: inbox for inbox in self.inboxes}

    @cached_property
    def _relay_numbers(self) -> frozenset[str]:
        service = (self.service_number,) if self.service_number else ()
        return frozenset((*self.relay_numbers, *service))

    def line_id(self, spot: "Spot") -> str:
        """A line's id within its agent: of the two addresses together, and not to be undone."""
        digest = hmac.new(self.key.encode(), " ".join(spot).encode(), hashlib.sha256)
        return digest.hexdigest()[:16]

    def agent_at(self, address: str) -> Agent | None:
        """The agent who has this address."""
        return self._agents_by_address.get(address)

    def agent(self, agent_id: str | None) -> Agent | None:
        """The agent with this id, if still on the desk."""
        return self._agents_by_id.get(agent_id) if agent_id else None

    def inbox_at(self, address: str) -> Inbox | None:
        """The inbox that customers reach at this address."""
        return self._inboxes_by_address.get(address)

    def inbox(self, name: str) -> Inbox | None:
        """The inbox with this name, if still on the desk."""
        return self._inboxes_by_name.get(name)

    def is_relay(self, address: str) -> bool:
        """Whether agents see and text this address (the service number counts)."""
        return address in self._relay_numbers

    def owns(self, address: str) -> bool:
        """Whether this address is the desk's own, of any kind."""
        return self.is_relay(address) or address in self._inboxes_by_address


# --- what comes in from a provider ---------------------------------------------------------


class Media(Model):
    """One attachment as the provider names it. `kind` is the MIME type."""

    url: str
    kind: str


class InboundMessage(Model):
    """A text as it arrived, the same for every provider. `id` is the provider's."""

    provider: str
    id: str
    sender: str
    recipient: str
    body: str = ""
    media: tuple[Media, ...] = ()
    quoted: str | None = None
    profile_name: str | None = None
    opt_out: str | None = None


DeliveryState = Literal["sent", "delivered", "read", "failed"]


class StatusUpdate(Model):
    """What became of a text we sent. `entry` is the opaque id that our callback URL carried."""

    provider: str
    id: str
    state: DeliveryState
    error: str = ""
    entry: str | None = None


# --- contact -------------------------------------------------------------------------------


class Spot(NamedTuple):
    """Where an agent is shown something: the agent's address and the relay number."""

    address: str
    number: str


class OpenThread(Model):
    """A thread that is not resolved, as the contact's HEAD carries it.

    `ours` and `theirs` are the two ends of the customer's last text: replies go back between them.
    `heard` is the stamp of the customer's last text, `shown` the stamp up to which the texts were
    committed to agents' outboxes; a difference is the inbox worker's to make up. `told` counts the
    agents it was announced to. `look` is when the worker is next due to look at it anyway.
    `had` is who had it before it was reopened.
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


class ClosedThread(Model):
    """The last resolved thread of a contact in an inbox."""

    number: int
    inbox: str
    ours: str
    theirs: str
    opened: int
    closed: int
    owner: str | None = None
    spot: Spot | None = None


class Contact(Model):
    """A customer: the `HEAD` item, read alone, the snapshot that decisions rest on."""

    id: str
    version: int = 0
    stamp: int = 0
    addresses: tuple[str, ...] = ()
    name: str | None = None
    language: str | None = None
    threads: tuple[OpenThread, ...] = ()
    closed: tuple[ClosedThread, ...] = ()
    redirected: int = 0

    def thread(self, number: int | None) -> OpenThread | None:
        """The open thread with this number."""
        return next((t for t in self.threads if t.number == number), None)

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
    """One text of a contact's history. `author` is an agent's id, or None for the customer."""

    contact: str
    stamp: int
    thread: int | None
    text: str
    author: str | None = None
    media: tuple[Media, ...] = ()
    provider_id: str = ""


# --- agent ---------------------------------------------------------------------------------


class Shown(Model):
    """One thread on one line. `relayed` is when its last relay began to leave (0: allotted only).

    `wrote` is when the agent last wrote to it here. `pending`: relayed since then. `gone`: this agent no longer has it, as
    far as this line was told; `certain`: a text whose thread was certain came after that.
    """

    thread: int
    contact: str
    name: str | None = None
    allotted: int = 0
    relayed: int = 0
    wrote: int = 0
    pending: bool = False
    gone: bool = False
    certain: bool = False


class Line(Model):
    """(agent's address, relay number) and what it showed.

    `last` is what was shown last: a customer's text or one of the desk's own; `at` is the last
    time anything passed here. `texts` are the last few as shown, for telling reactions.
    """

    id: str
    agent: str
    spot: Spot
    version: int = 0
    shown: tuple[Shown, ...] = ()
    written: int | None = None
    last: Literal["", "thread", "desk"] = ""
    last_thread: int | None = None
    at: int = 0
    texts: tuple[str, ...] = ()
    auto_told: int = 0

    def entry(self, thread: int | None) -> Shown | None:
        """What this line knows of a thread."""
        return next((s for s in self.shown if s.thread == thread), None)


class LastAct(Model):
    """The last command of an agent that `/undo` can take back."""

    kind: Literal["done", "take"]
    thread: int
    contact: str
    at: int
    owner: str | None = None
    spot: Spot | None = None


class Profile(Model):
    """An agent's own state. `open` counts the threads owned; it is kept by the transactions."""

    agent: str
    version: int = 0
    stamp: int = 0
    away: bool = False
    open: int = 0
    act: LastAct | None = None
    wrote: str = ""
    wrote_at: int = 0
    wrote_thread: int | None = None


class Roster(Model):
    """An agent as an inbox's worker sees it. `load` counts the inbox's threads that the agent owns."""

    agent: str
    load: int = 0
    away: bool = False


class Told(Model):
    """An agent to whom an unclaimed thread was announced, and where."""

    agent: str
    spot: Spot


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
    told: tuple[Told, ...] | None = None


# --- outbox --------------------------------------------------------------------------------

EntryKind = Literal[
    "ack",
    "redirect",
    "reply",
    "relay",
    "new",
    "more",
    "reopened",
    "took",
    "thanks",
    "rest",
    "notice",
    "gone",
    "look",
]
EntryState = Literal["queued", "handed", "sending"]


class Entry(Model):
    """One text that must leave, or (kind `look`) one thread that an inbox's worker must look at.

    `text` is what a person wrote, or, for a text of the desk's own, the whole sentence. What goes in
    front of it is decided when it leaves, by what the line showed until then, and `body` is what was
    then handed over; `spot` is where the writer of a reply wrote it. `due` is when the
    clock looks whether it is stuck; `after` is the earliest time to send it; `sender` and `to` are
    addresses; `agent` is whose phone it goes to, or, for a reply, who wrote it; `written` is when
    the customer wrote it.

    Kinds. To a customer: `ack`, `redirect` (a stranger is told the business number), `reply`. To an
    agent, about a thread: `new`, `more` (texts that followed before anybody answered), `reopened`,
    `took`, `relay`, `thanks` (after the thread was resolved); `rest` of one that was too long; `gone`
    (the thread is somebody else's now). To an agent, of the desk's own: `notice`.
    """

    recipient: str
    stamp: int
    n: str
    kind: EntryKind
    state: EntryState = "queued"
    version: int = 1
    due: int = 0
    after: int = 0
    attempts: int = 0
    sender: str = ""
    to: str = ""
    text: str = ""
    body: str = ""
    agent: str | None = None
    spot: Spot | None = None
    contact: str | None = None
    thread: int | None = None
    written: int = 0

    @property
    def id(self) -> str:
        """Opaque, without an address, and nothing in it needs escaping in a URL."""
        return f"{self.recipient}.{self.stamp}.{self.n}"


class Sent(Model):
    """What the provider took: found by its id when a status or a quote comes."""

    provider_id: str
    state: DeliveryState = "sent"
    recipient: str = ""
    kind: str = ""
    contact: str | None = None
    thread: int | None = None
    agent: str | None = None
    spot: Spot | None = None
    text: str = ""
    error: str = ""
