"""`desk.py doctor` looks at what the provider has: secret, account, numbers, registrations."""

import json
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from chalicelib import settings

from ..support import deployed
from ..support.doctoring import WELL, applied, doctor, finds, hints, live
from ..support.places import BUSINESS, RELAYS, desk_toml
from ..support.stage import AUTH_TOKEN, Stage
from ..support.standin_numbers import StandIn

STRANGE = "+15145550177"
TOLL_FREE = "+18005550123"


SID = "HX" + "0a" * 16
TEMPLATE = f'\n[templates.en]\ntwilio = "{SID}"\n'
BOTH = f'["{BUSINESS}", "whatsapp:{BUSINESS}"]'


@pytest.fixture
def twilio(aws: Stage, tmp_path: Path) -> Iterator[StandIn]:
    with live(tmp_path) as stand_in:
        yield stand_in


# --- the secret, and the account -----------------------------------------------------------------


def secret(monkeypatch: pytest.MonkeyPatch, text: str | None) -> None:
    monkeypatch.setenv("GUICHET_SECRET_ID", "guichet-test")
    if text is not None:
        boto3.client("secretsmanager").create_secret(Name="guichet-test", SecretString=text)
    deployed.again()


def test_a_secret_is_read(twilio: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    held = {"TWILIO_ACCOUNT_SID": twilio.account["sid"], "TWILIO_AUTH_TOKEN": AUTH_TOKEN}
    secret(monkeypatch, json.dumps(held))
    assert doctor() == WELL


def test_no_secret(twilio: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    secret(monkeypatch, None)
    finds("The secret guichet-test is not there.")
    monkeypatch.delenv("GUICHET_SECRET_ID")
    settings.forget()


def test_a_secret_without_the_token(twilio: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    secret(monkeypatch, json.dumps({"TWILIO_ACCOUNT_SID": twilio.account["sid"]}))
    finds("TWILIO_AUTH_TOKEN is not in the stage's secret.")
    monkeypatch.delenv("GUICHET_SECRET_ID")
    settings.forget()


def test_a_token_that_twilio_refuses(twilio: StandIn) -> None:
    twilio.token = "f" * 32
    finds("Twilio does not accept")


def test_a_secondary_token(twilio: StandIn) -> None:
    twilio.account["auth_token"] = "f" * 32
    finds("TWILIO_AUTH_TOKEN is not the account's primary token.")


def test_a_suspended_account(twilio: StandIn) -> None:
    twilio.account["status"] = "suspended"
    finds("The Twilio account is suspended.")


def test_a_trial(twilio: StandIn) -> None:
    twilio.account["type"] = "Trial"
    hints("The Twilio account is a trial.")


@pytest.mark.parametrize("answered", [200, 403, 404, 500, 503])
def test_twilio_in_trouble(twilio: StandIn, answered: int) -> None:
    twilio.trouble = lambda method, path: answered if "Incoming" in path else None
    finds("Twilio's answer can't be read" if answered == 200 else f"Twilio answered {answered}")


def test_nobody_listens(twilio: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_API_URL", "http://127.0.0.1:9")
    deployed.again()
    finds("Twilio can't be reached: ConnectionError.")


# --- numbers -------------------------------------------------------------------------------------


def test_a_number_that_is_not_owned(twilio: StandIn) -> None:
    del twilio.numbers[twilio.number(RELAYS[1])["sid"]]
    assert "- …0102\n" in finds("1 number of desk.toml not owned")


def test_a_number_that_leads_elsewhere(twilio: StandIn) -> None:
    twilio.number(BUSINESS)["sms_url"] = "https://old.example/secret"
    said = finds("Twilio does not call this stage as it should.")
    assert "- …0100: texts (leads to old.example)\n" in said
    assert "desk.py connect" in said


def test_a_service_that_leads_elsewhere(twilio: StandIn) -> None:
    (service,) = twilio.services.values()
    service["inbound_request_url"] = None
    said = finds("Twilio does not call this stage as it should.")
    assert f"- Messaging Service {service['sid']}, which answers for …0100, …0101, …0102" in said


def test_a_number_that_cannot_text(twilio: StandIn) -> None:
    twilio.number(BUSINESS)["capabilities"] = {"sms": False, "voice": True}
    assert "- …0100\n" in finds("1 number of desk.toml can't text.")


def test_a_number_that_the_desk_does_not_have(twilio: StandIn) -> None:
    twilio.buy(STRANGE)
    hints("1 number of the account not in desk.toml.\n  - …0177\n")


@pytest.mark.parametrize(
    ("sender", "case"),
    [
        (None, "not a sender of this account"),
        ({"status": "ONLINE", "webhook": {"callback_url": "{}"}}, ""),
        ({"status": "ONLINE", "webhook": {"callback_url": "{}#rc=2"}}, ""),
        ({"status": "OFFLINE", "webhook": None}, "OFFLINE"),
        ({"status": "ONLINE", "webhook": None}, "calls something else"),
    ],
)
def test_a_whatsapp_sender(
    twilio: StandIn, tmp_path: Path, sender: dict[str, object] | None, case: str
) -> None:
    applied(tmp_path, desk_toml(relays=2).replace(f'["{BUSINESS}"]', BOTH))
    if sender:
        webhook = json.dumps(sender).replace("{}", f"{twilio.public_url}/webhooks/twilio/messages")
        twilio.senders = [
            {"sid": "XE1", "sender_id": f"whatsapp:{BUSINESS}", **json.loads(webhook)}
        ]
    if case:
        assert f"- whatsapp …0100: {case}\n" in finds("1 WhatsApp sender not ready.")
    else:
        assert doctor() == WELL


@pytest.mark.parametrize(
    ("state", "case", "hint"),
    [
        ("approved", "", False),
        ("rejected", "rejected", False),
        (None, "unsubmitted", False),
        ("nowhere", "not of this account", False),
        ("pending", "pending", True),
    ],
)
def test_a_template(
    twilio: StandIn, tmp_path: Path, state: str | None, case: str, hint: bool
) -> None:
    ready(twilio)
    applied(tmp_path, desk_toml(relays=2).replace(f'["{BUSINESS}"]', BOTH) + TEMPLATE)
    twilio.approvals = {} if state == "nowhere" else {SID: state}
    said = f"1 template of desk.toml not approved.\n  - en: {case}\n"
    if not case:
        assert doctor() == WELL
    elif hint:
        hints(said)
    else:
        assert said in finds("1 template")
    assert f"GET /v1/Content/{SID}/ApprovalRequests" in twilio.asked


def test_a_template_is_not_asked_for_where_nobody_is_on_whatsapp(
    twilio: StandIn, tmp_path: Path
) -> None:
    applied(tmp_path, desk_toml(relays=2) + TEMPLATE)
    assert doctor() == WELL
    assert not [path for path in twilio.asked if "/Content/" in path]


def ready(twilio: StandIn) -> None:
    """The business number is on WhatsApp as well."""
    hooks = {"callback_url": f"{twilio.public_url}/webhooks/twilio/messages"}
    one = {"sid": "XE1", "sender_id": f"whatsapp:{BUSINESS}", "status": "ONLINE", "webhook": hooks}
    twilio.senders = [one]


def test_numbers_in_no_campaign(twilio: StandIn) -> None:
    (service,) = twilio.services.values()
    service["us_app_to_person_registered"] = False
    hints("3 numbers in no registered campaign (A2P 10DLC).")


@pytest.mark.parametrize(
    ("state", "said"),
    [("", "no verification was asked for"), ("IN_REVIEW", "IN_REVIEW"), ("TWILIO_APPROVED", "")],
)
def test_a_toll_free_number(twilio: StandIn, tmp_path: Path, state: str, said: str) -> None:
    applied(tmp_path, desk_toml(relays=2).replace(RELAYS[1], TOLL_FREE))
    twilio.number(RELAYS[1])["phone_number"] = TOLL_FREE
    twilio.verified = {twilio.number(TOLL_FREE)["sid"]: state}
    if said:
        hints(f"1 toll-free number not verified.\n  - …0123: {said}\n")
    else:
        assert doctor() == WELL


def test_a_stand_in_that_knows_numbers_alone(twilio: StandIn, tmp_path: Path) -> None:
    applied(tmp_path, desk_toml(relays=2).replace(f'["{BUSINESS}"]', BOTH))
    twilio.trouble = lambda method, path: 404 if path.startswith("/v") else None
    hints("WhatsApp senders can't be listed here (404).")
