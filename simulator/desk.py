"""The simulator's working copy of a desk.toml: read for its phones, grown by new agents."""

import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from chalicelib.models import channel_of

CHANNELS = ("sms", "whatsapp", "messenger", "instagram", "rcs")
CUSTOMERS = ("+15145550301", "+15145550302")
_JOINERS = ("Chloé", "David", "Esi", "Farid", "Gaëlle", "Hugo", "Inès", "Jonas", "Kim", "Léa")
_RELAYS = re.compile(r"^relay_numbers = \[.*?\]", re.MULTILINE | re.DOTALL)
_LANGUAGE = re.compile(r'^language = "\w+"', re.MULTILINE)


@dataclass(frozen=True)
class Phone:
    """A phone of the simulator. Customers have no name, as on the real network.

    `address` is the one it has in the desk's eyes; `on` tells that of another channel.
    """

    address: str
    role: Literal["customer", "agent"]
    name: str
    language: str = ""

    def on(self, channel: str) -> str:
        """Its address on a channel: the number, or an id that shows none."""
        if channel == channel_of(self.address):
            return self.address
        number = self.address.rpartition(":")[2]
        if channel == "sms":
            return number
        if channel in ("whatsapp", "rcs"):
            return f"{channel}:{number}"
        return f"{channel}:2400{number.lstrip('+')}"

    @property
    def addresses(self) -> dict[str, str]:
        """Its address on each channel."""
        return {channel: self.on(channel) for channel in CHANNELS}


class DeskFile:
    """A copy of the desk.toml at `source`, kept at `path`.

    `language` replaces the desk's own; `relays` is how many of its relay numbers it keeps: 0 for
    none but the number that customers text.
    """

    def __init__(
        self, source: Path, path: Path, language: str | None = None, relays: int | None = None
    ) -> None:
        text = source.read_text(encoding="utf-8")
        if relays is not None:
            declared = tomllib.loads(text)
            kept = declared["desk"]["relay_numbers"][:relays]
            kept = kept or declared["inboxes"][0]["addresses"][:1]
            text = _RELAYS.sub(f"relay_numbers = {json.dumps(kept)}", text, count=1)
        if language:
            text = _LANGUAGE.sub(f"language = {json.dumps(language)}", text, count=1)
        self.path = path
        path.write_text(text, encoding="utf-8")

    @property
    def declared(self) -> dict[str, Any]:
        """What the file says now."""
        return tomllib.loads(self.path.read_text(encoding="utf-8"))

    @property
    def business(self) -> str:
        """The number that customers text: the first inbox's first."""
        return str(self.declared["inboxes"][0]["addresses"][0])

    @property
    def public(self) -> dict[str, str]:
        """Where customers write to: each channel's first address of the first inbox."""
        found: dict[str, str] = {}
        for address in self.declared["inboxes"][0]["addresses"]:
            found.setdefault(channel_of(address), str(address))
        return found

    @property
    def relays(self) -> list[str]:
        """The numbers that agents see."""
        return [str(number) for number in self.declared["desk"]["relay_numbers"]]

    @property
    def numbers(self) -> set[str]:
        """Every number of the desk."""
        declared = self.declared
        service = declared["desk"].get("service_number")
        public = {str(a) for inbox in declared["inboxes"] for a in inbox["addresses"]}
        return {*public, *self.relays, *([str(service)] if service else [])}

    def agents(self) -> list[Phone]:
        """The agents' phones, as declared."""
        declared = self.declared
        language = declared["desk"]["language"]
        return [
            Phone(
                a.get("address") or a["addresses"][0],
                "agent",
                a["name"],
                a.get("language", language),
            )
            for a in declared.get("agents", ())
        ]

    def add_agent(self) -> Phone:
        """Writes one more agent into the file, with the next free number, in the first inbox."""
        present = self.agents()
        n = len(present)
        taken = {a.address for a in present}
        address = next(f"+1514555{m:04}" for m in range(201, 300) if f"+1514555{m:04}" not in taken)
        name = _JOINERS[n - 2] if 2 <= n < len(_JOINERS) + 2 else f"Agent {n + 1}"
        phone = Phone(address, "agent", name, "fr" if n % 2 == 0 else "en")
        inbox = self.declared["inboxes"][0]["name"]
        with self.path.open("a", encoding="utf-8") as file:
            file.write(
                f"\n[[agents]]\nname = {_quote(name)}\naddress = {_quote(address)}\n"
                f"inboxes = [{_quote(inbox)}]\nlanguage = {_quote(phone.language)}\n"
            )
        return phone


def customer(n: int) -> Phone:
    """The n-th customer's phone (from 1)."""
    return Phone(f"+1514555{300 + n:04}", "customer", f"Customer {n}")


def _quote(text: str) -> str:
    """A TOML basic string (JSON's escapes are all TOML's)."""
    return json.dumps(text, ensure_ascii=False)
