"""What happens where a test's engine or browser isn't installed."""

import os
from typing import NoReturn

import pytest


def lacking(what: str, mend: str) -> NoReturn:
    """Fails the test where `CI` is set, else skips it: `what` is not there, `mend` helps."""
    sentence = f"{what} NOT FOUND: {mend}"
    if os.environ.get("CI"):
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)
