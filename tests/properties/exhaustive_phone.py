"""What an agent's phone shows, as a code; and what its owner may write by that.

A phone is (conversations, in flight). A conversation, one for each relay number, is (whom words
without a number are for, whether the owner has just named a thread there and heard nothing since,
which customers' words show, the last question that shows, whether customers' words show below it).
In flight are texts handed over that do not show yet, at most `FLIGHT`, and each may be the next to
show, however late: customers' words (relay number, customer, ticks since the claim, doubt, whether
a question was claimed after them) and questions (relay number, -1, whom the held text is meant for,
the digits that say so, whether it is too late to answer). Other texts of the desk's change nothing
that the owner goes by.

The owner means by words without a number what the conversation shows: the customer whose words
came last there, or whom the owner's own last text went to. Where a question shows last, a lone
digit is its answer; else it is for that customer.
"""

from .exhaustive_place import FIRST, NOBODY, RECENT, Code, number, words

FLIGHT = 4
ORDERS = ("/done #{n}", "/take #{n}", "/pass #{n} {other}")


def blank(relays: int) -> Code:
    """A phone that shows nothing yet."""
    return (((NOBODY, False, 0, (), True),) * relays, ())


def comes(phone: Code, item: Code) -> Code:
    """A text is on its way."""
    talks, flying = phone
    if item[1] != NOBODY:
        return talks, tuple(sorted((*flying, (*item, 0, 0, False))))
    before = ((*i[:4], True) if i[0] == item[0] and i[1] != NOBODY else i for i in flying)
    return talks, tuple(sorted((*before, (*item, False))))


def shows(phone: Code, place: int) -> Code:
    """A text that was on its way shows.

    One in doubt tells its owner nothing: it took longer than `CROSSING`, its thread was answered
    meanwhile and another one after that (`phones.py`, `_crossed`: the model's bound).
    """
    relay, c, *rest = phone[1][place]
    whom, _, known, question, below = phone[0][relay]
    if c == NOBODY:
        question, below = () if rest[2] else (rest[0], rest[1]), False
    else:
        whom, known, below = NOBODY if rest[1] > 1 else c, known | 1 << c, not rest[2]
    return _with(phone, relay, (whom, False, known, question, below), place)


def may_show(phone: Code) -> dict[Code, tuple[Code, ...]]:
    """All that a phone may show, any of the texts in flight in any order, and what came for it."""
    found: dict[Code, tuple[Code, ...]] = {phone: ()}
    for known in (waiting := [phone]):
        for place, item in enumerate(known[1]):
            after = shows(known, place)
            if after not in found:
                found[after] = (*found[known], item)
                waiting.append(after)
    return found


def ticks(phone: Code) -> Code:
    """Time passes before an agent's text."""
    return phone[0], tuple(sorted(_older(item, 1) for item in phone[1]))


def waits(phone: Code) -> Code:
    """So long passes that every question has expired; nobody answers those any more."""
    talks = tuple((whom, False, known, (), below) for whom, _, known, _, below in phone[0])
    late = ((*i[:4], True) if i[1] == NOBODY else _older(i, RECENT) for i in phone[1])
    return talks, tuple(sorted(late))


def wrote(phone: Code, relay: int, body: str, reply: int) -> Code:
    """The owner has written; `reply` is whom it went to.

    The model's bound: who has named a thread and was not heard writes no words without a number
    until something shows; and who has answered a question does not answer it once more.
    """
    whom, named, known, question, below = phone[0][relay]
    if reply != NOBODY:
        whom, named = reply, False
    elif body[0] == "#":
        named = True
    if body.isdigit():
        question = ()
    after = _with(phone, relay, (whom, named, known, question, below))
    if reply == NOBODY:
        return after
    return after[0], tuple(sorted(_doubted(item, relay, reply) for item in after[1]))


def texts(phone: Code, other: str, wrong: int) -> list[tuple[int, str]]:
    """What the owner may write: (relay number, text). `other` is the colleague's name.

    `wrong` is the digit that would do most harm as an answer to the open question; customers may
    well want to hear it. The model's bound: nobody writes a lone digit to a customer while a
    question is on its way, or below words that left before it and show after it (`ORDERED`).
    """
    found: list[tuple[int, str]] = []
    seen = [talk[2] for talk in phone[0]]
    asked = any(item[1] == NOBODY for item in phone[1])
    for relay, (whom, named, known, question, below) in enumerate(phone[0]):
        if whom != NOBODY and not named:
            found.append((relay, words(whom)))
            if below and not asked and wrong:
                found.append((relay, number(wrong, whom)))
        for c in range(2):
            anywhere = any(mask >> c & 1 for mask in seen)
            if anywhere and known:
                found.append((relay, f"#{FIRST + c} {words(c)}"))
            if known >> c & 1 and not any(mask >> c & 1 for mask in seen[:relay]):
                found += [(relay, order.format(n=FIRST + c, other=other)) for order in ORDERS]
        if question:
            found += [(relay, str(digit)) for digit in (*question[1], 0)]
    return found


def _with(phone: Code, relay: int, talk: Code, shown: int = NOBODY) -> Code:
    talks, flying = phone
    left = tuple(item for place, item in enumerate(flying) if place != shown)
    return (*talks[:relay], talk, *talks[relay + 1 :]), left


def _older(item: Code, by: int) -> Code:
    if item[1] == NOBODY:
        return item
    relay, c, age, *rest = item
    return (relay, c, min(age + by, RECENT), *rest)


def _doubted(item: Code, relay: int, reply: int) -> Code:
    """1: its thread was answered after `CROSSING`; 2: and then another one was written to."""
    if item[1] == NOBODY or item[0] != relay:
        return item
    _, c, age, doubt, before = item
    if c == reply:
        return relay, c, age, 1 if age >= RECENT and not doubt else doubt, before
    return relay, c, age, 2 if doubt else 0, before
