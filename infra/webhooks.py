"""What a number must call, and what it calls: the webhooks of one number or Messaging Service."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from chalicelib.models import channel_of

RETRIES = "#rc=2&rp=all&rt=5000"
"""Twilio, "webhook connection overrides": twice more, whatever went wrong, after 5 s each, which
is all of its 15 s. Without it a 5xx is not tried again. What follows a # is not signed."""

_DEMO = "demo.twilio.com"
"""What a new number calls: nobody misses it."""

_WORDS = {
    "sms_url": "texts",
    "sms_method": "texts",
    "inbound_request_url": "texts",
    "inbound_method": "texts",
    "sms_application_sid": "texts",
    "sms_fallback_url": "fallback",
    "sms_fallback_method": "fallback",
    "fallback_url": "fallback",
    "fallback_method": "fallback",
    "status_callback": "statuses",
    "status_callback_method": "statuses",
    "voice_url": "calls",
    "voice_method": "calls",
    "voice_application_sid": "calls",
}


@dataclass(frozen=True)
class Target:
    """A number or a Messaging Service: what it is called, what is to be set and what is set."""

    sid: str
    name: str
    wanted: Mapping[str, str]
    hooks: Mapping[str, str]
    strangers: int = 0
    """How many numbers that are not the desk's it answers for."""

    @property
    def changes(self) -> dict[str, str]:
        """What differs, by its name in Twilio's API."""
        return {name: to for name, to in self.wanted.items() if self.hooks.get(name, "") != to}

    def words(self) -> list[str]:
        """What differs, in words."""
        return list(dict.fromkeys(_WORDS[name] for name in self.changes))

    def told(self) -> str:
        """What is to be set, in a line."""
        if not self.changes:
            return f"{self.name}: nothing to change."
        before = self.before()
        return f"{self.name}: {', '.join(self.words())} set" + (
            f"; before: {', '.join(before)}." if before else "."
        )

    def before(self) -> list[str]:
        """What was called until now and is not any more: hosts only, paths may be secret."""
        found = dict[str, None]()
        for name, to in self.changes.items():
            if name.endswith("_method") or not (was := self.hooks.get(name, "")):
                continue
            if name.endswith("_application_sid"):
                found["a TwiML App"] = None
            elif not was.startswith(to.partition("/webhooks/")[0] + "/"):
                found[urlsplit(was).hostname or "something else"] = None
        found.pop(_DEMO, None)
        return list(found)


def messages(public_url: str) -> str:
    """Where texts come in."""
    return f"{public_url}/webhooks/twilio/messages"


def statuses(public_url: str) -> str:
    """Where it is told what became of a text."""
    return f"{public_url}/webhooks/twilio/statuses"


def meta(public_url: str) -> str:
    """Where Meta brings everything."""
    return f"{public_url}/webhooks/meta"


def number(public_url: str) -> dict[str, str]:
    """What is set on a number. A TwiML App would have its own webhooks called instead."""
    return {
        "sms_application_sid": "",
        "sms_url": messages(public_url) + RETRIES,
        "sms_method": "POST",
        "sms_fallback_url": messages(public_url),
        "sms_fallback_method": "POST",
        "status_callback": statuses(public_url),
        "status_callback_method": "POST",
        "voice_application_sid": "",
        "voice_url": f"{public_url}/webhooks/twilio/calls",
        "voice_method": "POST",
    }


def service(public_url: str) -> dict[str, str]:
    """What is set on a Messaging Service whose webhooks are called for its numbers'."""
    return {
        "inbound_request_url": messages(public_url) + RETRIES,
        "inbound_method": "POST",
        "fallback_url": messages(public_url),
        "fallback_method": "POST",
        "status_callback": statuses(public_url),
    }


def tail(address: str) -> str:
    """The last four digits: all that is ever said of an address."""
    channel = channel_of(address)
    return ("" if channel == "sms" else f"{channel} ") + f"…{address[-4:]}"
