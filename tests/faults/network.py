"""The stand-in provider on one thread, with weather: what arrives late, twice, or not at all.

It is the simulator's carrier with its REST server. Its jobs wait in the order of the story's time,
and are done when the story says so, so that a seed plays the same run again.
"""

import heapq
import json
import time
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any, NamedTuple, cast

from simulator.carrier import Carrier, RestError
from simulator.rest import RestServer, _Handler
from simulator.wire import Answer, Text, problem, signed, status_form

_sleep = time.sleep
"""Real time, on the server's own thread."""

TRIES = 3
"""So often is a webhook posted that isn't answered 2xx: what `connect` asks of Twilio (`#rc=2`)."""

AGAIN = 60.0
"""The model's bound (s): a failure that is reported only while AWS is out of reach is reported once
more so much later. Twilio does not do so: see `docs/reliability.md`."""


class Rest(NamedTuple):
    """What becomes of a REST call: whether it is carried out, and how it is answered.

    `status` 0: as it should be; -1: the connection is cut; -2: the answer comes when nobody waits
    for it any more. `after` is the `Retry-After`.
    """

    done: bool = True
    status: int = 0
    after: str = ""


FINE = Rest()
TROUBLES = {
    "429 with Retry-After": Rest(False, 429, "7"),
    "429 without": Rest(False, 429),
    "500 before": Rest(False, 500),
    "500 after": Rest(True, 500),
    "503": Rest(False, 503),
    "cut before": Rest(False, -1),
    "cut after": Rest(True, -1),
    "time-out before": Rest(False, -2),
    "time-out after": Rest(True, -2),
}
WAIT = 0.25
"""Seconds for which an answer is kept back; the client waits for less."""


class Weather:
    """Nothing goes wrong. What goes wrong in a run is decided by a subclass.

    A webhook's delays are in seconds, one for each copy that is posted; none: it is lost.
    """

    def text(self, text: Text) -> list[float]:
        """When a phone's text is posted to the app."""
        return [0.0]

    def status(self, text: Text, status: str) -> list[float]:
        """When what became of a text is reported."""
        return [0.0]

    def answer(self) -> bool:
        """Whether the app's answer to a webhook comes back."""
        return True

    def rest(self, method: str) -> Rest:
        """What becomes of a REST call."""
        return FINE

    def carries(self, text: Text) -> int | None:
        """The error that a text ends with on its way to the phone."""
        return None


class Jobs:
    """What the network is to do, each at its time. Does nothing by itself."""

    def __init__(self) -> None:
        self._waiting: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = count()

    def do(self, job: Callable[[], None], after: float = 0.0) -> None:
        heapq.heappush(self._waiting, (time.time() + after, next(self._numbers), job))

    def next(self) -> Callable[[], None] | None:
        """The first job that is due."""
        due = bool(self._waiting) and self._waiting[0][0] <= time.time()
        return heapq.heappop(self._waiting)[2] if due else None

    @property
    def due(self) -> float | None:
        """When the next one is (s since the epoch)."""
        return self._waiting[0][0] if self._waiting else None

    def wait_idle(self, _: float) -> bool:
        return not self._waiting

    def close(self) -> None:
        self._waiting.clear()


class Network(Carrier):
    """The carrier of one run. `post` calls the app."""

    def __init__(
        self,
        post: Callable[[str, Mapping[str, str], bytes], Answer],
        account: tuple[str, str],
        public_url: str,
        weather: Weather,
    ) -> None:
        super().__init__(post, *account, public_url=public_url)
        self._worker.close()
        self.jobs = Jobs()
        self._worker = self.jobs  # type: ignore[assignment]
        self.weather = weather
        self.posted: list[str] = []
        """Every webhook that was posted, copies and new tries too: the end of its path."""
        self.unanswered: set[str] = set()
        """The sids of phones' texts that no webhook brought in."""

    def remember(self, texts: list[Text]) -> None:
        """Begins with these texts, which it took and brought before."""
        self._texts.update({text.sid: text for text in texts})

    def _arrive(self, sid: str) -> None:
        text = self._move(sid, "sent")
        delays = self.weather.text(text)
        if not delays:
            self.unanswered.add(sid)
        for delay in delays:
            self._worker.do(lambda: self._hand_in(self.get(sid)), delay)

    def _carry(self, sid: str) -> None:
        text = self.get(sid)
        error = self.weather.carries(text)
        self.faults.undelivered = {text.to: error} if error else {}
        super()._carry(sid)

    def _report(self, text: Text, status: str) -> None:
        form = status_form(text, status, self.account_sid)
        for delay in self.weather.status(text, status) if text.callback else ():
            self._worker.do(lambda: self._report_until(text, form), delay)

    def _report_until(self, text: Text, form: dict[str, str]) -> None:
        """That a text did not arrive is told until somebody listens: else nobody could know."""
        before = len(self.refused)
        self._report_now(text.callback, form)
        if text.error and len(self.refused) > before:
            self._worker.do(lambda: self._report_until(text, form), AGAIN)

    def _webhook(self, url: str, form: dict[str, str]) -> list[Answer]:
        """Posted until it is answered 2xx, so often and no more."""
        headers, body = signed(url, form, self.auth_token)
        answer = Answer(0)
        for _ in range(TRIES):
            self.posted.append(url.partition("?")[0].rpartition("/")[2])
            answer = self._post(url, headers, body)
            if not self.weather.answer():
                answer = Answer(0)
            if answer.ok:
                return [answer]
        self.refused.append((url.partition("?")[0], answer.status))
        return [answer]


class Front:
    """Where the one server of a session leads: to the network of the run that is played."""

    def __init__(self) -> None:
        self.network: Network | None = None
        self.url = ""

    def __getattr__(self, name: str) -> Any:
        return getattr(self.network, name)


class Server(RestServer):
    """The REST server in bad weather."""

    def __init__(self, front: Front) -> None:
        super().__init__(cast(Carrier, front))
        self._server.RequestHandlerClass = type("Spoiled", (_Spoiled,), {"carrier": front})


class _Spoiled(_Handler):
    def _answer(self, body: bytes) -> None:
        fate: Rest = self.carrier.weather.rest(self.command)  # type: ignore[attr-defined]
        status, found = fate.status, problem(max(fate.status, 500), 20000 + max(fate.status, 500))
        if fate.done:
            try:
                path, _, query = self.path.partition("?")
                done, answer = self._route(path, query, body)
            except RestError as error:
                done, answer = error.status, problem(error.status, error.code)
            status, found = status or done, found if status > 0 else answer
        if fate.status == -2:
            _sleep(WAIT)
        if fate.status < 0:
            self.close_connection = True
            return
        self._say(status, found, fate.after)

    def _say(self, status: int, found: dict[str, object], after: str) -> None:
        raw = json.dumps(found).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        if after:
            self.send_header("Retry-After", after)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)
