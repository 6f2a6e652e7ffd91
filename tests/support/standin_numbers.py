"""A stand-in Twilio account on the loopback: numbers, Messaging Services, senders, registrations.

Field names, frames and pages are those that the real client reads and writes. A request below
`/api` goes to the real app, as through API Gateway.
"""

import base64
import itertools
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest

import app
from chalicelib import settings
from simulator.gateway import Gateway

from .serving import let_go, serving
from .stage import ACCOUNT_SID, AUTH_TOKEN

PAGE = 2
"""So few on a page, whatever is asked for: three numbers are two pages."""

_ACCOUNT = f"/2010-04-01/Accounts/{ACCOUNT_SID}"
_NUMBER = (
    *("sms_url", "sms_method", "sms_fallback_url", "sms_fallback_method", "sms_application_sid"),
    *("voice_url", "voice_method", "voice_application_sid", "trunk_sid"),
    *("status_callback", "status_callback_method"),
)
_SERVICE = (
    *("inbound_request_url", "inbound_method", "fallback_url", "fallback_method"),
    *("status_callback", "use_inbound_webhook_on_number", "us_app_to_person_registered"),
)
_TEXTS = re.compile(rf"{_ACCOUNT}/Messages\b|/cdn/")
_SECONDS = 30
_Answer = tuple[int, dict[str, Any]]


class _Stays(HTTPRedirectHandler):
    """Follows nobody: whoever asked is told where to go."""

    def redirect_request(self, *_: Any) -> None:
        """Nowhere."""


_OPENER = build_opener(_Stays)
_METHODS = ("sms_method", "sms_fallback_method", "voice_method", "status_callback_method")


class StandIn:
    """The account. What was set stands in `writes`: the path and the form of each."""

    def __init__(self) -> None:
        self.numbers: dict[str, dict[str, Any]] = {}
        self.services: dict[str, dict[str, Any]] = {}
        self.members: dict[str, list[str]] = {}
        self.senders: list[dict[str, Any]] = []
        self.verified: dict[str, str] = {}
        self.approvals: dict[str, str | None] = {}
        """What WhatsApp said of each template, by its sid; None: it was not asked."""
        self.account = {"sid": ACCOUNT_SID, "status": "active", "type": "Full"}
        self.token = AUTH_TOKEN
        self._sids = itertools.count(1)
        self.writes: list[tuple[str, dict[str, str]]] = []
        self.asked: list[str] = []
        self.trouble: Callable[[str, str], int | None] = lambda method, path: None
        self.public: Callable[[str], int | None] = lambda path: None
        """What is answered at the public URL instead of the app, by path."""
        self.messages = ""
        """Where the account's texts are, if they are anywhere: another stand-in's URL."""
        self.deployed: Callable[[], str] | None = None
        """Where the app listens that is called below `/api`; None: it runs in this process."""
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.public_url = f"{self.url}/api"
        self.gateway = Gateway(app.app, self.public_url)

    def buy(self, *addresses: str, **fields: Any) -> None:
        """More numbers, which call Twilio's demo as every new one does."""
        for address in addresses:
            sid = f"PN{next(self._sids):032x}"
            demo = {"sms_url": "https://demo.twilio.com/welcome/sms/reply/"}
            hooks = dict.fromkeys(_NUMBER, "") | dict.fromkeys(_METHODS, "POST")
            able = {"capabilities": {"sms": True, "voice": True}}
            self.numbers[sid] = {"sid": sid, "phone_number": address, **hooks, **demo, **able}
            self.numbers[sid] |= fields

    def serve(self, *addresses: str, **fields: Any) -> str:
        """A Messaging Service with these numbers in it; its sid."""
        sid = f"MG{next(self._sids):032x}"
        self.services[sid] = {"sid": sid, **dict.fromkeys(_SERVICE), **fields}
        self.members[sid] = [
            n["sid"] for n in self.numbers.values() if n["phone_number"] in addresses
        ]
        return sid

    def number(self, address: str) -> dict[str, Any]:
        """One number as it is now."""
        (found,) = (n for n in self.numbers.values() if n["phone_number"] == address)
        return found

    # --- what is asked -----------------------------------------------------------------------

    def answer(self, method: str, target: str, form: dict[str, str]) -> _Answer:
        """The API's answer."""
        url = urlsplit(target)
        self.asked.append(f"{method} {url.path}")
        if status := self.trouble(method, url.path):
            return status, {"code": 20000 + status, "message": "in trouble", "status": status}
        asked = dict(parse_qsl(url.query))
        if method == "POST":
            return self._write(url.path, form)
        return self._read(url.path, asked)

    def _read(self, path: str, asked: dict[str, str]) -> _Answer:
        if path == f"{_ACCOUNT}.json":
            return 200, self.account
        if path == f"{_ACCOUNT}/IncomingPhoneNumbers.json":
            shown, more = _page([*self.numbers.values()], path, asked)
            frame = {"page": 0, "page_size": PAGE, "uri": path, "next_page_uri": more}
            return 200, {"incoming_phone_numbers": shown, **frame}
        if path == "/v1/Services":
            return self._listed("services", [*self.services.values()], path, asked)
        if found := re.fullmatch(r"/v1/Services/(\w+)/PhoneNumbers", path):
            members = [{"sid": sid} for sid in self.members[found[1]]]
            return self._listed("phone_numbers", members, path, asked)
        if path == "/v2/Channels/Senders" and asked["Channel"] == "whatsapp":
            return self._listed("senders", self.senders, path, asked)
        if path == "/v1/Tollfree/Verifications":
            state = self.verified.get(asked["TollfreePhoneNumberSid"])
            found_states = [{"status": state}] if state else []
            return self._listed("verifications", found_states, path, asked)
        content = re.fullmatch(r"/v1/Content/(HX[0-9a-f]{32})/ApprovalRequests", path)
        if content and content[1] in self.approvals:
            state = self.approvals[content[1]]
            whatsapp = {"name": "guichet_back", "category": "UTILITY", "status": state}
            return 200, {"sid": content[1], "whatsapp": whatsapp if state else None}
        return 404, {"code": 20404, "message": "not found", "status": 404}

    def _write(self, path: str, form: dict[str, str]) -> _Answer:
        self.writes.append((path, form))
        fields = {re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower(): form[name] for name in form}
        for pattern, kept, known in (
            (rf"{_ACCOUNT}/IncomingPhoneNumbers/(\w+)\.json", self.numbers, _NUMBER),
            (r"/v1/Services/(\w+)", self.services, _SERVICE),
        ):
            found = re.fullmatch(pattern, path)
            if found and found[1] in kept:
                assert set(fields) <= set(known), fields
                kept[found[1]] |= fields
                return 200, kept[found[1]]
        return 404, {"code": 20404, "message": "not found", "status": 404}

    def _listed(
        self, key: str, found: list[dict[str, Any]], path: str, asked: dict[str, str]
    ) -> _Answer:
        shown, more = _page(found, path, asked)
        meta = {"key": key, "page_size": PAGE, "next_page_url": more and self.url + more}
        return 200, {key: shown, "meta": meta}


def _page(
    found: list[dict[str, Any]], path: str, asked: dict[str, str]
) -> tuple[list[dict[str, Any]], str | None]:
    start = int(asked.get("PageToken", 0))
    kept = "".join(f"&{k}={v}" for k, v in asked.items() if k not in ("PageToken", "PageSize"))
    more = f"{path}?PageToken={start + PAGE}{kept}" if start + PAGE < len(found) else None
    return found[start : start + PAGE], more


def _handler(stand_in: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.leads = ""
            if self.path.startswith("/api/"):
                status, kind, raw = self._app(body)
            elif stand_in.messages and _TEXTS.match(self.path):
                status, kind, raw = self._handed_on(stand_in.messages + self.path, body)
            else:
                status, found = self._api(body)
                kind, raw = "application/json", json.dumps(found).encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(raw)))
            if self.leads:
                self.send_header("Location", self.leads)
            self.end_headers()
            self.wfile.write(raw)

        do_POST = do_GET  # noqa: N815

        def _api(self, body: bytes) -> _Answer:
            basic = base64.b64encode(f"{ACCOUNT_SID}:{stand_in.token}".encode()).decode()
            if self.headers.get("Authorization") != f"Basic {basic}":
                return 401, {"code": 20003, "message": "Authenticate", "status": 401}
            form = dict(parse_qsl(body.decode(), keep_blank_values=True))
            return stand_in.answer(self.command, self.path, form)

        def _app(self, body: bytes) -> tuple[int, str, bytes]:
            if status := stand_in.public(self.path.removeprefix("/api")):
                return status, "text/html", b"<html>"
            if stand_in.deployed:
                return self._handed_on(stand_in.deployed() + self.path[len("/api") :], body)
            url, headers = stand_in.url + self.path, dict(self.headers.items())
            answer = stand_in.gateway.call(self.command, url, headers, body)
            return answer.status, answer.headers.get("content-type", ""), answer.body

        def _handed_on(self, url: str, body: bytes) -> tuple[int, str, bytes]:
            """The answer of whoever listens at `url`, to the same request; `leads` is where on."""
            headers = dict(self.headers.items())
            asked = Request(url, body or None, headers, method=self.command)
            try:
                with _OPENER.open(asked, timeout=_SECONDS) as answer:
                    return answer.status, answer.headers.get_content_type(), answer.read()
            except HTTPError as error:
                with error:
                    self.leads = error.headers.get("Location", "")
                    return error.code, error.headers.get_content_type(), error.read()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Quiet."""

    return Handler


@contextmanager
def listening() -> Iterator[StandIn]:
    """The stand-in, for whoever calls it."""
    stand_in = StandIn()
    with serving(stand_in.server):
        yield stand_in


@contextmanager
def account() -> Iterator[StandIn]:
    """The same; Twilio's API and the stage's public URL lead there, in this process."""
    with listening() as stand_in, pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_PROXY", "127.0.0.1")
        patch.setenv("TWILIO_API_URL", stand_in.url)
        patch.setenv("GUICHET_PUBLIC_URL", stand_in.public_url)
        settings.forget()
        yield stand_in
        let_go(settings.credentials())
    settings.forget()
