"""`[meta]` of desk.toml: what it says, and that every slip in it is told with its line."""

from pathlib import Path

import pytest

from chalicelib import settings
from chalicelib.models import Carrier
from infra import connect, stagechecks
from infra.apply import apply

from ..support.graph import SECRETS
from ..support.stage import Stage
from .slips import parsed, refused

RIGHT = """[desk]
name = "Atelier"
language = "fr"
timezone = "America/Montreal"
relay_numbers = ["+15145550101"]

[[inboxes]]
name = "support"
addresses = ["+15145550100", "whatsapp:+15145550100", "messenger:400000000000001", "instagram:178"]

[[agents]]
name = "Anna"
address = "+15145550201"
inboxes = ["support"]

[meta.numbers]
"whatsapp:+15145550100" = "100000000000001"

[meta.pages]
"messenger:400000000000001" = "400000000000001"
"instagram:178" = "400000000000001"
"""


def test_an_address_that_stands_there_is_metas_and_all_others_are_twilios() -> None:
    desk = parsed(RIGHT).build("k" * 64)
    assert desk.carrier("whatsapp:+15145550100") == Carrier("meta", "100000000000001")
    assert desk.carrier("instagram:178") == Carrier("meta", "400000000000001")
    for ours in ("+15145550100", "+15145550101", "whatsapp:+15145550101", ""):
        assert desk.carrier(ours) == Carrier("twilio")


def test_twilio_is_asked_about_its_own_alone() -> None:
    desk = parsed(RIGHT).build("k" * 64)
    assert connect.addresses(desk) == ["+15145550100", "+15145550101"]


def test_without_it_twilio_carries_all() -> None:
    desk = parsed(RIGHT.partition("[meta")[0]).build("k" * 64)
    assert desk.carriers == {}
    assert len(connect.addresses(desk)) == 5


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('"100000000000001"', "100000000000001", 17, "is no id of Meta's"),
        ('"100000000000001"', '"+15145550100"', 17, "is no id of Meta's"),
        ('"whatsapp:+15145550100" =', '"whatsapp:+15145550109" =', 17, "no address of an inbox"),
        ('"whatsapp:+15145550100" =', '"whatsap:+15145550100" =', 17, 'no channel "whatsap"'),
        ('"whatsapp:+15145550100" =', '"+15145550100" =', 17, "does not belong in `numbers`"),
        ('"instagram:178" =', '"whatsapp:+15145550100" =', 21, "does not belong in `pages`"),
        ("[meta.numbers]", "[meta.nummern]", 16, "unknown key `nummern`"),
        ('["+15145550101"]', '["whatsapp:+15145550100"]', 17, "Meta carries customers only"),
        ('[meta.numbers]\n"whatsapp:+15145550100" = ', "[meta]\nnumbers = ", 17, "`numbers` must"),
        ("[meta.numbers]", "[[meta]]\n[meta.numbers]", 16, "there is no [meta]"),
    ],
)
def test_a_slip_is_told(old: str, new: str, line: int, words: str) -> None:
    refused(RIGHT, old, new, line, words)


def test_one_id_is_one_number() -> None:
    second = '"whatsapp:+15145550107" = "100000000000001"\n\n[meta.pages]'
    right = RIGHT.replace('"instagram:178"]', '"instagram:178", "whatsapp:+15145550107"]')
    refused(right, "\n[meta.pages]", second, 18, "is there twice, first on line 17")


def test_doctor_says_which_of_metas_credentials_is_missing(
    aws: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "desk.toml"
    path.write_text(RIGHT, encoding="utf-8")
    apply(path)
    assert [f.what.split()[0] for f in stagechecks.desk()] == list(SECRETS)
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    settings.forget()
    assert list(stagechecks.desk()) == []


def test_connect_says_what_to_set_at_meta() -> None:
    desk = parsed(RIGHT).build("k" * 64)
    [note] = connect._elsewhere(desk, "https://desk.example/api")
    assert "https://desk.example/api/webhooks/meta" in note
    assert "whatsapp …0100" in note
    assert "+1514" not in note
