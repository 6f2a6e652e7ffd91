"""Twilio's REST interface: the real client, and handing a text over. The log: `_twilio_log.py`.

No exception that leaves here carries an address or a body, and none is chained to one that does.
"""

import json
import logging
import re
from functools import lru_cache
from typing import Any, Final

import requests
from requests import exceptions as failures
from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]
from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]
from urllib3.exceptions import NewConnectionError

from ..errors import OutcomeUnknown, Refused, SendError, TryLater
from ..settings import Credentials
from ._content import one_line
from ._twilio_codes import CODES
from .base import OutboundText

API: Final = "https://api.twilio.com"

TIMEOUT: Final = 8.0
"""Seconds to connect, and seconds to wait for an answer."""

PAUSE: Final = 30
"""Seconds to wait where Twilio names no time."""

_LONGEST_PAUSE: Final = 3600
_OPERATORS: Final = (401, 403, 404)

UNREADABLE: Final = (TwilioException, ValueError, TypeError, AttributeError, KeyError)
"""What reading an answer that is none of Twilio's can raise inside the client."""


def send(credentials: Credentials, text: OutboundText) -> str:
    """Hands a text over and returns its sid.

    Raises `Refused`, `TryLater` or `OutcomeUnknown`; `SetupError` without credentials.
    """
    client = client_for(credentials)
    try:
        message = client.messages.create(
            to=text.to, from_=text.sender, status_callback=text.callback, **_what(text)
        )
    except failures.RequestException as failure:
        raise _unanswered(failure) from None
    except UNREADABLE:
        raise OutcomeUnknown("Twilio's answer could not be read") from None
    if not message.sid:
        raise OutcomeUnknown("Twilio's answer names no message")
    return str(message.sid)


def _what(text: OutboundText) -> dict[str, Any]:
    """The words, with what is attached; or the template alone, its places filled."""
    if template := text.template:
        filled = {str(n): one_line(value) for n, value in enumerate(template.variables, start=1)}
        places = {"content_variables": json.dumps(filled, ensure_ascii=False)} if filled else {}
        return {"content_sid": template.name, **places}
    if not text.media:
        return {"body": text.body}
    attached = {"media_url": [one.url for one in text.media]}
    return attached | ({"body": text.body} if text.body else {})


# --- the real client -----------------------------------------------------------------------


def client_for(credentials: Credentials) -> Client:
    """The real client. Raises `SetupError` without credentials."""
    return _client(
        credentials.secret("TWILIO_ACCOUNT_SID"),
        credentials.secret("TWILIO_AUTH_TOKEN"),
        credentials.url("TWILIO_API_URL", API),
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
        known = CODES[code]
        return TryLater(said, code, max(pause, known.again)) if known.again else Refused(said, code)
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
    return min(max(int(after), 1), _LONGEST_PAUSE) if re.fullmatch("[0-9]{1,9}", after) else PAUSE


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
