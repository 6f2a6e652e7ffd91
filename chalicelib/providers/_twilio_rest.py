"""Twilio's REST interface: handing a text over, and asking Twilio's log what became of one.

No exception that leaves here carries an address or a body, and none is chained to one that does.
"""

import logging
import re
import unicodedata
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, Literal

import requests
from requests import exceptions as failures
from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]
from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]
from urllib3.exceptions import NewConnectionError

from ..errors import OutcomeUnknown, Refused, SendError, TryLater
from ..models import DeliveryState
from ..settings import Credentials
from ._twilio_codes import CODES, STATES
from .base import KnownIds, OutboundText, SentText

TIMEOUT: Final = 8.0
"""Seconds to connect, and seconds to wait for an answer."""

_LOG_LENGTH: Final = 200
_SLACK: Final = 5_000
_PAUSE: Final = 30
_LONGEST_PAUSE: Final = 3600
_OPERATORS: Final = (401, 403, 404)
_TRIAL: Final = re.compile(r"sent from your twilio trial account - ", re.IGNORECASE)
_PLAIN: Final = str.maketrans("‘’‚“”„«»–—", '\'\'\'"""""--')

# What reading an answer that is none of Twilio's can raise inside the client.
_UNREADABLE: Final = (TwilioException, ValueError, TypeError, AttributeError, KeyError)


def send(credentials: Credentials, text: OutboundText) -> str:
    """Hands a text over and returns its sid.

    Raises `Refused`, `TryLater` or `OutcomeUnknown`; `SetupError` without credentials.
    """
    client = _client_for(credentials)
    try:
        message = client.messages.create(
            to=text.to, from_=text.sender, body=text.body, status_callback=text.callback
        )
    except failures.RequestException as failure:
        raise _unanswered(failure) from None
    except _UNREADABLE:
        raise OutcomeUnknown("Twilio's answer could not be read") from None
    if not message.sid:
        raise OutcomeUnknown("Twilio's answer names no message")
    return str(message.sid)


def find_sent(
    credentials: Credentials, text: OutboundText, since: int, known: KnownIds
) -> SentText | Literal["absent", "unsure"]:
    """Looks in Twilio's log for `text`, created at `since` (ms) or later and not `known`.

    Gives the oldest that fits, "absent", or "unsure" where the log reaches back too little. Raises
    `TryLater` where Twilio cannot be asked. The limits: the log takes a moment to show a new text,
    so ask after a minute; it does not tell our callback, so two equal texts between the same two
    addresses are told apart by `known` alone; the last 200 texts are read, in Twilio's order; and
    a text whose words Twilio redacted is not recognised. `DateSent` is not asked for: a text that
    still waits in Twilio's queue has none.
    """
    client = _client_for(credentials)
    try:
        log = client.messages.list(to=text.to, from_=text.sender, limit=_LOG_LENGTH)
    except (SendError, failures.RequestException, *_UNREADABLE) as failure:
        pause = failure.after if isinstance(failure, TryLater) else _PAUSE
        raise TryLater("Twilio's log could not be read", after=pause) from None
    fitting = {
        record.sid: record
        for record in sorted(log, key=_created)
        if record.direction != "inbound"
        and _created(record) >= since - _SLACK
        and _words(record.body or "") == _words(text.body)
    }
    ours = set(known(tuple(fitting))) if fitting else set()
    for sid, record in fitting.items():
        if sid not in ours:
            return SentText(id=sid, state=_state(record), error=_error(record))
    reaches = len(log) < _LOG_LENGTH or min(map(_created, log)) < since - _SLACK
    return "absent" if reaches else "unsure"


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


# --- the real client -----------------------------------------------------------------------


def _client_for(credentials: Credentials) -> Client:
    return _client(
        credentials.secret("TWILIO_ACCOUNT_SID"),
        credentials.secret("TWILIO_AUTH_TOKEN"),
        credentials.twilio_api_url,
    )


@lru_cache(maxsize=4)
def _client(sid: str, token: str, url: str) -> Client:
    """The process's one client for these credentials, whose connections are kept open."""
    http = TwilioHttpClient(
        timeout=TIMEOUT,
        max_retries=0,
        logger=_silent(),
        request_hooks={"response": _judge},
    )
    # An environment that says nothing: TWILIO_EDGE and TWILIO_REGION would rewrite the host.
    client = Client(sid, token, http_client=http, environment={"TWILIO_EDGE": ""})
    client.api.base_url = url
    return client


def _silent() -> logging.Logger:
    """A logger that writes nothing: the client logs addresses at INFO, urllib3 at DEBUG."""
    logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)
    return logging.Logger("twilio", level=logging.CRITICAL + 1)


# --- what went wrong -----------------------------------------------------------------------


def _judge(response: requests.Response, *_: object, **__: object) -> None:
    """Raises what an answer other than a success means, as soon as the answer is here.

    A hook sees the HTTP status and `Retry-After`, which the client's own exceptions leave out.
    """
    if response.status_code >= 300:
        raise _verdict(response.status_code, _code(response), _pause(response))


def _verdict(status: int, code: str, pause: int) -> SendError:
    """What a refusal means: its code tells more than its status, unless Twilio is in trouble."""
    said = f"Twilio answered {status}" + (f", error {code}" if code else "")
    if status == 429:
        return TryLater(said, code, pause)
    if status >= 500:  # 503 too: nothing says that it never follows an acceptance
        return OutcomeUnknown(said, code)
    if code in CODES:
        return TryLater(said, code, pause) if CODES[code].again else Refused(said, code)
    # Redirected, wrong credentials, a suspended account: the operator mends it, no text is lost.
    if status < 400 or status in _OPERATORS:
        return TryLater(said, code, max(pause, 60))
    return Refused(said, code)


def _code(response: requests.Response) -> str:
    try:
        code = response.json().get("code")
    except (failures.RequestException, ValueError, AttributeError):
        return ""
    return str(code) if isinstance(code, int) else ""


def _pause(response: requests.Response) -> int:
    """`Retry-After` in seconds where it is a number, else half a minute."""
    after = response.headers.get("Retry-After", "")
    return min(max(int(after), 1), _LONGEST_PAUSE) if re.fullmatch("[0-9]{1,9}", after) else _PAUSE


def _unanswered(failure: failures.RequestException) -> SendError:
    """Whether the request can have left: what never had a connection is surely not taken."""
    cause = getattr(failure.args[0] if failure.args else None, "reason", None)
    if isinstance(failure, (failures.ConnectTimeout, failures.ProxyError)) or isinstance(
        cause, NewConnectionError
    ):
        return TryLater("Twilio could not be reached")
    if isinstance(failure, (failures.InvalidURL, failures.MissingSchema, failures.InvalidSchema)):
        return TryLater("TWILIO_API_URL is no address that can be called", after=60)
    return OutcomeUnknown(f"Twilio did not answer: {type(failure).__name__}")
