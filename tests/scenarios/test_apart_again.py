"""Two who were linked by mistake and taken apart: nothing of the one goes to the other any more."""

import pytest

from .conftest import OpenDesk
from .desks import R2, SHOP
from .teams import orders
from .test_one_contact import MESSENGER, Shop, channels

UNREACHABLE = 30003


def linked(shop: Shop) -> str:
    """Both are one, and Ana has read a text that came by Messenger since; where she reads it."""
    shop.both_open()
    shop.ana.texts(R2, "/link 101")
    shop.messenger.texts(MESSENGER, "And on Sunday?")
    shop.quiet()
    return shop.ana.shown()[-1].sender


@pytest.mark.parametrize("settings", ["", "fallback = true\n"])
def test_an_answer_that_failed_is_not_sent_to_the_other_one(
    open_desk: OpenDesk, settings: str
) -> None:
    """It was written while they were one; that it failed is heard of when they are two."""
    shop = Shop(open_desk(channels().replace("timezone =", f"{settings}timezone =", 1)))
    seen = linked(shop)
    shop.story.carrier.faults.no_callbacks = True
    shop.ana.texts(seen, "Closed on Sundays, sorry")
    shop.story.carrier.faults.no_callbacks = False
    assert shop.messenger.hears() == [(MESSENGER, "Closed on Sundays, sorry")]
    orders(shop.ana, seen, "unlink", "101")
    shop.quiet()
    [text] = shop.story.carried("Closed on Sundays, sorry")
    shop.story.report(text, "failed", UNREACHABLE)
    shop.story.settle()
    [told] = shop.ana.hears()
    assert "NOT DELIVERED" in told.body
    assert "/via" not in told.body
    assert shop.sms.hears() == []
    shop.sms.texts(SHOP, "I am here")
    orders(shop.ana, seen, "via", "#101 sms")
    assert shop.sms.hears() == []
