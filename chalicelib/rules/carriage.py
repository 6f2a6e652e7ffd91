"""How an attachment travels: with the text, behind it, or as a link in its words. Pure.

What the channels take was looked up in November 2026:

- MMS: Twilio's "Accepted content types for media" and "MMS support by country": between numbers of
  the United States and Canada alone, 10 in one text, 5 MB together. Twilio fits JPEG, PNG and GIF
  to each carrier; of all else carriers take 0.6 to 1.5 MB, so that is a link.
- WhatsApp: Meta's "Supported media types" of the Cloud API and Twilio's "Guidance on WhatsApp
  media messages": one in a text, each kind with its own limit. A voice message takes no words,
  and a document takes none at Twilio.
- RCS: Twilio's table of the same kind: 16 MB; words beside JPEG, PNG, GIF and MP4.
- Messenger and Instagram: Meta's "Send API" and "Attachment upload": 25 MB, pictures 8 MB; words
  and attachment are two messages.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ..models import Desk, Entry, Kept, Media, Message, Sent, channel_of
from ..texts import media_words, say

MB = 1_000_000

MOST = 16 * MB
"""The largest attachment that the desk keeps, in bytes."""

MOST_IN_ONE = 20
"""So many attachments of one text, or of several shown as one, are passed on."""

_MOST_NAMED = 2 * MOST_IN_ONE
"""So many are named to who looks for them: an item of the table holds no more than 400 kB."""

REFUSED = "reason_media"
"""Why a text was not taken that would go without what is attached, as its provider says."""

NOT_THERE = "media_not_there"
"""Why an attachment is not passed on that its provider did not have when it was asked for it."""


class _Channel(NamedTuple):
    """`at_once` in one text, of `together` bytes; `kinds`: MIME type, or its first part, → bytes.

    `beside_words`: those that go with words in one text.
    """

    at_once: int
    together: int
    kinds: Mapping[str, int]
    beside_words: frozenset[str] = frozenset()


_MMS = _Channel(
    at_once=10,
    together=5 * MB,
    kinds=dict.fromkeys(("image/jpeg", "image/png", "image/gif"), 5 * MB),
    beside_words=frozenset({"image"}),
)
_OFFICE = "application/vnd.openxmlformats-officedocument."
_WHATSAPP = _Channel(
    at_once=1,
    together=MOST,
    kinds={
        **dict.fromkeys(("image/jpeg", "image/png"), 5 * MB),
        **dict.fromkeys(("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"), MOST),
        **dict.fromkeys(("video/mp4", "video/3gpp"), MOST),
        **dict.fromkeys(("application/pdf", "application/msword"), MOST),
        **dict.fromkeys((f"{_OFFICE}wordprocessingml.document",), MOST),
        **dict.fromkeys((f"{_OFFICE}spreadsheetml.sheet",), MOST),
        **dict.fromkeys((f"{_OFFICE}presentationml.presentation",), MOST),
    },
    beside_words=frozenset({"image", "video"}),
)
_RCS = _Channel(
    at_once=1,
    together=MOST,
    kinds=dict.fromkeys(("image/jpeg", "image/png", "image/gif", "video/mp4"), MOST),
    beside_words=frozenset({"image", "video"}),
)
_MESSENGER = _Channel(
    at_once=1,
    together=MOST,
    kinds={
        **dict.fromkeys(("image/jpeg", "image/png", "image/gif"), 8 * MB),
        **dict.fromkeys(("audio", "video"), MOST),
        "application/pdf": MOST,
    },
)
_INSTAGRAM = _MESSENGER._replace(
    kinds={
        **dict.fromkeys(("image/jpeg", "image/png", "image/gif"), 8 * MB),
        **dict.fromkeys(("audio/aac", "audio/mp4", "audio/wav"), MOST),
        **dict.fromkeys(("video/mp4", "video/ogg", "video/quicktime", "video/webm"), MOST),
    }
)
_LINKS = _Channel(at_once=0, together=0, kinds={})
_CHANNELS = {
    "whatsapp": _WHATSAPP,
    "rcs": _RCS,
    "messenger": _MESSENGER,
    "instagram": _INSTAGRAM,
}

_ELSEWHERE = frozenset(
    str(code)
    for code in (
        *(242, 246, 264, 268, 284, 340, 345, 441, 473, 649, 658, 664, 670, 671, 684, 721, 758, 767),
        *(784, 787, 809, 829, 849, 868, 869, 876, 939),
    )
)
"""Area codes of +1 outside the United States and Canada (NANPA's list), where there is no MMS."""


class Ways(NamedTuple):
    """What becomes of a text's attachments, each group in their order."""

    attached: tuple[Kept, ...] = ()
    linked: tuple[Kept, ...] = ()
    refused: tuple[Kept, ...] = ()


def sendable(media: Sequence[Media]) -> tuple[Media, ...]:
    """Those that can be fetched, and not a hundred of them: the others are words only."""
    return tuple(one for one in media if one.url and one.provider)[:_MOST_NAMED]


def of(messages: Iterable[Message]) -> tuple[Media, ...]:
    """What came with these texts, in their order."""
    return sendable([one for message in messages for one in message.media])


def ways(
    found: Sequence[Kept], ours: str, theirs: str, *, links: bool = False, linkable: bool = True
) -> Ways:
    """How each attachment goes from our address to theirs.

    `links`: all of them as links. `linkable`: whether it is known where a link would lead.
    """
    channel = _LINKS if links else _channel(ours, theirs)
    if not linkable:
        lost = (one for one in found if not (one.why or _takes(channel, one)))
        tokens = {one.token for one in lost}
        found = [one.but(why=NOT_THERE) if one.token in tokens else one for one in found]
    passed = [one for one in found if not one.why]
    return Ways(
        attached=tuple(one for one in passed if _takes(channel, one)),
        linked=tuple(one for one in passed if not _takes(channel, one)),
        refused=tuple(one for one in found if one.why),
    )


def goes_as_links(about: Entry | Sent, reason: str) -> bool:
    """Whether a text that was not taken, for this `reason`, may be taken with links instead."""
    return reason == REFUSED and bool(about.media) and not about.links


def parted(
    entry: Entry, found: Sequence[Kept], how: Ways, count: int
) -> tuple[tuple[Media, ...], tuple[Media, ...]]:
    """An entry's attachments: those that are done with when it leaves, and those that follow it.

    `found` is what became of each, in order, `count` how many go along. What is refused in a reply
    is told to its writer at once, and is no part of it any more; an agent reads so in the text.
    """
    attached = {one.token for one in how.attached}
    lost = set() if entry.is_for_agent else {one.token for one in how.refused}
    now, later = list[Media](), list[Media]()
    for media, one in zip(entry.media, found, strict=False):
        if one.token in attached:  # a sticker may be there twice, as the same one
            (now if count > 0 else later).append(media)
            count -= 1
        elif one.token not in lost:
            now.append(media)
    return tuple(now), tuple(later)


def at_once(attached: Sequence[Kept], ours: str, theirs: str, *, words: bool) -> int:
    """How many of these, from the first, go in one text, with `words` or without."""
    channel, size = _channel(ours, theirs), 0
    for count, one in enumerate(attached[: channel.at_once]):
        size += one.size
        beside = one.kind.partition("/")[0] in channel.beside_words
        if (count and size > channel.together) or (words and not beside):
            return count
    return min(len(attached), channel.at_once)


def worded(entry: Entry, how: Ways, base_url: str, desk: Desk, own: str | None = None) -> str:
    """The words with the links in them; and, for an agent, what is not passed on, and why.

    An agent's text names its attachments already, a customer's does not. `own` is the customer's
    language, where it is known.
    """
    agent = desk.agent(entry.agent) if entry.is_for_agent else None
    language = agent.language if agent else own or desk.language
    lines = [entry.text] if entry.text else []
    if entry.is_for_agent:
        lines = _told(lines, how.refused, language)
    for one in how.linked:
        named = "" if entry.is_for_agent else f"{_named([one], language)} "
        lines.append(f"{named}{base_url}/media/{one.token}")
    return "\n".join(lines)


def _told(lines: list[str], refused: Sequence[Kept], language: str) -> list[str]:
    """What an agent does not get, in place of the words that name it where they stand alone."""
    written = [line for text in lines for line in text.split("\n")]
    for why in dict.fromkeys(one.why for one in refused):
        those = [one for one in refused if one.why == why]
        named = _named(those, language)
        said = say(why, language, what=named[1:-1])
        if written.count(named) == 1:
            written[written.index(named)] = said
        else:
            written.append(said)
    return ["\n".join(written)] if written else []


def _named(found: Sequence[Kept], language: str) -> str:
    """`(2 pictures)`."""
    return media_words([Media(url="", kind=one.kind) for one in found], language)


def _takes(channel: _Channel, one: Kept) -> bool:
    most = channel.kinds.get(one.kind) or channel.kinds.get(one.kind.partition("/")[0], 0)
    return one.size <= most and one.size <= channel.together


def _channel(ours: str, theirs: str) -> _Channel:
    name = channel_of(theirs)
    if name == "sms":
        return _MMS if _has_mms(ours) and _has_mms(theirs) else _LINKS
    return _CHANNELS.get(name, _LINKS)


def _has_mms(number: str) -> bool:
    """Whether this is a number of the United States or Canada."""
    return (
        len(number) == len("+15145550100")
        and number[:2] == "+1"
        and (number[2:5] not in _ELSEWHERE)
    )
