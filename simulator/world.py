"""The whole desk in one process: moto for AWS, the stand-in Twilio, and the real app between them.

moto is sound for one thread at a time, so one lock is held around every call of the app and of AWS.
The carrier never waits for that lock inside a REST call, so the app may send while it holds it.
"""

import importlib
import logging
import os
import secrets
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from moto import mock_aws

from chalicelib import settings
from chalicelib.models import SECOND, Desk, channel_of
from chalicelib.store import desk as desks

from . import bucket
from .carrier import Carrier
from .clock import Clock
from .desk import DeskFile, Phone, customer
from .gateway import Context, Gateway
from .media import Picture
from .rest import RestServer
from .stage import (
    APPROVED,
    BUCKET,
    PUBLIC_URL,
    QUEUE,
    TABLE,
    queued,
    redirect,
    restore_environment,
    scheduled,
    set_environment,
    waiting,
)
from .wire import Answer

DESK = Path(__file__).with_name("desk.toml")
_POLL_SECONDS = 0.5
_REST_SECONDS = 15.0
_log = logging.getLogger("simulator")


class World:
    """Start it, then text through `carrier`; a context manager.

    `desk` is the desk.toml to apply, `language` replaces the desk's own; `tick_seconds` is how
    often the clock's function is called (0: only by `tick()`); `log` is the file for the app's log
    (None: it is dropped); `app` is the module with `app`, `wake` and `tick`.
    """

    def __init__(
        self,
        desk: Path = DESK,
        *,
        language: str | None = None,
        relays: int | None = None,
        tick_seconds: float = 5.0,
        log: Path | None = None,
        app: str = "app",
    ) -> None:
        self._source, self._language, self._relays = desk, language, relays
        self._tick_seconds, self._log_path, self._module = tick_seconds, log, app
        self._lock = threading.RLock()
        self._nudge = threading.Event()
        self._ending = threading.Event()
        self._stack = ExitStack()
        self._app: Any = None
        self.clock = Clock(self._lock, tick=self.tick, settle=self._rest, newest=self._newest)
        self._engine = threading.Thread(target=self._run, name="engine", daemon=True)
        self.errors: list[str] = []
        """What the app's functions raised, by name of the exception."""
        self.phones: list[Phone] = []
        self.desk: DeskFile
        self.carrier: Carrier

    # --- up and down -----------------------------------------------------------------------

    def start(self) -> None:
        """Brings everything up. What the desk.toml or the app raises passes; nothing is left."""
        try:
            self._start()
        except BaseException:
            self._stack.close()
            raise

    def _start(self) -> None:
        importlib.import_module("infra.deskfile").load(self._source)  # raises what is wrong with it
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="guichet-")))
        self.desk = DeskFile(self._source, folder / "desk.toml", self._language, self._relays)
        sid, token = "AC" + secrets.token_hex(16), secrets.token_hex(16)
        self.carrier = Carrier(
            self._post, sid, token, public_url=PUBLIC_URL, numbers=self.desk.numbers
        )
        self.carrier.fetch, self.carrier.templates = self.fetch, dict(APPROVED)
        self._stack.callback(self.carrier.close)
        rest = self._stack.enter_context(RestServer(self.carrier))
        self._stack.callback(restore_environment, dict(os.environ))
        set_environment(rest.url, sid, token)
        settings.forget()
        self._stack.enter_context(mock_aws())
        self._create()
        self._app = importlib.import_module(self._module)
        self._quieten()
        self.gateway = Gateway(self._app.app, PUBLIC_URL)
        self._apply()
        self.phones = [customer(1), customer(2), *self.desk.agents()]
        self._stack.callback(self.carrier.close)
        self._stack.callback(self._halt)
        self._engine.start()

    def stop(self) -> None:
        """Ends everything and gives the environment back."""
        self._stack.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    # --- what a visitor does -----------------------------------------------------------------

    def phone(self, name: str) -> Phone:
        """The phone with this name, or this address on some channel. Raises KeyError."""
        for phone in self.phones:
            if name in (phone.name, *phone.addresses.values()):
                return phone
        raise KeyError(name)

    def text(
        self,
        phone: Phone,
        to: str,
        body: str,
        pictures: Sequence[tuple[bytes, str]] = (),
        extra: Mapping[str, str] | None = None,
    ) -> str:
        """A phone sends a text, by the channel of `to`; returns its sid (see `Carrier.text`)."""
        sender = phone.on(channel_of(to))
        form = {"ProfileName": phone.name} if channel_of(to) == "whatsapp" else {}
        form |= extra or {}
        return self.carrier.text(sender, to, body, pictures=pictures, extra=form)

    def add_customer(self) -> Phone:
        """One more customer's phone."""
        phone = customer(1 + sum(p.role == "customer" for p in self.phones))
        self.phones.append(phone)
        return phone

    def add_agent(self) -> Phone:
        """One more agent: declared in the desk's file, and the file applied."""
        with self._lock:
            phone = self.desk.add_agent()
            self._apply()
            self.phones.append(phone)
        return phone

    def applied(self) -> Desk:
        """The desk as it was applied. Raises `ConnectionError` where the world has ended."""
        with self._lock:
            if self._ending.is_set():
                raise ConnectionAbortedError("the desk is closed")
            return desks.load()

    def get(self, url: str) -> Answer:
        """What is behind a link of the desk's, to an attachment; redirects are followed to S3.

        404 for any other link. Raises `ConnectionError` where the world has ended.
        """
        with self._lock:
            if self._ending.is_set():
                raise ConnectionAbortedError("the desk is closed")
            return bucket.opened(self.gateway, url, datetime.now(UTC))

    def fetch(self, url: str) -> Picture | None:
        """What the carrier finds where the desk says that a picture is; None where nothing is."""
        try:
            found = self.get(url)
        except ConnectionError:
            return None
        kind = found.headers.get("content-type", "")
        return Picture(found.body, kind) if found.ok else None

    def settle(self, timeout: float = 15.0) -> bool:
        """Waits until nothing is on its way: texts, webhooks, wake-ups. False after `timeout` s."""
        end = time.monotonic() + timeout
        while (left := end - time.monotonic()) > 0 and not self._ending.is_set():
            self.carrier.wait_idle(left)
            with self._lock:
                if self.carrier.wait_idle(0) and not waiting():
                    return True
            self._nudge.set()
            time.sleep(0.02)
        return False

    def tick(self) -> None:
        """Calls the clock's function once, as the schedule does each minute."""
        with self._lock:
            self._call("tick", scheduled())

    # --- the engine: the queue and the clock ---------------------------------------------------

    def _run(self) -> None:
        due = time.monotonic() + self._tick_seconds
        while not self._ending.is_set():
            try:
                if self._pump():
                    continue
            except Exception:  # noqa: BLE001 - a queue that stumbles must not end the desk
                _log.exception("the queue failed")
            if self._tick_seconds and time.monotonic() >= due:
                self.tick()
                due = time.monotonic() + self._tick_seconds
            self._nudge.wait(_POLL_SECONDS)
            self._nudge.clear()

    def _pump(self) -> bool:
        """Hands one message of the queue to the app; False where there is none."""
        with self._lock:
            url, sqs = settings.queue_url(), settings.sqs()
            found = sqs.receive_message(
                QueueUrl=url, MaxNumberOfMessages=1, MessageSystemAttributeNames=["All"]
            ).get("Messages", [])
            for message in found:
                if self._call("wake", queued(dict(message))):
                    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return bool(found)

    def _call(self, function: str, event: dict[str, Any]) -> bool:
        """Calls one of the app's functions; what it raises is noted, as Lambda would."""
        try:
            getattr(self._app, function)(event, Context(f"guichet-try-{function}"))
        except Exception as error:  # noqa: BLE001 - Lambda takes whatever comes, and tries again
            self.errors.append(f"{function}: {type(error).__name__}")
            _log.exception("%s failed", function)
            return False
        return True

    def _post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        with self._lock:
            answer = self.gateway.post(url, headers, body)
        self._nudge.set()
        return answer

    def _rest(self) -> None:
        """Does what is there to do now, and returns when nothing is; what failed may wait."""
        end = time.monotonic() + _REST_SECONDS
        while (left := end - time.monotonic()) > 0 and not self._ending.is_set():
            if self.carrier.wait_idle(left) and not self._pump() and self.carrier.wait_idle(0):
                return

    def _newest(self) -> int:
        """When a phone wrote to the desk last (ms); 0 where none did."""
        written = (text.at for text in self.carrier.texts() if text.direction == "inbound")
        return round(max(written, default=0) * SECOND)

    def _halt(self) -> None:
        self._ending.set()
        self._nudge.set()
        self.clock.close()
        with self._lock:  # whoever is in the midst of something ends it before AWS is gone
            pass
        self._engine.join(timeout=10)

    # --- the stage -------------------------------------------------------------------------

    def _create(self) -> None:
        """Makes the table, the queue and the bucket from the template's own properties."""
        importlib.import_module("infra.local").create(TABLE, QUEUE, bucket=BUCKET)
        os.environ["GUICHET_TABLE"] = TABLE
        os.environ["GUICHET_BUCKET"] = BUCKET
        os.environ["GUICHET_QUEUE_URL"] = settings.sqs().get_queue_url(QueueName=QUEUE)["QueueUrl"]

    def _apply(self) -> None:
        importlib.import_module("infra.apply").apply(self.desk.path)
        if (applied := desks.load()).carriers:  # here one stand-in carries all
            desks.save(applied.but(carriers={}))
        self.carrier.numbers = self.desk.numbers

    def _quieten(self) -> None:
        """Sends the app's log to the file, or nowhere: the terminal belongs to the visitor."""
        path = self._log_path or Path(os.devnull)
        stream = self._stack.enter_context(path.open("a", encoding="utf-8"))
        for logger in (logging.getLogger("guichet"), _log):
            self._stack.callback(redirect(logger, stream))
