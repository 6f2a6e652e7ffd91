"""WhatsApp in Meta's webhooks: `entry[].changes[].value` with messages and statuses."""

import re
from collections.abc import Iterator
from typing import Final

from ..errors import Malformed
from ..models import SECOND, Extra, InboundMessage, StatusUpdate
from ._content import FORWARDED, USER_ID, Content, place, reaction, referral, unshown
from ._meta_codes import STATES
from ._meta_json import (
    MEDIA,
    Table,
    attachment,
    each,
    moment,
    quoted,
    required,
    rows,
    table,
    text,
)

_NUMBER: Final = re.compile(r"[0-9]{5,20}")
_ENTRY: Final = re.compile(r"[A-Za-z0-9_.-]{1,200}")
_LONGEST_ID: Final = 300
_ERROR: Final = re.compile(r"[1-9][0-9]{0,9}")
_MEDIA: Final = {
    "image": "image/jpeg",
    "video": "video/mp4",
    "audio": "audio/ogg",
    "voice": "audio/ogg",
    "document": "application/octet-stream",
    "sticker": "image/webp",
}
_SAYS_NOTHING: Final = frozenset({"system", "request_welcome", "revoke"})
"""What nobody wrote: a number that changed, a chat that was opened, a text that was taken back."""


def values(entry: Table) -> Iterator[Table]:
    """What the changes of an entry say of messages; others are not ours to read."""
    for change in rows(entry.get("changes")):
        if change.get("field") == "messages":
            yield table(change.get("value"))


def messages(entry: Table) -> Iterator[InboundMessage | Malformed]:
    """The texts of an entry; one that cannot be read is the `Malformed` that it is."""
    found = ((m, value) for value in values(entry) for m in rows(value.get("messages")))
    return each(found, lambda one: _message(*one))


def _message(message: Table, value: Table) -> InboundMessage | None:
    content = _content(text(message.get("type")), message)
    if content is None:
        return None
    return InboundMessage(
        provider="meta",
        id=required(message.get("id"), "a message's id"),
        sender=_sender(message),
        recipient=_ours(value),
        body=content.body,
        media=content.media,
        quoted=quoted(content.quoted or table(message.get("context")).get("id")),
        profile_name=_profile(message, value),
        written=moment(message.get("timestamp"), SECOND),
        extras=content.extras + _beside(message),
        raw_id=_raw_id(message),
        alias=_alias(message),
    )


def _raw_id(message: Table) -> str:
    """What can be marked as read; a reaction can't."""
    raw = text(message.get("id"))
    return raw if text(message.get("type")) != "reaction" and len(raw) <= _LONGEST_ID else ""


def _alias(message: Table) -> str | None:
    """WhatsApp's own id of the writer, where their number is shown beside it."""
    user = text(message.get("from_user_id"))
    shows = _NUMBER.fullmatch(text(message.get("from"))) and USER_ID.fullmatch(user)
    return f"whatsapp:{user}" if shows else None


def _beside(message: Table) -> tuple[Extra, ...]:
    """What came along with the words."""
    context, led = table(message.get("context")), table(message.get("referral"))
    passed_on = context.get("forwarded") is True or context.get("frequently_forwarded") is True
    headline = text(led.get("headline")) or text(led.get("body"))
    return (FORWARDED if passed_on else ()) + referral(headline, text(led.get("source_url")))


def _sender(message: Table) -> str:
    """Who wrote: a number, or the id that stands for one who does not show it."""
    number, user = text(message.get("from")), text(message.get("from_user_id"))
    if _NUMBER.fullmatch(number):
        return f"whatsapp:+{number}"
    for one in (user, number):
        if USER_ID.fullmatch(one):
            return f"whatsapp:{one}"
    raise Malformed("a message's sender is missing or is none")


def _ours(value: Table) -> str:
    shown = text(table(value.get("metadata")).get("display_phone_number"))
    number = re.sub(r"[\s().+-]", "", shown)
    if not _NUMBER.fullmatch(number):
        raise Malformed("display_phone_number is missing or is none")
    return f"whatsapp:+{number}"


def _profile(message: Table, value: Table) -> str | None:
    """What the writer calls themselves; the contacts of a change are those of its messages."""
    own = {text(message.get(key)) for key in ("from", "from_user_id")} - {""}
    contacts = rows(value.get("contacts"))
    for contact in contacts:
        if own & {text(contact.get("wa_id")), text(contact.get("user_id"))} or len(contacts) == 1:
            return text(table(contact.get("profile")).get("name"))[:200] or None
    return None


# --- what it says --------------------------------------------------------------------------


def _content(kind: str, message: Table) -> Content | None:
    """What a message of this kind says; None for what nobody wrote."""
    part = table(message.get(kind))
    if kind == "text":
        return Content(text(part.get("body")))
    if kind == "button":
        return Content(text(part.get("text")))
    if kind == "interactive":
        return _chosen(part)
    if kind == "reaction":
        return reaction(text(part.get("emoji")), text(part.get("message_id")))
    if kind == "location":
        named = (text(part.get("name")), text(part.get("address")))
        return place(*named, part.get("latitude"), part.get("longitude")) or unshown(kind)
    if kind == "contacts":
        return Content("\n".join(_cards(message))) if any(_cards(message)) else unshown(kind)
    if kind in _MEDIA:
        return _file(kind, part)
    if kind == "edit":
        again = table(part.get("message"))
        inner = text(again.get("type"))
        return unshown(kind) if inner == "edit" else _content(inner, again)
    if kind in _SAYS_NOTHING:
        return None
    return unshown(text(part.get("type")) or kind or "message")


def _chosen(part: Table) -> Content:
    """The title of the button or of the line of a list that was chosen."""
    for key in ("button_reply", "list_reply"):
        if title := text(table(part.get(key)).get("title")):
            return Content(title)
    return unshown(text(part.get("type")) or "interactive")


def _file(kind: str, part: Table) -> Content:
    name = text(part.get("filename"))
    which = re.sub(r"[^A-Za-z0-9_-]", "", text(part.get("id")))
    file = attachment(f"{MEDIA}/{which}", part.get("mime_type"), _MEDIA[kind], name)
    return Content(text(part.get("caption")) or name, (file,))


def _cards(message: Table) -> Iterator[str]:
    """The contacts that were sent, a line each: the name, and the numbers."""
    for card in rows(message.get("contacts")):
        name = table(card.get("name"))
        called = text(name.get("formatted_name")) or text(name.get("first_name"))
        phones = (text(p.get("phone")) or text(p.get("wa_id")) for p in rows(card.get("phones")))
        if line := ": ".join(filter(None, (called, ", ".join(filter(None, phones))))):
            yield line


# --- what became of ours ---------------------------------------------------------------------


def statuses(entry: Table) -> Iterator[StatusUpdate | Malformed]:
    """The statuses of an entry, as `messages`."""
    found = (status for value in values(entry) for status in rows(value.get("statuses")))
    return each(found, _status)


def _status(status: Table) -> StatusUpdate | None:
    state = STATES.get(text(status.get("status")))
    if state is None:
        return None
    entry = text(status.get("biz_opaque_callback_data"))
    errors = rows(status.get("errors"))
    code = str(errors[0].get("code")) if errors and state == "failed" else ""
    return StatusUpdate(
        provider="meta",
        id=required(status.get("id"), "a status's id"),
        state=state,
        error=code if _ERROR.fullmatch(code) else "",
        entry=entry if _ENTRY.fullmatch(entry) else None,
    )
