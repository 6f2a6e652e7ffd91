"""`desk.py connect` points the account's numbers at the stage, through Twilio's real client."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

import desk as command
from chalicelib import settings
from chalicelib.store import desk as desks

from ..support.doctoring import applied
from ..support.places import BUSINESS, RELAYS, desk_toml
from ..support.stage import AUTH_TOKEN, Stage
from ..support.standin_numbers import StandIn, account

SERVICE = "+15145550199"
STRANGE = "+15145550177"
OWN = (BUSINESS, *RELAYS[:2], SERVICE)
WHATSAPP = desk_toml(relays=2, head=f'service_number = "{SERVICE}"').replace(
    f'["{BUSINESS}"]', f'["{BUSINESS}", "whatsapp:{BUSINESS}"]'
)


@pytest.fixture
def twilio(aws: Stage, tmp_path: Path) -> Iterator[StandIn]:
    """An account that owns the four numbers of the desk that was applied."""
    with account() as stand_in:
        applied(tmp_path, desk_toml(relays=2, head=f'service_number = "{SERVICE}"'))
        stand_in.buy(*OWN)
        yield stand_in
    desks.forget()


def connect(*options: str, answer: str = "") -> tuple[int, str]:
    """The exit status, and what was said: never an address or the token."""
    result = CliRunner().invoke(command.app, ["connect", *options], input=answer)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    said = result.output
    assert "+1" not in said
    assert AUTH_TOKEN not in said
    return result.exit_code, said


def test_every_number_leads_to_the_stage(twilio: StandIn) -> None:
    status, said = connect()
    assert status == 0
    base = f"{twilio.public_url}/webhooks/twilio"
    for address in OWN:
        number = twilio.number(address)
        assert number["sms_url"] == f"{base}/messages#rc=2&rp=all&rt=5000"
        assert number["sms_fallback_url"] == f"{base}/messages"
        assert number["status_callback"] == f"{base}/statuses"
        assert number["voice_url"] == f"{base}/calls"
        assert {number["sms_method"], number["voice_method"]} == {"POST"}
        assert f"…{address[-4:]}: texts, fallback, statuses, calls set." in said
    assert len(twilio.writes) == 4


def test_again_there_is_nothing_to_change(twilio: StandIn) -> None:
    connect()
    twilio.writes.clear()
    status, said = connect()
    assert status == 0
    assert said.count("nothing to change.") == 4
    assert said.endswith("Nothing to change.\n")
    assert twilio.writes == []


def test_a_dry_run_says_the_same_and_changes_nothing(twilio: StandIn) -> None:
    status, dry = connect("--dry-run")
    assert (status, twilio.writes) == (0, [])
    assert connect()[1] + "Dry run: nothing was changed.\n" == dry


def test_only_what_differs_is_set(twilio: StandIn) -> None:
    connect()
    twilio.writes.clear()
    twilio.number(RELAYS[1])["sms_method"] = "GET"
    assert f"…{RELAYS[1][-4:]}: texts set." in connect()[1]
    ((_, form),) = twilio.writes
    assert form == {"SmsMethod": "POST"}


def test_a_number_that_is_not_owned_stops_it(twilio: StandIn) -> None:
    del twilio.numbers[twilio.number(RELAYS[1])["sid"]]
    for options in ((), ("--yes",), ("--dry-run",)):
        status, said = connect(*options)
        assert status == 1
        assert f"does not own …{RELAYS[1][-4:]} of desk.toml; nothing was changed. Mend: " in said
    assert twilio.writes == []


def test_a_number_on_the_last_page_is_found(twilio: StandIn) -> None:
    moved = twilio.numbers.pop(twilio.number(BUSINESS)["sid"])
    twilio.buy(*(f"+1819555{n:04}" for n in range(7)))
    twilio.numbers[moved["sid"]] = moved
    assert connect()[0] == 0
    assert len(twilio.writes) == 4, "the account's other numbers are left alone"


# --- what leads elsewhere ------------------------------------------------------------------------


def test_what_leads_elsewhere_is_asked_about(twilio: StandIn) -> None:
    twilio.number(BUSINESS)["sms_url"] = "https://old.example/secret?key=1"
    status, said = connect(answer="n\n")
    assert (status, twilio.writes) == (1, [])
    assert "…0100 leads to old.example until now." in said
    assert "secret" not in said
    assert connect()[0] == 1, "nobody answers"
    status, said = connect(answer="y\n")
    assert status == 0
    assert "…0100: texts, fallback, statuses, calls set; before: old.example." in said


def test_yes_does_without_asking(twilio: StandIn) -> None:
    twilio.number(BUSINESS)["voice_url"] = "https://old.example/calls"
    assert connect("--yes")[0] == 0
    assert twilio.number(BUSINESS)["voice_url"].startswith(twilio.public_url)


def test_a_twiml_app_lets_go_of_the_number(twilio: StandIn) -> None:
    twilio.number(BUSINESS)["sms_application_sid"] = "AP1"
    assert "a TwiML App" in connect()[1]
    assert connect("--yes")[0] == 0
    assert twilio.number(BUSINESS)["sms_application_sid"] == ""


def test_a_sip_trunk_is_left_and_said(twilio: StandIn) -> None:
    twilio.number(BUSINESS)["trunk_sid"] = "TK1"
    status, said = connect()
    assert status == 0
    assert "…0100: its calls go to a SIP trunk" in said
    assert twilio.number(BUSINESS)["trunk_sid"] == "TK1"


# --- Messaging Services --------------------------------------------------------------------------


def test_a_service_that_answers_for_a_number_is_set(twilio: StandIn) -> None:
    for _ in range(3):
        twilio.serve()
    sid = twilio.serve(*OWN[:3], inbound_request_url=None)
    status, said = connect()
    assert status == 0
    assert f"Messaging Service {sid}, which answers for …0100, …0101, …0102: texts, " in said
    found = twilio.services[sid]
    base = f"{twilio.public_url}/webhooks/twilio"
    assert found["inbound_request_url"] == f"{base}/messages#rc=2&rp=all&rt=5000"
    assert found["fallback_url"] == f"{base}/messages"
    assert found["status_callback"] == f"{base}/statuses"
    twilio.writes.clear()
    assert connect()[1].endswith("Nothing to change.\n")
    assert twilio.writes == []


def test_a_service_that_defers_to_its_numbers_is_left(twilio: StandIn) -> None:
    sid = twilio.serve(
        BUSINESS, use_inbound_webhook_on_number=True, inbound_request_url="https://old.example/"
    )
    assert connect()[0] == 0
    assert twilio.services[sid]["inbound_request_url"] == "https://old.example/"


def test_a_service_with_others_numbers_is_asked_about(twilio: StandIn) -> None:
    twilio.buy(STRANGE)
    sid = twilio.serve(BUSINESS, STRANGE)
    status, said = connect(answer="n\n")
    assert (status, twilio.writes) == (1, [])
    assert f"{sid}, which answers for …0100 answers for 1 more that desk.toml does not" in said
    assert connect("--yes")[0] == 0
    assert connect()[1].endswith("Nothing to change.\n"), "asked only where something changes"


def test_a_stand_in_without_services(twilio: StandIn) -> None:
    twilio.trouble = lambda method, path: 404 if path.startswith("/v1") else None
    status, said = connect()
    assert status == 0
    assert "Messaging Services can't be listed here" in said


# --- other channels ------------------------------------------------------------------------------


def test_a_whatsapp_sender_is_set_by_hand(twilio: StandIn, tmp_path: Path) -> None:
    applied(tmp_path, WHATSAPP)
    status, said = connect()
    assert status == 0
    assert "whatsapp …0100: set it in Twilio's console" in said
    assert f"{twilio.public_url}/webhooks/twilio/messages#rc=2&rp=all&rt=5000" in said


# --- trouble -------------------------------------------------------------------------------------


def test_a_wrong_token_is_said_with_the_mend(twilio: StandIn) -> None:
    twilio.token = "f" * 32
    status, said = connect()
    assert status == 1
    assert "Twilio does not accept TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN. Mend: " in said


@pytest.mark.parametrize("answered", [403, 429, 500, 503])
def test_twilio_in_trouble_changes_nothing(twilio: StandIn, answered: int) -> None:
    twilio.trouble = lambda method, path: answered
    status, said = connect()
    assert (status, twilio.writes) == (1, [])
    assert f"Twilio answered {answered}" in said
    assert "Mend: " in said


def test_half_way_it_stops_and_goes_on_the_next_time(twilio: StandIn) -> None:
    left = twilio.number(RELAYS[1])["sid"]
    twilio.trouble = lambda method, path: 500 if left in path else None
    status, said = connect()
    assert status == 1
    assert "…0101: texts, fallback, statuses, calls set." in said
    assert "Twilio answered 500" in said
    twilio.trouble = lambda method, path: None
    assert connect()[1].count(" set.") == 2
    assert connect()[1].endswith("Nothing to change.\n")


def test_nobody_listens(twilio: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_API_URL", "http://127.0.0.1:9")
    settings.forget()
    status, said = connect()
    assert status == 1
    assert "Twilio can't be reached: ConnectionError. Mend: " in said


def test_an_answer_that_is_none_of_twilios(twilio: StandIn) -> None:
    twilio.trouble = lambda method, path: 200
    status, said = connect()
    assert status == 1
    assert "Twilio's answer can't be read: TwilioException. Mend: " in said


def test_without_a_desk(aws: Stage) -> None:
    desks.forget()
    with account():
        status, said = connect()
    assert status == 1
    assert "Mend: run `python desk.py apply`" in said


def test_a_number_that_cannot_text_is_said(twilio: StandIn) -> None:
    twilio.number(BUSINESS)["capabilities"] = {"sms": False, "voice": True}
    status, said = connect()
    assert status == 0
    assert "…0100 can't text: Twilio says that it is for calls.\n" in said
