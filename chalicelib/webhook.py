"""The webhook of a provider that has one for everything: texts and statuses in one request."""

from . import inbound, settings, statuses
from .providers import base
from .providers.base import WebAnswer, WebRequest
from .troubles import each


def everything(name: str, request: WebRequest, base_url: str) -> WebAnswer:
    """Takes in all that a webhook brings; of a provider with several, the texts.

    A GET asks whether the webhook is there. Raises as `inbound.messages` and `statuses.statuses`
    do, when all that could be taken in was.
    """
    provider = base.load(name, settings.credentials())
    if not provider.one_webhook:
        return inbound.messages(name, request, base_url)
    if request.method == "GET":
        return provider.handshake(request)
    provider.verify(request)
    each((inbound.texts, _statuses), lambda part: part(provider, request, base_url))
    return provider.answer()


def _statuses(provider: base.Provider, request: WebRequest, _: str) -> None:
    statuses.reports(provider, request)
