"""What became of a text that left, and who hears of it. Pure."""

from ..decisions import Decision
from ..models import SECOND, Contact, DeliveryState, Desk, Entry, Sent
from ..texts import say
from . import entries

MOST_TRIES = 8
"""So often is a text tried that the provider does not take for now."""

_QUOTED = 200


def recorded(entry: Entry, provider_id: str, state: DeliveryState, error: str = "") -> Decision:
    """The provider has it: the entry makes way for what its id is about."""
    sent = Sent(
        provider_id=provider_id,
        state=state,
        recipient=entry.recipient,
        kind=entry.kind,
        contact=entry.contact,
        thread=entry.thread,
        agent=entry.agent,
        spot=entry.spot,
        text=entry.text[:_QUOTED],
        error=error,
    )
    return Decision(outcome="sent", taken=(entry,), sent=sent)


def given_up(entry: Entry, notice: Entry | None) -> Decision:
    """It will not go; who wrote it is told."""
    return Decision(outcome="failed", taken=(entry,), put=(notice,) if notice else ())


def put_back(entry: Entry, after: int, now: int) -> Decision:
    """Tried again in `after` seconds; nothing behind it leaves before."""
    due = now + after * SECOND
    again = entry.but(state="queued", after=due, due=due)
    return Decision(outcome="put_back", claimed=(again,))


def told_writer(
    about: Entry | Sent, key: str, contact: Contact, desk: Desk, stamp: int, reason: str = ""
) -> Entry | None:
    """The word to the agent who wrote a reply that did not arrive; None for all other texts.

    `key` is `not_delivered` or `unsure`, `reason` a key of `texts/`.
    """
    agent = desk.agent(about.agent)
    if about.kind != "reply" or agent is None or about.spot is None:
        return None
    values = {"reason": say(reason, agent.language)} if reason else {}
    words = say(key, agent.language, q=about.text, n=about.thread, c=contact.name, **values)
    n = entries.serial(about.id if isinstance(about, Entry) else about.provider_id, 7)
    return entries.to_agent("notice", agent, about.spot, words, stamp, n, stamp)
