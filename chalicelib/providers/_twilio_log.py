"""Twilio's log of texts: what became of one that we sent, and what people sent to us.

No exception that leaves here carries an address or a body, and none is chained to one that does.
"""

import re
import time
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final, Literal

from requests import exceptions as failures

from ..errors import Refused, SendError, TryLater
from ..models import MINUTE, SECOND, DeliveryState, InboundMessage, Media
from ..settings import Credentials
from ._twilio_codes import STATES
from ._twilio_rest import PAUSE, UNREADABLE, client_for
from .base import KnownIds, OutboundText, SentText

PAGE: Final = 1000
"""So many texts are asked for at once: the most that Twilio gives."""

_LOG_LENGTH: Final = 200
_SLACK: Final = 5_000
_TRIAL: Final = re.compile(r"sent from your twilio trial account - ", re.IGNORECASE)
_PLAIN: Final = str.maketrans("‘’‚“”„«»–—", '\'\'\'"""""--')

_MEDIA_PATIENCE: Final = 30 * MINUTE
"""A text whose pictures cannot be asked for does not keep the others waiting longer (ms)."""

_NOT_FOUND: Final = "20404"


_FAILURES: Final = (SendError, failures.RequestException, *UNREADABLE)


def _unread(failure: Exception) -> TryLater:
    """Whatever keeps the log from being read: it is asked again later."""
    pause = failure.after if isinstance(failure, TryLater) else PAUSE
    code = failure.code if isinstance(failure, SendError) else ""
    return TryLater("Twilio's log could not be read", code, after=pause)


# --- what we sent --------------------------------------------------------------------------


def find_sent(
    credentials: Credentials, text: OutboundText, since: int, known: KnownIds
) -> SentText | Literal["absent", "unsure"]:
    """Looks in Twilio's log for `text`, created at `since` (ms) or later and not `known`.

    Gives the oldest that fits, "absent", or "unsure" where the log reaches back too little. Raises
    `TryLater` where Twilio cannot be asked. The limits: the log takes a moment to show a new text,
    so ask after a minute; it does not tell our callback, so two equal texts between the same two
    addresses are told apart by `known` alone; the last 200 texts are read, in Twilio's order; and
    a text whose words Twilio redacted is not recognised. `DateSent` is not asked for: a text that
    still waits in Twilio's queue has none. What can't be told from its words alone is never
    "absent" where another unknown text lies there that it may be: of a template the log has the
    words, which are not ours, and attachments may be counted late, or stand as a link in the words.
    """
    client = client_for(credentials)
    try:
        log = client.messages.list(to=text.to, from_=text.sender, limit=_LOG_LENGTH)
    except _FAILURES as failure:
        raise _unread(failure) from None
    likely = {
        record.sid: record
        for record in sorted(log, key=_created)
        if record.direction != "inbound"
        and _created(record) >= since - _SLACK
        and _may_be(record, text)
    }
    ours = set(known(tuple(likely))) if likely else set()
    left = [record for sid, record in likely.items() if sid not in ours]
    if found := _it(left, text):
        return SentText(id=found.sid, state=_state(found), error=_error(found))
    reaches = len(log) < _LOG_LENGTH or min(map(_created, log)) < since - _SLACK
    return "absent" if reaches and not left else "unsure"


def _may_be(record: Any, text: OutboundText) -> bool:
    """Whether a text of the log can be this one."""
    words = _words(record.body or "")
    if text.template:
        return True
    return words.startswith(_words(text.body)) if text.media else words == _words(text.body)


def _it(left: list[Any], text: OutboundText) -> Any:
    """The one of these that it surely is: the oldest with its words; or None."""
    if template := text.template:
        filled = [_words(value) for value in template.variables]
        those = [r for r in left if filled and all(v in _words(r.body or "") for v in filled)]
        return those[0] if len(those) == 1 else None
    if text.media:
        count = str(len(text.media))
        same = (r for r in left if _words(r.body or "") == _words(text.body))
        return next((r for r in same if str(r.num_media) == count), None)
    return next(iter(left), None)


def _created(record: Any) -> float:
    """When Twilio took a text, in ms; one without a date counts as the newest."""
    date = record.date_created
    return date.timestamp() * 1000 if isinstance(date, datetime) else float("inf")


def _state(record: Any) -> DeliveryState:
    """What became of a text that Twilio has: whatever it does with it later, it went from here."""
    if record.status == "canceled":
        return "failed"
    return STATES.get(str(record.status)) or "sent"


def _error(record: Any) -> str:
    return str(record.error_code) if record.error_code else ""


def _words(body: str) -> str:
    """A body as compared: Twilio may plain its quotes and dashes, and marks a trial account's."""
    plain = unicodedata.normalize("NFKC", _TRIAL.sub("", body, count=1)).translate(_PLAIN)
    shown = "".join(c for c in plain if c.isprintable() or c.isspace())
    return " ".join(shown.split())


# --- what people sent to us ----------------------------------------------------------------


def received(
    credentials: Credentials, since: int, until: int, known: KnownIds | None = None
) -> Iterator[InboundMessage]:
    """The inbound texts of Twilio's log sent between `since` and `until` (ms), oldest first.

    Those that `known` knows are left out, before anything more is asked about them. Raises
    `TryLater` where Twilio cannot be asked; what was given until then stands. The limits:

    - The log has less than a webhook: no ProfileName, no text that was quoted, no OptOutType, no
      place that WhatsApp shared. A text with pictures costs one more request; where they cannot be
      had, because they are gone or Twilio has not told for half an hour, the text comes with as
      many files of unknown kind.
    - It cannot be asked for inbound texts alone, nor for the oldest first: all pages are read, the
      newest first, before the first text is given. So ask for a span that fits into memory.
    - Its dates are whole seconds. `DateSent` promises days only; where it knows times, as it does
      today, less is read. It is inclusive, and of an inbound text it is when the webhook was tried.
    - A text may show in it a moment late, and is gone from it where the account deletes texts.
    """
    client = client_for(credentials)
    try:
        log = client.messages.list(
            # In UTC: the client writes the time as it stands, and a Z behind it.
            date_sent_after=datetime.fromtimestamp(since // SECOND, UTC),
            date_sent_before=datetime.fromtimestamp(until // SECOND, UTC),
            page_size=PAGE,
        )
    except _FAILURES as failure:
        raise _unread(failure) from None
    found = {record.sid: record for record in reversed(log) if _is_inbound(record)}
    came = {
        sid: (record, at)
        for sid, record in found.items()
        if since // SECOND * SECOND <= (at := _sent(record, until)) <= until
    }
    ours = set(known(tuple(came)) if known and came else ())
    for record, at in sorted(came.values(), key=lambda one: one[1]):
        if record.sid not in ours:
            yield _message(record, at, client)


def _is_inbound(record: Any) -> bool:
    """Whether somebody sent it to us, and it can be told from and to whom."""
    return record.direction == "inbound" and all((record.sid, record.from_, record.to))


def _sent(record: Any, otherwise: int) -> int:
    """When a text was sent to us, in ms."""
    dates = (record.date_created, record.date_sent)
    return next((int(d.timestamp()) * SECOND for d in dates if isinstance(d, datetime)), otherwise)


def _message(record: Any, at: int, client: Any) -> InboundMessage:
    return InboundMessage(
        provider="twilio",
        id=record.sid,
        sender=_whole(record.from_),
        recipient=_whole(record.to),
        body=_whole(record.body or ""),
        media=_media(record, at, client),
        late=at,
    )


def _whole(text: str) -> str:
    """A text without halves of characters, which JSON can carry and nothing after it."""
    return text.encode("utf-8", "replace").decode()


def _media(record: Any, at: int, client: Any) -> tuple[Media, ...]:
    count = int(record.num_media) if str(record.num_media).isdigit() else 0
    if not count:
        return ()
    unknown = (
        Media(url=f"{_place(record, client)}/Media", kind="application/octet-stream"),
    ) * count
    try:
        found = client.messages(record.sid).media.list()
    except _FAILURES as failure:
        old = time.time() * SECOND - at > _MEDIA_PATIENCE
        if old or isinstance(failure, Refused) or _unread(failure).code == _NOT_FOUND:
            return unknown
        raise _unread(failure) from None
    return (
        tuple(
            Media(url=_place(one, client), kind=one.content_type or "application/octet-stream")
            for one in found
        )
        or unknown
    )


def _place(record: Any, client: Any) -> str:
    """Where a record is, without what makes JSON of it: below the address that we call."""
    path = str(record.uri or "").strip("/").removesuffix(".json")
    return f"{client.api.base_url.rstrip('/')}/{path}"
