"""What an exception means to whoever must decide how to go on, and what of it may be logged."""

import traceback
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

from .errors import SetupError, StoreError

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
