"""Records of Twilio's log as the scripted stand-in answers with them."""

from email.utils import formatdate
from typing import Any

from .standin import PATH, Twilio, said

SHOP, LEA = "+15145550100", "+15145550301"
START = 1_794_848_400_000
"""When the logs of these tests begin: a Monday, noon in Montréal (ms)."""


def record(sid: str, at: int = START, **more: object) -> dict[str, object]:
    fields = {"direction": "inbound", "status": "received", "body": sid, "num_media": "0"}
    uri = f"{PATH.removesuffix('.json')}/{sid}.json"
    ends = {"from": LEA, "to": SHOP, "date_created": formatdate(at / 1000), "uri": uri}
    return {"sid": sid, **fields, **ends, **more}


def read(stand_in: Twilio, *records: dict[str, object]) -> list[Any]:
    if records:
        stand_in.answer = said(200, {"messages": list(records), "next_page_uri": None})
    return list(stand_in.provider().received(START, START + 3_600_000))
