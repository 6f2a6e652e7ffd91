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
from simulator.media import rendered

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
    """The stand-in: takes every text, unless `answers` has something else for the next ones.

    A media's id leads to a URL on this same server, and both want the access token, as
    lookaside.fbsbx.com does.
    """

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.answers: list[Answer] = []
        self.marks: list[Asked] = []
        """The texts that were marked as read."""
        self.mark_answer: Answer = said(200, {"success": True})
        self.fetched: list[Asked] = []
        """What was asked for by GET."""
        self.media: dict[str, tuple[bytes, str]] = {}
        """Media id → its bytes and MIME type."""
        self.closed: set[str] = set()
        """Numbers outside the 24 hours: nothing but a template is taken for them."""
        self.connections = 0
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"  # connections are kept open

            def setup(self) -> None:
                stand_in.connections += 1
                super().setup()

            def do_POST(self) -> None:
                sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                asked = Asked(self.path, dict(self.headers), sent)
                if sent.get("status") == "read":
                    stand_in.marks.append(asked)
                    stand_in.mark_answer(self)
                    return
                stand_in.asked.append(asked)
                happen = stand_in.answers.pop(0) if stand_in.answers else stand_in._take
                happen(self)

            def do_GET(self) -> None:
                asked = Asked(self.path, dict(self.headers), {})
                stand_in.fetched.append(asked)
                stand_in._give(asked)(self)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def provider(self) -> Provider:
        """The real adapter, calling here."""
        return Provider(Credentials(secrets=SECRETS, urls={"META_API_URL": self.url}))

    def raw_id(self, place: int = -1) -> str:
        """What Meta calls a text that was asked for; made so that it holds a number, as its are."""
        place = range(len(self.asked))[place]
        return f"wamid.MTUxNDU1NTAxNDI-{place}"

    def texts(self, to: str | None = None) -> list[str]:
        """The words that were asked for, for anybody or for one number.

        A caption, `[template guichet_back | Zoe]`, or '' where there are none.
        """
        taken = [a.body for a in self.asked if to is None or a.body.get("to") == to]
        return [_words(body) for body in taken]

    def hold(self, body: bytes, kind: str) -> str:
        """Keeps a picture that somebody sent; its id, as webhooks name it."""
        mine = str(900000000000001 + len(self.media))
        self.media[mine] = (body, kind)
        return mine

    def _give(self, asked: Asked) -> Answer:
        """A media's URL, or the media itself."""
        *_, folder, mine = asked.path.split("/")
        if asked.headers.get("Authorization") != f"Bearer {ACCESS_TOKEN}":
            return failed(401, 190)
        if mine not in self.media:
            return failed(400, 100, 33)
        body, kind = self.media[mine]
        if folder == "lookaside":
            return said(200, body, **{"Content-Type": kind})
        digest = hashlib.sha256(body).hexdigest()
        url = f"{self.url}/lookaside/{mine}"
        found = {"id": mine, "url": url, "mime_type": kind, "sha256": digest}
        return said(200, found | {"messaging_product": "whatsapp", "file_size": len(body)})

    def _take(self, handler: BaseHTTPRequestHandler) -> None:
        mine, sent = self.raw_id(), self.asked[-1].body
        if sent.get("to") in self.closed and sent.get("type") != "template":
            failed(400, 131047)(handler)
            return
        found: dict[str, Any] = {"messages": [{"id": mine}]}
        if "messaging_product" not in self.asked[-1].body:
            found = {"recipient_id": "1", "message_id": mine}
        said(200, found)(handler)


def said(status: int, data: object, **headers: str) -> Answer:
    """Answers with this, as JSON unless it is a text or bytes already."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        raw = data if isinstance(data, (str, bytes)) else json.dumps(data)
        body = raw.encode() if isinstance(raw, str) else raw
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def _words(body: dict[str, Any]) -> str:
    """The words of what was asked for."""
    kind = body.get("type", "")
    if kind == "template":
        parts = [p for c in body["template"].get("components", ()) for p in c["parameters"]]
        places = {str(place): part["text"] for place, part in enumerate(parts, 1)}
        return rendered("", body["template"]["name"], places)
    if kind == "text":
        return str(body["text"]["body"])
    found = body[kind].get("caption", "") if kind else body["message"].get("text", "")
    return str(found)


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


def picture(sender: str, to: str, media: str, raw_id: str, caption: str = "") -> dict[str, Any]:
    """A change with a picture in it, which the stand-in holds as `media`."""
    image = {"id": media, "mime_type": "image/jpeg"} | ({"caption": caption} if caption else {})
    return text(sender, to, "", raw_id, type="image", image=image)


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
