"""The contract of a provider: one module of `chalicelib/providers/` with a class `Provider`.

The module's name is the provider's name and the path of its webhooks, `/webhooks/<name>/…`.
A module whose name starts with `_` is part of another's and no provider.
`tests/providers/test_contract.py` finds each (`names`) and holds it against this contract with the
recorded bodies of `tests/fixtures/<name>/`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Literal, NamedTuple, Protocol, cast
from urllib.parse import parse_qs, urlsplit

from .. import providers
from ..errors import Malformed, UnknownProvider
from ..models import DeliveryState, InboundMessage, Media, StatusUpdate
from ..settings import Credentials


@dataclass(frozen=True)
class WebRequest:
    """A webhook as it came. `url` is the public one, query included: it is what providers sign.

    Header names are lower case; `body` is raw.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class WebAnswer:
    """What goes back to the provider; or to a browser, which finds what it wants at `location`."""

    body: str = ""
    content_type: str = "text/plain"
    status: int = 200
    location: str = ""


@dataclass(frozen=True)
class AnswerText:
    """A text that goes out in the webhook's answer. `callback` is where its status is to go."""

    body: str
    callback: str


@dataclass(frozen=True)
class SentMedia:
    """An attachment to send: where the provider fetches it, its MIME type, a file's name."""

    url: str
    kind: str
    name: str = ""


@dataclass(frozen=True)
class SentTemplate:
    """A text that was approved beforehand, in place of a body.

    `name` is what the provider calls it (a Content SID at Twilio), `language` the provider's code
    where it wants one, `variables` what stands in its places {{1}}, {{2}}.
    """

    name: str
    language: str = ""
    variables: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fetched:
    """An attachment as it was fetched: the bytes, and the MIME type that they show themselves."""

    body: bytes
    kind: str


@dataclass(frozen=True)
class OutboundText:
    """A text to send. `callback` is where its statuses are to go, with our opaque entry id.

    `entry` is that id by itself, for who takes it another way. `account` is what the provider
    itself calls the sender, where desk.toml says it; else ''. `media` are as many as the channel
    takes at once (`rules.carriage`). With a `template` there is no body.
    """

    sender: str
    to: str
    body: str
    callback: str
    account: str = ""
    entry: str = ""
    media: tuple[SentMedia, ...] = ()
    template: SentTemplate | None = None


@dataclass(frozen=True)
class SentText:
    """A text that the provider's own log says it took. `error` is the provider's code, or ''."""

    id: str
    state: DeliveryState
    error: str = ""


class Code(NamedTuple):
    """What one of a provider's error codes means, in its table of them.

    `again` is after how many seconds the text is tried again (0: never), where the provider names
    no time itself; `reason` a key of `texts/`, the words for the person who wrote it.
    """

    again: int
    reason: str


class Provider(Protocol):
    """What the rest of Guichet asks of a provider. Made anew, cheaply, with the credentials."""

    name: str
    answers_in_webhook: bool
    """Whether the acknowledgement can go out in the webhook's own answer."""
    one_webhook: bool
    """Whether one webhook, `/webhooks/<name>`, brings texts and statuses together."""

    def __init__(self, credentials: Credentials) -> None: ...

    def handshake(self, request: WebRequest) -> WebAnswer:
        """The answer to a GET by which the provider asks whether this webhook wants to be called.

        Raises `Forged` where it is not the provider that asks, or a provider that asks no such
        thing. Only where there is `one_webhook` is it ever asked.
        """

    def verify(self, request: WebRequest) -> None:
        """Raises `Forged` unless the provider itself made this request."""

    def messages(self, request: WebRequest) -> Sequence[InboundMessage | Malformed]:
        """The texts in a verified webhook.

        In a batch, one that cannot be read stands there as the `Malformed` that it is, so that it
        costs none of the others. Raises `Malformed` where nothing can be read.
        """

    def statuses(self, request: WebRequest) -> Sequence[StatusUpdate | Malformed]:
        """The statuses in a verified webhook, as `messages`; unknown kinds are left out."""

    def answer(self, texts: Sequence[AnswerText] = ()) -> WebAnswer:
        """The webhook's answer, in the provider's own shape."""

    def refuse_call(self, sentence: str, language: str) -> WebAnswer:
        """The answer to a call: says `sentence` in `language` (`en`, `fr`) and hangs up."""

    def send(self, text: OutboundText) -> str:
        """Hands a text over and returns the provider's id.

        Raises `Refused` (never), `TryLater` (surely not taken, try again) or `OutcomeUnknown`.
        """

    def fetch(self, media: Media, most: int) -> Fetched:
        """Fetches an attachment of a text that came in: `most` bytes of it at most.

        From the provider's own hosts alone; credentials go to the one that asks for them and along
        no redirect. Raises `MediaRefused`, or `TryLater` where it is not there yet or no answer
        came.
        """

    def mark_read(self, account: str, raw_id: str) -> None:
        """Shows the writer of `raw_id` that it was read; nothing where there is no such mark.

        `account` is what the provider calls our address that it came to. Raises `SendError`: that
        is told in the log, and nothing more.
        """

    def find_sent(
        self, text: OutboundText, since: int, known: "KnownIds"
    ) -> SentText | Literal["absent", "unsure"]:
        """Looks in the provider's log for a text handed over since `since` (ms) and not `known`.

        "absent": it surely never went. "unsure": the log cannot tell, now or later. Raises
        `TryLater` where the log cannot be read now.
        """

    def received(
        self, since: int, until: int, known: "KnownIds | None" = None
    ) -> Iterator[InboundMessage]:
        """The texts in the provider's log that people sent to us between `since` and `until` (ms).

        All of them, oldest first, each with `late` = when it was sent (ms), except those that
        `known` says are taken in already. Some may be another desk's: the log is the account's.
        What the log does not have is not in them; each provider tells what that is. A text may show
        in the log later than it was sent. Raises `TryLater` where the log cannot be read now;
        what was given before stands.
        """

    def reason(self, code: str) -> str:
        """The key in `texts/` of the words for a provider's error code, '' included.

        One of `reason_no_texts`, `reason_invalid`, `reason_blocked`, `reason_unreachable`,
        `reason_filtered`, `reason_too_long`, `reason_country`, `reason_window` (the customer must
        write first), `reason_media` (what was attached could not be carried), `reason_setup` (the
        operator must mend it), `reason_unknown`; or `reason_opted_out`, which does more than say
        so: from then on a customer counts as having sent STOP to the number that the text left
        from, and to an agent's phone that number is closed. Only for what the provider itself
        holds back because of a STOP.
        """


class KnownIds(Protocol):
    """Asks which of these provider ids are recorded: as another text's, or as taken in."""

    def __call__(self, ids: Collection[str]) -> Collection[str]:
        """Those of `ids` that are recorded."""


def callback(base_url: str, provider: str, entry_id: str) -> str:
    """Where the statuses of an outbox entry go; '' where our own address is not known.

    The id is opaque, holds no address and nothing that needs escaping.
    """
    return f"{base_url}/webhooks/{provider}/statuses?e={entry_id}" if base_url else ""


def entry_of(callback_url: str) -> str | None:
    """The entry id that a `callback` carries; None for any other URL."""
    return next(iter(parse_qs(urlsplit(callback_url).query).get("e", ())), None)


def names() -> tuple[str, ...]:
    """Every provider there is, by name: the modules of this package that are no part of another."""
    from pkgutil import iter_modules

    found = (module.name for module in iter_modules(providers.__path__))
    return tuple(sorted(n for n in found if not n.startswith("_") and n != "base"))


def load(name: str, credentials: Credentials) -> Provider:
    """The provider with this name, imported when first used. Raises `UnknownProvider`."""
    if not name.isidentifier() or name.startswith("_") or name == "base":
        raise UnknownProvider("no such provider")
    try:
        module = import_module(f"chalicelib.providers.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"chalicelib.providers.{name}":
            raise
        raise UnknownProvider(f"no provider named {name}") from None
    return cast(Provider, module.Provider(credentials))
