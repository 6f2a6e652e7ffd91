"""What comes in from a provider."""

from typing import Literal

from .base import Model


class Media(Model):
    """One attachment as the provider names it. `kind` is the MIME type."""

    url: str
    kind: str


class InboundMessage(Model):
    """A text as it arrived, the same for every provider. `id` is the provider's.

    `late` is when it was written, where it was fetched from the provider afterwards (0: on time).
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


DeliveryState = Literal["sent", "delivered", "read", "failed"]


class StatusUpdate(Model):
    """What became of a text we sent. `entry` is the opaque id that our callback URL carried."""

    provider: str
    id: str
    state: DeliveryState
    error: str = ""
    entry: str | None = None
