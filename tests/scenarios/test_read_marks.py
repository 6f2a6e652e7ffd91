"""A customer of WhatsApp sees that the text was read, once an agent's phone has been sent it."""

from ..support.graph import failed
from .desks import R1
from .teams import orders
from .test_meta import LEA, Meta
from .test_meta import meta as _meta

meta = _meta


def marked(meta: Meta) -> list[str]:
    """What Meta was asked to mark as read, in order."""
    return [asked.body["message_id"] for asked in meta.api.marks]


def test_what_an_agent_was_sent_is_marked_once(meta: Meta) -> None:
    desk, (ana, _) = meta.desk, meta.desk.agents()
    first = meta.writes(LEA, "My chain broke")
    assert ana.hears()
    assert set(marked(meta)) == {first}
    meta.api.marks.clear()
    ana.texts(R1, "Bring it in")
    second = meta.writes(LEA, "At five?")
    assert marked(meta) == [second]
    desk.later(minutes=5)
    assert marked(meta) == [second]


def test_of_several_shown_as_one_the_last_is(meta: Meta) -> None:
    desk, (ana, _) = meta.desk, meta.desk.agents()
    meta.writes(LEA, "My chain broke")
    desk.nobody_hears()
    meta.api.marks.clear()
    meta.writes(LEA, "On the way home")
    last = meta.writes(LEA, "Are you open?")
    assert marked(meta) == []
    desk.later(seconds=30)
    assert "Are you open?" in ana.hears()[-1].body
    assert set(marked(meta)) == {last}


def test_what_reaches_no_phone_is_not(meta: Meta) -> None:
    desk, (ana, ben) = meta.desk, meta.desk.agents()
    orders(ana, R1, "away")
    orders(ben, R1, "away")
    meta.api.marks.clear()
    meta.writes(LEA, "My chain broke")
    desk.later(minutes=2)
    assert marked(meta) == []


def test_a_mark_that_fails_costs_nothing(meta: Meta) -> None:
    desk, (ana, _) = meta.desk, meta.desk.agents()
    meta.api.mark_answer = failed(500, 131000)
    meta.writes(LEA, "My chain broke")
    assert "My chain broke" in ana.hears()[-1].body
    tries = len(meta.api.marks)
    desk.later(minutes=10)
    assert len(meta.api.marks) == tries
    ana.texts(R1, "Bring it in")
    assert meta.hears(LEA)[-1] == "Bring it in"
