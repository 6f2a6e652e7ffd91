"""What `desk.toml` declares, and addresses."""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from functools import cached_property
from typing import Literal, NamedTuple

from .base import MINUTE, Model

Routing = Literal["everyone", "next"]


class Spot(NamedTuple):
    """Where an agent is shown something: the agent's address and the relay number."""

    address: str
    number: str


class Holiday(NamedTuple):
    """A day (`2026-06-24`) that closes inboxes, and its name by language; '' for all languages."""

    day: str
    names: Mapping[str, str] = {}


class Carrier(NamedTuple):
    """The provider that carries an address of ours, and what it calls that address itself."""

    provider: str
    account: str = ""


class Template(NamedTuple):
    """A text that was approved beforehand: the only kind that leaves outside a channel's window.

    `twilio` is its Content SID, `meta` its name and language code (`guichet_back`, `fr_CA`);
    `variables` fill its places {{1}}, {{2}} in order: `{name}` is the customer's name, `{desk}` the
    desk's.
    """

    twilio: str = ""
    meta: tuple[str, str] = ("", "")
    variables: tuple[str, ...] = ()


class Closure(NamedTuple):
    """What a supervisor said of an inbox: closed, or open, from `since` until `until` (ms)."""

    inbox: str
    since: int
    until: int
    is_open: bool = False


class Inbox(Model):
    """A public address set. `hours` and `exceptions` as in desk.toml; no hours: always open.

    `texts` holds the inbox's own words: language → key of `texts/` → sentence. `plain_typography`:
    curly quotes and the like go out as plain ones on SMS, where they would double the price.
    `holidays`: whether the desk's close it. `after_hours`: whether agents are told of what comes
    while it is closed, or that waits until it is open.

    `routing`: everyone is told of a matter, or the next one alone, for `pass_on_after` ms. `skills`
    are those that every matter needs; `keywords` a customer's word → the skill it needs besides;
    `urgent` a customer's words. Who waits in line with one of the `priority_tags` has a head start.
    The words are as `gist.plain` writes them, the skills in small letters.

    `first_answer` and `next_answer` are targets, in ms of open time; `ask_after` and
    `close_after` are how long (ms) a customer may say nothing after an answer before its agent is
    asked about the thread, and before it is closed. 0: none, or never.
    """

    name: str
    addresses: tuple[str, ...]
    hours: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    holidays: bool = True
    language: str | None = None
    texts: Mapping[str, Mapping[str, str]] = {}
    plain_typography: bool = True
    after_hours: Literal["wait", "tell"] = "wait"
    routing: Routing = "everyone"
    pass_on_after: int = 10 * MINUTE
    skills: tuple[str, ...] = ()
    priority_tags: tuple[str, ...] = ()
    keywords: Mapping[str, str] = {}
    urgent: tuple[str, ...] = ()
    first_answer: int = 0
    next_answer: int = 0
    ask_after: int = 0
    close_after: int = 0


class Agent(Model):
    """Someone who answers. `id` is `Desk.identify` of the first address.

    `shifts` are written like an inbox's hours; none: always. `capacity` is how many open threads
    `next` gives them at most; 0: as many as the numbers hold apart. `by_text`: a supervisor's text
    put them on the desk, and not desk.toml.
    """

    id: str
    name: str
    addresses: tuple[str, ...]
    inboxes: tuple[str, ...]
    language: str
    speaks: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    shifts: tuple[str, ...] = ()
    capacity: int = 0
    on_call: bool = False
    supervisor: bool = False
    by_text: bool = False

    @property
    def languages(self) -> tuple[str, ...]:
        """What this agent answers in: the language they are written to in, then the others."""
        return tuple(dict.fromkeys((self.language, *self.speaks)))


def channel_of(address: str) -> str:
    """`sms` for a bare number or short code, else what stands before the colon."""
    channel, colon, _ = address.partition(":")
    return channel if colon else "sms"


WINDOWED = frozenset({"whatsapp", "messenger", "instagram"})
"""Channels on which who wrote can be answered freely for a day only (Meta: customer service
window, standard messaging window)."""


_MEXICAN = re.compile(r"whatsapp:\+521(\d{10})")
"""WhatsApp knows Mexico's older numbers by the 1 that was dialled for mobile ones until 2019."""


def person_of(address: str) -> str:
    """Who is behind an address: a phone number is one person on SMS, WhatsApp and RCS."""
    if older := _MEXICAN.fullmatch(address):
        return f"+52{older[1]}"
    _, colon, rest = address.partition(":")
    return rest if colon and rest.startswith("+") else address


class Desk(Model):
    """The desk as applied. `key` turns addresses into ids that may be logged.

    `holidays` are the days as `apply` worked them out, in order. `closures` are not of desk.toml:
    they come from texts of supervisors, and where two overlap the later one in the tuple counts.
    `joined` are the agents whom such texts added, as they were added: those of them who are on the
    desk still stand in `agents` too.
    `carriers` are our addresses that another provider than Twilio carries. `templates`, by
    language, ask somebody to write back, outside a channel's window. `fallback`: what fails on one
    channel, or can't leave there, goes by another one without asking.
    `snippets` are the ready answers: name, in small letters → language, '' for all → text, in which
    `{name}` stands for the contact's name.
    """

    key: str
    name: str
    language: str
    timezone: str
    relay_numbers: tuple[str, ...]
    inboxes: tuple[Inbox, ...]
    agents: tuple[Agent, ...]
    service_number: str | None = None
    reopen_days: int = 3
    carriers: Mapping[str, Carrier] = {}
    templates: Mapping[str, Template] = {}
    fallback: bool = False
    snippets: Mapping[str, Mapping[str, str]] = {}
    holidays: tuple[Holiday, ...] = ()
    closures: tuple[Closure, ...] = ()
    joined: tuple[Agent, ...] = ()

    @property
    def holidays_until(self) -> str:
        """The last day (`2028-12-25`) that a country's holidays were worked out for, or ''.

        Days that desk.toml names one by one do not run out: their names are for all languages.
        """
        return max((day for day, names in self.holidays if any(names)), default="")

    def identify(self, address: str) -> str:
        """An address's id: the same for one phone number on every channel, and not to be undone."""
        digest = hmac.new(self.key.encode(), person_of(address).encode(), hashlib.sha256)
        return digest.hexdigest()[:20]

    @cached_property
    def _agents_by_address(self) -> dict[str, Agent]:
        return {address: agent for agent in self.agents for address in agent.addresses}

    @cached_property
    def _agents_by_id(self) -> dict[str, Agent]:
        return {agent.id: agent for agent in self.agents}

    @cached_property
    def _inboxes_by_address(self) -> dict[str, Inbox]:
        return {address: inbox for inbox in self.inboxes for address in inbox.addresses}

    @cached_property
    def _inboxes_by_name(self) -> dict[str, Inbox]:
        return {inbox.name: inbox for inbox in self.inboxes}

    @cached_property
    def _relay_numbers(self) -> frozenset[str]:
        service = (self.service_number,) if self.service_number else ()
        return frozenset((*self.relay_numbers, *service))

    def with_said(self, closures: tuple[Closure, ...], joined: tuple[Agent, ...]) -> "Desk":
        """What desk.toml declares, with what supervisors said by text.

        Who stands in desk.toml by now is as it says; and an inbox that is gone is answered by
        nobody.
        """
        declared = tuple(agent for agent in self.agents if not agent.by_text)
        people = {person_of(address) for agent in declared for address in agent.addresses}
        there = {inbox.name for inbox in self.inboxes}
        added = tuple(
            agent.but(inboxes=tuple(name for name in agent.inboxes if name in there))
            for agent in joined
            if not people & {person_of(address) for address in agent.addresses}
        )
        said = {"agents": (*declared, *added), "closures": closures, "joined": joined}
        return Desk(**{**dict(self), **said})  # and not `but`, which would keep who was found

    def media_token(self, contact: str, url: str) -> str:
        """What the link to an attachment ends with, of a contact's text: not to be guessed.

        26 letters and digits, 128 bits: no sign at its end that a phone would take for a full stop.
        """
        digest = hmac.new(self.key.encode(), f"media {contact} {url}".encode(), hashlib.sha256)
        return base64.b32encode(digest.digest()[:16]).decode().rstrip("=").lower()

    def line_id(self, spot: Spot) -> str:
        """A line's id within its agent: of the two addresses together, and not to be undone."""
        digest = hmac.new(self.key.encode(), " ".join(spot).encode(), hashlib.sha256)
        return digest.hexdigest()[:16]

    def agent_at(self, address: str) -> Agent | None:
        """The agent who has this address."""
        return self._agents_by_address.get(address)

    def agent(self, agent_id: str | None) -> Agent | None:
        """The agent with this id, if still on the desk."""
        return self._agents_by_id.get(agent_id) if agent_id else None

    def inbox_at(self, address: str) -> Inbox | None:
        """The inbox that customers reach at this address."""
        return self._inboxes_by_address.get(address)

    def inbox(self, name: str) -> Inbox | None:
        """The inbox with this name, if still on the desk."""
        return self._inboxes_by_name.get(name)

    def is_relay(self, address: str) -> bool:
        """Whether agents see and text this address (the service number counts)."""
        return address in self._relay_numbers

    def carrier(self, ours: str) -> Carrier:
        """Who carries what comes to and leaves from this address of ours."""
        return self.carriers.get(ours) or Carrier("twilio")

    def owns(self, address: str) -> bool:
        """Whether this address is the desk's own, of any kind."""
        return self.is_relay(address) or address in self._inboxes_by_address
