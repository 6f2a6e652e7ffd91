"""The texts of the stand-in Twilio: each with its state, in the order the network took them."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from .refusing import RestError
from .wire import ENDED, Text


@dataclass(frozen=True)
class Event:
    """Something to show: a text has arrived or left (`text`), or has another state (`status`)."""

    kind: Literal["text", "status"]
    text: Text


class Book:
    """All texts, and who is told of them; thread-safe."""

    def __init__(self) -> None:
        self._texts: dict[str, Text] = {}
        self._listeners: list[Callable[[Event], None]] = []
        self._lock = threading.RLock()

    def phone(self, address: str) -> dict[str, list[Text]]:
        """A phone's conversations: the other number → the texts both ways, oldest first."""
        found: dict[str, list[Text]] = {}
        for text in self.texts():
            if address in (text.sender, text.to) and self._visible(text, address):
                other = text.to if text.sender == address else text.sender
                found.setdefault(other, []).append(text)
        return found

    def texts(self) -> list[Text]:
        """Every text, in the order the network took them."""
        with self._lock:
            return list(self._texts.values())

    def subscribe(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Calls `listener` for each event, from any thread; returns what ends it."""
        with self._lock:
            self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def get(self, sid: str) -> Text:
        """One text. Raises `RestError` 404."""
        with self._lock:
            if text := self._texts.get(sid):
                return text
        raise RestError(404, 20404)

    def _take(self, text: Text) -> Text:
        with self._lock:
            self._texts[text.sid] = text
        return text

    def _move(
        self, sid: str, status: str, error: int | None = None, *, quiet: bool = False
    ) -> Text:
        """Moves a text to a state; never back from one in which it ended."""
        with self._lock:
            text = self._texts[sid]
            if text.status in ENDED:
                return text
            text = self._texts[sid] = replace(text, status=status, error=error)
        if not quiet:
            self._show("status", text)
        return text

    def _visible(self, text: Text, address: str) -> bool:
        return address == text.sender or text.status in ("sent", "delivered", "read")

    def _show(self, kind: Literal["text", "status"], text: Text) -> None:
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            listener(Event(kind, text))
