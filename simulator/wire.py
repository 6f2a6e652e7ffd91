"""Twilio's shapes: the forms it posts, the TwiML it reads, the JSON it answers with. All pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import urlencode, urljoin
from xml.etree import ElementTree

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from chalicelib.texts import size

from .media import Picture, pictures_of

API_VERSION = "2010-04-01"
ENDED = ("delivered", "undelivered", "failed", "read")
REASONS = {
    20003: "Authenticate",
    20404: "The requested resource was not found",
    20429: "Too many requests",
    20500: "Internal server error",
    21211: "Invalid 'To' Phone Number",
    21212: "Invalid 'From' Number",
    21602: "Message body is required",
    21604: "'To' phone number is required",
    21606: "The 'From' phone number is not one of this account's numbers",
    21617: "The concatenated message body exceeds the 1600 character limit",
    21620: "Invalid media URL(s)",
    21623: "Number of media files exceeds allowed limit",
    21655: "The ContentSid is invalid",
    21656: "The ContentVariables parameter is invalid",
}


@dataclass(frozen=True)
class Text:
    """One text on the network. `at` is when it was taken, in seconds since the epoch.

    `direction` is Twilio's word: `inbound` (a phone wrote it), `outbound-api`, `outbound-reply`
    (it came in a webhook's answer); `phone` where it went from phone to phone.
    `status` moves from `queued` over `sent` to `delivered` (and `read`), or ends in `failed` or
    `undelivered`.
    `media` counts what is attached. A phone's are in `pictures`, the app's at `media_urls` (and in
    `pictures` too where the carrier could fetch them). `template` is the Content SID that the app
    asked for, and `body` then its text. `extra` are further parameters of a phone's text.
    """

    sid: str
    sender: str
    to: str
    body: str
    direction: str
    at: float
    media: int = 0
    callback: str = ""
    status: str = "queued"
    error: int | None = None
    pictures: tuple[Picture, ...] = ()
    media_urls: tuple[str, ...] = ()
    template: str = ""
    extra: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def attached(self) -> tuple[Picture, ...]:
        """What a phone attached."""
        return pictures_of(self.pictures, self.media)

    @property
    def segments(self) -> int:
        """How many segments a carrier would charge."""
        return size(self.body).segments


@dataclass(frozen=True)
class Reply:
    """A `<Message>` of a TwiML answer. `to` and `sender` are '' where the verb names none."""

    body: str
    callback: str = ""
    to: str = ""
    sender: str = ""


@dataclass(frozen=True)
class Answer:
    """What a webhook was answered with."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def ok(self) -> bool:
        """Whether the webhook was taken."""
        return 200 <= self.status < 300


def read_twiml(body: str, base: str) -> list[Reply]:
    """The texts in a TwiML document; relative callbacks are resolved against `base`.

    Raises `xml.etree.ElementTree.ParseError` for what is not XML.
    """
    if not body.strip():
        return []
    replies = []
    for verb in ElementTree.fromstring(body).iter("Message"):
        inner = verb.find("Body")
        callback = verb.get("statusCallback") or verb.get("action") or ""
        replies.append(
            Reply(
                body=(verb.text if inner is None else inner.text) or "",
                callback=urljoin(base, callback) if callback else "",
                to=verb.get("to", ""),
                sender=verb.get("from", ""),
            )
        )
    return replies


def message_form(text: Text, account_sid: str, media_base: str) -> dict[str, str]:
    """The parameters of the webhook for a text that a phone sent."""
    form = {
        "ToCountry": "CA",
        "ToState": "QC",
        "SmsMessageSid": text.sid,
        "NumMedia": str(text.media),
        "ToCity": "Montreal",
        "FromZip": "",
        "SmsSid": text.sid,
        "FromState": "QC",
        "SmsStatus": "received",
        "FromCity": "Montreal",
        "Body": text.body,
        "FromCountry": "CA",
        "To": text.to,
        "ToZip": "",
        "NumSegments": str(text.segments),
        "MessageSid": text.sid,
        "AccountSid": account_sid,
        "From": text.sender,
        "ApiVersion": API_VERSION,
    }
    paths = _media_paths(text, account_sid)
    for n, (path, picture) in enumerate(zip(paths, text.attached, strict=True)):
        form[f"MediaUrl{n}"] = media_base + path
        form[f"MediaContentType{n}"] = picture.kind
    if text.sender.startswith("whatsapp:"):
        form["WaId"] = text.sender.removeprefix("whatsapp:").lstrip("+")
        form["ProfileName"] = "WhatsApp user"
    return form | dict(text.extra)


def status_form(text: Text, status: str, account_sid: str) -> dict[str, str]:
    """The parameters of a status callback."""
    form = {
        "SmsSid": text.sid,
        "SmsStatus": status,
        "MessageStatus": status,
        "To": text.to,
        "MessageSid": text.sid,
        "AccountSid": account_sid,
        "From": text.sender,
        "ApiVersion": API_VERSION,
    }
    if text.error is not None:
        form["ErrorCode"] = str(text.error)
    return form


def signed(url: str, form: Mapping[str, str], auth_token: str) -> tuple[dict[str, str], bytes]:
    """Headers and body of a form as Twilio posts it, signed over the public `url`."""
    signature = RequestValidator(auth_token).compute_signature(url, dict(form))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        "X-Twilio-Signature": str(signature),
        "I-Twilio-Idempotency-Token": form.get("MessageSid", ""),
        "User-Agent": "TwilioProxy/1.1",
        "Accept": "*/*",
    }
    return headers, urlencode(form).encode()


def resource(text: Text, account_sid: str) -> dict[str, object]:
    """A Message resource as Twilio's JSON gives it."""
    when = _date(text.at)
    inbound = text.direction == "inbound"
    uri = f"/{API_VERSION}/Accounts/{account_sid}/Messages/{text.sid}"
    return {
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "body": text.body,
        "date_created": when,
        "date_sent": None if text.status == "queued" and not inbound else when,
        "date_updated": when,
        "direction": text.direction,
        "error_code": text.error,
        "error_message": None,
        "from": text.sender,
        "messaging_service_sid": None,
        "num_media": str(text.media),
        "num_segments": str(text.segments),
        "price": None,
        "price_unit": "USD",
        "sid": text.sid,
        "status": "received" if inbound else text.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": text.to,
        "uri": f"{uri}.json",
    }


def media_list(text: Text, account_sid: str) -> dict[str, object]:
    """The pictures of a text, as Twilio's JSON lists them. They fit on one page."""
    uri = f"/{API_VERSION}/Accounts/{account_sid}/Messages/{text.sid}/Media.json?PageSize=50&Page=0"
    found = [
        {
            "account_sid": account_sid,
            "content_type": picture.kind,
            "date_created": _date(text.at),
            "date_updated": _date(text.at),
            "parent_sid": text.sid,
            "sid": path.rpartition("/")[2],
            "uri": f"{path}.json",
        }
        for path, picture in zip(_media_paths(text, account_sid), text.attached, strict=True)
    ]
    return {
        "end": max(len(found) - 1, 0),
        "first_page_uri": uri,
        "media_list": found,
        "next_page_uri": None,
        "page": 0,
        "page_size": 50,
        "previous_page_uri": None,
        "start": 0,
        "uri": uri,
    }


def _media_paths(text: Text, account_sid: str) -> list[str]:
    """Where the pictures of a text are, below Twilio's host."""
    place = f"/{API_VERSION}/Accounts/{account_sid}/Messages/{text.sid}/Media"
    return [f"{place}/ME{n:032x}" for n in range(len(text.attached))]


def _date(at: float) -> str:
    return format_datetime(datetime.fromtimestamp(int(at), UTC))


def problem(status: int, code: int) -> dict[str, object]:
    """An error as Twilio's JSON gives it."""
    return {
        "code": code,
        "message": REASONS.get(code, "The text was refused"),
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }
