"""What tests count, shown at the end of the report, whichever process they ran in."""

from collections import Counter
from typing import Any

import pytest

_NAME = "figures"


class Figures:
    """The counts of one test; a fixture makes it of the test's node."""

    def __init__(self, node: Any) -> None:
        self._properties: list[tuple[str, object]] = node.user_properties
        self.counts: Counter[str] = Counter()

    def add(self, **counts: int) -> None:
        """Counts more. A `_` in a name shows as a space."""
        self.counts.update(counts)
        said = ", ".join(
            f"{count:,} {name.replace('_', ' ')}" for name, count in self.counts.items()
        )
        self._properties[:] = [p for p in self._properties if p[0] != _NAME] + [(_NAME, said)]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints what the tests counted."""
    lines = [
        f"{report.nodeid.rpartition('/')[2]}: {value}"
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", "") == "call"
        for name, value in report.user_properties
        if name == _NAME
    ]
    if lines:
        terminalreporter.section("figures")
        for line in lines:
            terminalreporter.write_line(line)
