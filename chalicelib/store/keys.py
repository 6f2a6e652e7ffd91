"""Every key of the one table, and of its two indexes. No address stands in any of them.

A recipient (`models.Recipient`) is the partition of its outbox and the group of its wake-ups. See
`docs/data-model.md`.
"""

import zlib
from typing import Any

Key = dict[str, Any]
"""A primary key as the low-level client takes it."""

Item = dict[str, Any]
"""An item likewise."""

DUE_SHARDS = 4
TALLY_SHARDS = 8
DEAD = "DEAD#outbox"
SEEN = "SEEN#"
CONTACTS = "CONTACT#"
AGENTS = "AGENT#"
REFERENCES = "REF#"
OUTBOXES = "OUTBOX#"
SENT = "SENT#"
PARKED = "PARKED#"
TALLIES = "TALLY#"
MEDIA = "MEDIA#"
SEEN_DAYS = 30
SENT_DAYS = 30
TALLY_DAYS = 40
MEDIA_DAYS = 90
"""As long as the bucket keeps what lies in it (`infra/template.yaml`)."""
MEDIA_FOLDER = "media/"
"""What the names of all attachments in the bucket begin with."""


def key(pk: str, sk: str) -> Key:
    """A primary key."""
    return {"PK": {"S": pk}, "SK": {"S": sk}}


def config() -> Key:
    """What `desk.toml` declares."""
    return key("CONFIG#desk", "CURRENT")


def desk_key() -> Key:
    """The secret that turns addresses into ids, made once."""
    return key("CONFIG#desk", "KEY")


def own_url() -> Key:
    """Where our own routes are reached, as the last webhook had it."""
    return key("CONFIG#desk", "URL")


def counter(name: str) -> Key:
    """A counter, such as `thread`."""
    return key(f"COUNTER#{name}", "VALUE")


def contact_pk(contact: str) -> str:
    """A contact's partition."""
    return f"{CONTACTS}{contact}"


def head(contact: str) -> Key:
    """A contact's snapshot."""
    return key(contact_pk(contact), "HEAD")


def thread(contact: str, number: int) -> Key:
    """A thread's own record."""
    return key(contact_pk(contact), f"THREAD#{number}")


def message_sk(stamp: int) -> str:
    """A message's place in the contact's history."""
    return f"MESSAGE#{stamp:015d}"


def message(contact: str, stamp: int) -> Key:
    """One message of a contact's history."""
    return key(contact_pk(contact), message_sk(stamp))


def reference(number: int) -> Key:
    """A thread's number, to find its contact."""
    return key(f"{REFERENCES}{number}", "CONTACT")


def agent_pk(agent: str) -> str:
    """An agent's partition: profile, lines, held texts."""
    return f"{AGENTS}{agent}"


def profile(agent: str) -> Key:
    """An agent's own state."""
    return key(agent_pk(agent), "PROFILE")


def line(agent: str, line_id: str) -> Key:
    """What an agent was shown on a relay number."""
    return key(agent_pk(agent), f"LINE#{line_id}")


def held(agent: str, stamp: int) -> Key:
    """What an agent wrote that waits for the agent's word, in the order it was written."""
    return key(agent_pk(agent), f"HELD#{stamp:015d}")


def roster_pk(inbox: str) -> str:
    """An inbox's agents."""
    return f"ROSTER#{inbox}"


def roster(inbox: str, agent: str) -> Key:
    """An agent as an inbox's worker sees it."""
    return key(roster_pk(inbox), f"AGENT#{agent}")


def outbox_pk(recipient: str) -> str:
    """What must still leave for a recipient."""
    return f"{OUTBOXES}{recipient}"


def entry(recipient: str, stamp: int, n: str) -> Key:
    """One outbox entry."""
    return key(outbox_pk(recipient), f"ENTRY#{stamp:015d}#{n}")


def stamp_of(outbox_key: Key) -> int | None:
    """The stamp in an outbox item's key; None where it is none of ours."""
    stamp = outbox_key["SK"]["S"].removeprefix("ENTRY#").partition("#")[0]
    return int(stamp) if stamp.isascii() and stamp.isdigit() else None


def sent(provider_id: str) -> Key:
    """What a provider took."""
    return key(f"{SENT}{provider_id}", "SENT")


def seen(provider_id: str) -> Key:
    """The mark that a webhook was taken in."""
    return key(f"{SEEN}{provider_id}", "SEEN")


def media(token: str) -> Key:
    """An attachment that was fetched, or refused, by what its link ends with."""
    return key(f"{MEDIA}{token}", "KEPT")


def media_of(contact: str) -> str:
    """What the names of a contact's attachments in the bucket begin with."""
    return f"{MEDIA_FOLDER}{contact}/"


def parked_pk(day: str) -> str:
    """What was parked on a day (UTC, `2026-11-22`)."""
    return f"{PARKED}{day}"


def parked(day: str, provider_id: str) -> Key:
    """A text that had no place to go, kept."""
    return key(parked_pk(day), provider_id)


def dead(outbox_key: Key) -> Key:
    """An entry that could not be handled, by its key in the outbox; in the order of the commits."""
    recipient = outbox_key["PK"]["S"].removeprefix(OUTBOXES)
    return key(DEAD, f"{outbox_key['SK']['S'].removeprefix('ENTRY#')}#{recipient}")


def due_pk(recipient: str) -> str:
    """The shard of the index `due` for a recipient."""
    return due_shard(zlib.crc32(recipient.encode()) % DUE_SHARDS)


def due_shard(shard: int) -> str:
    """A shard of the index `due`: 0 to `DUE_SHARDS` - 1."""
    return f"DUE#{shard}"


def due_sk(due: int, recipient: str) -> str:
    """The place of something with a due time in the index `due`: in the order of time."""
    return f"{due:015d}#{recipient}"


def owned(agent: str) -> str:
    """The open threads of an agent in the index `work`."""
    return f"OWNER#{agent}"


def waiting(inbox: str) -> str:
    """The threads of an inbox that nobody has, in the index `work`."""
    return f"QUEUE#{inbox}"


def tally_pk(inbox: str) -> str:
    """What was counted of an inbox, in the order of the days."""
    return f"{TALLIES}{inbox}"


def tally(inbox: str, day: str, contact: str) -> Key:
    """The part of an inbox's counts of a day (`2026-11-22`) that a contact's threads move."""
    shard = zlib.crc32(contact.encode()) % TALLY_SHARDS
    return key(tally_pk(inbox), f"{day}#{shard}")


def log(provider: str) -> Key:
    """Up to when a provider's log was read for texts that we missed."""
    return key(f"LOG#{provider}", "READ")
