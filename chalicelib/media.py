"""Attachments: fetched from their provider before a text is claimed, and handed out again by links.

They lie in a private bucket. Whoever is to see one gets a link that runs out, or the provider does.
"""

import time
from collections.abc import Sequence

from botocore.exceptions import BotoCoreError, ClientError

from . import settings, telemetry, troubles
from .errors import MediaRefused, SetupError, TryLater
from .models import SECOND, Entry, Kept, Media
from .providers import base
from .providers.base import SentMedia, WebAnswer, WebRequest
from .rules import carriage
from .store import desk as desks
from .store import media as store
from .texts import languages, say

PAUSES = (1, 2, 4)
"""Seconds between tries at once: Twilio has an attachment up to three after it told of the text
("Intermittent 404 errors when accessing media URLs", Twilio's help center). The last is cheaper
than `LATER`: everything else for this phone would wait for the clock's minute too."""

LATER = 5 * SECOND
"""What was not there is looked for once more after so long (ms): the clock comes within a minute.
Then its text leaves without."""

FOR_PROVIDERS = 60 * 60
"""So long (seconds) a provider may fetch what we attach: it may queue a text for a while."""

FOR_PEOPLE = 5 * 60
"""So long (seconds) what a link in a text leads to can be fetched; the link itself stays good."""


def kept(entry: Entry, deadline: float) -> tuple[Kept, ...] | None:
    """What became of each attachment of an entry, in order; fetched now where nobody did.

    One that is not there yet, after some pauses, says so (`carriage.NOT_THERE`). None: it is past
    `deadline` (seconds of `time.monotonic`), so that there is no time left to fetch more, or to
    send; what was fetched is found the next time. 1 GetItem for each.
    """
    named = [one.but(why=carriage.NOT_THERE) for one in _named(entry)]
    missing = list(range(len(named)))
    for pause in (0,) if entry.looked else (0, *PAUSES):
        time.sleep(pause)
        for place in tuple(missing):
            if time.monotonic() > deadline:
                # What only takes long goes on later, as long as each time more of it is kept.
                lost = any(one.why == carriage.NOT_THERE for one in named[:place])
                return tuple(named) if pause or lost else None
            if one := _one(entry.media[place], named[place].but(why=""), place):
                named[place] = one
                missing.remove(place)
        if not missing:
            break
    lost = any(one.why == carriage.NOT_THERE for one in named)
    return tuple(named) if lost or time.monotonic() <= deadline else None


def still(entry: Entry) -> tuple[Kept, ...]:
    """Those of an entry's attachments that are in the bucket, in order. 1 GetItem for each."""
    found = (store.find(one.token) for one in _named(entry))
    return tuple(one for one in found if one and not one.why)


def sent_with(entry: Entry, found: Sequence[Kept]) -> tuple[SentMedia, ...]:
    """What the provider is given of these with an entry's words, as links that run out."""
    attached = carriage.ways(found, entry.sender, entry.to, links=entry.links).attached
    words = bool(entry.body or entry.text)
    count = carriage.at_once(attached, entry.sender, entry.to, words=words)
    return tuple(
        SentMedia(url=store.link(one, FOR_PROVIDERS), kind=one.kind, name=one.name)
        for one in attached[:count]
    )


def awaits(entry: Entry, found: Sequence[Kept]) -> bool:
    """Whether an entry is to wait a little for an attachment that is not there yet."""
    return not entry.looked and any(one.why == carriage.NOT_THERE for one in found)


def opened(token: str, _request: WebRequest, _base_url: str) -> WebAnswer:
    """Somebody opens the link that ends with `token`: a browser is sent on to the bucket.

    404, in plain words, where it has run out or never was. 1 GetItem.
    """
    found = store.find(token)
    if found is None or found.why:
        words = (say("link_gone", language) for language in sorted(languages()))
        return WebAnswer(body="\n\n".join(words), status=404)
    return WebAnswer(status=302, location=store.link(found, FOR_PEOPLE))


def _named(entry: Entry) -> tuple[Kept, ...]:
    """An entry's attachments as nobody has looked for them yet."""
    desk, contact = desks.load(), entry.contact or ""
    return tuple(
        Kept(
            token=desk.media_token(contact, one.url), contact=contact, kind=one.kind, name=one.name
        )
        for one in entry.media
    )


def _one(media: Media, named: Kept, place: int) -> Kept | None:
    """What became of one; None where it is not there yet."""
    if place >= carriage.MOST_IN_ONE:
        return named.but(why="media_too_many")
    return store.find(named.token) or _fetched(media, named)


def _fetched(media: Media, named: Kept) -> Kept | None:
    """The attachment as it is kept from now on. It is fetched once, whoever is to see it."""
    provider = base.load(media.provider, settings.credentials())
    try:
        with telemetry.span("fetch"):
            found = provider.fetch(media, carriage.MOST)
        after = named.but(kind=found.kind, size=len(found.body))
        store.keep(after, found.body)
    except MediaRefused as error:
        telemetry.count("MediaRefused")
        telemetry.logger.warning("an attachment was refused", extra={"why": error.why})
        after = named.but(why=error.why)
        store.record(after)
        return after
    except TryLater as error:
        telemetry.logger.warning("an attachment is not there yet", extra={"code": error.code})
        return None
    except (ClientError, BotoCoreError, SetupError) as error:
        # The words are worth more than a picture: they are not kept back for the bucket's sake.
        telemetry.logger.error("an attachment could not be kept", extra=troubles.told(error))
        return named.but(why=carriage.NOT_THERE)
    telemetry.count("MediaIn")
    return after
