"""The page with the phones: a small web server on this machine, live by server-sent events."""

import argparse
import os
import queue
import signal
import sys
import threading
from collections.abc import Sequence
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from chalicelib.errors import GuichetError

from . import view
from .carrier import Event
from .handler import Handler
from .hands import Hands
from .trouble import Switches
from .world import DESK, World


class PageServer(ThreadingHTTPServer):
    """Serves the page for a world that runs. Port 0 takes a free one; `url` says which."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, world: World, host: str = "127.0.0.1", port: int = 8000) -> None:
        super().__init__((host, port), Handler)
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
        stream.put(("state", view.state(self.world) | now))
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
        text = event.text
        self.tell("text", view.text(text))
        if event.kind == "text" and (found := view.window(self.world, text.to, text.sender)):
            self.tell("window", found)


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
