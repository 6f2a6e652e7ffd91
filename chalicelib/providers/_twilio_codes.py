"""Twilio's words for what became of a text, and its error codes, in ours."""

from typing import Final

from ..models import DeliveryState
from .base import Code

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


CODES: Final[dict[str, Code]] = {
    "11200": Code(0, "reason_media"),  # ours could not be fetched
    "12300": Code(0, "reason_media"),  # of a type that is not taken
    "20003": Code(60, "reason_setup"),  # wrong credentials
    "20429": Code(30, "reason_unknown"),  # too many requests
    "21211": Code(0, "reason_invalid"),
    "21408": Code(0, "reason_country"),  # the account may not text this country
    "21606": Code(0, "reason_setup"),  # not our number, or it sends no texts
    "21610": Code(0, "reason_opted_out"),
    "21611": Code(300, "reason_unknown"),  # the number's queue is full: hours of texts
    "21612": Code(0, "reason_no_texts"),  # no way from this number to that one
    "21614": Code(0, "reason_no_texts"),  # not a mobile
    "21617": Code(0, "reason_too_long"),
    "21620": Code(0, "reason_media"),  # no URL that Twilio would fetch
    "21623": Code(0, "reason_media"),  # more than ten
    "21635": Code(0, "reason_no_texts"),  # a landline
    "21655": Code(0, "reason_setup"),  # no such template
    "21656": Code(0, "reason_setup"),  # its places are filled with what is none
    "21659": Code(0, "reason_setup"),  # not a number of this account
    "30001": Code(60, "reason_unreachable"),  # waited too long in the queue
    "30002": Code(300, "reason_setup"),  # the account is suspended
    "30003": Code(60, "reason_unreachable"),
    "30004": Code(0, "reason_blocked"),
    "30005": Code(0, "reason_invalid"),  # unknown handset
    "30006": Code(0, "reason_no_texts"),  # a landline
    "30007": Code(0, "reason_filtered"),
    "30008": Code(60, "reason_unknown"),
    "30011": Code(0, "reason_media"),  # that phone takes no MMS
    "30019": Code(0, "reason_media"),  # too large for the carrier
    "30032": Code(0, "reason_setup"),  # a toll-free number that is not verified
    "30034": Code(0, "reason_setup"),  # the number is not registered for such traffic
    "63003": Code(0, "reason_invalid"),  # nobody is there
    "63005": Code(0, "reason_unreachable"),  # no WhatsApp there, or not this content
    "63007": Code(0, "reason_setup"),  # the sender is not approved, or not this account's
    "63013": Code(0, "reason_filtered"),  # against the channel's policy
    "63016": Code(0, "reason_window"),  # outside WhatsApp's 24 hours, or Messenger's
    "63017": Code(10, "reason_unknown"),
    "63018": Code(10, "reason_unknown"),  # WhatsApp's rate
    "63019": Code(0, "reason_media"),  # ours could not be fetched, or was empty
    "63020": Code(0, "reason_setup"),  # Meta's side of the account
    "63021": Code(0, "reason_media"),  # content that the channel does not take
    "63024": Code(0, "reason_unreachable"),  # no WhatsApp there, or too old a one
    "63027": Code(0, "reason_setup"),  # no such template in this language
    "63028": Code(0, "reason_setup"),  # a template with other places than ours fills
    "63032": Code(0, "reason_unreachable"),  # one of Meta's experiments keeps it back
    "63033": Code(0, "reason_blocked"),
    "63040": Code(0, "reason_setup"),  # a template that was not approved,
    "63041": Code(0, "reason_setup"),  # is paused,
    "63042": Code(0, "reason_setup"),  # or disabled
    "63049": Code(0, "reason_filtered"),  # Meta would not deliver it to this person
}
"""Twilio's error and warning dictionary, by number. What is retried and after how long is our
judgement. A code in a status tells only why: what was taken once is never sent again by itself."""
