"""`[providers]` of `desk.toml`: the inboxes' addresses that neither Twilio nor `[meta]` carries."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from chalicelib.models import Carrier, channel_of
from chalicelib.providers import base

from . import deskmeta
from .deskchecks import Problem, Source
from .deskfields import meant
from .webhooks import tail

_TWILIO = frozenset({"sms", "whatsapp", "messenger", "rcs"})
_EXAMPLE = 'write "telegram:@velo" = "telegram", or "telegram/…" with its own word for it.'


def carriers(raw: Mapping[str, Any]) -> dict[str, Carrier]:
    """The checked table as the desk has it."""
    return {address: Carrier(*_parts(value)) for address, value in raw.items()}


def unserved(ours: Iterable[str], carriers: Mapping[str, Carrier]) -> Iterator[str]:
    """A warning for each address of `ours` that is left to Twilio, which knows no such channel."""
    for address in ours:
        if address not in carriers and channel_of(address) not in _TWILIO:
            yield (
                f"nothing comes in at {tail(address)}, and nothing leaves: Twilio has no such"
                " channel. Name who carries it, in [meta] or [providers]."
            )


def _parts(value: str) -> tuple[str, str]:
    name, _, account = value.partition("/")
    return name, account


def problems(source: Source) -> Iterator[Problem]:
    """Everything that is wrong between `[providers]` and the rest of the file."""
    public = {place.value for place in source.all("inboxes", "addresses")}
    agents = {place.value for place in (*source.relays(), *source.service())}
    metas = deskmeta.addresses(source)
    for address, value in source.table("providers").items():
        line = source.line(("providers", address))
        if address in agents:
            says = f'"{address}" is what agents text, and [providers] is about customers only'
            yield Problem(line, says, "take it out here: agents stay with Twilio.")
        elif address not in public:
            says = f'"{address}" is no address of an inbox'
            yield Problem(line, says, meant(address, public) if public else "add an inbox.")
        elif address in metas:
            says = f'"{address}" stands in [meta] as well'
            yield Problem(line, says, "one provider carries it: take it out of one of the two.")
        yield from _value(line, value)


def _value(line: int, value: Any) -> Iterator[Problem]:
    if not isinstance(value, str):
        yield Problem(line, "a provider must be a text", _EXAMPLE)
        return
    name, account = _parts(value)
    if name == "meta":
        mend = "name its id in [meta.numbers] or [meta.pages]."
        yield Problem(line, "what Meta carries stands in [meta]", mend)
    elif name not in base.names():
        says = f'there is no provider "{name}"'
        yield Problem(line, says, meant(name, (n for n in base.names() if n != "meta")))
    elif "/" in value and (not account or not account.isprintable() or " " in account):
        yield Problem(line, f'"{value}" names no account behind the /', _EXAMPLE)
