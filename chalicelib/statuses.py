"""What a provider reports of texts we sent: states only go forward, in any order, however often."""

from . import settings, telemetry, undelivered
from .models import Entry, StatusUpdate
from .providers import base
from .providers.base import Provider, WebAnswer, WebRequest
from .store import commit, outbox
from .store.calls import retrying
from .troubles import each


def statuses(name: str, request: WebRequest, _: str) -> WebAnswer:
    """Takes in the statuses of a provider's webhook. Raises `BadRequest`, `Unavailable`."""
    provider = base.load(name, settings.credentials())
    provider.verify(request)
    reports(provider, request)
    return provider.answer()


def reports(provider: Provider, request: WebRequest) -> None:
    """Takes in the statuses of a verified webhook, each for itself. Raises as `statuses` does."""

    def one(update: StatusUpdate) -> None:
        reason = provider.reason(update.error)
        retrying(lambda: _take_in(update, reason))

    each(provider.statuses(request), one)


def _take_in(update: StatusUpdate, reason: str) -> None:
    """One status.

    A failure is said before it is recorded: a crash in between costs a second look, not the word.
    """
    telemetry.logger.info("status", extra={"text_id": update.id, "state": update.state})
    sent = outbox.sent(update.id)
    entry = outbox.entry(update.entry) if update.entry and sent is None else None
    if sent:
        if update.state == "failed" and sent.state == "sent":
            undelivered.tell(sent, "not_delivered", reason)
        outbox.advance(update, sent)
    elif entry and _was_handed_over(entry):
        decision = undelivered.recorded(entry, update.id, update.state, update.error)
        if update.state == "failed" and decision.sent:
            undelivered.tell(decision.sent, "not_delivered", reason)
        commit.commit(decision)
    else:
        telemetry.count("StatusUnknown")


def _was_handed_over(entry: Entry) -> bool:
    """Whether the provider can know of it: also where it was put back, wrongly as it turns out."""
    return entry.state != "queued" or entry.attempts > 0
