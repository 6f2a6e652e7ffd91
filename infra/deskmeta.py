"""`[meta]` of `desk.toml`: the inboxes' addresses that Meta carries itself, by Meta's own ids."""

import re
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from chalicelib.models import Carrier, channel_of

from .deskchecks import Place, Problem, Source
from .deskfields import Address, meant, wrong
from .desktables import Table

_CHANNELS = {"numbers": ("whatsapp",), "pages": ("messenger", "instagram")}


def _id(value: Any) -> str:
    if isinstance(value, str) and re.fullmatch("[0-9]{5,32}", value):
        return value
    mend = 'write the digits that Meta shows for it, in quotes, like "106540352242922".'
    raise wrong(f'"{value}" is no id of Meta\'s', mend)


Id = Annotated[str, BeforeValidator(_id)]


class MetaTable(Table):
    """`[meta]`: an address → the id of its phone number, or of its page."""

    numbers: dict[Address, Id] = Field(default_factory=dict)
    pages: dict[Address, Id] = Field(default_factory=dict)

    @property
    def carriers(self) -> dict[str, Carrier]:
        """Every address that Meta carries, and the id under which it sends from there."""
        return {at: Carrier("meta", own) for at, own in {**self.numbers, **self.pages}.items()}


def addresses(source: Source) -> set[str]:
    """The addresses that `[meta]` names, right or wrong."""
    return {address for key in _CHANNELS for address in _declared(source, key)}


def _declared(source: Source, key: str) -> dict[str, Any]:
    found = source.table("meta").get(key)
    return found if isinstance(found, dict) else {}


def problems(source: Source) -> Iterator[Problem]:
    """Everything that is wrong between `[meta]` and the rest of the file."""
    public = {place.value for place in source.all("inboxes", "addresses")}
    agents = {place.value for place in (*source.relays(), *source.service())}
    seen: dict[str, Place] = {}
    for key, channels in _CHANNELS.items():
        for address, account in _declared(source, key).items():
            place = Place(("meta", key, address), account)
            line = source.line(place.path)
            if address in agents:
                says = f'"{address}" is what agents text, and Meta carries customers only'
                yield Problem(line, says, "take it out here: agents stay with Twilio.")
            elif address not in public:
                says = f'"{address}" is no address of an inbox'
                yield Problem(line, says, meant(address, public) if public else "add an inbox.")
            elif channel_of(address) not in channels:
                other = next(name for name in _CHANNELS if name != key)
                says = f'"{address}" does not belong in `{key}`'
                mend = f"Meta carries {' and '.join(channels)} there; see `{other}`."
                yield Problem(line, says, mend)
            elif key == "numbers" and (first := seen.setdefault(str(account), place)) != place:
                says = f'the id "{account}" is there twice, first on line {source.line(first.path)}'
                yield Problem(line, says, "each number has an id of its own: look at Meta again.")
