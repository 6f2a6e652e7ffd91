"""A small stand-in for Twilio's REST interface, on the loopback."""

import json
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.providers import _twilio_rest
from chalicelib.providers.base import OutboundText
from chalicelib.providers.twilio import Provider
from chalicelib.settings import Credentials
from tests.support.serving import let_go, serving

ACCOUNT = "AC" + "0" * 32
PATH = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
TEXT = OutboundText(
    sender="+15145550100",
    to="whatsapp:+15145550142",
    body="Prêt à 17 h… 🚲 & co",
    callback="https://desk.example/prod/webhooks/twilio/statuses?e=a.1.0",
)
Answer = Callable[[BaseHTTPRequestHandler], None]


class Twilio:
    """The stand-in: answers as the test says, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, list[str]]]] = []
        self.answer: Answer = said(201, {"sid": "SM" + "1" * 32})
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                sent = self.rfile.read(length).decode() or urlsplit(self.path).query
                fields = parse_qs(sent, keep_blank_values=True)
                stand_in.asked.append((self.command, urlsplit(self.path).path, fields))
                stand_in.answer(self)

            do_POST = do_GET  # noqa: N815

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def provider(self) -> Provider:
        """The real adapter, calling here."""
        names = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": "0" * 32}
        return Provider(Credentials(secrets=names, urls={"TWILIO_API_URL": self.url}))


def said(status: int, data: object, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        body = data.encode() if isinstance(data, str) else json.dumps(data).encode()
        handler.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def hang(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(1)


def reset(handler: BaseHTTPRequestHandler) -> None:
    linger = struct.pack("ii", 1, 0)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    handler.connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def running() -> Iterator[Twilio]:
    """The stand-in, listening, with an environment and a time limit fit for a test."""
    stand_in = Twilio()
    with serving(stand_in.server), pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_PROXY", "127.0.0.1")
        patch.setenv("TWILIO_REGION", "ie1")  # must not send us elsewhere
        patch.setattr(_twilio_rest, "TIMEOUT", 0.4)
        _twilio_rest._client.cache_clear()
        yield stand_in
        let_go(stand_in.provider()._credentials)
