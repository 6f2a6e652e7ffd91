"""What agents order, with a slash and without."""

from .answers import Text
from .phones import Phone
from .world import World, pick

COMMANDS = ("/mine", "/queue", "/who", "/hist", "/help", "/dnoe", "/more", "/hist {n}", "/2go")
DONE_WITH = (
    *("/done", "/undo", "/done {n}", "/take {n}", "/undo", "/release", "/release {n}"),
    *("/away", "/back"),
    *("/snooze 2h", "/snooze #{n} 20 min", "/pass {who} {note}", "/pass {n} {who} {note}"),
    *("/via sms", "/via whatsapp", "/via {n} sms"),
    *("/note {note}", "/note #{n} {note}", "/name #{n} {name}", "/name #{n} {name}"),
)
NAMES = ("Ada Roy", "Max Roy", "Zoé Roy", "Ada Cyr")
"""What customers call themselves, and what agents call them: not always one each."""

FORGOTTEN = ("Done", "fini", "note {note}", "pass {note}", "Mine", "take {n}")
"""Commands without their slash; or are they words for a customer?"""


def order(world: World, phone: Phone, orders: tuple[str, ...], b: int) -> Text | None:
    """A command. Anything may be taken; of the rest an agent has seen the thread."""
    words = pick(orders, b)
    anything = words.startswith("/take") and b // 16 % 5 == 4
    known = sorted(world.paper.references) if anything else phone.known(world.now)
    if not known and "{n}" in words:
        return None
    return Text("command", _filled(world, phone, words, known, b // 16))


def _filled(world: World, phone: Phone, words: str, known: list[int], b: int) -> str:
    who = world.desk.identify(phone.address)
    others = [agent.name for agent in world.desk.agents if agent.id != who] or ["Nobody"]
    return words.format(
        n=pick(known, b) if known else 0,
        who=pick(others, b),
        note=f"zn{world.letters()}nz wants a bill",
        name=pick(NAMES, b),
    )


def forgotten(world: World, phone: Phone, thread: int | None, b: int) -> Text:
    """What may be a command without its slash is asked about, whatever it was meant for."""
    known = phone.known(world.now)
    body = _filled(world, phone, pick(FORGOTTEN, b), known, b // 8).replace("zn", "zf")
    return Text("aside", body, thread, body)
