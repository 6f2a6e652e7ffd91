"""What comes in from a provider."""

from typing import Literal, NamedTuple

from .base import Model


class Media(Model):
    """One attachment as the provider names it. `kind` is the MIME type, `name` a file's own.

    What no text can show is one too, without a `url`: `unknown/poll` is its `kind`. `provider` is
    who has it, from the moment that it is kept on record.
    """

    url: str
    kind: str
    name: str = ""
    provider: str = ""


class Extra(NamedTuple):
    """What comes along with a text, or instead of one.

    `forwarded`: the words are somebody else's; `referral`: the advertisement or the link that led
    here; `quote`: what it answers to, in our own record's words; `reaction`: an emoji put to a text
    of ours, and no words.
    """

    kind: Literal["forwarded", "referral", "quote", "reaction"]
    text: str = ""


class InboundMessage(Model):
    """A text as it arrived, the same for every provider. `id` is the provider's.

    `late` is when it was written, where it was fetched from the provider afterwards or came late
    (0: on time), `written` when it was as its webhook says (ms; 0: it does not). `answerable`: that
    webhook's own answer can carry ours; else ours leaves as any other text. `raw_id` is what the
    provider itself calls the text, where `id` is a digest of that and it can be marked as read;
    `alias` another address of the same person, known to be theirs.
    """

    provider: str
    id: str
    sender: str
    recipient: str
    body: str = ""
    media: tuple[Media, ...] = ()
    quoted: str | None = None
    profile_name: str | None = None
    opt_out: str | None = None
    late: int = 0
    written: int = 0
    answerable: bool = True
    extras: tuple[Extra, ...] = ()
    raw_id: str = ""
    alias: str | None = None

    @property
    def attached(self) -> tuple[Media, ...]:
        """Its attachments, each with the provider that has it."""
        return tuple(one.but(provider=self.provider) for one in self.media)

    @property
    def is_reaction(self) -> bool:
        """Whether it is an emoji put to a text, and nothing that was written."""
        return any(extra.kind == "reaction" for extra in self.extras)


DeliveryState = Literal["sent", "delivered", "read", "failed"]


class StatusUpdate(Model):
    """What became of a text we sent. `entry` is the opaque id that our callback URL carried."""

    provider: str
    id: str
    state: DeliveryState
    error: str = ""
    entry: str | None = None
