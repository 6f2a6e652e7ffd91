"""How many segments each text of the desk's own takes, with ordinary names and with the longest.

`python -m tests.texts.segments` prints the table. Quotes are at their limit in both.
"""

import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

from chalicelib.decisions import Decision
from chalicelib.models import (
    DAY,
    HOUR,
    MINUTE,
    Agent,
    Choice,
    Contact,
    Desk,
    Entry,
    HeldText,
    OpenThread,
    Profile,
    Shown,
    Unsent,
)
from chalicelib.rules import listing, questions, showing, unsent
from chalicelib.rules.commands import Command, written
from chalicelib.rules.rerouting import ELSEWHERE
from chalicelib.rules.turn import Lists, Turn
from chalicelib.rules.welcome import welcome
from chalicelib.texts import placeholders, say, sentences, size
from tests.support import made

NOW = made.NOW


class People(NamedTuple):
    """Who and what stands in the texts: ordinary, or as long as can be."""

    customers: tuple[str, str, str]
    agent: str
    colleagues: tuple[str, ...]
    desk: str
    inbox: str
    quote: str
    numbers: tuple[int, int, int]
    tags: tuple[str, ...]
    why: str
    behind: int
    closed: int  # when a thread was closed, in milliseconds before now
    note: str


ORDINARY = People(
    customers=("Benjamin", "Philippe", "Jocelyne"),
    agent="Fernande",
    colleagues=("Benoît", "Chloé", "Dominic", "Zoé"),
    desk="Atelier Vélo",
    inbox="support",
    quote="x" * 30,
    numbers=(142, 151, 163),
    tags=("urgent", "devis"),
    why="veut une facture",
    behind=0,
    closed=2 * DAY,
    note="client is rude",
)
# As long as customers and operators can make them, and not in GSM-7.
LONG = People(
    customers=(
        "Maximilienne-Aurélie de la Bruyère Ω ê" * 3,
        "Ångström 🎈 Wolfeschlegelstein the Third",
        "Jean-Barthélemy Œuvrard-Châteauneuf",
    ),
    agent="Marie-Françoise Désœuvrée-Laviolette",
    colleagues=tuple(f"Marie-Françoise Désœuvrée {n}" for n in range(40)),
    desk="La Très Grande Coopérative d'Hébergement du Plateau",
    inbox="réparations-et-dépannage-à-domicile",
    quote="«Où êtes-vous…» dit-elle, encore et toujours, “hier”",
    numbers=(1042, 1051, 1063),
    tags=tuple(f"{n}{'étiquettes-au-long'}" for n in range(5)),
    why="le client veut une facture avec les taxes",
    behind=19,
    closed=400 * DAY,
    note="le client veut une facture avec les taxes " * 10,
)
MOMENTS = {"en": "tomorrow 14:05", "fr": "mercredi 14 h 05"}
LONG_MOMENTS = {"en": "Wed 24 Sep 14:05", "fr": "mercredi 24 sept. 14 h 05"}
DAYS = {"en": "yesterday", "fr": "aujourd'hui"}
LONG_DAYS = {"en": "30 Sep 2025", "fr": "le 30 sept. 2025"}
CUSTOMERS_TEXT = "Hello, my bike squeaks since Tuesday, can you see me at five?"


def values(people: People, language: str) -> dict[str, object]:
    """What the sentences are filled with, name by name."""
    (c, old, _), (n, m, _) = people.customers, people.numbers
    choice = Choice(do="send", thread=n, name=c)
    send = say("choice_send", language, d=1, c=choice.name, n=n)
    options = (send, say("choice_send", language, d=2, c=old, n=m), say("choice_drop", language))
    long = people is LONG
    return {
        "n": n,
        "m": m,
        "c": c,
        "old": old,
        "a": people.agent,
        "q": people.quote,
        "desk": people.desk,
        "h": {"en": "Christmas Day", "fr": "Jour de Noël"}[language],
        "inbox": people.inbox,
        "number": made.BUSINESS,
        "numbers": ", ".join([made.BUSINESS] * (4 if long else 1)),
        "t": (LONG_MOMENTS if long else MOMENTS)[language],
        "at": (LONG_MOMENTS if long else MOMENTS)[language],
        "day": (LONG_DAYS if long else DAYS)[language],
        "options": ", ".join(options),
        "more": say("q_more", language, count=people.behind) if people.behind else "",
        "typed": "/notepourbenjamintoutcolle" if long else "/attemte",
        "guesses": "/debloquer /etiquette" if long else "/attente /retour",
        "command": "/debloquer" if long else "/done",
        "reason": "",
        "kind": "poll creation",
        "what": say("media_pictures", language, n=12),
        "left": 12,
        "place": 99,
        "span": say("span_minutes", language, count=90),
        "count": 12,
        "load": 12,
        "text": "Bonjour",
        "time": "14 h 05",
        "date": "30 sept.",
        "month": "sept.",
        "hour": 14,
        "minute": "05",
        "d": 9,
        "was": say("it_was", language, a=people.agent),
        "why": f": {people.why}",
        "tags": ", ".join(people.tags),
        "names": ", ".join(people.colleagues),
        "item": say("mine_item", language, n=n, c=c),
        "channel": "SMS",
        "other": "WhatsApp",
        "word": "sms",
        "way": say("via_by", language, channel="SMS", word="sms", n=n),
        "sent": say("via_sent_many", language, count=5),
    }


_OPTIONS = {
    "q_other": ("insist", "take"),
    "q_command": ("send", "order"),
    "q_closed": ("reopen",),
    "q_moved": ("send",),
}
"""The choices of a question that does not only ask for whom."""


def filled(key: str, language: str, people: People) -> str:
    """The sentence `key` with these people in it."""
    known = values(people, language)
    if key in _OPTIONS:
        options = [say(f"choice_{do}", language, **known) for do in _OPTIONS[key]]
        known["options"] = ", ".join((*options, say("choice_drop", language)))
    if key == "hist_head":
        known["tags"] = f" ({known['tags']})"
    return say(key, language, **{name: known[name] for name in placeholders(_of(key, language))})


def _of(key: str, language: str) -> str:
    return sentences(language)[key]


# --- made of several sentences ---------------------------------------------------------------


def composed(language: str, people: People) -> Iterator[tuple[str, str]]:
    """What the rules make of several sentences: what it is, and the text."""
    yield from _questions(language, people)
    yield from _headers(language, people)
    yield from _lists(language, people)
    for count in (1, 2, 4):
        yield f"welcome, {count} number{'s'[: count > 1]}", _welcome(language, people, count)
    for key in sentences("en"):
        if key.startswith("reason_"):
            c, n, q = people.customers[0], people.numbers[0], people.quote
            reason = say(key, language)
            yield (
                f"not_delivered, {key}",
                say("not_delivered", language, c=c, n=n, q=q, reason=reason),
            )
            if key in ELSEWHERE:
                yield from _by_another(language, people, reason, key)
    yield from _never_left(language, people)


def _by_another(language: str, people: People, reason: str, key: str) -> Iterator[tuple[str, str]]:
    """What did not arrive, where another channel is offered."""
    values = {"c": people.customers[0], "n": people.numbers[0], "q": people.quote}
    way = say("via_by", language, channel="SMS", word="sms", n=values["n"])
    plain = say("not_delivered", language, reason=reason, **values)
    yield f"not_delivered, {key}, and a way", plain + way
    del values["q"]
    asked = say("template_failed", language, reason=reason, way=way, **values)
    yield f"template_failed, {key}", asked


def _never_left(language: str, people: People) -> Iterator[tuple[str, str]]:
    """That a thread is resolved while texts wait in it."""
    waits = Unsent(agent="anna", spot=made.spot(), text=people.quote, at=NOW, why="window")
    thread = made.thread(people.numbers[0], unsent=(waits,) * unsent.MOST)
    for key in ("done_many", "silent_closed"):
        words = unsent.never_left(filled(key, language, people), thread, "anna", language)
        yield f"{key}, never left", words


def _agent(language: str, people: People) -> Agent:
    return made.agent(people.agent, made.ANNA, language=language)


def _desk(language: str, people: People) -> Desk:
    others = tuple(made.agent(name, f"+1514556{i:04}") for i, name in enumerate(people.colleagues))
    inbox = made.desk().inboxes[0].but(name=people.inbox)
    agents = (_agent(language, people), *others)
    return made.desk(agents, name=people.desk, inboxes=(inbox,))


def _questions(language: str, people: People) -> Iterator[tuple[str, str]]:
    n, c = people.numbers[0], people.customers[0]
    sends = tuple(
        Choice(do="send", thread=number, contact=f"k{number}", name=name)
        for number, name in zip(people.numbers, people.customers, strict=True)
    )
    insist, take = (sends[0].but(do=do) for do in ("insist", "take"))
    note = written(Command(name="note", number=n, argument=people.note), language)
    done = written(Command(name="done", number=n), language)
    orders = [Choice(do="order", command=command) for command in (done, note)]
    asked: list[tuple[str, Any, tuple[Choice, ...]]] = [
        *((f"which, {i}", "which", sends[:i]) for i in (1, 2, 3)),
        *((f"unseen, {i}", "unseen", sends[:i]) for i in (2, 3)),
        *((f"no_such, {i}", "no_such", sends[:i]) for i in (1, 2, 3)),
        ("other", "other", (insist, take)),
        ("command, done", "command", (sends[0], orders[0])),
        ("command, done, nobody to send to", "command", (orders[0],)),
        ("command, done, several", "command", (Choice(do="send"), orders[0])),
        ("command, note", "command", (sends[0], orders[1])),
        ("closed", "closed", (sends[0].but(do="reopen"),)),
        ("moved", "moved", (sends[1],)),
        *((f"late, {i}", "late", sends[:i]) for i in (1, 2, 3)),
        ("late command", "late", (orders[0],)),
    ]
    for name, kind, choices in asked:
        t = people.closed if kind == "closed" else 40 * MINUTE if kind == "late" else 0
        held = HeldText(
            agent="anna",
            stamp=NOW,
            spot=made.spot(),
            kind=kind,
            texts=(people.quote,),
            last=NOW,
            choices=choices,
            n=n if kind != "no_such" else 999,
            c=c,
            a=people.colleagues[0],
            t=NOW - t if t else 0,
        )
        agent, desk = _agent(language, people), _desk(language, people)
        yield f"question {name}", questions.words(held, people.behind, agent, desk, NOW)


def _headers(language: str, people: People) -> Iterator[tuple[str, str]]:
    """In front of a customer's text of 61 characters (`new`), or alone."""
    agent, desk = _agent(language, people), _desk(language, people)
    (n, m, _), (c, old, _) = people.numbers, people.customers
    mine = OpenThread(
        number=n,
        inbox=people.inbox,
        ours=made.BUSINESS,
        theirs=made.CUSTOMER,
        opened=NOW - people.closed - DAY,
        heard=NOW,
        owner=agent.id,
        closed=NOW - people.closed,
    )
    other = Shown(thread=m, contact="other", name=old, relayed=NOW - 4 * HOUR, wrote=NOW - HOUR)
    lines = {
        "": made.line(who=agent),
        "_reused": made.line(other.but(gone=True, left=NOW - 99 * DAY), who=agent, at=NOW - HOUR),
        "_shared": made.line(other.but(pending=True), who=agent, at=NOW - HOUR),
    }
    for kind in ("new", "reopened", "took", "passed", "more", "remind", "relay"):
        thread = mine.but(owner=None) if kind in ("new", "more") else mine
        whose = Contact(id="benjamin", name=c, threads=(thread,))
        by = {"by": desk.agents[1].id, "why": people.why if kind == "passed" else ""}
        for case, line in lines.items():
            entry: Entry = made.entry(kind, "").but(contact="benjamin", thread=n, **by)
            scene = showing.Scene(entry=entry, agent=agent, line=line, contact=whose)
            found = showing.show(scene, desk, NOW)
            assert isinstance(found, showing.Showing), (kind, case, found)
            yield f"header {kind}{case}", found.body
            if kind in ("new", "reopened") and not case:
                yield f"header {kind}, and 61", f"{found.body}\n{CUSTOMERS_TEXT}"
    late = made.entry("relay", "", written=NOW - HOUR).but(contact="benjamin", thread=n)
    whose = Contact(id="benjamin", name=c, threads=(mine,))
    scene = showing.Scene(entry=late, agent=agent, line=lines["_reused"], contact=whose)
    found = showing.show(scene, desk, NOW)
    assert isinstance(found, showing.Showing)
    yield "header relay_reused, late", found.body


ITEMS = 25
_PAGES = 2


def _lists(language: str, people: People) -> Iterator[tuple[str, str]]:
    """The first pages of every list."""
    for name, pages in all_pages(language, people).items():
        for page, text in enumerate(pages[:_PAGES], 1):
            yield f"/{name}, page {page}", text


def all_pages(language: str, people: People) -> dict[str, list[str]]:
    """Every list, with all its pages."""
    turn = _asking(language, people)
    found: dict[str, list[str]] = {}
    for name in ("mine", "queue", "who", "agents", "hist"):
        pages = found.setdefault(name, [])
        after: int | None = 0
        while after is not None:
            decision = _page(name, turn, people.numbers[0], after)
            pages.append(decision.put[0].text)
            page = decision.profile.page if decision.profile else None
            after = page.after if page else None
    return found


def _page(name: str, turn: Turn, number: int, after: int) -> Decision:
    if name == "hist":
        assert turn.contact is not None
        return listing.hist(number, turn.contact, turn, after)
    lists = {"mine": listing.mine, "queue": listing.queue, "who": listing.who}
    list_of = (lists | {"agents": listing.agents})[name]
    return list_of(turn, after)


def _asking(language: str, people: People) -> Turn:
    """A supervisor who asks for lists, with all there is to list."""
    agent, desk = _agent(language, people), _desk(language, people)
    number = people.numbers[0]
    records = tuple(
        made.record(
            number + i,
            name=people.customers[i % 3],
            tags=people.tags,
            snoozed=NOW + people.closed if i % 4 == 1 else 0,
            opened=NOW - i * HOUR,
        )
        for i in range(ITEMS)
    )
    said = tuple(
        made.text(
            f"{people.quote} {i} {CUSTOMERS_TEXT}",
            NOW - i,
            thread=number,
            author=(None, agent.id, desk.agents[1].id)[i % 3],
            note=i % 6 == 5,
        )
        for i in range(ITEMS)
    )
    rows = made.rows(*desk.agents, load=12)
    rows = (*rows[:2], *(row.but(away=True) for row in rows[2:]))
    return made.turn(
        "/mine",
        whose=made.contact(made.thread(number, tags=people.tags), name=people.customers[0]),
        lists=Lists(mine=records, queue=records, roster=rows, history=said),
        who=agent.but(supervisor=True),
        at=desk,
    )


def _welcome(language: str, people: People, count: int) -> str:
    agent = _agent(language, people)
    numbers = tuple(f"+1514555010{i}" for i in range(1, count + 1))
    desk = _desk(language, people).but(relay_numbers=numbers)
    decision = welcome(agent, desk, Profile(agent=agent.id), NOW)
    assert decision is not None
    return decision.put[0].text


# --- the table -------------------------------------------------------------------------------


def texts(language: str, people: People) -> dict[str, str]:
    """Every text by its key, and every composed one by what it is."""
    found = {key: filled(key, language, people) for key in sentences(language)}
    return found | dict(composed(language, people))


def table() -> Iterator[str]:
    """Segments and units (GSM-7) of each text: ordinary names, then the longest."""
    head = ("text", "en", "fr", "en, longest names", "fr, longest names")
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    found = [texts(language, people) for people in (ORDINARY, LONG) for language in ("en", "fr")]
    for name in dict.fromkeys(name for column in found for name in column):
        cells = [_cell(column.get(name)) for column in found]
        yield f"| {name} | {' | '.join(cells)} |"


def _cell(text: str | None) -> str:
    if text is None:
        return ""
    got = size(text)
    return f"{got.segments} ({got.units}){'' if got.encoding == 'GSM-7' else ' ' + got.encoding}"


def main() -> None:
    """Prints the table."""
    sys.stdout.write("\n".join(table()) + "\n")


if __name__ == "__main__":
    main()
