"""Very many wait in line: each hears a true place, and no number where it is a long one."""

import pytest

from chalicelib import settings
from chalicelib.models import HOUR, Spot, ThreadRecord, Told
from chalicelib.store import codec, keys
from chalicelib.texts import say

from .conftest import OpenDesk
from .desks import R1, SHOP, agent, desk
from .phones import Phone
from .routings import NEXT
from .story import Story


def others(story: Story, first: int, count: int, *, told: bool = False) -> None:
    """So many others wait for an hour; agents were `told` of them, or nobody was."""
    ana = story.agent("Ana")
    knows = (Told(agent=story.desk.identify(ana.address), spot=Spot(ana.address, R1), shown=1),)
    for number in range(first, first + count):
        since = story.now - HOUR + number
        record = ThreadRecord(
            number=number,
            contact=f"k{number}",
            inbox="support",
            opened=since,
            waits=since,
            told=knows if told else (),
        )
        expression, names, values = codec.record_update(record)
        settings.dynamodb().update_item(
            TableName=settings.table(),
            Key=keys.thread(record.contact, number),
            UpdateExpression=expression,
            ExpressionAttributeNames=names,
            ExpressionAttributeValues={name: one for name, one in values.items() if one},
        )


def busy(open_desk: OpenDesk, language: str = "en") -> Story:
    """Ana is alone, and has all that she may have."""
    one = agent("Ana", language=language)
    story = open_desk(desk(one, relays=(R1,), inboxes=NEXT, language=language))
    story.customer(1).texts(SHOP, "Is it ready?")
    assert story.agent("Ana").hears()
    return story


def hears(story: Story) -> tuple[Phone, str]:
    """What the next customer hears when nobody has had room for a minute."""
    lea = story.customer(2)
    lea.texts(SHOP, "And mine?")
    lea.hears()
    story.later(minutes=2)
    return lea, lea.hears()[-1].body


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("before", [98, 99, 100, 130])
def test_no_number_above_ninety_nine(open_desk: OpenDesk, before: int, language: str) -> None:
    story = busy(open_desk, language)
    others(story, 200, before)
    lea, words = hears(story)
    key = "queued" if before < 99 else "queued_long"
    assert words == lea.words(key, desk="Spokes", place=before + 1)
    assert (str(before + 1) in words) == (before < 99)


def test_all_before_them_count_and_those_of_whom_agents_know_do_not(open_desk: OpenDesk) -> None:
    story = busy(open_desk)
    others(story, 200, 120, told=True)
    others(story, 400, 20)
    assert hears(story)[1] == say("queued", "en", desk="Spokes", place=21)


def test_room_is_for_who_waits_behind_many_of_whom_agents_know(open_desk: OpenDesk) -> None:
    story = busy(open_desk)
    others(story, 200, 120, told=True)
    hears(story)
    ana = story.agent("Ana")
    ana.texts(R1, "Yes")
    ana.texts(R1, "/done")
    assert "And mine?" in ana.hears()[-1].body
