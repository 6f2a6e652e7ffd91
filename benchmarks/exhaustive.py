"""Every interleaving of two agents and two customers, as deep as two minutes go.

`python benchmarks/exhaustive.py [SECONDS]` prints states, depth and the shortest counterexample,
for one and for two relay numbers, from a desk where nobody has written and from a busy one; exits
with 1 where there is one. The rules are the real ones; `tests/properties/exhaustive.py` says what
the steps are, and what is left out.
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.properties.exhaustive import BUSY, Report, explore

SECONDS = 120.0


def main() -> int:
    """Two searches at a time, each with a process to itself."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    found: list[Report] = []
    with ProcessPoolExecutor(2) as pool:
        searches = [
            pool.submit(explore, relays, seconds, begins)
            for begins in ((), BUSY)
            for relays in (1, 2)
        ]
        for search in searches:
            found.append(search.result())
            print(found[-1], flush=True)
    return int(any(report.counterexample for report in found))


if __name__ == "__main__":
    raise SystemExit(main())
