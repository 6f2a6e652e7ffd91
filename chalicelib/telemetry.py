"""The one Logger, Metrics and Tracer (Powertools). No address and no body leaves through them.

Callers pass ids, counts and codes only. As a second net everything that a log line or an
exception's text holds is searched for anything shaped like an address before it is written.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter
from aws_lambda_powertools.metrics import MetricUnit

from . import settings

_ADDRESS = re.compile(
    r"(?=[wmrit+%\d])(?:"  # most characters begin none of them
    r"(?:whatsapp|messenger|rcs|instagram|tel)(?::|%3A)[^\s\"'&,;)]+"
    r"|(?:\+|%2B|\b00)\d[\d\s().-]{5,}\d"
    r"|(?<![\w.-])\d{10,12}(?![\w.-])"
    r")"
    # WhatsApp's id of a person who shows no number: `CA.13491208655302741918`.
    r"|(?<![\w.])[a-z]{2}\.(?:ent\.)?(?=[a-z]*\d)[a-z0-9]{12,}",
    re.IGNORECASE,
)


def redact(text: str) -> str:
    """`text` with whatever looks like a phone number or a channel address taken out."""
    return _ADDRESS.sub("[address]", text)


class _Redacting(LambdaPowertoolsFormatter):
    def serialize(self, log: dict[str, Any]) -> str:  # type: ignore[override]
        return super().serialize(_clean(log))


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {key: _clean(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(inner) for inner in value]
    return value


logger = Logger(service="guichet", logger_formatter=_Redacting(), log_uncaught_exceptions=False)
metrics = Metrics(namespace="Guichet", service="guichet")

_UNITS = {
    "Acknowledged": MetricUnit.Milliseconds,
    "Relayed": MetricUnit.Milliseconds,
    "FirstAnswer": MetricUnit.Seconds,
    "NextAnswer": MetricUnit.Seconds,
    "WaitingLongest": MetricUnit.Seconds,
}


def count(name: str, value: int = 1) -> None:
    """Adds `value` to a counter of this name.

    Every name that is ever used costs about $0.30 a month (CloudWatch's price of a custom metric
    beyond the tenth), so what a log line tells is not counted too.
    """
    metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)


def told(message: str, **about: str) -> None:
    """Says what was done: on the line of its figures, or on one of its own where it has none.

    For what every text says: a second line would cost as much again, in time and at CloudWatch.
    """
    if not metrics.metric_set or metrics.metadata_set:
        logger.info(message, extra=about)
        return
    of = logger.get_current_keys()
    known = {name: of[name] for name in ("event", "invocation") if name in of}
    for name, value in {"level": "INFO", "message": message, **known, **about}.items():
        metrics.add_metadata(key=name, value=value)


def measured(figures: Iterable[tuple[str, int]]) -> None:
    """Records figures by their names: durations in the unit that `_UNITS` has, else counts."""
    for name, value in figures:
        metrics.add_metric(name=name, unit=_UNITS.get(name, MetricUnit.Count), value=value)


@contextmanager
def span(name: str) -> Iterator[None]:
    """A traced step. Costs nothing, not even the import of the X-Ray SDK, where tracing is off."""
    if not settings.tracing():
        yield
        return
    from aws_lambda_powertools import Tracer

    with Tracer(service="guichet", auto_patch=False).provider.in_subsegment(name):
        yield


@contextmanager
def invocation(event: str, context: Any = None) -> Iterator[None]:
    """Around one Lambda invocation: its logs carry its id, and its metrics go out."""
    request_id = getattr(context, "aws_request_id", "")
    logger.append_keys(event=event, invocation=request_id)
    try:
        with span(event):
            yield
    finally:
        if metrics.metric_set:  # Powertools warns of an empty set
            metrics.add_dimension("stage", settings.stage())
            metrics.flush_metrics()
            metrics.clear_metrics()  # flushing leaves them where metrics are switched off
        logger.remove_keys(["event", "invocation"])
