"""The question about a held text, as the agent's phone shows it."""

from typing import Any, NamedTuple

from .phones import Phone


class Option(NamedTuple):
    """One of the choices that a question offers: the key of its words, and what fills them."""

    key: str
    values: dict[str, Any]


def to(n: int, c: str | None = None) -> Option:
    """For this thread."""
    return Option("choice_send", {"n": n, "c": c})


def insist(n: int) -> Option:
    """To the thread, though another agent has it."""
    return Option("choice_insist", {"n": n})


def take(n: int) -> Option:
    """To the thread, which becomes this agent's."""
    return Option("choice_take", {"n": n})


def reopen(n: int) -> Option:
    """To the thread, which is open again then."""
    return Option("choice_reopen", {"n": n})


def whom() -> Option:
    """To a customer: to which one is asked next."""
    return Option("choice_whom", {})


def order(command: str) -> Option:
    """The command is done, and nothing is sent."""
    return Option("choice_order", {"command": command})


def asks(
    phone: Phone,
    kind: str,
    text: str,
    *options: Option,
    base: int = 1,
    behind: int = 0,
    parts: int = 1,
    **values: Any,
) -> str:
    """The question of this `kind` about `text`. Its first digit is `base`; `behind` more wait.

    The text came in so many `parts`.
    """
    offered = [
        phone.words(option.key, d=base + place, **option.values)
        for place, option in enumerate(options)
    ]
    said = ", ".join((*offered, phone.words("choice_drop")))
    more = phone.words("q_texts", count=parts) if parts > 1 else ""
    more += phone.words("q_more", count=behind) if behind else ""
    return phone.words(f"q_{kind}", q=text, more=more, options=said, **values)
