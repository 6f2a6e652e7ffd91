"""Meta's words for what became of a text, and its error codes, in ours.

WhatsApp, Messenger and Instagram answer through one Graph API, so there is one table. A code that
means several things stands there with its subcode, `10/2018278`.
"""

from typing import Final

from ..models import DeliveryState
from .base import Code

STATES: Final[dict[str, DeliveryState | None]] = {
    "accepted": None,
    "held_for_quality_assessment": None,
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "played": "read",
    "failed": "failed",
    "deleted": None,  # the customer took it away from their own screen
    "warning": None,
}
"""Meta's word for a status → ours, or None where it tells nothing of the text. Others are not
guessed."""

TOO_LONG: Final = "too_long"
TOO_MUCH: Final = "too_much"
NO_TEMPLATE: Final = "no_template"
OURS: Final = frozenset({TOO_LONG, TOO_MUCH, NO_TEMPLATE})
"""Our own codes, for what is known before it is sent: too long, more than goes in one text, or a
template where there are none."""

UNSURE: Final = frozenset({"-1", "1", "2", "131000", "131016"})
"""Meta's own trouble: these errors were seen for texts that arrived all the same."""

CODES: Final[dict[str, Code]] = {
    "0": Code(60, "reason_setup"),  # no such token
    "3": Code(60, "reason_setup"),  # the token may not do this
    "4": Code(60, "reason_unknown"),  # too many calls of the app
    "10": Code(60, "reason_setup"),  # no permission
    "10/2018278": Code(0, "reason_window"),  # Messenger's 24 hours
    "10/2534022": Code(0, "reason_window"),  # Instagram's
    "32": Code(60, "reason_unknown"),  # too many calls for the page
    "100/2018001": Code(0, "reason_invalid"),  # nobody has this id
    "190": Code(60, "reason_setup"),  # the token has run out
    "200": Code(60, "reason_setup"),  # the page has not allowed it
    "210": Code(60, "reason_setup"),  # a page's token is wanted
    "230": Code(60, "reason_setup"),
    "368": Code(300, "reason_setup"),  # held back for what the account did
    "551": Code(0, "reason_unreachable"),  # this person can't be written to now
    "613": Code(60, "reason_unknown"),  # Messenger's rate
    "1200": Code(30, "reason_unknown"),  # a passing failure, as Meta says
    "80007": Code(60, "reason_unknown"),  # the WhatsApp account's rate
    "130429": Code(10, "reason_unknown"),  # the number's rate
    "130472": Code(0, "reason_unreachable"),  # one of Meta's experiments keeps it back
    "130497": Code(0, "reason_country"),
    "131005": Code(60, "reason_setup"),
    "131021": Code(0, "reason_invalid"),  # to ourselves
    "131026": Code(0, "reason_unreachable"),  # no WhatsApp there, or too old a one
    "131030": Code(0, "reason_setup"),  # a test number, and not one of its readers
    "131031": Code(300, "reason_setup"),  # the account is locked
    "131037": Code(0, "reason_setup"),  # the number's name is not approved
    "131042": Code(300, "reason_setup"),  # unpaid
    "131045": Code(300, "reason_setup"),  # the number is not registered
    "131047": Code(0, "reason_window"),  # outside WhatsApp's 24 hours
    "131048": Code(300, "reason_filtered"),  # the number was reported too often
    "131049": Code(0, "reason_filtered"),
    "131050": Code(0, "reason_blocked"),
    "131056": Code(10, "reason_unknown"),  # too many to this one person
    "131051": Code(0, "reason_media"),  # not a kind of message that there is
    "131052": Code(0, "reason_media"),  # theirs could not be fetched by Meta
    "131053": Code(0, "reason_media"),  # ours could not: its type, its size, its address
    "131057": Code(60, "reason_unknown"),  # the account is being moved
    "132000": Code(0, "reason_setup"),  # a template with other places than ours fills
    "132001": Code(0, "reason_setup"),  # no such template, or not in this language
    "132005": Code(0, "reason_too_long"),  # a template, once its places are filled
    "132007": Code(0, "reason_setup"),  # a template against Meta's policy
    "132012": Code(0, "reason_setup"),  # a place filled with what it does not take
    "132015": Code(0, "reason_setup"),  # paused: readers thought little of it
    "132016": Code(0, "reason_setup"),  # disabled: paused too often
    "132068": Code(0, "reason_setup"),  # its flow is blocked
    "132069": Code(60, "reason_unknown"),  # its flow is slowed down
    "133004": Code(30, "reason_unknown"),
    "133010": Code(300, "reason_setup"),  # the number is not registered
    TOO_LONG: Code(0, "reason_too_long"),
    TOO_MUCH: Code(0, "reason_media"),
    NO_TEMPLATE: Code(0, "reason_setup"),
}
"""Meta's error references, by number. What is retried and after how long is our judgement. A code
in a status tells only why: what was taken once is never sent again by itself."""
