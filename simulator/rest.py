"""The stand-in Twilio's REST API, as much of it as sending and looking up texts needs.

A picture's URL asks for the account's credentials and leads on to one below `/cdn` that wants none:
who sends them there too is refused, as Amazon's S3 would.
"""

import base64
import hmac
import json
import re
import threading
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qs, urlencode, urlsplit

from .carrier import Carrier, RestError
from .media import Picture
from .network import RETRY_AFTER
from .wire import API_VERSION, Text, media_list, problem, resource

_LIST = re.compile(rf"/{API_VERSION}/Accounts/(\w+)/Messages\.json")
_MEDIA = re.compile(rf"/{API_VERSION}/Accounts/(\w+)/Messages/(\w+)/Media\.json")
_FILE = re.compile(rf"/{API_VERSION}/Accounts/(\w+)/Messages/(\w+)/Media/ME([0-9a-f]{{32}})")
_CDN = re.compile(r"/cdn/(\w+)/([0-9a-f]{32})")
_ONE = re.compile(rf"/{API_VERSION}/Accounts/(\w+)/Messages/(\w+)\.json")
_PAGE_SIZE = 50
_LARGEST_PAGE = 1000


class RestServer:
    """Serves a carrier's REST API on a free port of 127.0.0.1; `url` is where.

    The carrier's webhooks name the pictures' addresses there from then on.
    """

    def __init__(self, carrier: Carrier) -> None:
        handler = type("Handler", (_Handler,), {"carrier": carrier})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="rest", daemon=True
        )
        self.url = carrier.media_url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> None:
        """Begins to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Ends; the port is free again."""
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Handler(BaseHTTPRequestHandler):
    carrier: Carrier
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # an answer in two packets would wait for 40 ms

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def log_message(self, *_: object) -> None:
        """Says nothing: a line per request would name the account."""

    def _answer(self, body: bytes) -> None:
        url = urlsplit(self.path)
        if self.command == "GET" and self._is_file(url.path):
            return
        try:
            status, found = self._route(url.path, url.query, body)
        except RestError as error:
            status, found = error.status, problem(error.status, error.code)
        if self.command == "POST" and self.carrier.faults.drop_answers:
            self.close_connection = True
            return
        more = {"Retry-After": str(RETRY_AFTER)} if status == HTTPStatus.TOO_MANY_REQUESTS else {}
        self._write(status, json.dumps(found).encode(), **more)

    def _write(self, status: int, raw: bytes, kind: str = "application/json", **more: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, **more, "Content-Length": str(len(raw))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)

    def _is_file(self, path: str) -> bool:
        """Answers where a picture was asked for, in either of its two places."""
        if asked := _CDN.fullmatch(path):
            found = self._picture(asked[1], int(asked[2], 16))
            if self.headers.get("Authorization"):
                self._write(400, b"<Error/>", "application/xml")
            elif found:
                self._write(200, found.body, found.kind)
            else:
                self._write(404, b"", "text/plain")
        elif asked := _FILE.fullmatch(path):
            try:
                self._authenticate(asked[1])
                self._lead_on(asked[2], asked[3])
            except RestError as error:
                self._write(error.status, json.dumps(problem(error.status, error.code)).encode())
        return bool(asked)

    def _lead_on(self, sid: str, media: str) -> None:
        """Says where the picture itself is. Raises `RestError` 404 where it is not there yet."""
        faults = self.carrier.faults
        if faults.media_absent or not self._picture(sid, int(media, 16)):
            faults.media_absent = max(faults.media_absent - 1, 0)
            raise RestError(404, 20404)
        where = f"http://{self.headers['Host']}/cdn/{sid}/{media}"
        self._write(307, b"", "text/plain", Location=where)

    def _picture(self, sid: str, place: int) -> Picture | None:
        try:
            attached = self.carrier.get(sid).attached
        except RestError:
            return None
        return attached[place] if place < len(attached) else None

    def _route(self, path: str, query: str, body: bytes) -> tuple[int, dict[str, object]]:
        many, one, media = (one.fullmatch(path) for one in (_LIST, _ONE, _MEDIA))
        self._authenticate((many or one or media or [None, None])[1])
        account = self.carrier.account_sid
        if trouble := self.carrier.faults.rest_status:
            raise RestError(trouble, 20000 + trouble)
        if many and self.command == "POST":
            return 201, resource(self._send(body.decode(errors="replace")), account)
        if many:
            return 200, _page(self.carrier.texts(), _fields(query), path, account)
        if one and self.command == "GET":
            return 200, resource(self.carrier.get(one[2]), account)
        if media and self.command == "GET":
            return 200, media_list(self.carrier.get(media[2]), account)
        raise RestError(404, 20404)

    def _send(self, encoded: str) -> Text:
        form = _fields(encoded)
        return self.carrier.send(
            form.get("From", ""),
            form.get("To", ""),
            form.get("Body", ""),
            form.get("StatusCallback", ""),
            media_urls=parse_qs(encoded).get("MediaUrl", []),
            template=form.get("ContentSid", ""),
            variables=form.get("ContentVariables", ""),
        )

    def _authenticate(self, account: str | None) -> None:
        carrier = self.carrier
        expected = base64.b64encode(f"{carrier.account_sid}:{carrier.auth_token}".encode())
        given = (self.headers.get("Authorization") or "").removeprefix("Basic ").encode()
        if not hmac.compare_digest(given, expected):
            raise RestError(401, 20003)
        if account is not None and account != carrier.account_sid:
            raise RestError(404, 20404)


def _fields(encoded: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(encoded, True).items()}


def _page(texts: list[Text], asked: dict[str, str], path: str, account: str) -> dict[str, object]:
    """One page of the texts asked for, newest first, in the frame that Twilio puts around it."""
    found = [t for t in reversed(texts) if t.direction != "phone" and _matches(t, asked)]
    size = min(int(asked.get("PageSize") or _PAGE_SIZE), _LARGEST_PAGE)
    page = int(asked.get("Page") or 0)
    kept = {name: value for name, value in asked.items() if name != "PageToken"}
    start = _after(asked["PageToken"], found) if "PageToken" in asked else 0
    shown = found[start : start + size]

    def uri(number: int, first: int) -> str:
        fields = kept | {"PageSize": str(size), "Page": str(number)}
        fields |= {"PageToken": _token(found[first - 1])} if first else {}
        return f"{path}?{urlencode(fields)}"

    return {
        "end": start + len(shown) - 1 if shown else 0,
        "first_page_uri": uri(0, 0),
        "messages": [resource(t, account) for t in shown],
        "next_page_uri": uri(page + 1, start + size) if start + size < len(found) else None,
        "page": page,
        "page_size": size,
        "previous_page_uri": uri(page - 1, max(start - size, 0)) if page else None,
        "start": start,
        "uri": uri(page, start),
    }


def _token(text: Text) -> str:
    """Names a page by the last text before it: what comes meanwhile moves none of the pages."""
    return f"PA{text.sid}"


def _after(token: str, found: list[Text]) -> int:
    """Where the page with this token begins."""
    places = {_token(text): n for n, text in enumerate(found)}
    if token not in places:
        raise RestError(400, 20006)
    return places[token] + 1


def _matches(text: Text, asked: dict[str, str]) -> bool:
    if asked.get("To", text.to) != text.to or asked.get("From", text.sender) != text.sender:
        return False
    at = datetime.fromtimestamp(int(text.at), UTC)
    if (on := asked.get("DateSent")) and not _moment(on) <= at < _moment(on) + _span(on):
        return False
    if (before := asked.get("DateSent<")) and at >= _moment(before) + _span(before):
        return False
    return not ((after := asked.get("DateSent>")) and at < _moment(after))


def _moment(written: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise RestError(400, 20001) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _span(written: str) -> timedelta:
    """How long the moment lasts: a date is a day, a time is a second."""
    return timedelta(days=1) if len(written) == len("2026-01-31") else timedelta(seconds=1)
