"""What AWS refuses the operator, in our words."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, NoRegionError

from chalicelib.errors import SetupError, Unavailable


@contextmanager
def asking() -> Iterator[None]:
    """Raises `SetupError` with the mend, or `Unavailable` where AWS is out of reach."""
    try:
        yield
    except ClientError as error:
        code, call = error.response["Error"]["Code"], error.operation_name
        raise Unavailable(f"AWS answered {code} to {call}.") from None
    except (NoRegionError, NoCredentialsError) as error:
        raise SetupError(f"AWS: {error} Mend: set it, for instance with `aws configure`.") from None
    except BotoCoreError as error:
        raise Unavailable(f"AWS can't be reached: {type(error).__name__}.") from None
