"""Twilio's words for what became of a text, and its error codes, in ours."""

from typing import Final, NamedTuple

from ..models import DeliveryState

STATES: Final[dict[str, DeliveryState | None]] = {
    "accepted": None,
    "scheduled": None,
    "queued": None,
    "sending": None,
    "receiving": None,
    "received": None,
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "failed": "failed",
    "undelivered": "failed",
}
"""Twilio's word for a status → ours, or None where it tells nothing yet. Others are not guessed."""


class Code(NamedTuple):
    """What one of Twilio's error codes means: whether to try again, and the words for people."""

    again: bool
    reason: str


CODES: Final[dict[str, Code]] = {
    "20429": Code(True, "reason_unknown"),  # too many requests
    "21211": Code(False, "reason_invalid"),
    "21408": Code(False, "reason_unknown"),  # the account may not text this country
    "21610": Code(False, "reason_opted_out"),
    "21611": Code(True, "reason_unknown"),  # the number's queue is full
    "21612": Code(False, "reason_no_texts"),  # no way from this number to that one
    "21614": Code(False, "reason_no_texts"),  # not a mobile
    "21617": Code(False, "reason_unknown"),  # too long
    "30001": Code(True, "reason_unreachable"),  # waited too long in the queue
    "30003": Code(True, "reason_unreachable"),
    "30004": Code(False, "reason_blocked"),
    "30005": Code(False, "reason_invalid"),  # unknown handset
    "30006": Code(False, "reason_no_texts"),  # a landline
    "30007": Code(False, "reason_filtered"),
    "30008": Code(True, "reason_unknown"),
    "30034": Code(False, "reason_filtered"),  # the number is not registered for such traffic
    "63016": Code(False, "reason_unknown"),  # outside WhatsApp's 24 hours
    "63017": Code(True, "reason_unknown"),
    "63018": Code(True, "reason_unknown"),  # WhatsApp's rate
}
