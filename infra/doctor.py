"""Looks at a stage: what is wrong, why it matters, and the mend."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from functools import partial
from typing import TypeVar

from chalicelib import settings
from chalicelib.errors import GuichetError
from chalicelib.models import Desk
from chalicelib.settings import Credentials
from chalicelib.store import desk as desks

from . import (
    accountchecks,
    connect,
    findings,
    functionchecks,
    publicchecks,
    publicurl,
    stagechecks,
    stuck,
)
from .account import Account
from .cloud import in_words
from .findings import Finding

T = TypeVar("T")

_FINDS: Sequence[Callable[[], Finding | None]] = (
    stuck.find_letters,
    stuck.find_entries,
    stuck.find_parked,
    stuck.find_overdue,
)
_MENDS: Sequence[Callable[[], Iterator[str]]] = (
    stuck.drive_letters_back,
    stuck.put_entries_back,
    stuck.take_parked_in,
    stuck.wake_overdue,
)


def put_back() -> Iterator[str]:
    """Puts back what can be; yields what was done, a line each, as it is done.

    Raises `SetupError` with the mend, or `Unavailable` where AWS is out of reach. Again, it goes
    on where it stopped.
    """
    with in_words():
        for mend in _MENDS:
            yield from mend()


def examine_stuck(*, after: bool = False) -> tuple[Finding, ...]:
    """What got stuck. Raises like `put_back`; `after`: just after that was called.

    Dead letters are not counted then: SQS is a while behind.
    """
    with in_words():
        found = [find() for find in _FINDS if not (after and find is stuck.find_letters)]
    return tuple(finding for finding in found if finding)


def examine(stage: str) -> tuple[Finding, ...]:
    """All that is wrong, from the stage's resources to what the provider has of it.

    Never raises for what is missing or out of reach: that is a finding.
    """
    found = [*_stage(stage), *_guarded(partial(functionchecks.examine, stage))]
    found += _guarded(partial(_address, stage))
    url = _or_none(partial(publicurl.find, stage))
    credentials = _or_none(_credentials)
    if credentials:
        found += _provider(credentials, _or_none(desks.load), url)
    if url:
        found += _guarded(partial(publicchecks.health, url))
    if url and credentials:
        found += _guarded(partial(publicchecks.signatures, url, credentials))
    return tuple({finding.what: finding for finding in found}.values())


def _stage(stage: str) -> Iterator[Finding]:
    """The resources, and what is in them where they are there."""
    there = list(_guarded(stagechecks.table))
    queue = list(_guarded(stagechecks.queue))
    yield from (*there, *queue)
    yield from _guarded(stagechecks.bucket)
    yield from _guarded(stagechecks.credentials)
    checks = [stagechecks.waiting, _old(stuck.find_letters)] if not queue else []
    if not there:
        finds = (stuck.find_entries, stuck.find_parked, stuck.find_overdue)
        clock = partial(stagechecks.clock, partial(functionchecks.deployed, stage))
        checks += [stagechecks.desk, *map(_old, finds), clock]
    for check in checks:
        yield from _guarded(check)


def _provider(credentials: Credentials, desk: Desk | None, url: str | None) -> Iterator[Finding]:
    """What Twilio has. One refusal is enough: nothing more is asked then."""
    account = Account(credentials)
    able = yield from _guarded(partial(accountchecks.account, account, credentials))
    if not able or desk is None:
        return
    if url:
        yield from _guarded(lambda: accountchecks.numbers(connect.plan(desk, url, account)))
        yield from _guarded(partial(accountchecks.senders, account, desk, url))
    yield from _guarded(partial(accountchecks.templates, account, desk))
    yield from _guarded(partial(accountchecks.registrations, account, desk))


def _address(stage: str) -> Iterator[Finding]:
    """The public URL, whether anybody answers there or not."""
    publicurl.find(stage)
    yield from ()


def _credentials() -> Credentials:
    """What Twilio is asked with. Raises `SetupError` where a part is missing."""
    held = settings.credentials()
    for name in stagechecks.SECRETS:
        held.secret(name)
    return held


def _or_none(read: Callable[[], T]) -> T | None:
    """What can be read; why it can't be is a finding of its own."""
    try:
        with in_words():
            return read()
    except GuichetError:
        return None


def _old(find: Callable[[], Finding | None]) -> Callable[[], Iterable[Finding]]:
    """A check that finds one thing or none, as one that finds several."""
    return lambda: filter(None, [find()])


def _guarded(check: Callable[[], Iterable[Finding]]) -> Generator[Finding, None, bool]:
    """What a check finds, and what kept it from looking; returns whether nothing did."""
    try:
        with in_words():
            yield from check()
    except GuichetError as error:
        yield findings.of(error, "what can't be asked can't be checked.")
        return False
    return True
