"""What must leave, and what the provider took."""

from typing import Literal

from .base import Model
from .desk import Spot
from .wire import DeliveryState, Media


class Recipient:
    """How recipients are written: `c-<contact id>`, `a-<agent id>`, `i-<inbox>` (its worker)."""

    @staticmethod
    def customer(contact: str) -> str:
        """A contact as a recipient."""
        return f"c-{contact}"

    @staticmethod
    def phone(agent: str) -> str:
        """An agent as a recipient."""
        return f"a-{agent}"

    @staticmethod
    def worker(inbox: str) -> str:
        """An inbox's worker as a recipient."""
        return f"i-{inbox}"


EntryKind = Literal[
    "ack",
    "redirect",
    "enough",
    "reply",
    "relay",
    "new",
    "more",
    "reopened",
    "took",
    "thanks",
    "rest",
    "passed",
    "remind",
    "notice",
    "broadcast",
    "question",
    "expiry",
    "gone",
    "look",
    "offer",
    "stopped",
    "free",
    "spread",
    "joined",
    "left",
    "place",
    "bye",
    "template",
]
EntryState = Literal["queued", "handed", "sending"]


class Entry(Model):
    """One text that must leave, or something that an inbox's worker must do.

    The worker looks at a thread (kind `look`), offers an agent's threads to others
    (`offer`), tells them that an agent's phone has closed a number to itself (`stopped`), looks
    who waits, because somebody has room for one more (`free`), tells the agents `whom` what a
    supervisor wrote to all (`spread`), welcomes an agent who was added by text (`joined`), or gives
    the threads of one who was taken out to the others (`left`), those behind number `thread`.
    `text` is what a person wrote, or, for a text of the desk's own, the whole sentence. What goes
    in front of it is decided when it leaves, by what the line showed until then, and `body` is
    what was then handed over; `spot` is where the writer of a reply wrote it, `tried` when it was
    last claimed. `due` is when the clock looks whether it is stuck; `after` is the earliest time to
    send it; `sender` and `to` are addresses; `agent` is whose phone it goes to, or, for a reply,
    who wrote it; `written` is when the customer wrote it (of a reply: the stamp of its text),
    `late` when it was sent, where it was fetched afterwards. `failures` counts how often it could
    not be handled at all, for a reason of the desk's own.

    Kinds. To a customer: `ack`, `redirect` (a stranger is told the business number),
    `enough` (no need to write more), `place` (in the line of those who wait), `bye` (closed, as
    nothing was heard; or the last word to who is no agent any more), `reply`. To an
    agent, about a thread: `new`, `more` (texts that followed before anybody answered), `reopened`,
    `took`, `relay`, `thanks` (after the thread was resolved); `rest` of one that was too long;
    `passed` (by a colleague), `remind` (put off until now); `gone` (the thread is somebody else's
    now). To an agent, of the desk's own: `notice`; `broadcast`, a supervisor's; `question` about
    the held text with the stamp `held`, `expiry` of that question. `by` is the agent who passed it,
    `why` in that agent's words; `crowd` says that others wait too, of whom this agent is not told.
    `again` counts how often the words were sent anew because they did not reach the phone; on a
    look, that those who have waited longer were let first.

    `media` are attachments that go with it; `looked` counts how often they were looked for in vain,
    `links` says that they go as links: the provider would not take them otherwise.
    A `template`, to a customer or an agent, asks to write back, outside a channel's window: its
    words are the provider's, `language` says which of the desk's it is, `fills` what stands in its
    places; `agent` and `spot` are, as of a reply, those of the text that waits. `mark` is what the
    provider calls the customer's text in a relay, and `heard_at` our address that it came to: it is
    marked as read there once the relay has left.
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
    failures: int = 0
    tried: int = 0
    sender: str = ""
    to: str = ""
    text: str = ""
    body: str = ""
    agent: str | None = None
    spot: Spot | None = None
    contact: str | None = None
    thread: int | None = None
    written: int = 0
    late: int = 0
    held: int = 0
    crowd: bool = False
    again: int = 0
    by: str = ""
    why: str = ""
    whom: tuple[str, ...] = ()
    media: tuple[Media, ...] = ()
    looked: int = 0
    links: bool = False
    language: str = ""
    fills: tuple[str, ...] = ()
    mark: str = ""
    heard_at: str = ""

    @property
    def is_for_agent(self) -> bool:
        """Whether it goes to an agent's phone."""
        return self.recipient.startswith(Recipient.phone(""))

    @property
    def is_for_worker(self) -> bool:
        """Whether an inbox's worker is to do something about it."""
        return self.recipient.startswith(Recipient.worker(""))

    @property
    def id(self) -> str:
        """Opaque, without an address, and nothing in it needs escaping in a URL."""
        return f"{self.recipient}.{self.stamp}.{self.n}"

    @property
    def where(self) -> Spot | None:
        """Where its agent reads it, or wrote it; None for the desk's own to a customer."""
        return Spot(self.to, self.sender) if self.is_for_agent else self.spot


class Dead(Model):
    """An entry that could not be handled, kept aside until the operator sees to it.

    `at` is when that was, `why` the exception's type, `where` the place in the code. `handed_on`:
    it was a customer's words, which went to the other agents instead. `entry` is None where the
    item cannot be read.
    """

    recipient: str
    at: int
    why: str
    where: str = ""
    handed_on: bool = False
    entry: Entry | None = None


class Sent(Model):
    """What the provider took: found by its id when a status or a quote comes.

    `spot` is where its agent reads it, or wrote it; `ends`, of a text to a customer, are (our
    address, theirs); `media` went with it, as `links` where that is said; `written` is as an
    entry's, `at` when it was handed over.
    """

    provider_id: str
    state: DeliveryState = "sent"
    recipient: str = ""
    kind: str = ""
    contact: str | None = None
    thread: int | None = None
    agent: str | None = None
    spot: Spot | None = None
    ends: tuple[str, str] | None = None
    text: str = ""
    written: int = 0
    again: int = 0
    error: str = ""
    media: tuple[Media, ...] = ()
    links: bool = False
    at: int = 0

    @property
    def id(self) -> str:
        """Opaque, as an entry's is."""
        return self.provider_id

    @property
    def where(self) -> Spot | None:
        """The same as an entry's."""
        return self.spot
