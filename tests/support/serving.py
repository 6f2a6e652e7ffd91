"""What the stand-ins for Twilio's API have in common: a server of their own, and a real client."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import HTTPServer

from chalicelib.providers import _twilio_rest
from chalicelib.settings import Credentials


@contextmanager
def serving(server: HTTPServer) -> Iterator[None]:
    """Answers, in a thread, for as long as the block runs; then the port is free again."""
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def let_go(credentials: Credentials) -> None:
    """Closes the connections of the app's client; the next call makes another one."""
    _twilio_rest.client_for(credentials).http_client.session.close()
    _twilio_rest._client.cache_clear()
