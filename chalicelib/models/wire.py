"""What comes in from a provider."""

from typing import Literal

from .base import Model


class Media(Model):
    """One attachment as the provider names it. `kind` is the MIME type.

    What no text can show is one too, without a `url`: `unknown/poll` is its `kind`.
    """

    url: str
    kind: str


class InboundMessage(Model):
    """A text as it arrived, the same for every provider. `id` is the provider's.

    `late` is when it was written, where it was fetched from the provider afterwards or came late
    (0: on time), `written` when it was as its webhook says (ms; 0: it does not). `answerable`: that
    webhook's own answer can carry ours; else ours leaves as any other text.
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


DeliveryState = Literal["sent", "delivered", "read", "failed"]


class StatusUpdate(Model):
    """What became of a text we sent. `entry` is the opaque id that our callback URL carried."""

    provider: str
    id: str
    state: DeliveryState
    error: str = ""
    entry: str | None = None
