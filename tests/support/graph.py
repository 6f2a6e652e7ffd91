"""A small stand-in for Meta's Graph API on the loopback, and webhooks as Meta makes them."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

import pytest

from chalicelib.providers import _meta_rest
from chalicelib.providers.meta import Provider
from chalicelib.settings import Credentials

from .serving import serving

APP_SECRET, VERIFY_TOKEN, ACCESS_TOKEN = "made-up-secret", "made-up-token", "made-up-access"
SECRETS = {
    "META_APP_SECRET": APP_SECRET,
    "META_VERIFY_TOKEN": VERIFY_TOKEN,
    "META_ACCESS_TOKEN": ACCESS_TOKEN,
}
NUMBER_ID = "100000000000001"

Answer = Callable[[BaseHTTPRequestHandler], None]


class Asked(NamedTuple):
    """A call that came."""

    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]


class Graph:
    """The stand-in: takes every text, unless `answers` has something else for the next ones."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.answers: list[Answer] = []
        self.connections = 0
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"  # connections are kept open

            def setup(self) -> None:
                stand_in.connections += 1
                super().setup()

            def do_POST(self) -> None:
                sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                stand_in.asked.append(Asked(self.path, dict(self.headers), sent))
                happen = stand_in.answers.pop(0) if stand_in.answers else stand_in._take
                happen(self)

            do_GET = do_POST  # noqa: N815

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def provider(self) -> Provider:
        """The real adapter, calling here."""
        return Provider(Credentials(secrets=SECRETS, meta_api_url=self.url))

    def raw_id(self, place: int = -1) -> str:
        """What Meta calls a text that was asked for; made so that it holds a number, as its are."""
        place = range(len(self.asked))[place]
        return f"wamid.MTUxNDU1NTAxNDI-{place}"

    def texts(self, to: str | None = None) -> list[str]:
        """The words that were taken, for anybody or for one number."""
        taken = [a.body for a in self.asked if to is None or a.body.get("to") == to]
        return [body["text"]["body"] for body in taken]

    def _take(self, handler: BaseHTTPRequestHandler) -> None:
        mine = self.raw_id()
        found: dict[str, Any] = {"messages": [{"id": mine}]}
        if "messaging_product" not in self.asked[-1].body:
            found = {"recipient_id": "1", "message_id": mine}
        said(200, found)(handler)


def said(status: int, data: object, **headers: str) -> Answer:
    """Answers with this, as JSON unless it is a text already."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        body = data.encode() if isinstance(data, str) else json.dumps(data).encode()
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def failed(status: int, code: int, subcode: int | None = None) -> Answer:
    """One of Meta's errors, with the words that no log may have."""
    error = {"message": "(#1) +15145550142", "type": "OAuthException", "code": code}
    return said(status, {"error": error | ({"error_subcode": subcode} if subcode else {})})


@contextmanager
def graph(patience: float = 5.0) -> Iterator[Graph]:
    """The stand-in, listening; it is waited for `patience` seconds."""
    stand_in = Graph()
    with serving(stand_in.server), pytest.MonkeyPatch.context() as patch:
        patch.setattr(_meta_rest, "TIMEOUT", patience)
        _meta_rest._pool.cache_clear()
        yield stand_in
        _meta_rest._pool().clear()
        _meta_rest._pool.cache_clear()


# --- what Meta posts -------------------------------------------------------------------------


def webhook(*values: dict[str, Any], secret: str = APP_SECRET) -> tuple[dict[str, str], bytes]:
    """Headers and body of a WhatsApp webhook with these changes."""
    changes = [{"field": "messages", "value": value} for value in values]
    whole = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": changes}]}
    return signed(json.dumps(whole).encode(), secret)


def signed(body: bytes, secret: str = APP_SECRET) -> tuple[dict[str, str], bytes]:
    """Headers and body, signed."""
    mac = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={mac}"}, body


def text(
    sender: str, to: str, body: str, raw_id: str, at: float | None = None, **more: Any
) -> dict[str, Any]:
    """A change with a text in it; the addresses are `whatsapp:+…`."""
    number = sender.partition(":+")[2]
    message = {"from": number, "id": raw_id, "timestamp": str(int(at or time.time()))}
    message |= {"type": "text", "text": {"body": body}} | more
    return _value(to) | {
        "contacts": [{"wa_id": number, "profile": {"name": "Zoe"}}],
        "messages": [message],
    }


def status(
    to: str, raw_id: str, state: str, error: int | None = None, entry: str | None = None
) -> dict[str, Any]:
    """A change with a status of one of our texts from `to`."""
    found: dict[str, Any] = {"id": raw_id, "status": state, "timestamp": "1"}
    found |= {"errors": [{"code": error}]} if error else {}
    found |= {"biz_opaque_callback_data": entry} if entry else {}
    return _value(to) | {"statuses": [found]}


def _value(to: str) -> dict[str, Any]:
    shown = {"display_phone_number": to.partition(":+")[2], "phone_number_id": NUMBER_ID}
    return {"messaging_product": "whatsapp", "metadata": shown}
