"""Whatever stands in a webhook that Meta signed, it is answered, and never by a 500."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from moto import mock_aws

from chalicelib import settings

from ..providers.near_webhooks import webhooks
from ..support import graph
from ..support.desk import BUSINESS, Driver, desk_toml
from ..support.graph import SECRETS
from ..support.stage import PUBLIC_URL, stage

URL = f"{PUBLIC_URL}/webhooks/meta"
_FEW = hypothesis_settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def desk() -> Iterator[Driver]:
    """One for all: what odd texts leave in it does not matter."""
    with mock_aws(), stage() as made, pytest.MonkeyPatch.context() as patch:
        for name, value in SECRETS.items():
            patch.setenv(name, value)
        settings.forget()
        toml = desk_toml().replace(f'"{BUSINESS}"', f'"{BUSINESS}", "whatsapp:{BUSINESS}"', 1)
        with Driver(made, toml) as driver:
            yield driver


@_FEW
@given(whole=webhooks())
def test_no_signed_json_makes_a_500(desk: Driver, whole: object) -> None:
    headers, body = graph.signed(json.dumps(whole).encode())
    assert desk.request("POST", URL, headers, body).answer.status in (200, 400)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"1e999", b'"\\ud800"'])
def test_nor_what_is_none(desk: Driver, body: bytes) -> None:
    headers, _ = graph.signed(body)
    assert desk.request("POST", URL, headers, body).answer.status == 400


@pytest.mark.parametrize("path", ["messages", "statuses", "calls"])
def test_the_other_routes_ask_for_the_signature_too(desk: Driver, path: str) -> None:
    headers, body = graph.signed(b"{}")
    for given_headers, status in ((headers, 200), ({"Content-Type": "application/json"}, 403)):
        found = desk.request("POST", f"{URL}/{path}", given_headers, body)
        assert found.answer.status == status
