"""Lambda's entry points, in the order a text meets them. No logic; only this file knows Chalice."""

import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from chalice.app import Chalice, Rate, Response, SQSEvent

from chalicelib import announce, clock, inbound, media, outbound, settings, telemetry, troubles
from chalicelib import statuses as status_reports
from chalicelib.errors import BadRequest, GuichetError, Unavailable
from chalicelib.providers.base import WebAnswer, WebRequest
from chalicelib.webhook import everything

app = Chalice(app_name="guichet")
app.api.binary_types = []

_BODIES = ["application/x-www-form-urlencoded", "application/json"]

Handler = Callable[[str, WebRequest, str], WebAnswer]


@app.route("/webhooks/{provider}/messages", methods=["POST"], content_types=_BODIES)
def messages(provider: str) -> Response:
    """A text arrives."""
    return _webhook(inbound.messages, provider)


@app.route("/webhooks/{provider}", methods=["GET", "POST"], content_types=_BODIES)
def webhook(provider: str) -> Response:
    """The same, for a provider that has one webhook for everything, and asks by GET for it."""
    return _webhook(everything, provider)


@app.on_sqs_message(queue=settings.queue_name(), batch_size=1, name="wake")
def wake(event: SQSEvent) -> None:
    """Somebody has something to do: an inbox's worker, or a recipient's drain."""
    with telemetry.invocation("wake", event.context):
        deadline = _deadline(event.context)
        for record in event:
            asked = json.loads(record.body)
            work = announce.run if asked["drain"].startswith("i-") else outbound.drain
            try:
                work(asked["drain"], asked["url"], deadline)
            except Unavailable as error:
                # Raised, it would keep every wake-up of this recipient back for the queue's six
                # minutes; what is left is overdue soon, and the clock comes every minute.
                telemetry.logger.error("left for the clock", extra=troubles.told(error))


@app.route("/webhooks/{provider}/statuses", methods=["POST"], content_types=_BODIES)
def statuses(provider: str) -> Response:
    """What became of a text we sent."""
    return _webhook(status_reports.statuses, provider)


@app.route("/webhooks/{provider}/calls", methods=["POST"], content_types=_BODIES)
def calls(provider: str) -> Response:
    """Somebody calls instead of texting."""
    return _webhook(inbound.calls, provider)


@app.route("/media/{token}", methods=["GET"])
def attachment(token: str) -> Response:
    """Somebody opens the link to a picture that stands in a text."""
    return _webhook(media.opened, token)


@app.schedule(Rate(1, unit=Rate.MINUTES), name="tick")
def tick(event: Any) -> None:
    """Every minute."""
    with telemetry.invocation("tick", event.context):
        clock.tick(_deadline(event.context))


@app.route("/health", methods=["GET"])
def health() -> dict[str, str]:
    """Whether the function runs at all."""
    return {"status": "ok"}


def _deadline(context: Any) -> float:
    """Until when nothing new is begun, in seconds of `time.monotonic`."""
    remaining: float = context.get_remaining_time_in_millis() / 1000
    return time.monotonic() + remaining - outbound.SAFETY


def _webhook(handle: Handler, name: str) -> Response:
    """A webhook's request and answer, between Chalice's shape and ours.

    `name` is what stands in its path: the provider's, or an attachment's.
    """
    request: Any = app.current_request
    path = request.path.format(**(request.uri_params or {}))
    base_url = settings.public_url() or _own_url(request, path)
    asked: Any = request.query_params or {}
    query = urlencode([(name, value) for name in asked for value in asked.getlist(name)])
    came = WebRequest(
        method=request.method,
        url=f"{base_url}{path}" + (f"?{query}" if query else ""),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=request.raw_body,
    )
    with telemetry.invocation("webhook", app.lambda_context):
        answer = _answered(handle, name, came, base_url)
    headers: dict[str, str | list[str]] = {"Content-Type": f"{answer.content_type}; charset=utf-8"}
    if answer.location:  # it is for this visitor, now
        headers |= {"Location": answer.location, "Cache-Control": "no-store"}
        headers["Referrer-Policy"] = "no-referrer"
    return Response(body=answer.body, status_code=answer.status, headers=headers)


def _answered(handle: Handler, name: str, request: WebRequest, base_url: str) -> WebAnswer:
    """4xx where the request is at fault; 5xx where we are, so that the provider tries again."""
    try:
        return handle(name, request, base_url)
    except BadRequest as error:
        telemetry.count(type(error).__name__)
        telemetry.logger.warning("refused", extra={"why": type(error).__name__})
        return WebAnswer(body=str(error), status=error.status)
    except GuichetError as error:
        telemetry.count("Unanswered")
        about = {"mend": str(error), **troubles.told(error)}  # our own words, not those of AWS
        telemetry.logger.error("not taken in", extra=about)
        return WebAnswer(body=type(error).__name__, status=503)
    except Exception as error:  # noqa: BLE001 - answered so that the provider tries again
        telemetry.count("Unanswered")
        # Without the exception's words: AWS and pydantic quote what they were given.
        telemetry.logger.error("not taken in", extra=troubles.told(error))
        return WebAnswer(body="internal error", status=500)


def _own_url(request: Any, path: str) -> str:
    """Our own address as the request tells it: what API Gateway's stage was called by."""
    context = request.context
    host = context.get("domainName") or request.headers.get("host", "")
    whole = str(context.get("path") or path)
    return f"https://{host}{whole.removesuffix(path)}"
