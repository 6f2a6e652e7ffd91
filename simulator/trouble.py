"""The trouble that a person switches on in the page, and what it makes the network do wrong."""

import threading
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal, Self, get_args

from .network import Faults

LATE_SECONDS = 5.0
OPTED_OUT = 21610
CODES = (30006, OPTED_OUT, 30003, 30007)
"""Why a phone may take nothing: Twilio's error codes."""

Sending = Literal["works", "busy", "down", "silent"]


@dataclass(frozen=True)
class Trouble:
    """What is wrong. Without arguments: nothing.

    `lost`, `late`, `twice`: what becomes of webhooks. `sending`: the provider takes texts, takes
    none for now, is down, or takes them and its answers are lost. `statuses`: they are lost.
    `phone` takes no text, for `code`; '' for none.
    """

    lost: bool = False
    late: bool = False
    twice: bool = False
    sending: Sending = "works"
    statuses: bool = False
    phone: str = ""
    code: int = CODES[0]

    def changed(self, asked: object, phones: Collection[str]) -> Self:
        """This with what was `asked`: any of the fields by name. Raises `ValueError` for nonsense.

        `phones` are the addresses that there are.
        """
        if not isinstance(asked, dict) or not asked:
            raise ValueError("no fields")
        known = {field.name: type(field.default) for field in fields(self)}
        for name, value in asked.items():
            if name not in known or type(value) is not known[name]:
                raise ValueError("an unknown field, or not of its type")
        after = replace(self, **asked)
        if after.sending not in get_args(Sending) or after.code not in CODES:
            raise ValueError("not one of the choices")
        if after.phone and after.phone not in phones:
            raise ValueError("no such phone")
        return after

    def upset(self, faults: Faults) -> None:
        """Makes the network do wrong what this says, and all else right."""
        faults.lose_webhooks = self.lost
        faults.late = LATE_SECONDS if self.late else 0.0
        faults.deliver_twice = self.twice
        faults.rest_status = {"busy": 429, "down": 500}.get(self.sending, 0)
        faults.drop_answers = self.sending == "silent"
        faults.no_callbacks = self.statuses
        refusing = {self.phone: self.code} if self.phone else {}
        # Twilio refuses to send to who opted out; a text in a webhook's answer ends undelivered.
        faults.refuse = refusing if self.code == OPTED_OUT else {}
        faults.undelivered = dict(refusing)


class Switches:
    """What is wrong now, for all who have the page open; thread-safe.

    `phones` says the addresses that there are; `tell` gets what `shown` gives, at each change.
    """

    def __init__(
        self,
        faults: Faults,
        *,
        phones: Callable[[], Collection[str]],
        tell: Callable[[dict[str, Any]], None],
    ) -> None:
        self._faults, self._phones, self._tell = faults, phones, tell
        self._lock = threading.RLock()
        self._trouble, self._turn = Trouble(), 0

    def shown(self) -> dict[str, Any]:
        """The trouble as the page gets it; the higher `turn` is the newer."""
        with self._lock:
            return asdict(self._trouble) | {"turn": self._turn}

    def change(self, asked: object) -> dict[str, Any]:
        """Changes what was asked; what is shown then. Raises `ValueError`: nothing is changed."""
        with self._lock:
            after = self._trouble.changed(asked, self._phones())
            after.upset(self._faults)
            self._trouble, self._turn = after, self._turn + 1
            self._tell(self.shown())
            return self.shown()
