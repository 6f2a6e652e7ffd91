"""The URL that `desk.py connect` sets: where it is from, and that the route takes texts there."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag

import pytest

from chalicelib.errors import SetupError
from infra import connect, publicurl
from simulator.wire import signed

from ..support.doctoring import live
from ..support.places import BUSINESS, inbound_form
from ..support.stage import AUTH_TOKEN, Stage
from ..support.standin_numbers import StandIn


@pytest.fixture
def twilio(aws: Stage, tmp_path: Path) -> Iterator[StandIn]:
    with live(tmp_path) as stand_in:
        stand_in.asked.clear()
        yield stand_in


def test_the_deployed_url_where_none_is_set(
    twilio: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GUICHET_PUBLIC_URL")
    url = "https://abc.execute-api.ca-central-1.amazonaws.com/api"
    found = {"resources": [{"name": "wake"}, {"name": "rest_api", "rest_api_url": f"{url}/"}]}
    path = tmp_path / "prod.json"
    with pytest.raises(SetupError, match="was not deployed from here"):
        publicurl.find("prod", tmp_path)
    path.write_text(json.dumps(found), encoding="utf-8")
    assert publicurl.find("prod", tmp_path) == url
    for text in ('{"resources": []}', "[]", "{"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(SetupError, match="Mend: "):
            publicurl.find("prod", tmp_path)


@pytest.mark.parametrize("url", ["desk.example/api", "ftp://desk.example", "https://a.example/?b"])
def test_a_url_that_nobody_can_call(
    twilio: StandIn, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("GUICHET_PUBLIC_URL", url)
    with pytest.raises(SetupError, match="Mend: set GUICHET_PUBLIC_URL"):
        connect.prepare("dev")
    assert twilio.asked == []


def test_the_route_takes_a_text_at_the_url_that_was_set(twilio: StandIn) -> None:
    """Twilio signs the URL without its fragment, and sends none."""
    url, fragment = urldefrag(twilio.number(BUSINESS)["sms_url"])
    assert fragment
    form = inbound_form("+18195550001", BUSINESS, "Is my bike ready?")
    assert twilio.gateway.post(url, *signed(url, form, AUTH_TOKEN)).status == 200
    whole = twilio.number(BUSINESS)["sms_url"]
    assert twilio.gateway.post(url, *signed(whole, form, AUTH_TOKEN)).status == 403
