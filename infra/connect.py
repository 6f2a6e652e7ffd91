"""Points the provider's numbers at a stage's webhooks, and tells what that changed.

First everything is read and compared, then everything is set: what stops it, stops it before
anything is changed. Of a number only the last four digits are said.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chalicelib import settings
from chalicelib.errors import SetupError
from chalicelib.models import Desk, channel_of, person_of
from chalicelib.providers import base
from chalicelib.store import desk as store

from . import publicurl, webhooks
from .account import Account, NotThere, Number, Service
from .cloud import in_words
from .webhooks import Target, tail


@dataclass(frozen=True)
class Plan:
    """What `connect` would do, and what it found on the way.

    `strays` are numbers of the account that the desk does not have, `mute` those of the desk that
    cannot text, `missing` those that the account does not own: last four digits each.
    """

    public_url: str
    numbers: tuple[Target, ...] = ()
    services: tuple[Target, ...] = ()
    missing: tuple[str, ...] = ()
    strays: tuple[str, ...] = ()
    mute: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def questions(self) -> tuple[str, ...]:
        """What somebody may miss: to be asked about before it is done."""
        found = []
        for target in (*self.numbers, *self.services):
            if before := target.before():
                found.append(f"{target.name} leads to {', '.join(before)} until now.")
            if target.strangers and target.changes:
                found.append(
                    f"{target.name} answers for {target.strangers} more that desk.toml does not"
                    " have: their texts would come to this desk, which knows no such number."
                )
        return tuple(found)

    def verify(self) -> None:
        """Raises `SetupError` where the account does not own one of the desk's numbers."""
        if self.missing:
            raise SetupError(
                f"The Twilio account does not own {', '.join(self.missing)} of desk.toml; nothing"
                " was changed. Mend: buy it there, correct desk.toml and apply it, or set the"
                " credentials of the account that owns it."
            )


def prepare(stage: str) -> tuple[Plan, Account]:
    """What there is to do for the desk that was applied to this stage, and where.

    Raises `SetupError` with the mend where a number is not the account's, where there is no desk,
    no public URL or no credentials, and like `Account`. AWS's errors are told as `doctor` does.
    """
    with in_words():
        desk, account = store.load(), Account(settings.credentials())
    planned = plan(desk, publicurl.find(stage), account)
    planned.verify()
    return planned, account


def plan(desk: Desk, public_url: str, account: Account) -> Plan:
    """Compares what is set with what should be. Changes nothing; raises like `Account`."""
    owned = {number.address: number for number in account.numbers()}
    wanted = [address for address in addresses(desk) if channel_of(address) == "sms"]
    ours = [owned[address] for address in wanted if address in owned]
    known = {person_of(address) for address in addresses(desk)}
    notes = [*_elsewhere(desk, public_url), *_trunks(ours)]
    services: Sequence[Service] = ()
    try:
        services = account.services()
    except NotThere:
        notes.append("Messaging Services can't be listed here (404): none was looked at.")
    return Plan(
        public_url,
        tuple(Target(n.sid, tail(n.address), webhooks.number(public_url), n.hooks) for n in ours),
        tuple(_services(services, ours, public_url)),
        missing=tuple(tail(address) for address in wanted if address not in owned),
        strays=tuple(tail(address) for address in owned if address not in known),
        mute=tuple(tail(number.address) for number in ours if not number.texts),
        notes=tuple(notes),
    )


def carry_out(planned: Plan, account: Account, *, dry_run: bool = False) -> Iterator[str]:
    """Sets what differs; yields a line for each as it is done. Again, it goes on where it stopped.

    With `dry_run` it yields the same and changes nothing.
    """
    yield f"Webhooks at {planned.public_url}"
    for targets, change in (
        (planned.numbers, account.change_number),
        (planned.services, account.change_service),
    ):
        for target in targets:
            if target.changes and not dry_run:
                change(target.sid, target.changes)
            yield target.told()
    yield from (f"{short} can't text: Twilio says that it is for calls." for short in planned.mute)
    yield from planned.notes
    changed = any(target.changes for target in (*planned.numbers, *planned.services))
    if not changed:
        yield "Nothing to change."
    elif dry_run:
        yield "Dry run: nothing was changed."


def addresses(desk: Desk) -> list[str]:
    """Every address that is the desk's own and Twilio's to carry, each once."""
    service = (desk.service_number,) if desk.service_number else ()
    public = (address for inbox in desk.inboxes for address in inbox.addresses)
    every = dict.fromkeys([*public, *desk.relay_numbers, *service])
    return [address for address in every if desk.carrier(address).provider == "twilio"]


def _services(
    services: Sequence[Service], ours: Sequence[Number], public_url: str
) -> Iterator[Target]:
    """The services whose webhooks Twilio calls in place of those of our numbers."""
    for service in services:
        members = [tail(number.address) for number in ours if number.sid in service.members]
        if members and not service.defers:
            name = f"Messaging Service {service.sid}, which answers for {', '.join(members)}"
            strangers = len(service.members) - len(members)
            yield Target(service.sid, name, webhooks.service(public_url), service.hooks, strangers)


def _elsewhere(desk: Desk, public_url: str) -> Iterator[str]:
    """What this API sets for numbers only, and what another provider carries."""
    if theirs := [at for at, carrier in desk.carriers.items() if carrier.provider == "meta"]:
        yield (
            f"{', '.join(map(tail, theirs))}: Meta's. Set the webhook of your app there to"
            f" {webhooks.meta(public_url)}, with META_VERIFY_TOKEN, and have it called for"
            " `messages`; a page also for `messaging_postbacks`, `message_reactions`,"
            " `message_edits`, `message_deliveries` and `message_echoes`."
        )
    for name in dict.fromkeys(carrier.provider for carrier in desk.carriers.values()):
        if name not in ("meta", "twilio"):
            yield _another(desk, public_url, name)
    for address in addresses(desk):
        channel = channel_of(address)
        if channel != "sms":
            place = f"Messaging → Senders → {'WhatsApp' if channel == 'whatsapp' else channel}"
            yield (
                f"{tail(address)}: set it in Twilio's console, {place} senders → the sender: POST"
                f" {webhooks.messages(public_url)}{webhooks.RETRIES} for incoming messages,"
                f" {webhooks.statuses(public_url)} for statuses."
            )


def _another(desk: Desk, public_url: str, name: str) -> str:
    """What to set at a provider of somebody's own."""
    theirs = [tail(at) for at, carrier in desk.carriers.items() if carrier.provider == name]
    own = f"{public_url}/webhooks/{name}"
    one = base.load(name, settings.credentials()).one_webhook
    where = own if one else f"{own}/messages for texts, {own}/statuses for statuses"
    return f"{', '.join(theirs)}: {name}'s. Set the webhook there: POST {where}."


def _trunks(ours: Sequence[Number]) -> Iterator[str]:
    for number in ours:
        if number.hooks.get("trunk_sid"):
            yield f"{tail(number.address)}: its calls go to a SIP trunk, which was left as it is."
