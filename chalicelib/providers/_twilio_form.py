"""What Twilio's webhooks hold: a form, and in it what somebody sent on whichever channel.

Every channel has the same names, and few of them. Of WhatsApp's kinds a contact comes as a vCard
and a sticker as a picture; what a person chose of buttons or of a list has its words in `Body`, or
beside it. `MessageType` is WhatsApp's own word for the kind. `ChannelMetadata` is JSON that says
some of it again. Twilio does not say that it passes reactions on; where it does, they are read.
"""

import json
import re
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl

from ..errors import Malformed
from ..models import Extra, Media
from ._content import FORWARDED, USER_ID, Content, place, reaction, referral, unshown
from .base import WebRequest

_TYPE: Final = "application/x-www-form-urlencoded"
_MOST_FIELDS: Final = 1000
_LONGEST_ADDRESS: Final = 200
_SID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MEDIA_URL: Final = re.compile(r"MediaUrl[0-9]{1,3}")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_NUMBER: Final = "whatsapp:+"
_CHOSEN: Final = ("ButtonText", "ListTitle", "ButtonPayload", "ListId")


class Form(dict[str, list[str]]):
    """A form as the signature counts it: every value of every name, blank ones included."""

    def getall(self, name: str) -> list[str]:
        """All values of a name; the validator looks for a method of this name first."""
        return self[name]

    def first(self, name: str) -> str:
        """The first value of a name, or ''."""
        return next(iter(self.get(name, ())), "")

    def only(self, name: str) -> str:
        """The one value of a name. Raises `Malformed`: the signature does not tell their order."""
        if len(set(self.get(name, ()))) > 1:
            raise Malformed(f"{name} has several values")
        return self.first(name)


@lru_cache(maxsize=1)  # asked twice about each webhook: who signed it, and what it says
def parse(pairs: str) -> Form:
    """A form from its encoded text, nothing stripped. Raises ValueError for too many fields."""
    form = Form()
    for name, value in parse_qsl(pairs, keep_blank_values=True, max_num_fields=_MOST_FIELDS):
        form.setdefault(name, []).append(value)
    return form


def is_form(request: WebRequest) -> bool:
    """Whether this request says that it is a form."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == _TYPE


def form_of(request: WebRequest) -> Form:
    """The form in a request. Raises `Malformed`."""
    if not is_form(request):
        raise Malformed("not a form")
    return parse(request.body.decode("utf-8", "replace"))


def sid(form: Form) -> str:
    """The text's id. Raises `Malformed`."""
    found = form.only("MessageSid")
    if not _SID.fullmatch(found):
        raise Malformed("MessageSid is missing or is none")
    return found


def address(form: Form, name: str) -> str:
    """One of the two ends, as it stands there. Raises `Malformed`."""
    found = form.only(name)
    if not found.strip() or len(found) > _LONGEST_ADDRESS or _CONTROL.search(found):
        raise Malformed(f"{name} is missing or is no address")
    return found


def alias(form: Form) -> str | None:
    """WhatsApp's own id of a person, where their number stands in `From` beside it."""
    user = form.first("ExternalUserId").removeprefix("whatsapp:")
    shows = form.first("From").startswith(_NUMBER) and USER_ID.fullmatch(user)
    return f"whatsapp:{user}" if shows else None


def profile(form: Form) -> str | None:
    """What the writer calls themselves."""
    return (form.first("ProfileName") or _metadata(form).get("ProfileName", ""))[:200] or None


def content(form: Form) -> Content:
    """What the text says. What came with it and is none of its words is in the extras."""
    kind, body, media = form.first("MessageType").lower(), form.first("Body"), _media(form)
    quoted = form.first("OriginalRepliedMessageSid")[:64]  # one that is none resolves to nothing
    if kind == "reaction":
        return reaction(body, quoted) or unshown(kind)
    words = [body or next(filter(None, map(form.first, _CHOSEN)), "")]
    names = ("Label", "Address", "Latitude", "Longitude")
    if (there := place(*map(form.first, names))) and there.body not in body:
        words.append(there.body)
    found = Content("\n".join(filter(None, words)), media)
    if not (found.body or found.media) and kind not in ("", "text"):
        found = unshown(kind)
    return found._replace(quoted=quoted, extras=_extras(form))


def _extras(form: Form) -> tuple[Extra, ...]:
    passed_on = "true" in (form.first("Forwarded"), form.first("FrequentlyForwarded"))
    headline = form.first("ReferralHeadline") or form.first("ReferralBody")
    led_by = referral(headline, form.first("ReferralSourceUrl"))
    return (FORWARDED if passed_on else ()) + led_by


def _media(form: Form) -> tuple[Media, ...]:
    """All attachments that are there, whatever NumMedia says."""
    numbers = sorted({int(n[8:]) for n in form if _MEDIA_URL.fullmatch(n)})
    return tuple(
        Media(url=url, kind=form.first(f"MediaContentType{n}") or "application/octet-stream")
        for n in numbers
        if (url := form.first(f"MediaUrl{n}"))
    )


def _metadata(form: Form) -> dict[str, str]:
    """The texts in `ChannelMetadata`'s context."""
    try:
        found = json.loads(form.first("ChannelMetadata") or "{}")["data"]["context"]
    except (ValueError, RecursionError, TypeError, LookupError):
        return {}
    said = found.items() if isinstance(found, dict) else ()
    return {
        name: value.encode("utf-8", "replace").decode()
        for name, value in said
        if isinstance(value, str)
    }
