"""Our own address: a webhook knows it, the clock asks the table."""

import pytest

from chalicelib.store import own_url
from tests.support.calls import AwsCalls
from tests.support.stage import PUBLIC_URL, Stage

HERE = "https://abc.execute-api.example/api"


@pytest.fixture
def unset(aws: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """No setting says where we are, and this process has not heard it yet."""
    monkeypatch.delenv("GUICHET_PUBLIC_URL")
    monkeypatch.setattr(own_url, "_known", ("", ""))
    return aws


def test_the_setting_costs_nothing(aws: Stage) -> None:
    with AwsCalls() as calls:
        assert own_url.reached(HERE) == PUBLIC_URL
        assert own_url.reached("") == PUBLIC_URL
    assert calls.counts == {}


def test_what_one_process_hears_of_another_knows(
    unset: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    with AwsCalls() as calls:
        assert [own_url.reached(HERE), own_url.reached(HERE), own_url.reached("")] == [HERE] * 3
    assert calls.counts == {"PutItem": 1}
    monkeypatch.setattr(own_url, "_known", ("", ""))
    with AwsCalls() as calls:
        assert [own_url.reached(""), own_url.reached("")] == [HERE] * 2
    assert calls.counts == {"GetItem": 1}


def test_the_last_one_counts(unset: Stage) -> None:
    own_url.reached(HERE)
    own_url.reached("https://texts.example")
    assert own_url.reached("") == "https://texts.example"


def test_nobody_knows_it(unset: Stage) -> None:
    assert own_url.reached("") == ""
