"""What `desk.toml` declares, and addresses."""

import hashlib
import hmac
from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from .base import Model


class Spot(NamedTuple):
    """Where an agent is shown something: the agent's address and the relay number."""

    address: str
    number: str


class Inbox(Model):
    """A public address set. `hours` as in desk.toml; none means always open.

    `texts` holds the inbox's own words: language → key of `texts/` → sentence. `plain_typography`:
    curly quotes and the like go out as plain ones on SMS, where they would double the price.
    """

    name: str
    addresses: tuple[str, ...]
    hours: tuple[str, ...] = ()
    language: str | None = None
    texts: Mapping[str, Mapping[str, str]] = {}
    plain_typography: bool = True


class Agent(Model):
    """Someone who answers. `id` is `Desk.identify` of the first address."""

    id: str
    name: str
    addresses: tuple[str, ...]
    inboxes: tuple[str, ...]
    language: str


def channel_of(address: str) -> str:
    """`sms` for a bare number or short code, else what stands before the colon."""
    channel, colon, _ = address.partition(":")
    return channel if colon else "sms"


def person_of(address: str) -> str:
    """Who is behind an address: a phone number is one person on SMS, WhatsApp and RCS."""
    _, colon, rest = address.partition(":")
    return rest if colon and rest.startswith("+") else address


class Desk(Model):
    """The desk as applied. `key` turns addresses into ids that may be logged.

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
    snippets: Mapping[str, Mapping[str, str]] = {}

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

    def owns(self, address: str) -> bool:
        """Whether this address is the desk's own, of any kind."""
        return self.is_relay(address) or address in self._inboxes_by_address
