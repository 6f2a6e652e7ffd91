"""The REST side of the stand-in provider, kept for the whole package, and what goes wrong there."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest

from chalicelib.providers import _twilio_rest
from simulator.carrier import Carrier, RestError
from simulator.rest import RestServer
from simulator.wire import Text

Trouble = Callable[[Callable[[], Text]], Text]
"""What happens to one send: it is given the send, carries it out or does not, answers or raises."""


class Wire:
    """Stands in front of the carrier of the moment: one server and one connection for all tests."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[str] = []
        """The words of every send that arrived here, taken or not, in order."""
        self.troubles: list[Trouble] = []
        self.outage: Trouble | None = None
        """What happens to every send, as long as it is set."""
        self._carrier: Carrier | None = None

    def lead_to(self, carrier: Carrier) -> None:
        """From now on the calls reach this carrier, and nothing goes wrong."""
        self._carrier = carrier
        carrier.media_url = self.url
        self.asked, self.troubles, self.outage = [], [], None

    def next_sends(self, *troubles: Trouble) -> None:
        """What becomes of the next sends, one after another; those after them are taken."""
        self.troubles += troubles

    def send(self, sender: str, to: str, body: str, callback: str = "", **more: Any) -> Text:
        """Takes a text from the app, unless something else is to happen to it."""
        self.asked.append(body)

        def take() -> Text:
            assert self._carrier is not None
            return self._carrier.send(sender, to, body, callback, **more)

        happen = self.troubles.pop(0) if self.troubles else self.outage
        return happen(take) if happen else take()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._carrier, name)


@contextmanager
def serving() -> Iterator[Wire]:
    """The wire, answering at its `url`."""
    wire = Wire()
    with RestServer(cast(Carrier, wire)) as server:
        wire.url = server.url
        yield wire


@contextmanager
def impatient() -> Iterator[None]:
    """The client waits for the provider a fraction of a second only."""
    _twilio_rest._client.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_twilio_rest, "TIMEOUT", 0.15)
        yield
    _twilio_rest._client.cache_clear()


def goes_through(take: Callable[[], Text]) -> Text:
    """Nothing is wrong with this one."""
    return take()


def refused(status: int, code: int = 0) -> Trouble:
    """Not taken, and answered so."""

    def happen(take: Callable[[], Text]) -> Text:
        raise RestError(status, code)

    return happen


def taken_but_answered(status: int) -> Trouble:
    """Taken, and yet answered with an error."""

    def happen(take: Callable[[], Text]) -> Text:
        take()
        raise RestError(status, 20500)

    return happen


def no_answer(*, taken: bool, seconds: float = 0.6) -> Trouble:
    """The client has stopped waiting when the answer comes."""

    def happen(take: Callable[[], Text]) -> Text:
        text = take() if taken else None
        time.sleep(seconds)
        if text is None:
            raise RestError(500, 20500)
        return text

    return happen


def then(act: Callable[[Text], None]) -> Trouble:
    """Taken, and something happens before the answer is back."""

    def happen(take: Callable[[], Text]) -> Text:
        text = take()
        act(text)
        return text

    return happen
