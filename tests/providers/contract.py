"""Every provider that is there, with the bodies recorded for it. What is held against it is in
`test_contract.py` and `test_contract_calls.py`."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest

from chalicelib.providers import base
from chalicelib.providers.base import WebRequest

FIXTURES = Path(__file__).parents[1] / "fixtures"
NAMES = base.names()


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


def table_of(provider: str, table: str) -> dict[str, dict[str, Any]]:
    path = FIXTURES / provider / f"{table}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


CASES = [
    Case(provider, table, file, row)
    for provider in NAMES
    for table in ("messages", "statuses")
    for file, row in table_of(provider, table).items()
]
each_case = pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.provider}-{c.file}")
each_provider = pytest.mark.parametrize("name", NAMES)


def signer(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"sign_{name}", FIXTURES / name / "sign.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def signed(case: Case) -> tuple[base.Provider, WebRequest]:
    sign = signer(case.provider)
    credentials = sign.credentials()
    return base.load(case.provider, credentials), sign.sign(case.request(), credentials)
