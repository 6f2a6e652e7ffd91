"""The Twilio account as it is: its numbers, its Messaging Services, what else can be asked.

Through the real client, with the stage's credentials. Nothing that is raised here holds an address.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from requests import exceptions as failures

from chalicelib.errors import SendError, SetupError, TryLater
from chalicelib.providers._twilio_rest import UNREADABLE, client_for
from chalicelib.settings import Credentials

_PAGE = 1000
_AGAIN = "Mend: look at https://status.twilio.com, then run it again."
_NUMBER = (
    *("sms_url", "sms_method", "sms_fallback_url", "sms_fallback_method", "sms_application_sid"),
    *("voice_url", "voice_method", "voice_application_sid", "trunk_sid"),
    *("status_callback", "status_callback_method"),
)
_SERVICE = (
    *("inbound_request_url", "inbound_method", "fallback_url", "fallback_method"),
    "status_callback",
)


class NotThere(TryLater):
    """Twilio knows no such resource, or a stand-in lacks it."""


@dataclass(frozen=True)
class Number:
    """A number of the account; `hooks` has its webhooks by their names in Twilio's API."""

    sid: str
    address: str
    hooks: Mapping[str, str]
    texts: bool = True


@dataclass(frozen=True)
class Service:
    """A Messaging Service. `defers`: its numbers' own webhooks are called, not the service's.

    `members` are the sids of its numbers, `registered` whether it has a campaign (A2P 10DLC).
    """

    sid: str
    hooks: Mapping[str, str]
    defers: bool
    registered: bool
    members: frozenset[str]


@dataclass(frozen=True)
class Sender:
    """A WhatsApp sender: Twilio's word for its state, and what a text to it calls."""

    address: str
    state: str
    callback: str


class Account:
    """What `credentials` open. Every method raises `SetupError` or `TryLater`, with the mend."""

    def __init__(self, credentials: Credentials) -> None:
        self._sid = credentials.secret("TWILIO_ACCOUNT_SID")
        self._client = client_for(credentials)
        for product in (self._client.messaging, self._client.content):
            product.base_url = _host(self._client.api.base_url, product.base_url)

    def itself(self) -> tuple[str, str, str]:
        """The account's state and type in Twilio's words, and the token it signs with, or ''."""
        with _asking():
            found = self._client.api.v2010.accounts(self._sid).fetch()
            return str(found.status), str(found.type), str(found.auth_token or "")

    def numbers(self) -> tuple[Number, ...]:
        """All its numbers, page after page."""
        with _asking():
            found = self._client.incoming_phone_numbers.list(page_size=_PAGE)
            return tuple(
                Number(str(one.sid), str(one.phone_number), _fields(one, _NUMBER), _texts(one))
                for one in found
            )

    def services(self) -> tuple[Service, ...]:
        """All its Messaging Services. Raises `NotThere` where a stand-in has none of that."""
        with _asking():
            services = self._client.messaging.v1.services
            return tuple(
                Service(
                    sid=str(one.sid),
                    hooks=_fields(one, _SERVICE),
                    defers=bool(one.use_inbound_webhook_on_number),
                    registered=bool(one.us_app_to_person_registered),
                    members=frozenset(
                        str(member.sid)
                        for member in services(one.sid).phone_numbers.list(page_size=_PAGE)
                    ),
                )
                for one in services.list(page_size=_PAGE)
            )

    def senders(self) -> tuple[Sender, ...]:
        """Its WhatsApp senders."""
        with _asking():
            found = self._client.messaging.v2.channels_senders.list(channel="whatsapp")
            return tuple(
                Sender(str(one.sender_id), str(one.status), str(hooks.get("callback_url") or ""))
                for one in found
                for hooks in [one.webhook or {}]
            )

    def approval(self, sid: str) -> str:
        """Twilio's word for what WhatsApp said of a template. Raises `NotThere` for another's."""
        with _asking():
            found = self._client.content.v1.contents(sid).approval_fetch().fetch()
            return str((found.whatsapp or {}).get("status") or "unsubmitted")

    def toll_free_states(self, sid: str) -> tuple[str, ...]:
        """Twilio's words for the verifications of a toll-free number."""
        with _asking():
            asked = self._client.messaging.v1.tollfree_verifications
            return tuple(str(one.status) for one in asked.list(tollfree_phone_number_sid=sid))

    def change_number(self, sid: str, fields: Mapping[str, str]) -> None:
        """Sets these fields of a number and no others."""
        with _asking():
            self._client.incoming_phone_numbers(sid).update(**fields)

    def change_service(self, sid: str, fields: Mapping[str, str]) -> None:
        """Sets these fields of a Messaging Service and no others."""
        with _asking():
            self._client.messaging.v1.services(sid).update(**fields)


def _host(api_url: str, own: str) -> str:
    """Where a product is: on a host of its own at Twilio (`own`), on one host at a stand-in."""
    parts = urlsplit(api_url)
    host = parts.netloc
    if host.endswith(".twilio.com"):
        product = (urlsplit(own).hostname or "").partition(".")[0]
        host = host.replace("api.", f"{product}.", 1)
    return urlunsplit(parts._replace(netloc=host))


def _fields(found: Any, names: tuple[str, ...]) -> dict[str, str]:
    """A method that is not told is POST, as Twilio has it."""
    default = {name: "POST" for name in names if name.endswith("_method")}
    return {name: str(getattr(found, name) or default.get(name, "")) for name in names}


def _texts(found: Any) -> bool:
    able = found.capabilities
    return not isinstance(able, dict) or bool(able.get("sms", able.get("SMS", True)))


@contextmanager
def _asking() -> Iterator[None]:
    """Twilio's refusals and silences in our words."""
    try:
        yield
    except SendError as failure:
        told = str(failure)
        if told.startswith("Twilio answered 401"):
            raise SetupError(
                "Twilio does not accept TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN. Mend: put the"
                " account's sid and its primary token, as the console shows them, into the"
                " stage's secret."
            ) from None
        kind = NotThere if told.startswith("Twilio answered 404") else TryLater
        raise kind(f"{told}. {_AGAIN}", failure.code) from None
    except failures.RequestException as failure:
        raise TryLater(f"Twilio can't be reached: {type(failure).__name__}. {_AGAIN}") from None
    except UNREADABLE as failure:
        # The client's own errors quote what was answered.
        raise TryLater(
            f"Twilio's answer can't be read: {type(failure).__name__}. {_AGAIN}"
        ) from None
