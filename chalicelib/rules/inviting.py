"""The text by which somebody is asked to write back, where free words may not leave. Pure.

It was approved beforehand, in each language that desk.toml names, and its words are the provider's.
Only WhatsApp has such texts.
"""

from typing import NamedTuple

from ..decisions import Decision
from ..models import (
    DAY,
    Agent,
    Contact,
    Desk,
    Entry,
    EntryKind,
    Line,
    OpenThread,
    Sent,
    Template,
    channel_of,
)
from ..texts import say
from . import delivery, entries, windows

AGAIN_AFTER = DAY
"""Nobody is asked to write back more often than once in so long (ms)."""

_KIND: EntryKind = "template"


class Approved(NamedTuple):
    """What the provider calls it, and its code for the language where it wants one."""

    name: str
    code: str = ""


def approved(desk: Desk, ours: str, language: str) -> Approved | None:
    """The template that leaves from `ours`, in `language` if there is one; None: there is none."""
    found = _template(desk, ours, language)
    return _named(found, desk, ours) if found else None


def customer(
    contact: Contact, thread: OpenThread, desk: Desk, stamp: int, n: str, now: int
) -> Entry | None:
    """Asks the customer of a thread to write; None where the desk has nothing approved for that."""
    inbox = desk.inbox(thread.inbox)
    language = contact.language or (inbox and inbox.language) or desk.language
    template = _template(desk, thread.ours, language)
    if template is None:
        return None
    ends = (thread.ours, thread.theirs)
    entry = entries.to_customer(_KIND, contact, ends, "", stamp, n, now)
    fills = _filled(template, contact.name or say("customer", language), desk)
    return entry.but(thread=thread.number, language=language, fills=fills)


def agent(who: Agent, line: Line, desk: Desk, stamp: int, n: str, now: int) -> Entry | None:
    """Asks an agent to write on a line; None where that is not possible, or was done today."""
    template = _template(desk, line.spot.number, who.language)
    if template is None or (line.invited and now - line.invited < AGAIN_AFTER):
        return None
    entry = entries.to_agent(_KIND, who, line.spot, "", stamp, n, now)
    return entry.but(language=who.language, fills=_filled(template, who.name, desk))


def invited(
    about: Entry | Sent, who: Agent, line: Line, desk: Desk, now: int, *, learns: bool
) -> Decision:
    """An agent is asked to write on a line where `about` may not leave before that.

    `learns`: the provider says so; unless the agent has written there since.
    """
    left = about.at if isinstance(about, Sent) else about.tried
    after = windows.line_closed(line) if learns and line.heard <= left else line
    entry = agent(who, line, desk, now, delivery.serial(about, 3), now)
    if entry and about.kind == _KIND:
        entry = None
    after = after.but(invited=now) if entry else after
    if after == line:
        return Decision(outcome="invited")
    return Decision(outcome="invited", lines=(after,), put=(entry,) if entry else ())


def _template(desk: Desk, ours: str, language: str) -> Template | None:
    if channel_of(ours) != "whatsapp":
        return None
    order = dict.fromkeys((language, desk.language, *desk.templates))
    known = (desk.templates[code] for code in order if code in desk.templates)
    return next((t for t in known if _named(t, desk, ours)), None)


def _named(template: Template, desk: Desk, ours: str) -> Approved | None:
    names = {"twilio": Approved(template.twilio), "meta": Approved(*template.meta)}
    found = names.get(desk.carrier(ours).provider)
    return found if found and found.name else None


def _filled(template: Template, name: str, desk: Desk) -> tuple[str, ...]:
    """What stands in its places, each on one line and never empty: else it is refused."""
    said = (v.replace("{name}", name).replace("{desk}", desk.name) for v in template.variables)
    return tuple(" ".join(words.split()) or "-" for words in said)
