"""What every model is, and the units of time: milliseconds."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Model(BaseModel):
    """A frozen value. Unknown fields are ignored: an older deployment may read a newer item."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    def but(self, **changes: Any) -> Self:
        """The same value with `changes`."""
        return self.model_copy(update=changes)
