"""What a benchmark measured: rows for a table that people read, and the same as JSON."""

import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table


class Row(NamedTuple):
    """One figure, beside its floor where it has one: of the same run, never from elsewhere."""

    part: str
    """The benchmark that it is of."""
    what: str
    figure: float
    unit: str
    floor: float | None = None
    limit: float | None = None
    """The most that figure ÷ floor may be; the figure itself, where there is no floor."""

    @property
    def ratio(self) -> float | None:
        """Figure ÷ floor."""
        return self.figure / self.floor if self.floor else None

    @property
    def is_within(self) -> bool:
        """Whether it keeps its limit; true where it has none."""
        measured = self.figure if self.ratio is None else self.ratio
        return self.limit is None or measured <= self.limit


def show(rows: Iterable[Row]) -> None:
    """Prints the rows as one table."""
    table = Table(box=None, pad_edge=False)
    for heading in ("part", "what"):
        table.add_column(heading)
    for heading in ("figure", "floor", "ratio", "at most"):
        table.add_column(heading, justify="right")
    for row in rows:
        floor, ratio = _number(row.floor, row.unit), _number(row.ratio)
        limit = _number(row.limit) + ("" if row.is_within else "  ✗")
        table.add_row(row.part, row.what, _number(row.figure, row.unit), floor, ratio, limit)
    Console(soft_wrap=True).print(table)


def write(rows: Iterable[Row], path: Path) -> None:
    """Writes the rows as JSON."""
    whole = [{**row._asdict(), "ratio": row.ratio, "is_within": row.is_within} for row in rows]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(whole, indent=2) + "\n", "utf-8")


def _number(value: float | None, unit: str = "") -> str:
    if value is None or math.isnan(value):  # memory, where the machine does not tell it
        return ""
    digits = f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.2f}"
    return f"{digits} {unit}".rstrip()
