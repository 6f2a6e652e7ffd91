"""What providers need to know is found by names of their own: no list of them stands anywhere."""

import json
from collections.abc import Iterator

import boto3
import pytest

from chalicelib import settings
from chalicelib.errors import SetupError
from chalicelib.settings import Credentials
from tests.support.stage import Stage


@pytest.fixture(autouse=True)
def _anew() -> Iterator[None]:
    settings.forget()
    yield
    settings.forget()


def test_what_the_environment_has_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOY_SECRET", "made-up")
    monkeypatch.setenv("TOY_API_URL", "http://127.0.0.1:9/")
    found = settings.credentials()
    assert found.secret("TOY_SECRET") == "made-up"
    assert found.url("TOY_API_URL", "https://api.toy.example") == "http://127.0.0.1:9"
    assert found.url("TOY_FILES_URL", "https://api.toy.example/") == "https://api.toy.example"


def test_what_the_secret_has_is_found_and_nothing_beside_it(
    aws: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = json.dumps({"TOY_SECRET": "made-up", "TOY_PIN": 1234, "EMPTY": "", "NONE": None})
    boto3.client("secretsmanager").create_secret(Name="guichet-test", SecretString=held)
    for name, value in {
        "GUICHET_SECRET_ID": "guichet-test",
        "ELSEWHERE": "x",
        "TOY_API_URL": "http://127.0.0.1:9",
    }.items():
        monkeypatch.setenv(name, value)
    settings.forget()
    found = settings.credentials()
    assert (found.secret("TOY_SECRET"), found.secret("TOY_PIN")) == ("made-up", "1234")
    assert found.url("TOY_API_URL", "https://api.toy.example") == "http://127.0.0.1:9"
    for name in ("EMPTY", "NONE", "ELSEWHERE", "TOY_TOKEN"):
        with pytest.raises(SetupError, match=f"{name} is not set"):
            found.secret(name)


def test_nothing_of_it_is_printed() -> None:
    found = Credentials({"TOY_SECRET": "made-up"}, urls={"TOY_API_URL": "https://toy.example"})
    assert repr(found) == str(found) == "Credentials()"
