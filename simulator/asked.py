"""What the page asks of its phones: to send a text, to show one, to let a window close."""

import binascii
from base64 import b64decode
from typing import Any

from chalicelib.models import WINDOWED, channel_of

from .refusing import LONGEST
from .world import World

_KINDS = ("image/jpeg", "image/png", "image/gif", "image/webp")
PLACE = {
    "Latitude": "45.5270",
    "Longitude": "-73.5697",
    "Label": "Parc La Fontaine",
    "Address": "3819 av. Calixa-Lavallée, Montréal",
}
"""Where a phone is that sends its place: the parameters of WhatsApp's webhook at Twilio."""


def shows(kind: str) -> bool:
    """Whether an attachment is a picture that the page shows."""
    return kind in _KINDS


def send(world: World, asked: dict[str, Any]) -> dict[str, Any]:
    """A phone sends a text: {"from", "to", "body", "pictures": [{"kind", "data"}], "place"}.

    `data` is in base64; a place goes by WhatsApp alone. Raises `KeyError`, `TypeError` or
    `ValueError` for what no phone would send.
    """
    sender, to, body = str(asked["from"]), str(asked["to"]).strip(), str(asked["body"])
    pictures = [_picture(one) for one in asked.get("pictures", ())]
    place = PLACE if asked.get("place") else {}
    phone = world.phone(sender)
    if place and channel_of(to) != "whatsapp":
        raise ValueError("no place here")
    if not to or len(body) > LONGEST or not (body or pictures or place):
        raise ValueError("nothing to send, or too much")
    return {"sid": world.text(phone, to, body, pictures, place)}


def read(world: World, asked: dict[str, Any]) -> dict[str, Any]:
    """A phone shows a text: {"sid"}. Raises `KeyError`."""
    sid = str(asked["sid"])
    world.carrier.read(sid)
    return {"sid": sid}


def close_window(world: World, asked: dict[str, Any]) -> tuple[str, str]:
    """Lets the 24 hours be over: {"ours", "theirs"}, which are given back.

    Raises `KeyError` or `ValueError` where there are no such hours.
    """
    ours, theirs = str(asked["ours"]), str(asked["theirs"])
    world.phone(theirs)
    if ours not in world.desk.numbers or channel_of(ours) not in WINDOWED:
        raise ValueError("no window there")
    world.carrier.close_window(ours, theirs)
    return ours, theirs


def _picture(asked: dict[str, str]) -> tuple[bytes, str]:
    if not shows(asked["kind"]):
        raise ValueError("no picture")
    try:
        return b64decode(asked["data"], validate=True), asked["kind"]
    except binascii.Error:
        raise ValueError("no picture") from None
