"""The commands that only tell: mine, queue, who, hist; and `/more`."""

from typing import Any

import pytest

from chalicelib.decisions import Decision
from chalicelib.models import DAY, HOUR, MINUTE, Contact, Media, Page, Profile
from chalicelib.rules import story
from chalicelib.rules.turn import Lists
from chalicelib.texts import say, size, until, when
from tests.rules.helping import MARIE, decided, profile_of
from tests.support.made import (
    NOW,
    agent,
    anna,
    ben,
    chloe,
    closed,
    contact,
    desk,
    line,
    record,
    rows,
    shown,
    text,
    thread,
    turn,
)

ZONE = desk().timezone


def listed(body: str, **changes: Any) -> Decision:
    decision = decided(turn(body, **changes))
    (entry,) = decision.put
    assert entry.kind == "notice"
    assert (decision.contact, decision.loads, decision.lines) == (None, (), ())
    assert size(entry.text).segments <= 2
    assert entry.text.startswith("* ")
    return decision


def told(body: str, **changes: Any) -> str:
    return listed(body, **changes).put[0].text


def item(number: int, name: str | None = "Marie", language: str = "en") -> str:
    return say("mine_item", language, n=number, c=name)


# --- mine ----------------------------------------------------------------------------------------


def test_mine() -> None:
    records = (record(150, name="Luc"), record(142), record(143, name=None))
    items = [item(142), item(143, None), item(150, "Luc")]
    head = say("mine_head", "en", count=3)
    assert told("/mine", lists=Lists(mine=records)) == head + ", ".join(items)
    assert told("/moi", who=chloe()) == say("mine_none", "fr")


def test_mine_says_what_is_put_off_and_until_when() -> None:
    records = (record(142, snoozed=NOW + HOUR), record(150, snoozed=NOW))
    t = until(NOW + HOUR, NOW, ZONE, "en")
    back = say("mine_item_snoozed", "en", item=item(142), t=t)
    found = told("/mine", lists=Lists(mine=records))
    assert found == say("mine_head", "en", count=2) + f"{back}, {item(150)}"


def test_tags_stand_with_the_name() -> None:
    tagged = record(142, tags=("vip", "late"))
    said = say("item_tagged", "en", item=item(142), tags="vip, late")
    assert said in told("/mine", lists=Lists(mine=(tagged,)))
    waits = say("queue_item", "en", n=142, c="Marie", t=when(tagged.opened, NOW, ZONE, "en"))
    said = say("item_tagged", "en", item=waits, tags="vip, late")
    assert said in told("/queue", lists=Lists(queue=(tagged,)))


# --- queue ---------------------------------------------------------------------------------------


def test_queue_is_oldest_first() -> None:
    records = (record(150, opened=NOW - HOUR), record(142, opened=NOW - DAY))
    items = [
        say("queue_item", "en", n=n, c="Marie", t=when(NOW - ago, NOW, ZONE, "en"))
        for n, ago in ((142, DAY), (150, HOUR))
    ]
    found = told("/queue", lists=Lists(queue=records))
    assert found == say("queue_head", "en", count=2) + ", ".join(items)
    assert told("/attente") == say("queue_none", "en")


# --- who -----------------------------------------------------------------------------------------


def test_who() -> None:
    roster = (
        *rows(ben(), load=1),
        *rows(anna(), load=2),
        *rows(chloe(), load=4, away=True),
        *rows(ben(), load=2),  # of another inbox
        *rows(anna().but(id="somebody-gone")),
    )
    items = [say("who_item", "en", a=a, load=n) for a, n in (("Anna", 2), ("Ben", 3))]
    items.append(say("who_item_away", "en", a="Chloe"))
    found = told("/who", lists=Lists(roster=roster))
    assert found == say("who_head", "en") + ", ".join(items)


def test_agents_a_line_each_with_who_is_there_and_who_came_by_text() -> None:
    off = agent("Dan", "+15145550204", shifts=("Tue 09:00-17:00",))
    eve, finn = agent("Eve", "+15145550205"), agent("Finn", "+15145550206", inboxes=("sales",))
    boss = anna(supervisor=True)
    team = (boss, ben(capacity=3), chloe(), off, eve.but(by_text=True), finn)
    roster = (*rows(*team[:2], load=2), *rows(chloe(), away=True), *rows(off, eve, load=1))
    found = told("/agents", who=boss, at=desk(team), lists=Lists(roster=roster))
    by_text = say("agents_item_joined", "en", item=say("agents_item", "en", a="Eve", load=1))
    assert found.removeprefix(say("agents_head", "en")).splitlines() == [
        say("agents_item", "en", a="Anna", load=2),
        say("agents_item_of", "en", a="Ben", load=2, count=3),
        say("agents_item_away", "en", a="Chloe"),
        say("agents_item_off", "en", a="Dan"),
        by_text,
    ]


# --- hist ----------------------------------------------------------------------------------------


def hist(*messages: Any, whose: Contact | None = None, **changes: Any) -> str:
    found = whose or contact(thread())
    return told("/hist 142", whose=found, lists=Lists(history=messages), **changes)


def test_hist_newest_first_with_who_wrote() -> None:
    texts = (
        text("yours", NOW, author=anna().id),
        text("his", NOW - 1, author=ben().id),
        text("a note", NOW - 2, author=ben().id, note=True),
        text("another thread", NOW - 3, thread=150),
        text("hers\n twice", NOW - 4, media=(Media(url="u", kind="image/png"),)),
    )
    lines = [story.line_of(m, contact(), anna(), desk()) for m in texts if m.thread == 142]
    head = say("hist_head", "en", n=142, c="Marie", tags="")
    assert hist(*texts) == head + "\n".join(lines)
    assert len(lines) == 4


@pytest.mark.parametrize("found", [thread(tags=("vip",)), closed(tags=("vip",))])
def test_hist_names_the_tags(found: Any) -> None:
    head = say("hist_head", "en", n=142, c="Marie", tags=" (vip)")
    assert hist(text("hello"), whose=contact(found)).startswith(head)


def test_hist_of_nothing() -> None:
    none = say("hist_none", "en", n=142, c="Marie")
    assert hist() == none
    assert hist(text("another", thread=150)) == none


def test_hist_of_a_thread_that_was_shown_here_is_the_last_one() -> None:
    here = line(shown(142, MARIE))
    lists = Lists(history=(text("hello"),))
    decision = decided(turn("/hist", here, whose=contact(), lists=lists))
    assert story.line_of(text("hello"), contact(), anna(), desk()) in decision.put[0].text


# --- more ----------------------------------------------------------------------------------------

LONG = "Marie-Ève Archambault"
MANY = tuple(record(1000 + n, name=LONG, opened=NOW - n * MINUTE) for n in range(60))
PAST = tuple(text(f"{n} " + "word " * 40, NOW - n * MINUTE) for n in range(30))
CREW = tuple(row for n in range(90) for row in rows(anna().but(id=f"x{n}"), load=n))


@pytest.mark.parametrize(
    ("body", "lists", "count"),
    [
        ("/mine", Lists(mine=MANY), 60),
        ("/queue", Lists(queue=MANY), 60),
        ("/hist 142", Lists(history=PAST), 30),
        ("/who", Lists(roster=CREW), 90),
    ],
)
def test_more_goes_on_until_all_was_shown_once(body: str, lists: Lists, count: int) -> None:
    agents = (anna(), *(anna().but(id=f"x{n}", name=f"Ag{n:02}") for n in range(90)))
    profile, seen, pages = Profile(agent=anna().id, version=1), 0, 0
    while pages == 0 or profile.page:
        at = turn(
            "/more" if pages else body,
            whose=contact(thread()),
            lists=lists,
            profile=profile,
            at=desk(agents=agents),
        )
        found = decided(at)
        said, page = found.put[0].text, profile_of(found).page
        assert size(said).segments <= 2
        left = say("list_more", "en", count=count - page.after) if page else ""
        assert said.endswith(left), "how many are left, and how to see them"
        assert page is None or page.after > seen, "each page shows at least one"
        seen, profile, pages = page.after if page else count, profile_of(found), pages + 1
    assert (seen, pages > 1) == (count, True)
    again = decided(turn("/more", profile=profile, lists=lists, whose=contact(thread())))
    assert again.put[0].text == say("more_none", "en")


def test_a_list_that_grew_short_meanwhile_has_no_more() -> None:
    page = Page(name="mine", after=5)
    profile = Profile(agent=anna().id, page=page)
    for records in (MANY[:5], MANY[:2]):
        assert told("/more", profile=profile, lists=Lists(mine=records)) == say("more_none", "en")


def test_a_list_that_fits_ends_the_one_before() -> None:
    profile = Profile(agent=anna().id, page=Page(name="queue", after=5))
    found = listed("/mine", profile=profile, lists=Lists(mine=MANY[:2]))
    assert profile_of(found).page is None
