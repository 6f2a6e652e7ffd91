"""Meta's Graph API: handing a text over, and marking one as read.

No exception that leaves here carries an address or a body, and none is chained to one that does.
The access token goes to the host of `META_API_URL` alone: no redirect is followed.
"""

import json
import ssl
import time
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote

import certifi
import urllib3
from urllib3 import exceptions as failures

from ..errors import OutcomeUnknown, Refused, SendError, SetupError, TryLater
from ..settings import Credentials
from ._meta_codes import CODES, UNSURE
from ._meta_json import API, VERSION, our_id, rows, table, text
from ._meta_payload import payload
from .base import OutboundText

TIMEOUT: Final = 10.0
"""Seconds for all of it: to connect, to hand over and to be answered."""

MARK_TIMEOUT: Final = 3.0
"""The same for a read mark, which nobody waits for."""

PAUSE: Final = 30
"""Seconds to wait where nothing says how long."""

_OPERATORS: Final = (401, 403, 404)
_RATES: Final = frozenset({"4", "80007", "130429", "131056"})
"""Surely not taken, whatever the status."""


def send(credentials: Credentials, outbound: OutboundText) -> str:
    """Hands a text over and returns its id, as we know it.

    Raises `Refused`, `TryLater` or `OutcomeUnknown`.
    """
    said = _call(credentials, outbound.account, payload(outbound), TIMEOUT)
    if found := text(said.get("message_id")) or _first_id(said):
        return our_id(found)
    raise OutcomeUnknown("Meta's answer names no message")


def mark_read(credentials: Credentials, account: str, raw_id: str) -> None:
    """Shows the writer of a WhatsApp text that it was read, and all before it. Raises `SendError`.

    The other channels have no id that could be marked (`InboundMessage.raw_id`).
    """
    if account and raw_id:
        mark = {"messaging_product": "whatsapp", "status": "read", "message_id": raw_id}
        _call(credentials, account, mark, MARK_TIMEOUT)


def _call(
    credentials: Credentials, account: str, what: dict[str, Any], seconds: float
) -> dict[str, Any]:
    """Posts to the messages of one of our addresses; what was answered. Raises `SendError`."""
    try:
        token = credentials.secret("META_ACCESS_TOKEN")
    except (
        SetupError
    ):  # the operator mends it; raised, it would look like a text that may have left
        raise TryLater("META_ACCESS_TOKEN is not set", "190", 60) from None
    base = credentials.url("META_API_URL", API)
    if not base.startswith(("https://", "http://")):
        raise _nowhere()
    url = f"{base}/{VERSION}/{quote(account)}/messages"
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    limit = urllib3.Timeout(total=seconds)
    try:
        answer = _fresh_pool().request(
            "POST",
            url,
            body=json.dumps(what).encode(),
            headers=headers,
            timeout=limit,
            redirect=False,
        )
    except failures.HTTPError as failure:
        raise _unanswered(failure) from None
    said = _parsed(answer.data)
    if answer.status >= 300:
        raise _verdict(answer.status, _code(said))
    return said


@lru_cache(maxsize=1)
def _pool() -> urllib3.PoolManager:
    """The process's one pool: its connection is kept open, and nothing is tried twice in it."""
    limit = urllib3.Timeout(total=TIMEOUT)
    return urllib3.PoolManager(retries=False, timeout=limit, ca_certs=certifi.where())


_KEPT: Final = 5.0
"""Seconds for which a connection that nobody uses is trusted to be there still: a process that was
frozen does not hear that the other side has hung up, and a text written into such a one is lost."""

_used = 0.0


def _fresh_pool() -> urllib3.PoolManager:
    """The same, without connections that nobody has used for a while."""
    global _used
    now = time.time()  # a monotonic clock may stand still while the process is frozen
    if not 0 <= now - _used <= _KEPT:
        _pool().clear()
    _used = now
    return _pool()


# --- what was answered -----------------------------------------------------------------------


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        return table(json.loads(data))
    except (ValueError, RecursionError):
        return {}


def _first_id(said: dict[str, Any]) -> str:
    return next((text(one.get("id")) for one in rows(said.get("messages"))), "")


def _code(said: dict[str, Any]) -> str:
    """The error's code, with its subcode where the table knows the two together."""
    error = table(said.get("error"))
    code, subcode = error.get("code"), error.get("error_subcode")
    both = f"{code}/{subcode}"
    if both in CODES:
        return both
    return str(code) if isinstance(code, int) else ""


def _verdict(status: int, code: str) -> SendError:
    """What a refusal means: Meta asks that its codes be read, and then the status."""
    said = f"Meta answered {status}" + (f", error {code}" if code else "")
    if code in UNSURE:
        return OutcomeUnknown(said, code)
    if code in CODES and (status < 500 or code in _RATES):
        known = CODES[code]
        return TryLater(said, code, known.again) if known.again else Refused(said, code)
    if status == 429:
        return TryLater(said, code, PAUSE)
    if status >= 500:
        return OutcomeUnknown(said, code)
    # Redirected, or a token that may not: the operator mends it, no text is lost.
    if status < 400 or status in _OPERATORS:
        return TryLater(said, code, 60)
    return Refused(said, code)


def _unanswered(failure: failures.HTTPError) -> SendError:
    """Whether the request can have left: what never had a connection is surely not taken."""
    if isinstance(failure, (failures.NewConnectionError, failures.ConnectTimeoutError)):
        return TryLater("Meta could not be reached", after=PAUSE)
    if isinstance(failure, failures.LocationValueError):
        return _nowhere()
    if isinstance(next(iter(failure.args), None), ssl.SSLCertVerificationError):
        return TryLater("Meta's certificate is not to be trusted", after=60)
    return OutcomeUnknown(f"Meta did not answer: {type(failure).__name__}")


def _nowhere() -> SendError:
    return TryLater("META_API_URL is no address that can be called", after=60)
