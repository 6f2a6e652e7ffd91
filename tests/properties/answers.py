"""How agents answer a question, and what they write that only looks like an answer.

Who answers a question reads it as the phone shows it: each digit stands there for a customer. What
is sent then must be what that question quoted, and go to that customer, whatever came meanwhile.
"""

from dataclasses import dataclass

from chalicelib.rules.questions import ORDERED, READ

from .phones import WORDS, Item, Phone
from .questions import Option, digits, options
from .world import World, pick

BARE = ("ok", "Oui", "Merci", "👍", "Thanks!", "yes", "D'accord")
DIGITS = ("{}", "{}.", "({})", " {} ", "\u200e{}", "{}\ufe0f\u20e3")
"""A lone digit, as phones write it."""

SOON = 9
"""The model's bound: so many digits have other meanings before one comes back. Nobody answers a
question after which questions with as many digits have left for the same phone."""


@dataclass(frozen=True)
class Text:
    """What an agent writes. `words` are those meant for the customer of `thread`.

    `about` are the agent's earlier texts that an answer sends to `thread`.
    """

    kind: str
    body: str
    thread: int | None = None
    words: str = ""
    quoted: str | None = None
    about: tuple[str, ...] = ()


def answer(world: World, phone: Phone, number: str, kind: int, b: int) -> Text | None:
    """An answer to the question that shows last in a conversation, right or wrong."""
    asked = phone.question(number, world.now)
    offered = options(asked.body) if asked else ()
    if asked is None or not offered or _has_ended(world, phone, number, asked):
        return None
    option = pick(offered, b)
    if kind <= 3:
        return _by_digit(world, phone, asked, option, b // len(offered))
    if kind == 4:
        return _wrong_digit(world, phone, number, asked, b)
    if kind == 5:
        return _again(world, asked, option)
    if kind == 8:
        return bare(world, phone, number, b)
    if not is_at_hand(world, phone, number):
        return None
    if kind == 6 and option.do == "send" and _is_named(world, phone, number, asked, option):
        said = option.name if b % 2 else option.name.split()[0]
        return Text("answer", said, option.thread, said, about=asked.about)
    if kind == 7 and option.thread and phone.overtaken(number, asked) == []:
        return Text("answer", f"#{option.thread}", option.thread, about=asked.about)
    return None


def _by_digit(world: World, phone: Phone, asked: Item, option: Option, b: int) -> Text | None:
    if _comes_back(phone, asked):
        return None
    thread = option.thread
    if option.do == "whom":  # as it was meant when it was written
        thread = world.book.meant[asked.about[0]].thread
    about = () if option.do in ("order", "drop") else asked.about
    body = pick(DIGITS, b).format(option.digit)
    kind = "order" if option.do == "order" else "answer"
    quoted = asked.text_id if b % 7 == 0 else None
    return Text(kind, body, thread, body, about=about, quoted=quoted)


def _wrong_digit(world: World, phone: Phone, number: str, asked: Item, b: int) -> Text | None:
    """A slip of the thumb, meant for nobody.

    The model's bound: on the question that was asked last, for it may be another's digit.
    """
    others = [d for d in range(1, 10) if d not in digits(asked.body)]
    if phone.overtaken(number, asked) or _is_asked(world, phone, asked):
        return None
    return Text("slip", str(pick(others, b)))


def _is_asked(world: World, phone: Phone, asked: Item) -> bool:
    """Whether another question has left, or is about to, for this phone."""
    who = world.desk.identify(phone.address)
    waiting = any(e.kind == "question" for e in world.paper.pending(f"a-{who}"))
    return waiting or bool(_later_questions(phone, asked))


def _again(world: World, asked: Item, option: Option) -> Text | None:
    """The number in front of the same words once more."""
    if option.thread is None or len(asked.about) != 1:
        return None
    words = world.book.meant[asked.about[0]].words
    if "zw" not in words:  # a digit or thanks are soon the same as another's
        return None
    return Text("again", f"#{option.thread} {words}", option.thread, words, about=asked.about)


def _is_named(world: World, phone: Phone, number: str, asked: Item, option: Option) -> bool:
    """Whether its name, which the question shows, names this customer alone.

    The model's bound: who gives an answer twice, the second time by name, names somebody whose
    texts came to this number.
    """
    first = option.name.split()[0]
    named = [o for o in options(asked.body) if o.name.split()[:1] == [first]]
    if len(named) > 1 or first in ("customer", "client"):
        return False
    is_open = (world.desk.identify(phone.address), asked.held) in world.paper.held
    items = phone.conversations[number]
    return is_open or any(i.thread == option.thread and i.kind in WORDS for i in items)


def _later_questions(phone: Phone, asked: Item) -> list[Item]:
    return [
        item
        for items in phone.conversations.values()
        for item in items
        if item.kind == "question" and item.claimed > asked.claimed
    ]


def _comes_back(phone: Phone, asked: Item) -> bool:
    count = sum(len(digits(item.body)) for item in _later_questions(phone, asked))
    return count + len(digits(asked.body)) > SOON


def _has_ended(world: World, phone: Phone, number: str, asked: Item) -> bool:
    """Whether the question is over, and a customer's text has left for this conversation since.

    The model's bound: that text then shows before the question is answered, which says how long it
    may be; and after it a lone digit is that customer's.
    """
    who = world.desk.identify(phone.address)
    if (who, asked.held) in world.paper.held:
        return False
    leaving = (e for e in world.paper.pending(f"a-{who}") if e.state == "sending")
    came = [*(e.kind for e in leaving), *(i.kind for i in phone.overtaken(number, asked))]
    return any(kind in WORDS for kind in came)


def is_at_hand(world: World, phone: Phone, number: str) -> bool:
    """Whether all that left for this conversation shows, and nothing is on its way from here."""
    who = world.desk.identify(phone.address)
    leaving = any(e.state == "sending" for e in world.paper.pending(f"a-{who}"))
    writing = bool(world.outgoing.get(who)) or world.is_busy(who)
    return not (leaving or writing) and phone.is_up_to_date(number, world.now)


def digit(world: World, phone: Phone, number: str, b: int) -> Text | None:
    """A lone digit meant for a customer: "How many are left?" - "1".

    The model's bound: a question that left after the customer's text shows after it, or that text
    left less than `ORDERED` ago; and no question is leaving at this moment.
    """
    meant, shown = phone.meant(number, world.now), phone.seen(number, world.now)
    if meant is None or shown[-1].kind not in WORDS:
        return None
    who = world.desk.identify(phone.address)
    if any(e.state == "sending" for e in world.paper.pending(f"a-{who}")):
        return None
    later = any(item.kind == "question" for item in phone.overtaken(number, shown[-1]))
    if later and world.now - shown[-1].claimed[1] >= ORDERED:
        return None
    body = pick(DIGITS, b).format(b % 10)
    return Text("digit", body, meant, body)


def bare(world: World, phone: Phone, number: str, b: int) -> Text | None:
    """Thanks or agreement. After a text of the desk's own it is meant for the desk.

    The model's bound: written only where the line's last text is the one that shows last.
    """
    if not is_at_hand(world, phone, number):
        return None
    meant, last = phone.meant(number, world.now), phone.seen(number, world.now)[-1]
    to_desk = last.kind not in WORDS and last.kind != "mine"
    if to_desk and world.now - last.at <= READ:
        return None
    if meant is None and not to_desk:
        return None
    words = pick(BARE, b)
    return Text("bare", words, None if to_desk else meant, words)
