"""What people write: customers anything, agents what their phones make them mean, and no more."""

from collections import deque
from dataclasses import dataclass

from chalicelib.models import InboundMessage

from .book import Meant, Written
from .phones import WORDS, Item, Phone
from .world import World, pick

COMMANDS = ("/mine", "/queue", "/who", "/hist", "/help", "/dnoe", "/away", "/back", "/hist {n}")
AUTOMATIC = ("I'm driving right now, I'll answer later", "Réponse automatique : absente")
EMPTY = ("", " ", "\u200e", "\ufe0f \n")
BARE = ("ok", "Merci", "👍", "Thanks!", "D'accord")
FRAMES = ('Liked "{}"', "A aimé « {} »", "Reacted 👍 to “{}”")
MARKS = ("#{n} ", "# {n}: ", "/{n} ")

REMEMBERED = 6
"""The model's bound: a phone reacts at once, to one of the last texts of a conversation. A line
remembers twice as many, and more may have come that do not show yet."""


@dataclass(frozen=True)
class Text:
    """What an agent writes. `words` are those meant for the customer of `thread`."""

    kind: str
    body: str
    thread: int | None = None
    words: str = ""
    quoted: str | None = None


def customer(world: World, a: int, b: int, c: int) -> None:
    """A customer texts an inbox, on one channel or another, or, by mistake, a relay number."""
    address = f"+1514555040{a % world.shape.customers}"
    inbox = pick(world.desk.inboxes, b // 16)
    channel = (a // world.shape.customers) % 4 == 3
    ours, theirs = inbox.addresses[channel], f"{'whatsapp:' * channel}{address}"
    if c % 25 == 24:
        ours, theirs = pick(world.desk.relay_numbers, c // 25), address
    body, marks = _customers_words(world, b % 12)
    message = InboundMessage(
        provider="twilio", id=world.text_id(), sender=theirs, recipient=ours, body=body
    )
    kept = marks if world.desk.inbox_at(ours) else ()
    world.book.written[message.id] = Written(world.desk.identify(theirs), ours, theirs, kept)
    world.say(f"customer {address[-1]} writes to {ours}: {body[:40]!r}")
    world.take_in(message, later=c % 8 == 0)


def _customers_words(world: World, kind: int) -> tuple[str, tuple[str, ...]]:
    """What a customer writes, without any digit, and the marks in it, which are there once."""
    letters = world.letters()
    first, last = f"zq{letters}qz", f"zk{letters}kz"
    if kind in (9, 10):
        faces = dict(zip("abcdefghij", "🏁🙂👍🎉🔥🌞🌈💐🍀🎈", strict=True))
        face = f"✨{''.join(faces[letter] for letter in letters)}✨"
        return face, (face,)
    if kind == 11:
        return f"{first} {'many words ' * 200}{last}", (first, last)
    return f"Hello {first}, is it ready?", (first,)


def agent(world: World, a: int, b: int, c: int) -> None:
    """An agent writes something, in one of the phone's conversations."""
    who = pick(world.desk.agents, a)
    phone = world.phones[who.id]
    numbers = sorted(phone.conversations) or list(world.desk.relay_numbers[:1])
    number = pick(numbers, a // len(world.desk.agents))
    if text := _text(world, phone, number, c % 20, b):
        _send(world, phone, number, text, later=c // 20 % 8 == 0, slowly=c // 160 % 8 == 0)


def _text(world: World, phone: Phone, number: str, kind: int, b: int) -> Text | None:
    if kind <= 8:
        return _words(world, phone, number)
    if kind <= 11:
        return _numbered(world, phone.known(world.now), b)
    if kind == 12:
        return _numbered(world, phone.held[-1:], b)
    if kind <= 15:
        return _act(world, phone, {13: "/done", 14: "/take", 15: "/undo"}[kind], b)
    if kind == 16:
        return _reaction(world, phone, number, b)
    if kind == 17:
        sort, bodies = pick((("automatic", AUTOMATIC), ("empty", EMPTY)), b)
        return Text(sort, pick(bodies, b // 2))
    if kind == 18:
        return _bare(world, phone, number, b)
    if b % 2:
        n = (phone.known(world.now) or [101])[-1]
        return Text("command", pick(COMMANDS, b // 2).format(n=n))
    return _quote(world, phone, number, b)


def _send(
    world: World, phone: Phone, number: str, text: Text, *, later: bool, slowly: bool
) -> None:
    who = _owner(world, phone)
    message = InboundMessage(
        provider="twilio",
        id=world.text_id(),
        sender=phone.address,
        recipient=number,
        body=text.body,
        quoted=text.quoted,
    )
    world.book.meant[message.id] = Meant(who, text.kind, text.words, text.thread)
    item = Item(world.now, world.fresh(), "mine", text.body, text.thread, message.id)
    phone.add(number, item)
    said = f"{text.body[:60]!r} (for #{text.thread})"
    world.say(f"agent {phone.address[-1]} writes on {number[-1]}: {said}")
    waiting = world.outgoing.setdefault(who, deque())
    if (slowly and text.kind not in ("reaction", "bare")) or waiting or world.is_busy(who):
        waiting.append(message)
    else:
        world.take_in(message, later=later)


def _owner(world: World, phone: Phone) -> str:
    return world.desk.identify(phone.address)


def _fresh_words(world: World) -> str:
    return f"We are on it, zw{world.letters()}wz"


def _words(world: World, phone: Phone, number: str) -> Text | None:
    """Words without a number, where the phone shows whom they are for."""
    meant, words = phone.meant(number, world.now), _fresh_words(world)
    if meant is None or _has_just_named(world, phone):
        return None
    return Text("words", words, meant, words)


def _has_just_named(world: World, phone: Phone) -> bool:
    """Whether a text with a number has not been taken in yet.

    The model's bound: who has just named a thread waits until that is sent, or said not to be,
    before writing on without a number.
    """
    who = _owner(world, phone)
    texts = world.outgoing.get(who, ())
    named = any(world.book.meant[message.id].kind == "numbered" for message in texts)
    return named or world.is_busy(who)


def _numbered(world: World, threads: list[int], b: int) -> Text | None:
    threads = threads or sorted(world.paper.references)
    if not threads:
        return None
    thread, words = pick(threads, b // 3), _fresh_words(world)
    return Text("numbered", pick(MARKS, b).format(n=thread) + words, thread, words)


def _act(world: World, phone: Phone, name: str, b: int) -> Text | None:
    """Who closes a thread has seen it; anything may be taken."""
    if name == "/undo" or (name == "/done" and b % 2):
        return Text("command", name)
    anything = name == "/take" and b % 5 == 4
    known = sorted(world.paper.references) if anything else phone.known(world.now)
    return Text("command", f"{name} {pick(known, b // 10)}") if known else None


def _reaction(world: World, phone: Phone, number: str, b: int) -> Text | None:
    if _is_writing(world, phone):
        return None
    items = sorted(phone.conversations.get(number, ()), key=lambda item: item.order)
    recent = (item for item in items[-REMEMBERED:] if item.at <= world.now)
    shown = [item for item in recent if item.kind != "mine"]
    if not shown:
        return None
    return Text("reaction", pick(FRAMES, b // 3).format(pick(shown[-3:], b).body))


def _is_writing(world: World, phone: Phone) -> bool:
    """Whether anything that the owner wrote was not taken in yet."""
    who = _owner(world, phone)
    return bool(world.outgoing.get(who)) or world.is_busy(who)


def _bare(world: World, phone: Phone, number: str, b: int) -> Text | None:
    """Thanks or agreement. After a text of the desk's own it is meant for the desk.

    The model's bound: written only where the line's last text is the one that shows last.
    """
    sending = any(e.state == "sending" for e in world.paper.pending(f"a-{_owner(world, phone)}"))
    if sending or _is_writing(world, phone) or not phone.is_up_to_date(number, world.now):
        return None
    meant, last = phone.meant(number, world.now), phone.seen(number, world.now)[-1]
    if meant is None:
        return None
    to_desk = last.kind not in WORDS and last.kind != "mine"
    words = pick(BARE, b)
    return Text("bare", words, None if to_desk else meant, words)


def _quote(world: World, phone: Phone, number: str, b: int) -> Text | None:
    shown = [item for item in phone.seen(number, world.now) if item.kind != "mine"]
    if not shown:
        return None
    item, words = pick(shown[-4:], b // 2), _fresh_words(world)
    return Text("quote", words, item.thread, words, item.text_id)
