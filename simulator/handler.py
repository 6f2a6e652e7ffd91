"""What the page's server answers, request by request.

GET  /             the page, and its files
GET  /api/events   a stream: `state` (everything) first, then `text`, `phone`, `window`, `trouble`,
                   `clock`
GET  /api/clock    the desk's time, and when its next morning is
POST /api/clock    {"minutes": 15} or {"to": "morning"}: so much time passes; 409 while it does
GET  /api/pictures/SID/N   a picture of a text, as it arrived
GET  /media/TOKEN  what the desk's own link to an attachment leads to
POST /api/texts    a phone sends a text (see `asked.send`)
POST /api/read     {"sid"}: a phone shows a text
POST /api/window   {"ours", "theirs"}: somebody's 24 hours are over
POST /api/phones   {"role": "customer" | "agent"}: one more phone
POST /api/trouble  what goes wrong from now on: any of the fields of `trouble.Trouble`
"""

import json
import queue
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from . import asked, view
from .clock import Busy
from .desk import Phone
from .stage import PUBLIC_URL
from .wire import Answer

if TYPE_CHECKING:
    from .serve import PageServer

_PAGE = Path(__file__).with_name("page")
_PICTURES = Path(__file__).with_name("pictures")
_KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".jpg": "image/jpeg",
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_ATTACHED = (
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"
)
"""For what people sent: it is shown (with the browser's own style around it), and nothing runs."""
_LARGEST = 8 * 1024 * 1024
_HEARTBEAT_SECONDS = 15


class Handler(BaseHTTPRequestHandler):
    """One connection of the page's, or of a picture's."""

    server: "PageServer"
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """A file, a picture, the stream, the clock."""
        path = urlsplit(self.path).path
        if path == "/api/events":
            self._stream()
            return
        if path == "/api/clock":
            self._json(HTTPStatus.OK, self.server.hands.shown())
            return
        if path.startswith(("/media/", "/api/pictures/")):
            self._attachment(path)
            return
        file = _PAGE / ("index.html" if path == "/" else path.lstrip("/"))
        if path.startswith("/pictures/"):
            file = _PICTURES / path.removeprefix("/pictures/")
        if file.parent not in (_PAGE, _PICTURES) or not file.is_file() or file.suffix not in _KINDS:
            self._send(HTTPStatus.NOT_FOUND, b"not found", "text/plain")
        else:
            self._send(HTTPStatus.OK, file.read_bytes(), _KINDS[file.suffix])

    def do_POST(self) -> None:
        """What is done on the page."""
        routes: dict[str, Callable[[Any], Any]] = {
            "/api/texts": lambda given: asked.send(self.server.world, given),
            "/api/read": lambda given: asked.read(self.server.world, given),
            "/api/window": self._window,
            "/api/phones": self._phone,
            "/api/trouble": self.server.switches.change,
            "/api/clock": self.server.hands.move,
        }
        route = routes.get(urlsplit(self.path).path)
        length = int(self.headers.get("Content-Length") or 0)
        if length > _LARGEST:
            self.close_connection = True
            self._json(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"error": "too large"})
            return
        body = self.rfile.read(length)
        if route is None:
            self._json(HTTPStatus.NOT_FOUND, {"error": "not found"})
            return
        if not self._from_the_page():
            self._json(HTTPStatus.FORBIDDEN, {"error": "only from the page itself"})
            return
        try:
            self._json(HTTPStatus.CREATED, route(json.loads(body)))
        except Busy:
            self._json(HTTPStatus.CONFLICT, {"error": "time is passing already"})
        except (KeyError, TypeError, ValueError, RecursionError):
            self._json(HTTPStatus.BAD_REQUEST, {"error": "a field is missing or wrong"})

    def log_message(self, *_: object) -> None:
        """Says nothing: the terminal belongs to the visitor."""

    def _from_the_page(self) -> bool:
        """Whether a page of this server asks: another site cannot send JSON, nor our origin."""
        origin = self.headers.get("Origin")
        kind = (self.headers.get("Content-Type") or "").partition(";")[0]
        same = origin is None or urlsplit(origin).netloc == self.headers.get("Host")
        return same and kind == "application/json"

    def _window(self, given: dict[str, Any]) -> dict[str, Any] | None:
        world = self.server.world
        found = view.window(world, *asked.close_window(world, given))
        self.server.tell("window", found)
        return found

    def _phone(self, given: dict[str, Any]) -> dict[str, Any]:
        world = self.server.world
        adders = {"customer": world.add_customer, "agent": world.add_agent}
        phone: Phone = adders[str(given["role"])]()
        self.server.tell("phone", view.phone(phone))
        return view.phone(phone)

    def _attachment(self, path: str) -> None:
        """A picture of a text, or what the desk has behind one of its links."""
        world = self.server.world
        found = Answer(HTTPStatus.NOT_FOUND, {}, b"not found")
        if path.startswith("/media/"):
            found = world.get(PUBLIC_URL + path)
        elif picture := view.picture(world, path.removeprefix("/api/pictures/")):
            found = Answer(HTTPStatus.OK, {"content-type": picture.kind}, picture.body)
        kept = ("content-disposition", "content-language")
        headers = {name: found.headers[name] for name in kept if name in found.headers}
        headers["Content-Security-Policy"] = _ATTACHED
        kind = found.headers.get("content-type", "text/plain")
        self._send(HTTPStatus(found.status), found.body, kind, headers)

    def _stream(self) -> None:
        self.close_connection = True
        self._head(HTTPStatus.OK, "text/event-stream", {})
        stream = self.server.open_stream()
        try:
            while True:
                try:
                    event, data = stream.get(timeout=_HEARTBEAT_SECONDS)
                    line = f"event: {event}\ndata: {json.dumps(data)}\n\n"
                except queue.Empty:
                    line = ": still here\n\n"
                self.wfile.write(line.encode())
        except OSError:
            pass
        finally:
            self.server.close_stream(stream)

    def _json(self, status: HTTPStatus, data: Any) -> None:
        self._send(status, json.dumps(data).encode(), "application/json")

    def _send(
        self, status: HTTPStatus, body: bytes, kind: str, headers: Mapping[str, str] | None = None
    ) -> None:
        self._head(status, kind, {**(headers or {}), "Content-Length": str(len(body))})
        self.wfile.write(body)

    def _head(self, status: HTTPStatus, kind: str, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if self.close_connection:
            self.send_header("Connection", "close")
        for name, value in {**_HEADERS, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
