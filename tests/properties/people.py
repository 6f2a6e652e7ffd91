"""What people write: customers anything, agents what their phones make them mean, and no more."""

from collections import deque

from chalicelib.models import MINUTE, SECOND, InboundMessage

from . import machines
from .answers import Text, answer, bare, digit
from .meant import Meant, Written
from .orders import COMMANDS, DONE_WITH, NAMES, forgotten, order
from .phones import Item, Phone
from .world import World, pick

THINKING = (SECOND, 6 * SECOND, 8 * SECOND, 16 * SECOND, MINUTE)
"""How long agents take to answer a question (ms).

The model's bound: never less than `READ` after it shows (`Phone.question`).
"""

AUTOMATIC = (machines.DRIVING, "Réponse automatique : absente")
EMPTY = ("", " ", "\u200e", "\ufe0f \n")
FRAMES = ('Liked "{}"', "A aimé « {} »", "Reacted 👍 to “{}”")
MARKS = ("#{n} ", "# {n}: ", "/{n} ")

REMEMBERED = 6
"""The model's bound: a phone reacts at once, to one of the last texts of a conversation. A line
remembers twice as many, and more may have come that do not show yet."""


def customer(world: World, a: int, b: int, c: int) -> None:
    """A customer texts an inbox, on one channel or another, or, by mistake, a relay number."""
    address = f"+1514555040{a % world.shape.customers}"
    inbox = pick(world.desk.inboxes, b // 16)
    channel = (a // world.shape.customers) % 4 >= 4 - world.shape.whatsapp
    ours, theirs = inbox.addresses[channel], f"{'whatsapp:' * channel}{address}"
    if c % 25 == 24:
        ours, theirs = pick(world.desk.relay_numbers, c // 25), address
    body, marks = _customers_words(world, b % 12)
    message = InboundMessage(
        provider="twilio",
        id=world.text_id(),
        sender=theirs,
        recipient=ours,
        body=body,
        profile_name=NAMES[a % world.shape.customers] if c % 3 else None,
    )
    kept = marks if world.desk.inbox_at(ours) else ()
    world.book.written[message.id] = Written(world.desk.identify(theirs), ours, theirs, kept)
    world.say(f"customer {address[-1]} writes to {ours}: {body[:40]!r}")
    if c % 40 == 11:  # no webhook comes
        world.missed.append(message.but(late=world.now))
    else:
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
    asking = [n for n in numbers if phone.question(n, world.now)]
    if asking and b % 2:
        number = pick(asking, a // len(world.desk.agents))
        text = answer(world, phone, number, c % 9, b // 2)
    else:
        number = pick(numbers, a // len(world.desk.agents))
        text = _text(world, phone, number, c % 25, b)
    if text:
        _send(world, phone, number, text, c // 25)


def prompt(world: World, a: int, b: int, c: int) -> None:
    """An agent waits for the question about what is held, reads it, and answers."""
    held = sorted({agent for agent, _ in world.paper.held})
    if not held:
        return
    phone = world.phones[pick(held, a)]
    if b % 4:
        machines.drain_one(world, _owner(world, phone), 0)
    world.now += pick(THINKING, b // 4)
    asking = [n for n in sorted(phone.conversations) if phone.question(n, world.now)]
    if asking:
        number = pick(asking, a // 4)
        if text := answer(world, phone, number, c % 9, b // 16):
            _send(world, phone, number, text, c // 9)


def drive(world: World, a: int, b: int, _: int) -> None:
    """An agent takes the wheel, or leaves it: then a phone answers by itself."""
    who = pick(world.desk.agents, a).id
    if b % 4:
        world.driving.discard(who)
    else:
        world.driving.add(who)
    world.say(f"driving: {len(world.driving)}")


def _text(world: World, phone: Phone, number: str, kind: int, b: int) -> Text | None:
    if kind <= 8:
        return _words(world, phone, number)
    if kind <= 11:
        return _numbered(world, phone.known(world.now), b)
    if kind == 12:
        return _numbered(world, phone.held[-1:], b)
    if kind <= 17:
        return order(world, phone, DONE_WITH, b)
    if kind == 18:
        named = _has_just_named(world, phone)
        return forgotten(world, phone, None if named else phone.meant(number, world.now), b)
    if kind == 19:
        return _reaction(world, phone, number, b)
    if kind == 20:
        sort, bodies = pick((("automatic", AUTOMATIC), ("empty", EMPTY)), b)
        return Text(sort, pick(bodies, b // 2))
    if kind <= 22:
        return (bare, digit)[kind - 21](world, phone, number, b)
    return order(world, phone, COMMANDS, b) if kind == 23 else _quote(world, phone, number, b)


AT_ONCE = frozenset({"reaction", "bare", "digit", "answer", "order", "slip"})
"""The model's bound: what rests on what shows last is taken in at once. (Whatever has a number or
words of its own may be on its way for an hour.)"""


def _send(world: World, phone: Phone, number: str, text: Text, how: int) -> None:
    """Sends a text: at once, or `how` slowly; some reach the desk so late that they are fetched."""
    who = _owner(world, phone)
    if text.kind in AT_ONCE and _is_writing(world, phone):
        return
    kind = text.kind
    if kind == "aside" and number == world.desk.service_number:
        kind = "command"  # which needs no slash there
    late = world.now - MINUTE if how % 16 == 7 else 0
    message = InboundMessage(
        provider="twilio",
        id=world.text_id(),
        sender=phone.address,
        recipient=number,
        body=text.body,
        quoted=text.quoted,
        late=late,
    )
    world.book.meant[message.id] = Meant(
        who, kind, text.words or text.body, text.thread, text.about, late=bool(late)
    )
    item = Item(world.now, world.fresh(), "mine", text.body, text.thread, message.id)
    phone.add(number, item)
    said = f"{text.body[:60]!r} (for #{text.thread}{', fetched late' * bool(late)})"
    world.say(f"agent {phone.address[-1]} writes on {number[-1]}: {said}")
    waiting = world.outgoing.setdefault(who, deque())
    if (how % 8 == 1 and text.kind not in AT_ONCE) or waiting or world.is_busy(who):
        waiting.append(message)
    else:
        world.take_in(message, later=how % 8 == 2 and text.kind not in AT_ONCE)


def _owner(world: World, phone: Phone) -> str:
    return world.desk.identify(phone.address)


def _fresh_words(world: World) -> str:
    return f"zw{world.letters()}wz, we are on it"


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
    named = any(world.book.meant[message.id].kind in ("numbered", "again") for message in texts)
    return named or world.is_busy(who)


def _numbered(world: World, threads: list[int], b: int) -> Text | None:
    threads = threads or sorted(world.paper.references)
    if not threads:
        return None
    thread, words = pick(threads, b // 3), _fresh_words(world)
    return Text("numbered", pick(MARKS, b).format(n=thread) + words, thread, words)


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


def _quote(world: World, phone: Phone, number: str, b: int) -> Text | None:
    shown = [item for item in phone.seen(number, world.now) if item.kind != "mine"]
    if not shown:
        return None
    item, words = pick(shown[-4:], b // 2), _fresh_words(world)
    return Text("quote", words, item.thread, words, item.text_id)
