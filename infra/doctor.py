"""Looks at a stage: what is wrong, why it matters, and the mend."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, NoRegionError

from chalicelib.errors import SetupError, Unavailable

from . import stuck
from .findings import Finding

_FINDS: Sequence[Callable[[], Finding | None]] = (
    stuck.find_letters,
    stuck.find_entries,
    stuck.find_parked,
    stuck.find_overdue,
)
_MENDS: Sequence[Callable[[], Iterator[str]]] = (
    stuck.drive_letters_back,
    stuck.put_entries_back,
    stuck.take_parked_in,
    stuck.wake_overdue,
)


def put_back() -> Iterator[str]:
    """Puts back what can be; yields what was done, a line each, as it is done.

    Raises `SetupError` with the mend, or `Unavailable` where AWS is out of reach. Again, it goes
    on where it stopped.
    """
    with _asking():
        for mend in _MENDS:
            yield from mend()


def examine(*, after: bool = False) -> tuple[Finding, ...]:
    """What is wrong. Raises like `put_back`; `after`: just after that was called.

    Dead letters are not counted then: SQS is a while behind.
    """
    with _asking():
        found = [find() for find in _FINDS if not (after and find is stuck.find_letters)]
    return tuple(finding for finding in found if finding)


@contextmanager
def _asking() -> Iterator[None]:
    """AWS's errors in our words."""
    try:
        yield
    except ClientError as error:
        code, call = error.response["Error"]["Code"], error.operation_name
        raise Unavailable(f"AWS answered {code} to {call}.") from None
    except (NoRegionError, NoCredentialsError) as error:
        raise SetupError(f"AWS: {error} Mend: set it, for instance with `aws configure`.") from None
    except BotoCoreError as error:
        raise Unavailable(f"AWS can't be reached: {type(error).__name__}.") from None
