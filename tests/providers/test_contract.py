"""Every provider that is there, held against the contract with the bodies recorded for it.

A new provider brings `chalicelib/providers/<name>.py` and `tests/fixtures/<name>/` with

- bodies, one file per case, just as the provider sends them (a line end at the end is not theirs);
- `messages.json` and `statuses.json`: file → what comes of it, `{"expect": [fields, …]}` without
  the fields that keep their defaults, or `{"error": "Malformed"}`, alone or for one of a batch;
  and, where the case needs them, `"headers"`, `"query"` and `"method"`;
- `sign.py` with `credentials()` and `sign(request, credentials)`.
"""

import inspect
import re
from dataclasses import replace
from typing import Any

import pytest

from chalicelib import errors
from chalicelib.providers import base
from chalicelib.providers.base import AnswerText, WebRequest
from chalicelib.texts import say

from .contract import CASES, FIXTURES, each_case, each_provider, signed, signer, table_of

MEMBERS = [
    name
    for name, member in vars(base.Provider).items()
    if inspect.isfunction(member) and not name.startswith("_")
]
REASONS = {
    *("reason_no_texts", "reason_invalid", "reason_blocked", "reason_unreachable"),
    *("reason_filtered", "reason_too_long", "reason_country", "reason_window", "reason_media"),
    *("reason_setup", "reason_unknown", "reason_opted_out"),
}


@each_provider
def test_has_every_member_of_the_contract(name):
    provider = base.load(name, signer(name).credentials())
    assert provider.name == name
    assert isinstance(provider.answers_in_webhook, bool)
    assert isinstance(provider.one_webhook, bool)
    for member in MEMBERS:
        assert _taken(type(provider), member) == _taken(base.Provider, member), member


def _taken(of: type, member: str) -> list[tuple[object, object]]:
    """What a member takes: names are free, their number, their kind and what may be left out no."""
    takes = inspect.signature(getattr(of, member)).parameters.values()
    return [(one.kind, one.default) for one in takes]


@each_provider
def test_brings_fixtures_and_every_one_is_in_a_table(name):
    tables = table_of(name, "messages"), table_of(name, "statuses")
    assert all(tables), f"tests/fixtures/{name} lacks messages.json or statuses.json"
    files = {path.name for path in (FIXTURES / name).glob("*.txt")}
    assert files == {file for table in tables for file in table}


@each_case
def test_a_fixture_is_read_as_its_table_says(case):
    provider, request = signed(case)
    provider.verify(request)
    if "error" in case.row:
        error: type[errors.BadRequest] = getattr(errors, case.row["error"])
        with pytest.raises(error) as raised:
            getattr(provider, case.table)(request)
        assert 400 <= raised.value.status < 500
        return
    expected = [
        row if "error" in row and len(row) == 1 else {"provider": case.provider, **row}
        for row in case.row["expect"]
    ]
    assert [_as_row(one) for one in getattr(provider, case.table)(request)] == expected


def _as_row(found: Any) -> dict[str, Any]:
    """What stands in a table for something that was read, or could not be."""
    if isinstance(found, errors.Malformed):
        return {"error": "Malformed"}
    row: dict[str, Any] = found.model_dump(mode="json", exclude_defaults=True)
    return row


@each_provider
@pytest.mark.parametrize("query", ["", "hub.mode=subscribe&hub.verify_token=no&hub.challenge=1"])
def test_who_asks_without_knowing_is_forged(name, query):
    provider = base.load(name, signer(name).credentials())
    url = f"https://desk.example/prod/webhooks/{name}?{query}"
    with pytest.raises(errors.Forged):
        provider.handshake(WebRequest("GET", url))


@each_case
def test_what_the_provider_did_not_sign_is_forged(case):
    provider, request = signed(case)
    somebody = signer(case.provider)
    forgeries = {
        "unsigned": case.request(),
        "another's signature": somebody.sign(case.request(), somebody.credentials()),
        "another body": replace(request, body=request.body + b"x"),
        "no signature worth the name": replace(
            request, headers=dict.fromkeys(request.headers, "é")
        ),
    }
    for what, forgery in forgeries.items():
        with pytest.raises(errors.Forged) as raised:
            provider.verify(forgery)
        assert 400 <= raised.value.status < 500, what


@each_provider
def test_an_answer_with_no_texts_says_nothing(name):
    answer = base.load(name, signer(name).credentials()).answer()
    assert 200 <= answer.status < 300
    assert "message" not in answer.body.lower()


@each_provider
def test_an_answer_carries_its_text_where_the_provider_takes_one(name):
    provider = base.load(name, signer(name).credentials())
    if provider.answers_in_webhook:
        answer = provider.answer([AnswerText("Noted.", "https://desk.example/s?e=1")])
        assert "Noted." in answer.body


@each_provider
def test_every_error_code_has_a_reason_in_plain_words(name):
    provider = base.load(name, signer(name).credentials())
    for code in ("", "no such code"):
        assert provider.reason(code) == "reason_unknown"
    codes = {f["error"] for c in CASES for f in c.row.get("expect", ()) if "error" in f}
    assert {provider.reason(code) for code in codes} <= REASONS


def test_every_reason_has_its_words():
    for language in ("en", "fr"):
        assert all(say(reason, language) for reason in REASONS)
    named = re.findall("`(reason_[a-z_]+)`", inspect.getdoc(base.Provider.reason) or "")
    assert set(named) == REASONS


@pytest.mark.parametrize("name", ["base", "__init__", "__pycache__", "nobody", "../twilio", ""])
def test_no_other_name_loads_a_provider(name):
    with pytest.raises(errors.UnknownProvider):
        base.load(name, signer("twilio").credentials())
