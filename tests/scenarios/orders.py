"""Commands as an agent of either desk types them."""

from .story import Story

FRENCH = {
    "help": "aide",
    "mine": "moi",
    "queue": "attente",
    "who": "qui",
    "done": "fini",
    "take": "prendre",
    "undo": "oups",
    "away": "absent",
    "back": "retour",
}


def order(desk: Story, name: str, rest: str = "") -> str:
    """A command in the desk's language: `/done`, `/fini 101`."""
    word = FRENCH.get(name, name) if desk.desk.language == "fr" else name
    return f"/{word} {rest}".strip()
