"""What no webhook brought: the provider's log is read for texts that were never taken in.

Those go through the same loop as a webhook's, oldest first, marked with when they were sent. The
seen-marker keeps a text from being taken in twice, whoever comes first. A mark in the table says up
to when the log was read; it moves only over what was handled.
"""

import time
from collections.abc import Iterator

from botocore.exceptions import BotoCoreError, ClientError

from . import inbound, settings, telemetry
from .errors import Duplicate, SetupError, TryLater, Unavailable
from .models import DAY, HOUR, MINUTE, Desk, InboundMessage
from .providers import base
from .providers.base import Provider
from .store import desk as desks
from .store import log
from .store.calls import retrying
from .troubles import is_out_of_reach, told

PROVIDER = "twilio"
"""Whose log is read. Meta has none, and tries its webhook for days by itself."""

YOUNGEST = 3 * MINUTE
"""A text younger than this (ms) may still come by itself: the provider tries its webhook again."""

OLDEST = DAY
"""What was sent longer ago (ms) is left: no answer is expected any more, and whoever it was has
written again or has called. The markers live longer, so nothing within is taken in twice."""

OVERLAP = 10 * MINUTE
"""So much (ms) before the mark is read again: the log may show a text late."""

FIRST = HOUR
"""So far back (ms) the first reading of all goes: a desk that was just set up must not swallow what
was answered elsewhere before there was a desk."""

SPAN = HOUR
"""So much (ms) is asked for at once. A log comes newest first, so all of a span is in memory before
its oldest text is handled: a long outage goes by in steps, and the mark moves with each."""

EDGE = MINUTE
"""A span begins so much (ms) before the end of the one before it: a log may list a text by another
moment than the one it tells, and a text at the border must be in one of the two."""


def catch_up(deadline: float) -> None:
    """Takes in what the provider has and we have not, until `deadline` (of `time.monotonic`).

    Never raises for a provider or a store that is out of reach: it goes on from where it stopped
    the next time. Without a desk or without credentials there is nothing to do.
    """
    try:
        desk = desks.load()
        provider = base.load(PROVIDER, settings.credentials())
        _read(desk, provider, deadline)
    except SetupError as error:
        telemetry.count("NotCaughtUp")
        telemetry.logger.debug("nothing to catch up", extra={"why": type(error).__name__})
    except TryLater as error:
        telemetry.count("LogUnread")
        telemetry.logger.warning("log not read", extra={"code": error.code})
    except (Unavailable, ClientError, BotoCoreError) as error:
        telemetry.count("NotCaughtUp")
        telemetry.logger.error("catching up stopped; it goes on in a minute", extra=told(error))


def _read(desk: Desk, provider: Provider, deadline: float) -> None:
    """From the mark to a few minutes ago, span by span."""
    now = int(time.time() * 1000)
    mark, end = log.read_until(provider.name), now - YOUNGEST
    since = max(mark - OVERLAP, now - OLDEST) if mark else now - FIRST
    for begin, until in _spans(since, end):
        if time.monotonic() > deadline or _read_span(desk, provider, begin, until, deadline):
            telemetry.logger.info("out of time; catching up goes on in a minute")
            return


def _spans(since: int, end: int) -> Iterator[tuple[int, int]]:
    """What is asked for at once, one after another."""
    for begin in range(since, end, SPAN):
        yield max(since, begin - EDGE), min(begin + SPAN, end)


def _read_span(desk: Desk, provider: Provider, since: int, until: int, deadline: float) -> bool:
    """One span of the log; whether the time was up. The mark follows what was handled."""
    reached = since
    try:
        for message in provider.received(since, until, log.taken_in):
            if time.monotonic() > deadline:
                return True
            if _is_ours(message, desk):
                _take_in(message)
            reached = message.late
        reached = until
    finally:
        if reached > since:
            log.move(provider.name, reached)
    return False


def _is_ours(message: InboundMessage, desk: Desk) -> bool:
    """Not what the desk wrote to itself, nor what another desk of the same account is to get."""
    ours = desk.is_relay(message.recipient) or desk.inbox_at(message.recipient) is not None
    return ours and not desk.owns(message.sender)


def _take_in(message: InboundMessage) -> None:
    """One text. Where it fails for a reason of its own, it is parked, and the others go on."""
    try:
        decision = inbound.take_in(message, settings.public_url() or "")
    except Exception as error:
        if is_out_of_reach(error):
            raise
        _park(message, error)
        return
    if decision.outcome != "duplicate":
        telemetry.count("Missed")


def _park(message: InboundMessage, why: Exception) -> None:
    telemetry.count("MissedFailed")
    telemetry.logger.error("a missed text is parked", extra={"text_id": message.id, **told(why)})
    try:
        retrying(lambda: inbound.park(message))
    except Duplicate:
        pass  # its webhook came after all
    except Exception as error:
        if is_out_of_reach(error):
            raise
        telemetry.logger.error("it could not be", extra={"text_id": message.id, **told(error)})
