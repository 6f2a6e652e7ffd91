"""What the Graph API is asked to send, for each of Meta's channels.

WhatsApp takes one attachment with its words as a caption, and a template. Messenger and Instagram
take words or an attachment, not both, and no template. Who calls goes by `rules.carriage`; what
does not fit all the same is refused here rather than half sent.
"""

from typing import Any, Final

from ..errors import Refused
from ..models import channel_of
from ._content import one_line
from ._meta_codes import NO_TEMPLATE, TOO_LONG, TOO_MUCH
from .base import OutboundText, SentMedia, SentTemplate

_LONGEST_ON_INSTAGRAM: Final = 1000
"""Bytes."""

_PICTURES: Final = frozenset({"image/jpeg", "image/png"})
"""What WhatsApp shows as a picture; others go as a file."""


def payload(outbound: OutboundText) -> dict[str, Any]:
    """The call's body. Our entry's id goes with it and comes back in its statuses.

    Raises `Refused` for what the channel cannot take.
    """
    channel = channel_of(outbound.sender)
    if len(outbound.media) > 1:
        raise Refused("Meta takes one attachment at a time", TOO_MUCH)
    if channel == "whatsapp":
        return _whatsapp(outbound)
    if outbound.template:
        raise Refused("there are no templates on this channel", NO_TEMPLATE)
    if outbound.media and outbound.body:
        raise Refused("words and an attachment are two messages there", TOO_MUCH)
    if channel == "instagram" and len(outbound.body.encode()) > _LONGEST_ON_INSTAGRAM:
        raise Refused("Instagram takes 1000 bytes", TOO_LONG)
    _, _, who = outbound.to.partition(":")
    said = _attachment(outbound.media[0]) if outbound.media else {"text": outbound.body}
    if channel == "instagram":
        return {"recipient": {"id": who}, "message": said}
    said |= {"metadata": outbound.entry} if outbound.entry else {}
    return {"recipient": {"id": who}, "messaging_type": "RESPONSE", "message": said}


def _whatsapp(outbound: OutboundText) -> dict[str, Any]:
    _, _, who = outbound.to.partition(":")
    if outbound.template:
        kind, what = "template", _template(outbound.template)
    elif outbound.media:
        kind, what = _file(outbound.media[0], outbound.body)
    else:
        kind, what = "text", {"body": outbound.body}
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to" if who.startswith("+") else "recipient": who,
        "type": kind,
        kind: what,
        **({"biz_opaque_callback_data": outbound.entry} if outbound.entry else {}),
    }


def _file(media: SentMedia, caption: str) -> tuple[str, dict[str, str]]:
    """What kind an attachment is to WhatsApp, and where it is. A voice message takes no caption."""
    main = media.kind.partition("/")[0]
    kind = main if main in ("audio", "video") or media.kind in _PICTURES else "document"
    if kind == "audio" and caption:
        raise Refused("a voice message takes no words", TOO_MUCH)
    what = {"link": media.url, "caption": caption}
    if kind == "document":
        what["filename"] = media.name
    return kind, {name: value for name, value in what.items() if value}


def _template(template: SentTemplate) -> dict[str, Any]:
    filled = [{"type": "text", "text": one_line(value)} for value in template.variables]
    return {
        "name": template.name,
        "language": {"code": template.language},
        **({"components": [{"type": "body", "parameters": filled}]} if filled else {}),
    }


def _attachment(media: SentMedia) -> dict[str, Any]:
    main = media.kind.partition("/")[0]
    kind = main if main in ("image", "audio", "video") else "file"
    return {"attachment": {"type": kind, "payload": {"url": media.url}}}
