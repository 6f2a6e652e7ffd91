"""The tables of `desk.toml`, key by key: what each holds, and its default."""

from typing import Annotated, Any

from annotated_types import MinLen
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from chalicelib.models import DAY, HOUR, MINUTE

from .deskchecks import TEXTS
from .deskfields import (
    Address,
    AfterHours,
    Exceptions,
    Hours,
    InboxName,
    Language,
    Name,
    RoutingName,
    Skill,
    Timezone,
    Word,
    lasting,
)
from .deskholidays import Holidays

# TOML has lists where we keep tuples: only the container is lenient.
LIST = Field(strict=False)

PassOnAfter = Annotated[int, BeforeValidator(lasting(MINUTE, DAY))]
Target = Annotated[int, BeforeValidator(lasting(MINUTE, 14 * DAY))]
CloseAfter = Annotated[int, BeforeValidator(lasting(HOUR, 90 * DAY))]
Skills = Annotated[tuple[Skill, ...], LIST]


class Table(BaseModel):
    """A table of the file: nothing in it that is not named here, nothing of another type."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class DeskTable(Table):
    """`[desk]`."""

    name: Name
    language: Language
    timezone: Timezone
    relay_numbers: Annotated[tuple[Address, ...], LIST] = ()
    service_number: Address | None = None
    reopen_days: Annotated[int, Field(ge=0, le=365)] = 3
    fallback: bool = False
    holidays: Holidays = ()


class InboxTable(Table):
    """`[[inboxes]]`. `texts` is checked apart: texts, or languages that have texts."""

    name: InboxName
    addresses: Annotated[tuple[Address, ...], LIST, MinLen(1)]
    hours: Hours = ()
    exceptions: Exceptions = ()
    holidays: bool = True
    after_hours: AfterHours = "wait"
    language: Language | None = None
    plain_typography: bool = True
    routing: RoutingName = "everyone"
    pass_on_after: PassOnAfter = 10 * MINUTE
    skills: Skills = ()
    priority_tags: Annotated[tuple[Word, ...], LIST] = ()
    keywords: dict[Word, Skill] = {}
    urgent: Annotated[tuple[Word, ...], LIST] = ()
    first_answer: Target = 0
    next_answer: Target = 0
    ask_after: CloseAfter = 0
    close_after: CloseAfter = 0
    texts: dict[str, Any] = {}

    def words(self, language: str) -> dict[str, dict[str, str]]:
        """Language → key of `texts/` → sentence; a text outside any language is in `language`."""
        found: dict[str, dict[str, str]] = {}
        for key, value in self.texts.items():
            own = {language: {key: value}} if key in TEXTS else {key: value}
            for code, sentences in own.items():
                found.setdefault(code, {}).update({TEXTS[k]: s for k, s in sentences.items()})
        return found


class AgentTable(Table):
    """`[[agents]]`: `address`, or `addresses` where there are several."""

    name: Name
    inboxes: Annotated[tuple[str, ...], LIST, MinLen(1)]
    address: Address | None = None
    addresses: Annotated[tuple[Address, ...], LIST, MinLen(1)] | None = None
    language: Language | None = None
    speaks: Annotated[tuple[Language, ...], LIST] = ()
    skills: Skills = ()
    shifts: Hours = ()
    capacity: Annotated[int, Field(ge=1, le=50)] = 0
    on_call: bool = False
    supervisor: bool = False
