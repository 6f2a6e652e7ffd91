"""What the provider has of this desk: account, numbers, webhooks, registrations.

Each yields what is wrong, last four digits only, and raises like `Account`.
"""

import hmac
from collections.abc import Iterator, Sequence

from chalicelib.models import Desk, channel_of
from chalicelib.settings import Credentials

from . import connect, webhooks
from .account import Account, NotThere
from .connect import Plan
from .findings import Finding, many
from .webhooks import tail

_CONNECT = "Mend: `python desk.py connect --stage …` sets them."
_TOLL_FREE = tuple(f"+1{code}" for code in (800, 833, 844, 855, 866, 877, 888))
_APPROVED = "TWILIO_APPROVED"
_UNDER_WAY = {"received", "pending"}


def account(found: Account, credentials: Credentials) -> Iterator[Finding]:
    """Whether the account works, and whether ours is the token that it signs with."""
    state, kind, primary = found.itself()
    if state != "active":
        why = "nothing is sent and nothing comes in."
        mend = "Mend: see Twilio's console, it says why."
        yield Finding(f"The Twilio account is {state}.", why, mend)
    ours = credentials.secret("TWILIO_AUTH_TOKEN")
    if primary and not hmac.compare_digest(primary.encode(), ours.encode()):
        yield Finding(
            "TWILIO_AUTH_TOKEN is not the account's primary token.",
            "Twilio signs webhooks with the primary one: every text is refused (403).",
            "Mend: put the primary token into the stage's secret.",
        )
    if kind == "Trial":
        yield Finding(
            "The Twilio account is a trial.",
            "it texts only to numbers that were verified in its console, and marks each text.",
            "Mend: upgrade it before customers text.",
            hint=True,
        )


def numbers(plan: Plan) -> Iterator[Finding]:
    """Whether the numbers are the account's, and whether they call this stage."""
    if plan.missing:
        yield Finding(
            f"{many(len(plan.missing), 'number')} of desk.toml not owned by the account.",
            "texts to it never come, and none can be sent from it.",
            "Mend: buy it, correct desk.toml and apply it, or set the credentials of the account"
            " that owns it.",
            plan.missing,
        )
    if plan.mute:
        yield Finding(
            f"{many(len(plan.mute), 'number')} of desk.toml can't text.",
            "Twilio says that it is for calls only.",
            "Mend: take another number into desk.toml and apply it.",
            plan.mute,
        )
    if cases := tuple(_differing(plan)):
        yield Finding(
            "Twilio does not call this stage as it should.",
            "texts go elsewhere, or are not tried again when something fails.",
            _CONNECT,
            cases,
        )
    if plan.strays:
        yield Finding(
            f"{many(len(plan.strays), 'number')} of the account not in desk.toml.",
            "this desk does not answer there.",
            "Mend: nothing, if that is meant; else add it to desk.toml, apply and connect.",
            plan.strays,
            hint=True,
        )


def _differing(plan: Plan) -> Iterator[str]:
    for target in (*plan.numbers, *plan.services):
        if words := target.words():
            before = target.before()
            leads = f" (leads to {', '.join(before)})" if before else ""
            yield f"{target.name}: {', '.join(words)}{leads}"


def senders(found: Account, desk: Desk, public_url: str) -> Iterator[Finding]:
    """The WhatsApp senders."""
    wanted = [a for a in connect.addresses(desk) if channel_of(a) == "whatsapp"]
    if not wanted:
        return
    try:
        there = {sender.address: sender for sender in found.senders()}
    except NotThere:
        yield Finding(
            "WhatsApp senders can't be listed here (404).",
            "whether they are ready was not looked at.",
            "Mend: see them in Twilio's console, Messaging → Senders → WhatsApp senders.",
            hint=True,
        )
        return
    cases = []
    for address in wanted:
        sender = there.get(address)
        if sender is None:
            cases.append(f"{tail(address)}: not a sender of this account")
        elif not sender.state.startswith("ONLINE"):
            cases.append(f"{tail(address)}: {sender.state}")
        elif sender.callback.partition("#")[0] != webhooks.messages(public_url):
            cases.append(f"{tail(address)}: calls something else")
    if cases:
        yield Finding(
            f"{many(len(cases), 'WhatsApp sender')} not ready.",
            "what people write there does not come in, or answers do not leave.",
            "Mend: in Twilio's console, Messaging → Senders → WhatsApp senders, see its state and"
            f" set its webhook: POST {webhooks.messages(public_url)}{webhooks.RETRIES}",
            tuple(cases),
        )


def templates(found: Account, desk: Desk) -> Iterator[Finding]:
    """What asks people on WhatsApp to write back, where Twilio carries it."""
    if not any(channel_of(address) == "whatsapp" for address in connect.addresses(desk)):
        return
    states = dict[str, str]()
    for language, template in desk.templates.items():
        if template.twilio:
            try:
                states[language] = found.approval(template.twilio)
            except NotThere:
                states[language] = "not of this account"
    if waiting := {name: state for name, state in states.items() if state != "approved"}:
        yield Finding(
            f"{many(len(waiting), 'template')} of desk.toml not approved.",
            "a day after a customer's last text on WhatsApp nobody asks them to write back: what"
            " agents answer stays here until they do.",
            "Mend: in Twilio's console, Messaging → Content Template Builder, submit it for"
            " WhatsApp, or see why it was refused; `apply` after another Content SID.",
            tuple(f"{name}: {state}" for name, state in waiting.items()),
            hint=set(waiting.values()) <= _UNDER_WAY,
        )


def registrations(found: Account, desk: Desk) -> Iterator[Finding]:
    """What North America's carriers ask for: verified toll-free numbers, registered others."""
    wanted = set(connect.addresses(desk))
    ours = [n for n in found.numbers() if n.address in wanted and n.address.startswith("+1")]
    free = [n for n in ours if n.address.startswith(_TOLL_FREE)]
    if cases := tuple(_unverified(found, [(n.sid, n.address) for n in free])):
        yield Finding(
            f"{many(len(cases), 'toll-free number')} not verified.",
            "carriers in the United States and Canada block texts from it (30032).",
            "Mend: in Twilio's console, Messaging → Regulatory compliance → Toll-free.",
            cases,
            hint=True,
        )
    registered = _registered(found)
    if registered is None:
        return
    rest = [n for n in ours if n not in free and n.sid not in registered]
    if rest:
        yield Finding(
            f"{many(len(rest), 'number')} in no registered campaign (A2P 10DLC).",
            "carriers in the United States block texts from it (30034); Canada's do not.",
            "Mend: where customers or agents have phones there, register a campaign in Twilio's"
            " console, Messaging → Regulatory compliance, and add the numbers to its service.",
            tuple(tail(number.address) for number in rest),
            hint=True,
        )


def _unverified(found: Account, numbers: Sequence[tuple[str, str]]) -> Iterator[str]:
    for sid, address in numbers:
        states = found.toll_free_states(sid)
        if _APPROVED not in states:
            yield f"{tail(address)}: {', '.join(states) or 'no verification was asked for'}"


def _registered(found: Account) -> set[str] | None:
    """The sids of the numbers in a service with a campaign; None where that can't be asked."""
    try:
        return {sid for one in found.services() if one.registered for sid in one.members}
    except NotThere:
        return None
