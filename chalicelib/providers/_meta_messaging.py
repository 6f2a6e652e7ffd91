"""Messenger and Instagram in Meta's webhooks: `entry[].messaging[]`, an event each."""

import json
import re
from collections.abc import Iterator
from typing import Final

from ..errors import Malformed
from ..models import DeliveryState, Extra, InboundMessage, StatusUpdate
from ._content import Content, place, reaction, referral, unshown
from ._meta_json import (
    Table,
    attachment,
    each,
    moment,
    our_id,
    quoted,
    required,
    rows,
    table,
    text,
)

CHANNELS: Final = {"page": "messenger", "instagram": "instagram"}
"""What a webhook is about → the channel."""

_ID: Final = re.compile(r"[0-9]{1,32}")
_ENTRY: Final = re.compile(r"[cai]-[A-Za-z0-9_-]{1,60}\.[0-9]{1,20}\.[A-Za-z0-9_-]{1,60}")
_MEDIA: Final = {
    "image": "image/*",
    "sticker": "image/*",
    "video": "video/*",
    "audio": "audio/*",
    "file": "application/octet-stream",
}
_LONGEST_LINK: Final = 300


def messages(entry: Table, channel: str) -> Iterator[InboundMessage | Malformed]:
    """The texts of an entry; one that cannot be read is the `Malformed` that it is."""
    return each(rows(entry.get("messaging")), lambda event: _message(event, channel))


def _message(event: Table, channel: str) -> InboundMessage | None:
    content = _content(event)
    if content is None:
        return None
    message = table(event.get("message"))
    return InboundMessage(
        provider="meta",
        id=required(_own_id(event), "a message's id"),
        sender=_address(event, "sender", channel),
        recipient=_address(event, "recipient", channel),
        body=content.body,
        media=content.media,
        quoted=quoted(content.quoted or table(message.get("reply_to")).get("mid")),
        written=moment(event.get("timestamp"), 1),
        extras=content.extras + _led_by(event),
    )


def _led_by(event: Table) -> tuple[Extra, ...]:
    """The advertisement that led here: with a text, or with the button that began it all."""
    found = (table(event.get(kind)).get("referral") for kind in ("message", "postback"))
    led = next(filter(None, map(table, found)), {})
    title = text(table(led.get("ads_context_data")).get("ad_title"))
    return referral(title, text(led.get("referer_uri")))


def _own_id(event: Table) -> str:
    """A message's id. Other events have none of their own: all that they say stands for one."""
    if "message" in event:
        return text(table(event.get("message")).get("mid"))
    if own := text(table(event.get("postback")).get("mid")):
        return own
    return json.dumps(event, sort_keys=True)


def _address(event: Table, end: str, channel: str) -> str:
    found = text(table(event.get(end)).get("id"))
    if not _ID.fullmatch(found):
        raise Malformed(f"a message's {end} is missing or is none")
    return f"{channel}:{found}"


# --- what it says --------------------------------------------------------------------------


def _content(event: Table) -> Content | None:
    """What an event says; None for what nobody wrote, or we did."""
    if "message" in event:
        return _said(table(event.get("message")))
    if postback := table(event.get("postback")):
        return Content(text(postback.get("title")) or text(postback.get("payload")))
    if edit := table(event.get("message_edit")):
        return Content(text(edit.get("text")), quoted=text(edit.get("mid")))
    if put := table(event.get("reaction")):
        emoji = text(put.get("emoji")) or text(put.get("reaction"))
        is_gone = put.get("action") == "unreact"
        return None if is_gone else reaction(emoji, text(put.get("mid")))
    return None


def _said(message: Table) -> Content | None:
    if message.get("is_echo") or message.get("is_deleted"):
        return None
    parts = [_attached(one) for one in rows(message.get("attachments"))]
    words = text(message.get("text"))
    bodies = [words, *(part.body for part in parts if part.body not in words)]
    media = tuple(one for part in parts for one in part.media)
    if not any(bodies) and not media:
        return unshown("unsupported" if message.get("is_unsupported") else "message")
    return Content("\n".join(filter(None, bodies)), media)


def _attached(attached: Table) -> Content:
    kind, payload = text(attached.get("type")), table(attached.get("payload"))
    url = text(payload.get("url")) or text(attached.get("url"))
    if kind in _MEDIA and url:
        return Content(media=(attachment(url, "", _MEDIA[kind]),))
    if kind == "location":
        point = table(payload.get("coordinates"))
        named = (text(attached.get("name")), text(attached.get("address")))
        return place(*named, point.get("lat"), point.get("long")) or unshown(kind)
    if kind == "fallback" and 0 < len(url) <= _LONGEST_LINK:
        return Content(url)  # a link that was shared
    return unshown("link" if kind == "fallback" else kind or "attachment")


# --- what became of ours ---------------------------------------------------------------------


def statuses(entry: Table) -> Iterator[StatusUpdate]:
    """What became of our texts. A `read` that names no text but a time tells nothing of any."""
    for event in rows(entry.get("messaging")):
        message = table(event.get("message"))
        ours = text(message.get("metadata"))
        if message.get("is_echo") and _ENTRY.fullmatch(ours) and text(message.get("mid")):
            # Our own text, as it left: also where we never had the answer to having sent it.
            yield _update(text(message.get("mid")), "sent", ours)
        delivered = table(event.get("delivery")).get("mids")
        for one in delivered if isinstance(delivered, list) else ():
            if mid := text(one):
                yield _update(mid, "delivered")
        if mid := text(table(event.get("read")).get("mid")):
            yield _update(mid, "read")


def _update(mid: str, state: DeliveryState, entry: str | None = None) -> StatusUpdate:
    return StatusUpdate(provider="meta", id=our_id(mid), state=state, entry=entry)
