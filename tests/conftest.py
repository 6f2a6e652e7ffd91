"""Fixtures for every test: see `tests/support/` for what stands behind them."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import HealthCheck, settings
from moto import mock_aws

from chalicelib import providers

from .support import chromium, ministack
from .support.figures import pytest_terminal_summary  # noqa: F401 - pytest finds it here
from .support.lacking import lacking
from .support.network import stay_here
from .support.stage import Stage, empty_environment, stage

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# A provider in a folder of its own, beside those that ship: it is found as they are.
providers.__path__.append(str(Path(__file__).parent / "toy"))

_SLOW = [HealthCheck.too_slow]
settings.register_profile("dev", max_examples=50, deadline=None, suppress_health_check=_SLOW)
settings.register_profile("ci", settings.get_profile("dev"), max_examples=200, derandomize=True)
settings.register_profile("deep", settings.get_profile("dev"), max_examples=5000, print_blob=True)
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev")
)


@pytest.fixture(scope="session", autouse=True)
def _nothing_of_this_machine() -> Iterator[None]:
    """Made-up credentials, none of the owner's variables, and no way out but the loopback."""
    with pytest.MonkeyPatch.context() as patch:
        empty_environment(patch)
        stay_here(patch)
        patch.setattr(rsa, "generate_private_key", cache(rsa.generate_private_key))
        yield


@pytest.fixture
def aws() -> Iterator[Stage]:
    """An empty stage on moto, in this process. For one thread: moto isolates nothing."""
    with mock_aws(config={"core": {"reset_boto3_session": False}}), stage() as made:
        yield made


@pytest.fixture(scope="session")
def ministack_url() -> Iterator[str]:
    """One engine for the whole run. Skips loudly where it isn't installed; fails in CI."""
    executable = ministack.find()
    if executable is None:
        lacking("ministack", "run `make install`, or name its executable in GUICHET_MINISTACK")
    with ministack.running(executable) as url:
        yield url


@pytest.fixture
def ministack_aws(ministack_url: str) -> Iterator[Stage]:
    """An empty stage on ministack, for threads that race.

    `GUICHET_TEST_DYNAMODB_URL`, where it is set, has the table instead.
    """
    with stage(ministack_url, os.environ.get("GUICHET_TEST_DYNAMODB_URL")) as made:
        yield made


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """One headless Chromium for the whole run. Skips loudly where there is none; fails in CI."""
    executable = chromium.find()
    if executable is None:
        lacking("Chromium", "install it, or name its executable in GUICHET_CHROMIUM")
    with chromium.running(executable) as started:
        yield started


@pytest.fixture
def page(browser: "Browser") -> Iterator["Page"]:
    """A page of a fresh browser profile, a laptop wide."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    try:
        yield context.new_page()
    finally:
        context.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests come first: none is left over for one worker, while others are idle."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
