"""What agents write, and what they mean by it: from what their phones show, and nothing else."""

from collections import deque

from chalicelib.models import InboundMessage

from .book import Meant
from .phones import WORDS, Item, Phone
from .world import Step, World, pick

COMMANDS = ("/mine", "/queue", "/who", "/hist", "/help", "/dnoe", "/away", "/back", "/hist {n}")
AUTOMATIC = ("I'm driving right now, I'll answer later", "Réponse automatique : absente", "Auto-reply: away")
EMPTY = ("", " ", "\u200e", "\ufe0f \n")
REMEMBERED = 6
"""The model's bound: a phone reacts to one of the last texts that came there. A line remembers 12, and
more may come while the reaction is under way."""
BARE = ("ok", "Merci", "👍", "Thanks!", "D'accord")


def agent(world: World, a: int, b: int, c: int) -> None:
    """An agent writes something, in one of the phone's conversations."""
    who = pick(world.desk.agents, a)
    phone = world.phones[who.id]
    numbers = sorted(phone.conversations) or list(world.desk.relay_numbers[:1])
    number = pick(numbers, a // len(world.desk.agents))
    kind = c % 20
    if kind <= 8:
        found = _words(world, phone, number)
    elif kind <= 11:
        found = _numbered(world, phone, phone.known(world.now), b)
    elif kind == 12:
        found = _numbered(world, phone, phone.held[-1:], b)
    elif kind <= 15:
        found = _act(world, phone, kind, b)
    elif kind == 16:
        found = _reaction(phone, number, world, b)
    elif kind == 17:
        found = pick((("automatic", AUTOMATIC), ("empty", EMPTY)), b)
        found = (found[0], pick(found[1], b // 2), None, "")
    elif kind == 18:
        found = _bare(world, phone, number, b)
    elif b % 2:
        found = _order(world, phone, COMMANDS, b)
    else:
        found = _quote(world, phone, number, b)
    if found:
        _send(world, who.id, number, found, later=c // 20 % 8 == 0, slowly=c // 160 % 8 == 0)


Text = tuple[str, str, int | None, str]
"""Its kind, its body, the thread it is meant for, and the words meant for the customer."""


def _send(
    world: World, who: str, number: str, found: Text | tuple[str, str, int | None, str, str], *, later: bool, slowly: bool
) -> None:
    kind, body, thread, words, *quoted = found
    phone = world.phones[who]
    message = InboundMessage(
        provider="twilio",
        id=world._text_id(),
        sender=phone.address,
        recipient=number,
        body=body,
        quoted=quoted[0] if quoted else None,
    )
    world.book.meant[message.id] = Meant(who, kind, words, thread)
    phone.add(number, Item(world.now, world.fresh(), "mine", body, thread, message.id))
    world.say(f"agent {phone.address[-1]} writes on {number[-1]}: {body!r} (for #{thread})")
    waiting = world.outgoing.setdefault(who, deque())
    prompt = kind in ("reaction", "bare")
    if (slowly and not prompt) or waiting or world.is_busy(who):
        waiting.append(message)
    else:
        world.take_in(message, later=later)


def _fresh_words(world: World) -> str:
    letters = "".join("abcdefghij"[int(digit)] for digit in str(world.fresh()))
    return f"We are on it, zw{letters}wz"


def _words(world: World, phone: Phone, number: str) -> Text | None:
    """Words without a number, where the phone shows whom they are for."""
    meant, words = phone.meant(number, world.now), _fresh_words(world)
    return ("words", words, meant, words) if meant and not _numbered_under_way(world, phone) else None


def _is_writing(world: World, phone: Phone) -> bool:
    """Whether anything that the owner wrote was not taken in yet."""
    who = _owner(world, phone)
    return bool(world.outgoing.get(who)) or world.is_busy(who)


def _numbered_under_way(world: World, phone: Phone) -> bool:
    """Whether a text with a number has not been taken in yet. The model's bound: who has just named
    a thread waits until that is sent, or said not to be, before writing on without a number."""
    who = _owner(world, phone)
    texts = world.outgoing.get(who, ())
    named = any(world.book.meant[message.id].kind == "numbered" for message in texts)
    return named or world.is_busy(who)


def _owner(world: World, phone: Phone) -> str:
    return world.desk.identify(phone.address)


def _numbered(world: World, phone: Phone, threads: list[int], b: int) -> Text | None:
    if not threads:
        threads = sorted(world.paper.references)
    if not threads:
        return None
    thread, words = pick(threads, b // 3), _fresh_words(world)
    mark = pick(("#{n} ", "# {n}: ", "/{n} "), b).format(n=thread)
    return ("numbered", mark + words, thread, words)


def _act(world: World, phone: Phone, kind: int, b: int) -> Text | None:
    name = {13: "/done", 14: "/take", 15: "/undo"}[kind]
    anything = kind == 14 and b % 5 == 4  # who closes a thread unseen does so knowingly
    known = sorted(world.paper.references) if anything else phone.known(world.now)
    if kind == 15 or (kind == 13 and b % 2):
        return ("command", name, None, "")
    if not known:
        return None
    return ("command", f"{name} {pick(known, b // 10)}", None, "")


def _order(world: World, phone: Phone, commands: tuple[str, ...], b: int) -> Text:
    known = phone.known(world.now) or [101]
    return ("command", pick(commands, b // 2).format(n=known[-1]), None, "")


def _reaction(phone: Phone, number: str, world: World, b: int) -> Text | None:
    if _is_writing(world, phone):
        return None
    recent = sorted(phone.conversations.get(number, ()), key=lambda item: item.order)[-REMEMBERED:]
    shown = [item for item in recent if item.at <= world.now and item.kind != "mine"]
    if not shown:
        return None
    item = pick(shown[-3:], b)
    frame = pick(('Liked "{}"', "A aimé « {} »", "Reacted 👍 to “{}”"), b // 3)
    return ("reaction", frame.format(item.body), None, "")


def _bare(world: World, phone: Phone, number: str, b: int) -> Text | None:
    """Thanks or agreement. After a text of the desk's own it is meant for the desk.

    The model's bound: written only where the line's last text is the one that shows last.
    """
    words, seen = pick(BARE, b), phone.seen(number, world.now)
    sending = any(e.state == "sending" for e in world.paper.pending(f"a-{_owner(world, phone)}"))
    if sending or _is_writing(world, phone) or not phone.is_up_to_date(number, world.now):
        return None
    if not phone.meant(number, world.now):
        return None
    to_desk = seen[-1].kind not in WORDS and seen[-1].kind != "mine"
    return ("bare", words, None if to_desk else phone.meant(number, world.now), words)


def _quote(
    world: World, phone: Phone, number: str, b: int
) -> tuple[str, str, int | None, str, str] | None:
    shown = [item for item in phone.seen(number, world.now) if item.kind != "mine"]
    if not shown:
        return None
    item, words = pick(shown[-4:], b // 2), _fresh_words(world)
    return ("quote", words, item.thread, words, item.text_id)


def play(world: World, step: Step) -> None:
    """One step of a story."""
    name, a, b, c = step
    if name == "agent":
        agent(world, a, b, c)
    else:
        getattr(world, name)(a, b, c)
