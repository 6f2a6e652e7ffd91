"""How the stand-in Twilio reaches the app, and what may go wrong on the way."""

import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from .wire import Answer

Post = Callable[[str, Mapping[str, str], bytes], Answer]
"""Posts (url, headers, body) to the app. Raises `OSError` where the connection fails."""

RETRY_AFTER = 5
"""Seconds that a client is asked to wait where calls are refused for now."""


@dataclass
class Faults:
    """What the network does wrong, for tests and for the page; settable at any time.

    `deliver_twice`: every webhook is posted twice. `drop_answers`: a REST call is carried out and
    its connection closed without an answer. `drop_twiml`: the webhook's answer is lost on its way
    back. `late`: every webhook is posted so many seconds later. `lose_webhooks`: none is posted; a
    phone's text stays `sent`. `media_absent`: so many of the next requests for an attachment are
    answered 404, as for a second or three after the webhook. `no_callbacks`: statuses are not
    reported. `refuse`: address → error code that a send to it is refused with. `rest_status`: every
    REST call is answered with this HTTP status (0: with its own), and nothing is done; 429 asks for
    a pause of `RETRY_AFTER`.
    `undelivered`: address → error code reported instead of `delivered`.
    """

    deliver_twice: bool = False
    drop_answers: bool = False
    drop_twiml: bool = False
    late: float = 0.0
    lose_webhooks: bool = False
    media_absent: int = 0
    no_callbacks: bool = False
    refuse: dict[str, int] = field(default_factory=dict)
    rest_status: int = 0
    undelivered: dict[str, int] = field(default_factory=dict)


def over_http(public_url: str, where: str) -> Post:
    """Posts to an app that listens at `where` what is addressed to its `public_url`."""

    def post(url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        target = where + url.removeprefix(public_url) if url.startswith(public_url) else url
        request = urllib.request.Request(target, data=body, headers=dict(headers), method="POST")
        try:
            with urllib.request.urlopen(request, timeout=15) as answer:
                return Answer(answer.status, dict(answer.headers), answer.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, dict(error.headers), error.read())

    return post
