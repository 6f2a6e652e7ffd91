"""Every provider that is there, held against the contract with the bodies recorded for it.

A new provider brings `chalicelib/providers/<name>.py` and `tests/fixtures/<name>/` with

- bodies, one file per case, just as the provider sends them (a line end at the end is not theirs);
- `messages.json` and `statuses.json`: file → what comes of it, `{"expect": [fields, …]}` without
  the fields that keep their defaults, or `{"error": "Malformed"}`, alone or for one of a batch;
  and, where the case needs them, `"headers"`, `"query"` and `"method"`;
- `sign.py` with `credentials()` and `sign(request, credentials)`.
"""

import importlib.util
import json
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest

from chalicelib import errors
from chalicelib.providers import base
from chalicelib.providers.base import AnswerText, WebRequest

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
NAMES = sorted(
    path.stem
    for path in (ROOT / "chalicelib" / "providers").glob("*.py")
    if path.stem != "base" and not path.stem.startswith("_")
)
MEMBERS = (
    *("handshake", "verify", "messages", "statuses", "answer", "refuse_call"),
    *("send", "find_sent", "received", "reason"),
)
REASONS = {"no_texts", "invalid", "blocked", "unreachable", "filtered", "window", "unknown"}


class Case(NamedTuple):
    provider: str
    table: str
    file: str
    row: dict[str, Any]

    def request(self) -> WebRequest:
        query = f"?{self.row['query']}" if self.row.get("query") else ""
        return WebRequest(
            method=self.row.get("method", "POST"),
            url=f"https://desk.example/prod/webhooks/{self.provider}/{self.table}{query}",
            headers=self.row.get("headers", {}),
            body=(FIXTURES / self.provider / self.file).read_bytes().removesuffix(b"\n"),
        )


def _table(provider: str, table: str) -> dict[str, dict[str, Any]]:
    path = FIXTURES / provider / f"{table}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


CASES = [
    Case(provider, table, file, row)
    for provider in NAMES
    for table in ("messages", "statuses")
    for file, row in _table(provider, table).items()
]
each_case = pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.provider}-{c.file}")
each_provider = pytest.mark.parametrize("name", NAMES)


def _signer(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"sign_{name}", FIXTURES / name / "sign.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _signed(case: Case) -> tuple[base.Provider, WebRequest]:
    signer = _signer(case.provider)
    credentials = signer.credentials()
    return base.load(case.provider, credentials), signer.sign(case.request(), credentials)


@each_provider
def test_has_every_member_of_the_contract(name):
    provider = base.load(name, _signer(name).credentials())
    assert provider.name == name
    assert isinstance(provider.answers_in_webhook, bool)
    assert isinstance(provider.one_webhook, bool)
    assert all(callable(getattr(provider, member)) for member in MEMBERS)


@each_provider
def test_brings_fixtures_and_every_one_is_in_a_table(name):
    tables = _table(name, "messages"), _table(name, "statuses")
    assert all(tables), f"tests/fixtures/{name} lacks messages.json or statuses.json"
    files = {path.name for path in (FIXTURES / name).glob("*.txt")}
    assert files == {file for table in tables for file in table}


@each_case
def test_a_fixture_is_read_as_its_table_says(case):
    provider, request = _signed(case)
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
    provider = base.load(name, _signer(name).credentials())
    url = f"https://desk.example/prod/webhooks/{name}?{query}"
    with pytest.raises(errors.Forged):
        provider.handshake(WebRequest("GET", url))


@each_case
def test_what_the_provider_did_not_sign_is_forged(case):
    provider, request = _signed(case)
    somebody = _signer(case.provider)
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
    answer = base.load(name, _signer(name).credentials()).answer()
    assert 200 <= answer.status < 300
    assert "message" not in answer.body.lower()


@each_provider
def test_an_answer_carries_its_text_where_the_provider_takes_one(name):
    provider = base.load(name, _signer(name).credentials())
    if provider.answers_in_webhook:
        answer = provider.answer([AnswerText("Noted.", "https://desk.example/s?e=1")])
        assert "Noted." in answer.body


@each_provider
def test_every_error_code_has_a_reason_in_plain_words(name):
    provider = base.load(name, _signer(name).credentials())
    for code in ("", "no such code"):
        assert provider.reason(code) == "reason_unknown"
    codes = {f["error"] for c in CASES for f in c.row.get("expect", ()) if "error" in f}
    assert {provider.reason(code) for code in codes} <= {f"reason_{word}" for word in REASONS}


@pytest.mark.parametrize("name", ["base", "__init__", "__pycache__", "nobody", "../twilio", ""])
def test_no_other_name_loads_a_provider(name):
    with pytest.raises(errors.UnknownProvider):
        base.load(name, _signer("twilio").credentials())
