"""What the page is told: texts, pictures, phones and windows, in the page's own words."""

from dataclasses import asdict
from typing import Any

from chalicelib.models import SECOND, WINDOWED, channel_of
from chalicelib.texts import size

from .asked import PLACE, shows
from .carrier import RestError
from .desk import Phone
from .media import Picture
from .stage import PUBLIC_URL
from .wire import Text
from .world import World


def phone(one: Phone) -> dict[str, Any]:
    """A phone, with its address on each channel."""
    return asdict(one) | {"addresses": one.addresses}


def text(one: Text) -> dict[str, Any]:
    """A text. Its pictures are told by their addresses on the page's server."""
    measured = size(one.body)
    places = range(len(one.pictures))
    return {
        "sid": one.sid,
        "from": one.sender,
        "to": one.to,
        "body": one.body,
        "media": one.media,
        "pictures": [f"/api/pictures/{one.sid}/{n}" for n in places if shows(one.pictures[n].kind)],
        "place": PLACE["Label"] if "Latitude" in one.extra else "",
        "template": bool(one.template),
        "at": round(one.at * SECOND),
        "status": one.status,
        "encoding": measured.encoding,
        "segments": measured.segments,
    }


def picture(world: World, place: str) -> Picture | None:
    """A text's picture by SID/N; None where there is none that the page shows."""
    sid, _, n = place.partition("/")
    try:
        found = world.carrier.get(sid).pictures[int(n)]
    except (RestError, IndexError, ValueError):
        return None
    return found if shows(found.kind) else None


def window(world: World, ours: str, theirs: str) -> dict[str, Any] | None:
    """Until when (ms) somebody can be answered freely; None where they never wrote there."""
    until = world.carrier.windows.until(ours, theirs)
    if until is None:
        return None
    return {"ours": ours, "theirs": theirs, "until": round(until * SECOND)}


def counted(world: World) -> list[str]:
    """The desk's addresses where hours are counted."""
    return [number for number in sorted(world.desk.numbers) if channel_of(number) in WINDOWED]


def state(world: World) -> dict[str, Any]:
    """Everything the page needs to draw itself."""
    return {
        "desk": world.desk.declared["desk"]["name"],
        "public": world.desk.public,
        "links": f"{PUBLIC_URL}/media/",
        "phones": [phone(one) for one in world.phones],
        "texts": [text(one) for one in world.carrier.texts()],
        "counted": counted(world),
        "windows": [
            found
            for ours in counted(world)
            for one in world.phones
            if (found := window(world, ours, one.on(channel_of(ours))))
        ],
    }
