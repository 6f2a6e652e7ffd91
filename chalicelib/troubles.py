"""What an exception means to whoever must decide how to go on, and what of it may be logged."""

import time
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

from . import telemetry
from .errors import BadRequest, Malformed, SetupError, StoreError, Unavailable

MOST = 15.0
"""For so long (s) another one of a batch is begun: the rest is for the provider's next try."""

T = TypeVar("T")
R = TypeVar("R")

_OF_ITS_OWN = frozenset({"ValidationException", "TransactionCanceledException"})
"""DynamoDB's errors that are about what is written, and not about DynamoDB."""

_OURS = Path(__file__).parent
_FRAMES = 3


def is_out_of_reach(error: Exception) -> bool:
    """Whether the next one would fare no better, or a later try will.

    AWS is down or in conflict, or something is not set up as it must be. All else is a fault of
    the one thing that was being handled.
    """
    if isinstance(error, ClientError):
        return error.response["Error"]["Code"] not in _OF_ITS_OWN
    if isinstance(error, ParamValidationError):
        return False
    return isinstance(error, (StoreError, SetupError, BotoCoreError))


def told(error: BaseException) -> dict[str, str]:
    """What failed and where, for a log, without an exception's words: they may be a customer's.

    `why` is its type, with AWS's code where it has one; `where` the last places of our own code.
    """
    why = type(error).__name__
    if isinstance(error, ClientError):
        why = f"{why} {error.response['Error']['Code']}"
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if _OURS in Path(f.filename).parents] or frames[-1:]
    places = [f"{Path(f.filename).stem}.{f.name}:{f.lineno}" for f in reversed(ours[-_FRAMES:])]
    return {"why": why, "where": " < ".join(places)}


def each(items: Iterable[T | Malformed], act: Callable[[T], R]) -> list[R]:
    """Does `act` to each of a batch, for itself: one that fails costs none of the others.

    In the end raises the first that failed, ours before the provider's, so that the provider tries
    again. Raises at once where the next would fare no better, or the time is up.
    """
    until = time.monotonic() + MOST
    done: list[R] = []
    failed: list[Exception] = []
    for item in items:
        if isinstance(item, Malformed):
            failed.append(item)
            continue
        if done and time.monotonic() > until:
            raise Unavailable("a batch that takes too long goes on with the next try")
        try:
            done.append(act(item))
        except Exception as error:
            if is_out_of_reach(error):
                raise
            failed.append(error)
    if not failed:
        return done
    first = next((e for e in failed if not isinstance(e, BadRequest)), failed[0])
    for other in failed:
        if other is not first:
            telemetry.logger.error("one of several not taken in", extra=told(other))
    raise first
