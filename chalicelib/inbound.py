"""A text arrives: customer or agent? Load, decide, commit, answer.

Whatever is signed is kept: what has no place to go is parked. Only the request that committed
answers with the acknowledgement, so eight copies of a webhook make one.
"""

import time
from collections.abc import Callable

from . import settings, telemetry
from .decisions import Decision
from .errors import Duplicate, NotSetUp
from .models import (
    Agent,
    Contact,
    Desk,
    Extra,
    InboundMessage,
    Inbox,
    Message,
    Recipient,
    channel_of,
)
from .providers import base
from .providers.base import AnswerText, Provider, WebAnswer, WebRequest, callback
from .rules import agent as agent_rules
from .rules import customer, linking, orders, stats
from .rules.commands import Command
from .rules.turn import Lists, Turn, View
from .store import agents, commit, contacts, outbox, tallies
from .store import desk as desks
from .store.calls import retrying
from .texts import say, size
from .troubles import each

_LONGEST = 50_000
"""So much of a text is kept, in characters: an item holds 400 kB. No channel sends as much."""

_QUOTED = 100
"""So much of a text of ours is kept with a customer's that answers to it, in characters."""

_WAITING = 1000
"""So many of an inbox's waiting threads are counted, at most."""


def messages(name: str, request: WebRequest, base_url: str) -> WebAnswer:
    """Takes in the texts of a provider's webhook. `base_url` is where our callbacks are reached.

    Raises `BadRequest` (nothing was written), `Unavailable` or `SetupError` (the provider is to try
    again).
    """
    provider = base.load(name, settings.credentials())
    provider.verify(request)
    return provider.answer(
        [
            AnswerText(entry.text, callback(base_url, name, entry.id))
            for decision in texts(provider, request, base_url)
            for entry in decision.answers
        ]
    )


def texts(provider: Provider, request: WebRequest, base_url: str) -> list[Decision]:
    """Takes in the texts of a verified webhook, each for itself. Raises as `messages` does."""

    def one(message: InboundMessage) -> Decision:
        came = message.but(answerable=provider.answers_in_webhook, late=_late(message))
        return take_in(came, base_url)

    return each(provider.messages(request), one)


def _late(message: InboundMessage) -> int:
    """When a text was written, where its webhook was tried for so long that it is news no more."""
    return message.written if 0 < message.written <= _now() - customer.STALE else message.late


def calls(name: str, request: WebRequest, _: str) -> WebAnswer:
    """Tells a caller that the number answers texts only."""
    provider = base.load(name, settings.credentials())
    provider.verify(request)
    desk = desks.load()
    return provider.refuse_call(say("call", desk.language, desk=desk.name), desk.language)


def take_in(message: InboundMessage, base_url: str) -> Decision:
    """One text, committed; then those it concerns are woken. Returns what was decided.

    A text that was taken in before changes nothing (`duplicate`). Raises `Unavailable`; botocore's
    errors pass through.
    """
    message = _cut(message)
    try:
        decision = retrying(_route(message))
    except Duplicate:
        decision = Decision(outcome="duplicate")
    if decision.outcome != "duplicate":
        telemetry.count("TextsIn")
        if channel_of(message.sender) == "sms":
            telemetry.count("SegmentsIn", size(message.body).segments)
    if decision.outcome == "parked":
        telemetry.count("Parked")
    telemetry.told("taken in", outcome=decision.outcome, text_id=message.id)
    outbox.wake(decision.recipients, message.id, base_url)
    return decision


def _route(message: InboundMessage) -> Callable[[], Decision]:
    """Whose text it is, by the two addresses alone."""
    try:
        desk = desks.load()
    except NotSetUp:
        return lambda: park(message)
    if desk.owns(message.sender):
        return lambda: Decision(outcome="own_number")
    agent = desk.agent_at(message.sender)
    if agent and desk.is_relay(message.recipient):
        return lambda: _from_agent(message, desk, agent)
    if inbox := desk.inbox_at(message.recipient):
        return lambda: _from_customer(message, desk, inbox)
    if desk.is_relay(message.recipient):
        return lambda: _misdirected(message, desk)
    return lambda: park(message)


def park(message: InboundMessage) -> Decision:
    """Keeps a text that has no place to go. Raises `Duplicate` where it was taken in before."""
    return _committed(Decision(outcome="parked", seen=message.id, parked=_cut(message)))


def _cut(message: InboundMessage) -> InboundMessage:
    return message.but(body=message.body[:_LONGEST])


def _from_customer(message: InboundMessage, desk: Desk, inbox: Inbox) -> Decision:
    now = _now()
    contact, linked = _who(message, desk)
    new = customer.needs_number(contact, message, desk, inbox, now)
    number = contacts.next_number() if new else 0
    decision = customer.receive(contact, _quoting(message, contact), desk, inbox, now, number)
    return _committed(decision.but(linked=linked))


def _who(message: InboundMessage, desk: Desk) -> tuple[Contact, tuple[Contact, ...]]:
    """Whose text it is, and the HEADs that lead to them by what the provider says of addresses."""
    contact = contacts.head(desk.identify(message.sender))
    alias = linking.unknown_alias(contact, message, desk)
    if alias is None:
        return contact, ()
    other = contacts.alone(alias)
    if other.linked_to and not contact.version:
        other = contacts.alone(other.linked_to)
    if found := linking.known(contact, other, message, desk):
        return found
    telemetry.logger.info("stay two contacts", extra={"contacts": [contact.id, other.id]})
    return contact, ()


def _quoting(message: InboundMessage, contact: Contact) -> InboundMessage:
    """The text with the words of ours that it answers to, where it quotes any."""
    quoted = outbox.sent(message.quoted) if message.quoted else None
    theirs = {Recipient.customer(id_) for id_ in (contact.id, *contact.linked)}
    words = quoted.text[:_QUOTED] if quoted and quoted.recipient in theirs else ""
    return message.but(extras=(*message.extras, Extra("quote", words))) if words else message


def _misdirected(message: InboundMessage, desk: Desk) -> Decision:
    contact = contacts.head(desk.identify(message.sender))
    return _committed(customer.misdirected(contact, message, desk, _now()))


def _from_agent(message: InboundMessage, desk: Desk, agent: Agent) -> Decision:
    profile, lines, held = agents.view(agent.id)
    view = View(profile=profile, lines=lines, held=held)
    turn = Turn(agent=agent, desk=desk, message=message, view=view, now=_now())
    quoted = outbox.sent(message.quoted) if message.quoted else None
    plan = agent_rules.plan(turn, quoted)
    if contact := _contact(plan):
        turn = turn.about(contact)
    if plan.kind == "order" and plan.command:
        if orders.changes_desk(plan.command, turn):
            desks.forget()  # the decision rests on what others have said a moment ago
            turn = turn.at(desks.load())
        turn = turn.reading(_lists(plan.command, turn))
    return _committed(agent_rules.decide(plan, turn))


def _contact(plan: agent_rules.Plan) -> Contact | None:
    whose = plan.contact
    if whose is None and plan.number is not None:
        whose = contacts.contact_of(plan.number)
    return contacts.head(whose) if whose else None


def _lists(command: Command, turn: Turn) -> Lists:
    """What this command must read beside; nothing for most."""
    wanted = orders.reads(command, turn)
    if wanted == "mine":
        return Lists(mine=contacts.owned(turn.agent.id))
    if wanted == "queue":
        return Lists(queue=tuple(t for name in turn.agent.inboxes for t in contacts.waiting(name)))
    if wanted == "roster":
        return Lists(roster=tuple(r for name in turn.agent.inboxes for r in agents.roster(name)))
    if wanted == "history" and turn.contact:
        return Lists(history=_history(command, turn.contact))
    if wanted == "other" and turn.contact:
        return _linking(command, turn, turn.contact)
    if wanted == "linked" and turn.contact:
        return Lists(linked=tuple(map(contacts.alone, turn.contact.linked)))
    if wanted == "counts":
        first, last = stats.days_of(command, turn)
        names = turn.agent.inboxes
        return Lists(
            queue=tuple(t for name in names for t in contacts.waiting(name, _WAITING)),
            counts={name: tallies.between(name, first, last) for name in names},
        )
    if wanted == "number":
        return Lists(number=contacts.next_number())
    return Lists()


def _history(command: Command, contact: Contact) -> tuple[Message, ...]:
    """What was said, newest first; from before they were linked too, where that is asked for."""
    found = contacts.history(contact.id)
    if command.name != "hist" or not contact.linked:
        return found
    before = (m for id_ in contact.linked for m in contacts.history(id_))
    return tuple(sorted((*found, *before), key=lambda m: m.stamp, reverse=True))


def _linking(command: Command, turn: Turn, contact: Contact) -> Lists:
    """The other contact, and what there is of the one of them that goes."""
    number = linking.named(command.argument)
    shown = turn.view.shown(number) if number else None
    whose = shown.contact if shown else contacts.contact_of(number) if number else None
    other = contacts.head(whose) if whose else None
    if other is None or other.id == contact.id:
        return Lists(other=other)
    gone = linking.goes(contact, other, turn)[0]
    answers = outbox.pending(Recipient.customer(gone.id))
    texts = outbox.pending(Recipient.phone(turn.agent.id)) if gone.threads else ()
    going = {thread.number for thread in gone.threads}
    return Lists(
        other=other,
        linked=tuple(map(contacts.alone, gone.linked)),
        history=contacts.history(gone.id) if gone.threads else (),
        waits=any(e.kind == "reply" for e in answers) or any(e.thread in going for e in texts),
    )


def _committed(decision: Decision) -> Decision:
    commit.commit(decision)
    if decision.closures is not None or decision.joined is not None:
        desks.forget()  # at once where it was said, within half a minute elsewhere
    return decision


def _now() -> int:
    return int(time.time() * 1000)
