"""What tests count, shown at the end of the report, whichever process they ran in."""

from collections import Counter
from typing import Any

import pytest

_NAME = "figures"


class Figures:
    """The counts of one test; a fixture makes it of the test's node."""

    def __init__(self, node: Any) -> None:
        self._properties: list[tuple[str, object]] = node.user_properties
        self.counts: dict[str, int] = {}
        self._properties.append((_NAME, self.counts))

    def add(self, **counts: int) -> None:
        """Counts more. A `_` in a name shows as a space."""
        for name, count in counts.items():
            self.counts[name] = self.counts.get(name, 0) + count


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints what the tests counted, a line for each function."""
    found: dict[str, Counter[str]] = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", "") == "call":
                where = report.nodeid.partition("[")[0].rpartition("/")[2]
                for counted in (v for name, v in report.user_properties if name == _NAME):
                    found.setdefault(where, Counter()).update(counted)
    if found:
        terminalreporter.section("figures")
    for where, counts in sorted(found.items()):
        said = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items())
        terminalreporter.write_line(f"{where}: {said}")
