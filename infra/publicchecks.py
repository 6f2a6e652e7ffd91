"""Asks the stage through its public URL, as the provider does. Nothing is written by that."""

import uuid
from collections.abc import Iterator

import requests
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from chalicelib.settings import Credentials

from . import webhooks
from .findings import Finding

TIMEOUT = 15.0
"""Seconds; Twilio itself waits no longer."""

_LOST = "Twilio can't hand over what people text: it comes late, by the clock, or never."
_URL = "Mend: GUICHET_PUBLIC_URL must be what `chalice deploy` printed, stage path included."


def health(public_url: str) -> Iterator[Finding]:
    """Whether anybody answers there, and whether it is this app."""
    try:
        answer = requests.get(f"{public_url}/health", timeout=TIMEOUT, allow_redirects=False)
        ours = answer.status_code == 200 and answer.json() == {"status": "ok"}
    except ValueError:  # requests' error for what is no JSON is one, too
        ours = False
    except requests.RequestException as failure:
        yield Finding(f"The public URL does not answer: {type(failure).__name__}.", _LOST, _URL)
        return
    if not ours:
        what = f"Something else answers at the public URL: /health gave {answer.status_code}."
        yield Finding(what, _LOST, _URL)


def signatures(public_url: str, credentials: Credentials) -> Iterator[Finding]:
    """Whether a status that is signed is taken, and one that is not is refused.

    Of a text that nobody knows, so that it changes nothing. It is counted (`StatusUnknown`,
    `Forged`), once each.
    """
    token = credentials.secret("TWILIO_AUTH_TOKEN")
    try:
        signed, forged = (_post(public_url, key) for key in (token, uuid.uuid4().hex))
    except requests.RequestException as failure:
        what = f"A signed test request was not answered: {type(failure).__name__}."
        yield Finding(what, _LOST, "Mend: see the log of the function `api_handler`.")
        return
    if signed == 403:
        yield Finding(
            "A correctly signed test request was refused (403).",
            "every text that comes in is refused as well.",
            "Mend: GUICHET_PUBLIC_URL must be exactly the address that Twilio calls, and"
            " TWILIO_AUTH_TOKEN the one that the function has: deploy again after changing"
            " either, or wait 5 minutes after changing the secret.",
        )
    elif not 200 <= signed < 300:
        what = f"A correctly signed test request was answered {signed}."
        yield Finding(what, _LOST, "Mend: see the log of the function `api_handler`.")
    if 200 <= forged < 300:
        yield Finding(
            "A forged test request was taken.",
            "anybody can make up texts and statuses.",
            "Mend: deploy this version again; if it stays so, take the API down.",
        )
    elif forged != 403 and 200 <= signed < 300:
        what = f"A forged test request was answered {forged} and not 403."
        yield Finding(what, "refusals are not counted.", "Mend: see what stands before the API.")


def _post(public_url: str, token: str) -> int:
    """Reports a made-up text as delivered; the status it is answered with."""
    url = webhooks.statuses(public_url)
    form = {"MessageSid": f"SM{uuid.uuid4().hex}", "MessageStatus": "delivered"}
    signature = RequestValidator(token).compute_signature(url, form)
    headers = {"X-Twilio-Signature": signature}
    answer = requests.post(url, data=form, headers=headers, timeout=TIMEOUT, allow_redirects=False)
    return answer.status_code
