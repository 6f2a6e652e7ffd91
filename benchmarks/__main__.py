"""`python -m benchmarks [PART …] [--json FILE]`: measures, prints a table, writes JSON.

Where a figure has a floor it stands beside it, of the same run. Exits with 1 where a ratio, or a
figure that has no floor, is above its limit. Parts are the modules that `PARTS` names; each has a
`measure` that returns rows.
"""

import argparse
import importlib
import sys
from pathlib import Path

from . import table

PARTS: tuple[str, ...] = ("start", "package", "warm", "calls", "load", "memory", "scale")


def main() -> int:
    """Runs the parts asked for, all of them where none is named."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--json", type=Path, default=Path("benchmarks/results/figures.json"))
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    rows = []
    for name in asked.parts or PARTS:
        print(f"{name}…", file=sys.stderr)
        rows += importlib.import_module(f"{__package__}.{name}").measure()
    table.show(rows)
    table.write(rows, asked.json)
    return 0 if all(row.is_within for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
