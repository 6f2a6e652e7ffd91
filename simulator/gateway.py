"""API Gateway for one Chalice app in this process: a request becomes a Lambda event."""

import base64
import logging
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from .wire import Answer

_log = logging.getLogger("simulator")


@dataclass(frozen=True)
class Context:
    """The context object that Lambda hands to a function. `seconds` is its time-out."""

    function_name: str = "guichet-try-api"
    seconds: float = 60.0
    aws_request_id: str = field(default_factory=lambda: secrets.token_hex(16))
    function_version: str = "$LATEST"
    memory_limit_in_mb: int = 256
    log_stream_name: str = "simulator"
    started: float = field(default_factory=time.monotonic)

    @property
    def invoked_function_arn(self) -> str:
        """A made-up ARN of this function."""
        return f"arn:aws:lambda:us-east-1:123456789012:function:{self.function_name}"

    @property
    def log_group_name(self) -> str:
        """Where Lambda would log."""
        return f"/aws/lambda/{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the time-out."""
        return max(0, round((self.seconds - (time.monotonic() - self.started)) * 1000))


class Gateway:
    """Calls `app`, a Chalice app, as API Gateway (REST, proxy integration) would.

    `public_url` is the stage's URL; requests are addressed below it.
    """

    def __init__(self, app: Any, public_url: str) -> None:
        parts = urlsplit(public_url)
        self._app = app
        self._domain = parts.netloc
        self._stage = parts.path.strip("/") or "api"
        self._prefix = parts.path.rstrip("/")

    def call(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Answer:
        """Answers one request; `url` is whole or begins with the path below the stage.

        404 where no route has this path, 405 where it does not take this method, 502 where the
        function raises.
        """
        parts = urlsplit(url)
        path = parts.path.removeprefix(self._prefix) if parts.netloc else parts.path
        found = match(self._app.routes, path)
        if found is None:
            return _json(404, '{"message":"Not Found"}')
        resource, parameters = found
        if method not in self._app.routes[resource]:
            return _json(405, '{"message":"Method Not Allowed"}')
        event = self._event(method, path, parts.query, headers or {}, body, resource, parameters)
        try:
            return _answer(self._app(event, Context()))
        except Exception:  # noqa: BLE001 - whatever a function raises, its caller gets a 502
            _log.exception("the function failed")
            return _json(502, '{"message":"Internal server error"}')

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """What a `Carrier` takes for an app."""
        return self.call("POST", url, headers, body)

    def _event(
        self,
        method: str,
        path: str,
        query: str,
        headers: Mapping[str, str],
        body: bytes,
        resource: str,
        parameters: dict[str, str],
    ) -> dict[str, Any]:
        many = {"Host": [self._domain], "X-Forwarded-Proto": ["https"], "X-Forwarded-Port": ["443"]}
        many |= {name: [value] for name, value in headers.items()}
        values = parse_qs(query, keep_blank_values=True)
        plain, encoded = _body(body)
        return {
            "resource": resource,
            "path": path,
            "httpMethod": method,
            "headers": {name: value[-1] for name, value in many.items()},
            "multiValueHeaders": many,
            "queryStringParameters": {k: v[-1] for k, v in values.items()} or None,
            "multiValueQueryStringParameters": values or None,
            "pathParameters": parameters or None,
            "stageVariables": None,
            "requestContext": self._context(method, path, resource),
            "body": plain if body else None,
            "isBase64Encoded": encoded,
        }

    def _context(self, method: str, path: str, resource: str) -> dict[str, Any]:
        now = datetime.now(UTC)
        return {
            "accountId": "123456789012",
            "apiId": "simulator",
            "domainName": self._domain,
            "domainPrefix": self._domain.partition(".")[0],
            "extendedRequestId": secrets.token_hex(8),
            "httpMethod": method,
            "identity": {"sourceIp": "127.0.0.1", "userAgent": "simulator"},
            "path": f"/{self._stage}{path}",
            "protocol": "HTTP/1.1",
            "requestId": secrets.token_hex(16),
            "requestTime": now.strftime("%d/%b/%Y:%H:%M:%S +0000"),
            "requestTimeEpoch": round(now.timestamp() * 1000),
            "resourceId": "simulator",
            "resourcePath": resource,
            "stage": self._stage,
        }


def match(routes: Mapping[str, Any], path: str) -> tuple[str, dict[str, str]] | None:
    """The resource that a path belongs to, and its parameters; literal segments win.

    `routes` has resource paths such as `/webhooks/{provider}/messages` for keys.
    """
    wanted = path.rstrip("/").split("/")
    best: tuple[str, dict[str, str]] | None = None
    for resource in routes:
        parameters = _fit(resource.rstrip("/").split("/"), wanted)
        if parameters is not None and (best is None or len(parameters) < len(best[1])):
            best = (resource, parameters)
    return best


def _fit(pattern: list[str], wanted: list[str]) -> dict[str, str] | None:
    if len(pattern) != len(wanted):
        return None
    parameters: dict[str, str] = {}
    for part, given in zip(pattern, wanted, strict=True):
        if part.startswith("{") and part.endswith("}") and given:
            parameters[part[1:-1]] = unquote(given)
        elif part != given:
            return None
    return parameters


def _body(body: bytes) -> tuple[str, bool]:
    """The event's body: text as it is, anything else in base64, as binary media types come."""
    try:
        return body.decode(), False
    except UnicodeDecodeError:
        return base64.b64encode(body).decode(), True


def _json(status: int, body: str) -> Answer:
    return Answer(status, {"content-type": "application/json"}, body.encode())


def _answer(given: Mapping[str, Any]) -> Answer:
    """What the client sees of a Lambda proxy answer."""
    body = given.get("body") or ""
    raw = base64.b64decode(body) if given.get("isBase64Encoded") else body.encode()
    headers = {name: str(value) for name, value in (given.get("headers") or {}).items()}
    headers |= {
        name: str(value)
        for name, values in (given.get("multiValueHeaders") or {}).items()
        for value in values
    }
    lowered = {name.lower(): value for name, value in headers.items()}
    return Answer(int(given["statusCode"]), lowered, raw)
