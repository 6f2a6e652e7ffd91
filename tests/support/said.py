"""Everything that the app says while a block runs: log lines and metrics."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from typing import Any

from chalicelib import telemetry


@dataclass
class Said:
    """`text` is all of it; `metrics` the counters that went out."""

    stream: io.StringIO = field(default_factory=io.StringIO)

    @property
    def text(self) -> str:
        """Every line, of whatever kind."""
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The lines that are JSON: log lines and metrics."""
        return [json.loads(line) for line in self.text.splitlines() if line.startswith("{")]

    @property
    def metrics(self) -> dict[str, float]:
        """The sum of each counter."""
        found: dict[str, float] = {}
        for line in self.lines:
            for group in line.get("_aws", {}).get("CloudWatchMetrics", []):
                for metric in group["Metrics"]:
                    name = metric["Name"]
                    found[name] = found.get(name, 0) + sum(line[name])
        return found


@contextmanager
def listening() -> Iterator[Said]:
    """Catches stdout, stderr, and from INFO on the app's own log and that of every library.

    That is so whatever another test has made of the levels.
    """
    said = Said()
    own = [h for h in telemetry.logger.handlers if isinstance(h, logging.StreamHandler)]
    assert own, "the app's log goes nowhere"
    before = [(handler, handler.setStream(said.stream)) for handler in own]
    root, others = logging.getLogger(), logging.StreamHandler(said.stream)
    levels = [(log, log.level) for log in (root, logging.getLogger("guichet"))]
    silenced = logging.root.manager.disable
    root.addHandler(others)
    logging.disable(logging.NOTSET)
    for log, _ in levels:
        log.setLevel(logging.INFO)
    try:
        with redirect_stdout(said.stream), redirect_stderr(said.stream):
            yield said
    finally:
        for log, level in levels:
            log.setLevel(level)
        logging.disable(silenced)
        root.removeHandler(others)
        for handler, stream in before:
            if stream is not None:
                handler.setStream(stream)
