"""The real package as `make deploy` ships it: every entry point runs, nothing is compiled."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks import firsts
from benchmarks.packed import Packed, shipped
from infra import contents

ONCE = Path(firsts.__file__).with_name("once.py")
EVENTS = (firsts.WEBHOOK, firsts.LOOK, firsts.SEND, firsts.TICK, firsts.HEALTH)
pytestmark = pytest.mark.slow

LARGEST = 12_000_000
"""Bytes of the zip. Plain `chalice deploy` ships 28,500,000."""


@pytest.fixture(scope="module")
def package() -> Iterator[Packed]:
    with shipped() as made:
        yield made


@pytest.fixture(scope="module")
def recorded() -> dict[str, firsts.First]:
    return firsts.record()


def fresh(package: Packed, first: firsts.First, folder: Path) -> dict[str, Any]:
    """A process that has nothing but the package and Python's own library."""
    event = firsts.write(first, folder / "event.json")
    command = [sys.executable, "-I", "-S", "-B", str(ONCE), str(package.folder), str(event)]
    done = subprocess.run(command, capture_output=True, text=True, env={}, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("name", EVENTS)
def test_entry_point(
    package: Packed, recorded: dict[str, firsts.First], tmp_path: Path, name: str
) -> None:
    found = fresh(package, recorded[name], tmp_path)
    assert found["compiled"] == [], "shipped without byte-code"
    assert found["unasked"] == 0


@pytest.mark.parametrize(
    ("name", "never"),
    [
        (
            firsts.HEALTH,
            {"boto3", "botocore.client", "twilio", "requests", "phonenumbers", "tzdata"},
        ),
        (firsts.WEBHOOK, {"twilio.rest", "requests", "phonenumbers", "tzdata"}),
        (firsts.LOOK, {"twilio.rest", "requests", "phonenumbers"}),
    ],
)
def test_only_what_is_used_is_imported(
    package: Packed, recorded: dict[str, firsts.First], tmp_path: Path, name: str, never: set[str]
) -> None:
    assert not never & set(fresh(package, recorded[name], tmp_path)["modules"])


def test_size(package: Packed) -> None:
    assert package.zip.stat().st_size < LARGEST


def test_nothing_left_out_comes_back(package: Packed) -> None:
    assert not {*contents.parts(package.zip)} & {"aiohttp", "yarl", "jwt", "multidict"}
