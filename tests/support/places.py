"""The numbers that tests use, the desk.toml that declares them, the form of a text."""

import json
import secrets
from collections.abc import Sequence

from .stage import ACCOUNT_SID, PUBLIC_URL

BUSINESS = "+15145550100"
"""What customers text: the first inbox's number."""

MESSAGES = f"{PUBLIC_URL}/webhooks/twilio/messages"
STATUSES = f"{PUBLIC_URL}/webhooks/twilio/statuses"

RELAYS = tuple(f"+1514555{101 + n:04}" for n in range(40))
"""The numbers that agents see; a desk declares the first few."""


def customer(n: int) -> str:
    """The n-th customer's number (1 to 9999)."""
    return f"+1819555{n:04}"


def agent(n: int) -> str:
    """The n-th agent's number (1 to 9999)."""
    return f"+1438555{n:04}"


def business(n: int) -> str:
    """The n-th inbox's number (1 to 40)."""
    return BUSINESS if n == 1 else f"+1514555{150 + n:04}"


def inbox(n: int) -> str:
    """The n-th inbox's name (from 1)."""
    return "support" if n == 1 else f"support{n}"


def desk_toml(
    *,
    agents: Sequence[int] = (1, 2),
    relays: int = 4,
    inboxes: int = 1,
    teams: Sequence[Sequence[int]] = (),
    head: str = "",
    channels: Sequence[str] = (),
) -> str:
    """A desk.toml: open at any hour, in English.

    `agents` are the numbers of `agent(n)`, named `Agent<n>`, each in all of the `inboxes`; or else
    `teams` has the agents of each inbox. `head` is put into the table `[desk]`. Each inbox has its
    number on the other `channels` too (`whatsapp:`).
    """
    teams = teams or [agents] * inboxes
    relay_numbers = json.dumps(RELAYS[:relays])
    parts = [
        '[desk]\nname = "Velo"\nlanguage = "en"\ntimezone = "America/Montreal"',
        f"relay_numbers = {relay_numbers}\n{head}\n",
    ]
    parts += [
        f'[[inboxes]]\nname = "{inbox(n)}"\n'
        f"addresses = {json.dumps([f'{by}{business(n)}' for by in ('', *channels)])}\n"
        for n in range(1, len(teams) + 1)
    ]
    for one in dict.fromkeys(n for team in teams for n in team):
        names = [inbox(n) for n, team in enumerate(teams, 1) if one in team]
        parts.append(
            f'[[agents]]\nname = "Agent{one}"\naddress = "{agent(one)}"\n'
            f'inboxes = {json.dumps(names)}\nlanguage = "en"\n'
        )
    return "\n".join(parts)


def inbound_form(sender: str, to: str, body: str, **fields: str) -> dict[str, str]:
    """The form of a text that arrives, with a sid of its own, for `Driver.post` and races."""
    sid = "SM" + secrets.token_hex(16)
    form = {"MessageSid": sid, "AccountSid": ACCOUNT_SID, "From": sender, "To": to, "Body": body}
    return form | {"NumMedia": "0"} | fields
