"""The page with the phones: a small web server on this machine, live by server-sent events.

GET  /             the page, and its files
GET  /api/events   a stream: `state` (everything) first, then `text`, `phone`, `trouble`, `clock`
GET  /api/clock    the desk's time, and when its next morning is
POST /api/clock    {"minutes": 15} or {"to": "morning"}: so much time passes; 409 while it does
POST /api/texts    {"from", "to", "body", "media"}: a phone sends a text
POST /api/phones   {"role": "customer" | "agent"}: one more phone
POST /api/trouble  what goes wrong from now on: any of the fields of `trouble.Trouble`
"""

import argparse
import json
import os
import queue
import signal
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from chalicelib.errors import GuichetError
from chalicelib.texts import size

from .carrier import Event
from .clock import Busy
from .desk import Phone
from .hands import Hands
from .trouble import Switches
from .wire import Text
from .world import DESK, World

_PAGE = Path(__file__).with_name("page")
_KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
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
_LARGEST = 64 * 1024
_LONGEST = 1600
_HEARTBEAT_SECONDS = 15


def shown(text: Text) -> dict[str, Any]:
    """A text as the page gets it."""
    measured = size(text.body)
    return {
        "sid": text.sid,
        "from": text.sender,
        "to": text.to,
        "body": text.body,
        "media": text.media,
        "at": round(text.at * 1000),
        "status": text.status,
        "encoding": measured.encoding,
        "segments": measured.segments,
    }


def state(world: World) -> dict[str, Any]:
    """Everything the page needs to draw itself."""
    return {
        "desk": world.desk.declared["desk"]["name"],
        "business": world.desk.business,
        "relays": world.desk.relays,
        "phones": [asdict(phone) for phone in world.phones],
        "texts": [shown(text) for text in world.carrier.texts()],
    }


class PageServer(ThreadingHTTPServer):
    """Serves the page for a world that runs. Port 0 takes a free one; `url` says which."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, world: World, host: str = "127.0.0.1", port: int = 8000) -> None:
        super().__init__((host, port), _Handler)
        self.world = world
        self.url = f"http://{host}:{self.server_address[1]}"
        self._streams: set[queue.SimpleQueue[tuple[str, Any]]] = set()
        self._guard = threading.Lock()
        self.switches = Switches(
            world.carrier.faults,
            phones=lambda: {phone.address for phone in world.phones},
            tell=lambda trouble: self.tell("trouble", trouble),
        )
        self.hands = Hands(world, tell=lambda clock: self.tell("clock", clock))
        self._unsubscribe = world.carrier.subscribe(self._on_event)

    def open_stream(self) -> "queue.SimpleQueue[tuple[str, Any]]":
        """A queue of (event, data) that begins with the whole state."""
        stream: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
        with self._guard:
            self._streams.add(stream)
        now = {"trouble": self.switches.shown(), "clock": self.hands.shown()}
        stream.put(("state", state(self.world) | now))
        return stream

    def close_stream(self, stream: "queue.SimpleQueue[tuple[str, Any]]") -> None:
        """Ends a stream."""
        with self._guard:
            self._streams.discard(stream)

    def tell(self, event: str, data: Any) -> None:
        """Puts an event on every stream."""
        with self._guard:
            for stream in self._streams:
                stream.put((event, data))

    def server_close(self) -> None:
        """Ends the server and its subscription."""
        self._unsubscribe()
        super().server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that went away is no news; anything else is."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    def _on_event(self, event: Event) -> None:
        self.tell("text", shown(event.text))


class _Handler(BaseHTTPRequestHandler):
    server: PageServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/api/events":
            self._stream()
            return
        if path == "/api/clock":
            self._json(HTTPStatus.OK, self.server.hands.shown())
            return
        file = _PAGE / ("index.html" if path == "/" else path.lstrip("/"))
        if file.parent != _PAGE or file.suffix not in _KINDS or not file.is_file():
            self._send(HTTPStatus.NOT_FOUND, b"not found", "text/plain")
        else:
            self._send(HTTPStatus.OK, file.read_bytes(), _KINDS[file.suffix])

    def do_POST(self) -> None:
        routes = {
            "/api/texts": self._text,
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

    def _text(self, asked: dict[str, Any]) -> dict[str, Any]:
        sender, to, body = str(asked["from"]), str(asked["to"]).strip(), str(asked["body"])
        media = 1 if asked.get("media") else 0
        self.server.world.phone(sender)
        if not to or len(body) > _LONGEST or not (body or media):
            raise ValueError("nothing to send, or too much")
        return {"sid": self.server.world.carrier.text(sender, to, body, media)}

    def _phone(self, asked: dict[str, Any]) -> dict[str, Any]:
        world = self.server.world
        adders = {"customer": world.add_customer, "agent": world.add_agent}
        phone: Phone = adders[str(asked["role"])]()
        self.server.tell("phone", asdict(phone))
        return asdict(phone)

    def _stream(self) -> None:
        self.close_connection = True
        self._head(HTTPStatus.OK, "text/event-stream")
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

    def _send(self, status: HTTPStatus, body: bytes, kind: str) -> None:
        self._head(status, kind, len(body))
        self.wfile.write(body)

    def _head(self, status: HTTPStatus, kind: str, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if length is not None:
            self.send_header("Content-Length", str(length))
        if self.close_connection:
            self.send_header("Connection", "close")
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.end_headers()


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves until Ctrl-C or SIGTERM; 0, or 1 where the port is taken or the desk's file is wrong.

    `--port` (else PORT, else 8000), `--host` (else HOST, else 127.0.0.1), `--log` a file, `--desk`
    another desk.toml than the simulator's own.
    """
    parser = argparse.ArgumentParser(prog="simulator", description="Phones in a browser.")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
    parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
    parser.add_argument("--log", type=Path, help="file for the app's log")
    parser.add_argument("--desk", type=Path, default=DESK, help="what the desk is")
    given = parser.parse_args(arguments)
    for end in (signal.SIGINT, signal.SIGTERM):  # a shell's background job ignores the first
        signal.signal(end, signal.default_int_handler)
    try:
        with World(given.desk, log=given.log) as world:
            return _serve(world, given.host, given.port)
    except (GuichetError, OSError) as error:
        print(error)
        return 1


def _serve(world: World, host: str, port: int) -> int:
    try:
        server = PageServer(world, host, port)
    except OSError as error:
        print(f"Port {port}: {error.strerror}. Choose another: PORT=8001 make try")
        return 1
    print(f"Guichet is open: {server.url}   (Ctrl-C ends it)", flush=True)
    try:
        server.serve_forever(0.1)
    except KeyboardInterrupt:
        print("\nClosed.")
    finally:
        server.server_close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
