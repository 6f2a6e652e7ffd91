"""Signed and odd: stored or parked, answered with empty TwiML or the acknowledgement."""

import json

import pytest

from chalicelib.store import contacts

from ..support.desk import (
    BUSINESS,
    MESSAGES,
    RELAYS,
    Driver,
    agent,
    customer,
    desk_toml,
    inbound_form,
)
from ..support.said import listening
from ..support.stage import Stage

ACKNOWLEDGED = 1


def _stored(desk: Driver, address: str) -> list[str]:
    """The bodies of what a customer wrote, oldest first."""
    return [m.text for m in reversed(contacts.history(desk.desk.identify(address)))]


def _parked(desk: Driver) -> list[dict[str, str]]:
    return [json.loads(item["data"]["S"]) for item in desk.items("PARKED#")]


def _joined(parts: list[str]) -> str:
    """What the numbered parts of one long text say together."""
    numbers = [f"({n}/{len(parts)}) " for n in range(1, len(parts) + 1)]
    assert all(part.startswith(n) for part, n in zip(parts, numbers, strict=True))
    return " ".join(part.removeprefix(n) for part, n in zip(parts, numbers, strict=True))


def test_media_without_words_are_told_in_words(desk: Driver) -> None:
    found = desk.text(customer(1), BUSINESS, "", media=2)
    assert len(found.replies) == ACKNOWLEDGED
    (message,) = contacts.history(desk.contact(customer(1)).id)
    assert len(message.media) == 2
    assert [t.split("\n")[-1] for t in desk.got(agent(1))] == ["(2 pictures)"]


def test_a_text_without_anything_is_stored_and_shown(desk: Driver) -> None:
    found = desk.text(customer(1), BUSINESS, "")
    assert len(found.replies) == ACKNOWLEDGED
    assert _stored(desk, customer(1)) == [""]
    assert len(desk.got(agent(1))) == 1


@pytest.mark.parametrize("sender", ["12345", "262966", "VELOSHOP", "Air-Canada 24"])
def test_a_sender_who_cannot_be_answered(desk: Driver, sender: str) -> None:
    """A short code or a name: stored and shown, and not answered."""
    found = desk.post(MESSAGES, inbound_form(sender, BUSINESS, "Your code is 1234."))
    assert found.answer.status == 200
    assert found.replies == []
    desk.settle()
    assert _stored(desk, sender) == ["Your code is 1234."]
    assert desk.got(sender) == []
    assert desk.got(agent(1))[0].endswith("\nYour code is 1234.")


@pytest.mark.parametrize(
    "sender", ["whatsapp:CA.1234567890", "messenger:98765", "rcs:velo_abc", "whatsapp:+18195550001"]
)
def test_a_sender_of_another_channel(desk: Driver, sender: str) -> None:
    found = desk.post(MESSAGES, inbound_form(sender, BUSINESS, "Is my bike ready?"))
    assert len(found.replies) == ACKNOWLEDGED
    desk.settle()
    assert _stored(desk, sender) == ["Is my bike ready?"]
    assert desk.got(agent(1))[0].endswith("\nIs my bike ready?")


def test_a_body_longer_than_twilio_ever_sends(desk: Driver) -> None:
    """5,000 characters: stored whole, and shown in as many texts as it takes."""
    words = [f"word{n:04}" for n in range(556)]
    body = " ".join(words)[:5000]
    found = desk.text(customer(1), BUSINESS, body)
    assert len(found.replies) == ACKNOWLEDGED
    assert _stored(desk, customer(1)) == [body]
    header, *parts = desk.got(agent(1))
    assert header.startswith("* NEW")
    assert all(len(part) <= 1600 for part in parts)
    assert _joined(parts) == body


def test_a_reply_longer_than_twilio_takes(desk: Driver) -> None:
    desk.text(customer(1), BUSINESS, "Tell me everything.")
    body = " ".join(f"word{n:04}" for n in range(556))[:5000]
    desk.text(agent(1), RELAYS[0], body)
    parts = desk.got(customer(1))[1:]
    assert all(len(part) <= 1600 for part in parts)
    assert _joined(parts) == body


def test_a_number_that_is_not_ours_is_parked(desk: Driver) -> None:
    form = inbound_form(customer(1), "+14165550199", "Is my bike ready?")
    before = len(desk.items())
    with listening() as said:
        found = desk.post(MESSAGES, form)
    assert found.answer.status == 200
    assert found.replies == []
    (parked,) = _parked(desk)
    assert (parked["id"], parked["body"]) == (form["MessageSid"], form["Body"])
    assert said.metrics["Parked"] == 1
    assert len(desk.items()) == before + 2  # the text, and the mark that it was taken in
    assert desk.post(MESSAGES, form).answer.status == 200
    assert len(desk.items()) == before + 2


def test_before_a_desk_is_applied_texts_are_parked(aws: Stage) -> None:
    with Driver(aws, toml=None) as desk, listening() as said:
        found = desk.post(MESSAGES, inbound_form(customer(1), BUSINESS, "Is my bike ready?"))
        assert found.answer.status == 200
        assert found.replies == []
        assert [parked["body"] for parked in _parked(desk)] == ["Is my bike ready?"]
        assert said.metrics["Parked"] == 1
        desk.apply(desk_toml())
        again = desk.text(customer(1), BUSINESS, "Hello?")
        assert len(again.replies) == ACKNOWLEDGED


def test_an_opt_out_that_twilio_answered_is_stored_and_not_answered(desk: Driver) -> None:
    found = desk.text(customer(1), BUSINESS, "STOP", OptOutType="STOP")
    assert found.replies == []
    assert _stored(desk, customer(1)) == ["STOP"]


def test_fields_nobody_knows_change_nothing(desk: Driver) -> None:
    extra = {f"Unknown{n}": "x" * 50 for n in range(50)}
    found = desk.post(MESSAGES, inbound_form(customer(1), BUSINESS, "Is my bike ready?", **extra))
    assert len(found.replies) == ACKNOWLEDGED
    assert _stored(desk, customer(1)) == ["Is my bike ready?"]
