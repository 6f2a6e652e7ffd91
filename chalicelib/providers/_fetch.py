"""Fetching an attachment: from a provider's own hosts alone, in a bounded time and size.

What comes is never trusted: whose host it is, how much it is, how long it takes and what it says of
itself are all looked at here, and nothing is decoded. No exception that leaves here carries a URL,
a credential or a byte of the body, and none is chained to one that does.
"""

import logging
import re
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from http.client import HTTPException
from socket import SHUT_RDWR
from threading import Thread
from typing import Final, NamedTuple
from urllib.parse import SplitResult, urljoin, urlsplit

import certifi
from urllib3 import BaseHTTPResponse
from urllib3 import exceptions as failures
from urllib3.connection import HTTPConnection, HTTPSConnection

from ..errors import MediaRefused, TryLater
from ._media_kinds import kind_of
from .base import Fetched

# Where a header cannot be read it warns with the whole URL, and a signed one opens the attachment.
logging.getLogger("urllib3.connection").setLevel(logging.ERROR)

TIMEOUT: Final = 10.0
"""Seconds for all of it: every redirect, every byte."""

STEP: Final = 4.0
"""Seconds for one step of it: to connect, to be told the next bytes."""

_REDIRECTS: Final = 3
_CHUNK: Final = 64 * 1024
_SOON: Final = 2
_PAUSE: Final = 30
_MOVED: Final = (301, 302, 303, 307, 308)
_NOT_YET: Final = (404, 409, 425)
_LATER: Final = (401, 408, 429)  # 401: the operator mends it
_HOST: Final = re.compile(r"(?=.{1,253}\Z)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*")
_TARGET: Final = re.compile(r"/[\x21-\x7e]{0,4000}")
_LENGTH: Final = re.compile(r"[0-9]{1,18}")


class Places(NamedTuple):
    """Where a provider's attachments are.

    `base` is its API's address as configured; a stand-in's may be plain http. `hosts` are https
    alone: `cdn.example`, `.example` for all below it, `store.example/ours/` for what lies there.
    """

    base: str
    hosts: tuple[str, ...] = ()


def deadline() -> float:
    """Until when (seconds of `time.monotonic`) a fetch that begins now may last."""
    return time.monotonic() + TIMEOUT


def fetch(
    url: str,
    claimed: str,
    most: int,
    places: Places,
    headers: Mapping[str, str] | None = None,
    until: float | None = None,
) -> Fetched:
    """An attachment that is `claimed` to be of a MIME type. Raises as `get`, and `MediaRefused`.

    What it is the bytes tell.
    """
    body = get(url, most, places, headers, until)
    return Fetched(body, kind_of(body, claimed))


def get(
    url: str,
    most: int,
    places: Places,
    headers: Mapping[str, str] | None = None,
    until: float | None = None,
) -> bytes:
    """What is there, `most` bytes at most, by `until` (of `deadline`).

    `headers`, the credentials, go along with the first request alone, to the host of `url`. Raises
    `MediaRefused` where it never will be fetched, `TryLater` where it is not there yet.
    """
    fetching = _Fetching(most, places, deadline() if until is None else until)
    return _in_time(lambda: fetching.follow(url, headers or {}), fetching)


def origin(url: str) -> tuple[str, str, int | None] | None:
    """The scheme, host and port of a URL, None where it names no host or a name and password."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    host = parts.hostname or ""
    if "@" in parts.netloc or not _HOST.fullmatch(host) or parts.scheme not in ("https", "http"):
        return None
    return parts.scheme, host, port or (443 if parts.scheme == "https" else 80)


class _Fetching:
    """One attachment on its way, redirect by redirect, until a moment (of `deadline`)."""

    def __init__(self, most: int, places: Places, until: float) -> None:
        self._most, self._places, self._until = most, places, until
        self._connection: HTTPConnection | None = None

    def follow(self, url: str, headers: Mapping[str, str]) -> bytes:
        """The body at the end of at most three redirects, every one of them looked at."""
        for _ in range(_REDIRECTS + 1):
            found = self._ask(url, headers)
            if isinstance(found, bytes):
                return found
            with suppress(ValueError):
                url = urljoin(url, found)
            headers = {}  # they are for who asked for them, and for nobody it names
        raise MediaRefused("redirected too often", "media_refused")

    def _ask(self, url: str, headers: Mapping[str, str]) -> bytes | str:
        """The body, or where else to look."""
        connection, target = self._open(url)
        self._connection = connection
        sent = {"Accept-Encoding": "identity", "User-Agent": "guichet/1", **headers}
        answer: BaseHTTPResponse | None = None
        try:
            connection.request(
                "GET", target, headers=sent, preload_content=False, decode_content=False
            )
            answer = connection.getresponse()
            if answer.status in _MOVED and (further := answer.headers.get("Location")):
                return further
            if answer.status != 200:
                raise _verdict(answer.status)
            return self._read(answer)
        except (OSError, HTTPException, failures.HTTPError, UnicodeError) as failure:
            raise TryLater(f"no whole answer: {type(failure).__name__}", after=_SOON) from None
        finally:
            if answer:
                answer.close()
            connection.close()

    def _open(self, url: str) -> tuple[HTTPConnection, str]:
        """A connection to an allowed host, and what to ask it for. Nothing is connected yet."""
        where = origin(url)
        if where is None or not _is_allowed(where, parts := urlsplit(url), self._places):
            raise MediaRefused("not the provider's host", "media_refused")
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if not _TARGET.fullmatch(target):
            raise MediaRefused("no address that can be asked for", "media_refused")
        scheme, host, port = where
        patience = min(STEP, max(self.left(), 0.01))
        if scheme == "https":
            secure = HTTPSConnection(host, port, timeout=patience, ca_certs=certifi.where())
            return secure, target
        return HTTPConnection(host, port, timeout=patience), target

    def _read(self, answer: BaseHTTPResponse) -> bytes:
        """The bytes as they came. A compressed answer is refused: nobody asked for one."""
        if answer.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
            raise MediaRefused("compressed on its way", "media_refused")
        length = answer.headers.get("Content-Length", "")
        if _LENGTH.fullmatch(length) and int(length) > self._most:
            raise _too_large()
        body = bytearray()
        while chunk := answer.read1(_CHUNK, decode_content=False):
            body += chunk
            if len(body) > self._most:
                raise _too_large()
            if self.left() <= 0:
                raise _too_slow()
        if not body:
            raise TryLater("nothing there yet", after=_SOON)
        return bytes(body)

    def left(self) -> float:
        """The seconds that are left."""
        return self._until - time.monotonic()

    def hang_up(self) -> None:
        """Ends what it waits for: from another thread, when time is up."""
        if self._connection and (sock := self._connection.sock):
            with suppress(OSError):
                sock.shutdown(SHUT_RDWR)


def _is_allowed(where: tuple[str, str, int | None], parts: SplitResult, places: Places) -> bool:
    """Whether a URL leads to one of the provider's own places."""
    if where == origin(places.base):
        return True
    scheme, host, port = where
    if scheme != "https" or port != 443:
        return False
    for one in places.hosts:
        name, _, below = one.partition("/")
        is_there = host.endswith(name) if name.startswith(".") else host == name
        if is_there and parts.path.startswith(f"/{below}"):
            return True
    return False


def _in_time(work: Callable[[], bytes], fetching: _Fetching) -> bytes:
    """What `work` gives, in time.

    In a thread of its own, as a socket's own limit begins anew with every byte, and looking up a
    name has none. Past its time it is left alone, and ends with its connection.
    """
    found: Future[bytes] = Future()

    def run() -> None:
        try:
            found.set_result(work())
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            found.set_exception(error)

    Thread(target=run, daemon=True).start()
    try:
        return found.result(max(fetching.left(), 0))
    except TimeoutError:
        fetching.hang_up()
        raise _too_slow() from None


def _verdict(status: int) -> MediaRefused | TryLater:
    """What a status other than a success means."""
    said = f"answered {status}"
    if status in _NOT_YET or 200 < status < 300:
        return TryLater(said, after=_SOON)
    if status in _LATER or status >= 500:
        return TryLater(said, after=_PAUSE)
    return MediaRefused(said, "media_gone" if status >= 400 else "media_refused")


def _too_large() -> MediaRefused:
    return MediaRefused("too large", "media_too_large")


def _too_slow() -> TryLater:
    return TryLater("took too long", after=_SOON)
