"""What the stand-in Twilio refuses to send, whoever asks."""

import json
import re
from collections.abc import Sequence

from .media import MOST, is_url

_ADDRESS = re.compile(r"\+[1-9]\d{7,14}|[a-z]+:\S{3,}|\d{3,6}")
_CONTENT = re.compile(r"HX[0-9a-fA-F]{32}")
LONGEST = 1600


class RestError(Exception):
    """A REST call that Twilio would refuse: HTTP `status` and Twilio's `code`."""

    def __init__(self, status: int, code: int) -> None:
        super().__init__(f"{status}, code {code}")
        self.status = status
        self.code = code


def check(sender: str, to: str, body: str, media_urls: Sequence[str], template: str) -> None:
    """Raises `RestError` where such a text is none."""
    wrong = {
        21604: not to,
        21211: not _ADDRESS.fullmatch(to),
        21212: not _ADDRESS.fullmatch(sender),
        21655: template and not _CONTENT.fullmatch(template),
        21602: not (body or media_urls or template),
        21617: len(body) > LONGEST,
        21623: len(media_urls) > MOST,
        21620: not all(map(is_url, media_urls)),
    }
    for code, is_so in wrong.items():
        if is_so:
            raise RestError(400, code)


def places(given: str) -> dict[str, str]:
    """What fills a template's places, from JSON. Raises `RestError`."""
    try:
        found = json.loads(given or "{}")
    except ValueError:
        raise RestError(400, 21656) from None
    if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
        raise RestError(400, 21656)
    return found
