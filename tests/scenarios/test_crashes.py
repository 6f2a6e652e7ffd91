"""A function dies half-way, or nobody is woken: no text is lost, and none goes twice."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.providers import _twilio_rest
from chalicelib.store import commit, outbox

from .conftest import Matter
from .damage import waiting
from .desks import R1, SHOP
from .story import Crash, Story


def crashing(before: Callable[..., Any] | None, after: bool) -> Callable[..., Any]:
    """A function that ends the process, before or after it did its work."""

    def die(*arguments: Any, **named: Any) -> Any:
        if after and before is not None:
            before(*arguments, **named)
        raise Crash

    return die


@pytest.mark.parametrize("after", [True, False], ids=["after the send", "before the send"])
def test_a_drain_that_dies_between_claim_and_record_makes_no_second_text(
    matter: Matter, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    desk, lea, ana = matter
    desk.carrier.faults.no_callbacks = True
    with monkeypatch.context() as patch:
        patch.setattr(_twilio_rest, "send", crashing(_twilio_rest.send, after))
        ana.texts(R1, "one")
    assert desk.errors == ["wake: Crash"]
    desk.errors.clear()
    ana.texts(R1, "two")
    desk.later(minutes=8)
    assert lea.hears() == [(SHOP, "one"), (SHOP, "two")]
    assert desk.wire.asked.count("one") == 1
    assert waiting(desk, lea) == []


def test_a_drain_that_dies_is_made_up_for_by_the_callback(
    matter: Matter, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, lea, ana = matter
    with monkeypatch.context() as patch:
        patch.setattr(_twilio_rest, "send", crashing(_twilio_rest.send, True))
        ana.texts(R1, "one")
    desk.errors.clear()
    assert waiting(desk, lea) == []
    desk.later(minutes=8)
    assert lea.hears() == [(SHOP, "one")]
    assert desk.wire.asked.count("one") == 1


def test_a_request_that_dies_after_its_commit_loses_no_text(
    desk: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    form = desk.form(lea.address, SHOP, "My chain broke")
    with monkeypatch.context() as patch:
        patch.setattr(commit, "commit", crashing(commit.commit, True))
        with pytest.raises(Crash):
            desk.post(form)
    assert desk.post(form).status == 200  # the provider tries again
    desk.settle()
    desk.later(minutes=3)
    assert [got.body for got in lea.hears()] == [
        lea.words("ack_open", desk="Spokes"),
    ]
    new = ana.words("new", "My chain broke", n=101, inbox="support")
    assert ana.hears() == [(R1, new)]


def test_wake_ups_that_are_lost_are_made_good_by_the_clock(
    matter: Matter, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, lea, ana = matter
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "wake", lambda *_, **__: None)
        lea.texts(SHOP, "On my way")
        ana.texts(R1, "Good")
    assert desk.nobody_hears(lea, ana)
    desk.later(minutes=1)
    assert ana.hears() == [(R1, "On my way")]
    assert lea.hears() == [(SHOP, "Good")]
