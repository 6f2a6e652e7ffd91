"""An agent's first day: the welcome, and a customer that the desk plays."""

from pathlib import Path

import pytest

from chalicelib.texts import size
from infra.apply import apply

from .conftest import OpenDesk
from .desks import R1, R2, R3, R4, SHOP, agent, desk
from .phones import Phone
from .story import Story
from .teams import BOTH, last, numbers, order, orders, team

RELAYS = (R1, R2, R3, R4)
Scene = tuple[Story, Phone, Phone, Phone]


@pytest.fixture(params=["en", "fr"])
def scene(request: pytest.FixtureRequest, open_desk: OpenDesk) -> Scene:
    """A desk and its three agents, whom nobody wrote to yet."""
    story = open_desk(team(request.param))
    ana, ben, cleo = story.agents()
    return story, ana, ben, cleo


def greet(story: Story, folder: Path, toml: str) -> None:
    """Makes the desk what this desk.toml says, and welcomes whoever is new."""
    path = folder / "desk.toml"
    path.write_text(toml, encoding="utf-8")
    apply(path, greet=True)
    story.later(minutes=2)


def on_the_wire(story: Story) -> set[str]:
    """Every number that anything was ever sent to."""
    return {text.to for text in story.carrier.texts() if text.direction.startswith("outbound")}


# --- the welcome ---------------------------------------------------------------------------------


@BOTH
def test_everybody_new_is_welcomed_once(open_desk: OpenDesk, tmp_path: Path, language: str) -> None:
    toml = team(language)
    story = open_desk(toml)
    greet(story, tmp_path, toml)
    for phone in story.agents():
        [got] = phone.hears()
        name = next(a.name for a in story.desk.agents if a.addresses[0] == phone.address)
        assert all(number in got.body for number in RELAYS)
        assert {"Spokes", name} <= set(got.body.replace(",", " ").replace("!", " ").split())
        assert order(phone, "help") in got.body
    greet(story, tmp_path, toml)
    assert story.nobody_hears()


@BOTH
def test_who_joins_is_welcomed_and_nobody_else(
    open_desk: OpenDesk, tmp_path: Path, language: str
) -> None:
    story = open_desk(team(language, "Ana"))
    greet(story, tmp_path, team(language, "Ana"))
    assert len(story.agent("Ana").hears()) == 1
    greet(story, tmp_path, team(language, "Ana", "Ben"))
    assert len(story.agent("Ben").hears()) == 1
    assert not story.agent("Ana").hears()
    story.customer().texts(SHOP, "My chain broke")
    assert len(story.agent("Ben").hears()) == 1


@BOTH
def test_with_one_relay_number_the_welcome_is_one_segment(
    open_desk: OpenDesk, tmp_path: Path, language: str
) -> None:
    toml = desk(agent("Ana", language=language), relays=(R1,), language=language)
    story = open_desk(toml)
    greet(story, tmp_path, toml)
    [got] = story.agent("Ana").hears()
    assert got == (R1, story.agent("Ana").words("welcome", desk="Spokes", a="Ana", numbers=R1))
    assert size(got.body).segments == 1


def test_a_reply_to_the_welcome_goes_nowhere(open_desk: OpenDesk, tmp_path: Path) -> None:
    story = open_desk(team())
    greet(story, tmp_path, team())
    ana = story.agent("Ana")
    relay = last(ana).sender
    story.nobody_hears()
    for text in ("ok", "Thanks!", "👍"):
        ana.texts(relay, text)
        assert story.nobody_hears()
    ana.texts(relay, "Who are you?")
    assert [got.body for got in ana.hears()] == [ana.words("held_nobody", q="Who are you?")]
    assert on_the_wire(story) == {phone.address for phone in story.agents()}


# --- practice ------------------------------------------------------------------------------------


def begin(phone: Phone) -> str:
    """Practice begins, as the welcome says. Returns the number it happens on."""
    word = {"en": "try", "fr": "essai"}[phone.language]
    phone.texts(R1, f"{order(phone, 'help')} {word}")
    intro, asked = phone.hears()
    assert intro.body == phone.words("practice_intro")
    assert asked.body.endswith(phone.words("practice_1"))
    assert intro.sender == asked.sender
    return asked.sender


def test_practice_to_the_end(scene: Scene) -> None:
    story, ana, ben, cleo = scene
    relay = begin(ana)
    ana.texts(relay, "Sure, come by")
    assert ana.hears() == [(relay, ana.words("practice_2"))]
    ana.texts(relay, "Until six")
    assert [got.body for got in ana.hears()] == [
        ana.words("practice_3"),
        ana.words("practice_end", n=101),
    ]
    [done] = orders(ana, relay, "done")
    assert done == ana.words("done_none", n=101, c=ana.words("practice_name"))
    story.later(minutes=30)
    assert story.nobody_hears()
    assert on_the_wire(story) == {ana.address}
    assert not ben.shown()
    assert not cleo.shown()


def test_practice_never_touches_the_provider_as_a_customers_text(scene: Scene) -> None:
    story, ana, _, _ = scene
    relay = begin(ana)
    for text in ("Zebra one", "Zebra two", "Zebra three", "Zebra four"):
        ana.texts(relay, text)
    orders(ana, relay, "done")
    orders(ana, relay, "undo")
    ana.texts(relay, "Zebra five")
    orders(ana, relay, "done")
    story.later(days=1)
    sent = [text for text in story.carrier.texts() if text.direction.startswith("outbound")]
    assert {(text.sender, text.to) for text in sent} == {(relay, ana.address)}
    assert not any("Zebra" in text.body for text in sent)


def test_practice_is_nobody_elses_and_in_no_count(scene: Scene) -> None:
    story, ana, ben, _ = scene
    begin(ana)
    assert orders(ben, R1, "queue") == [ben.words("queue_none")]
    assert orders(ben, R1, "take", "101") == [ben.words("no_such", n=101)]
    assert orders(ben, R1, "hist", "101") == [ben.words("no_such", n=101)]
    [who] = orders(ben, R1, "who")
    assert ben.words("who_item", a="Ana", load=0) in who
    story.later(minutes=30)
    assert story.nobody_hears()


def test_what_needs_a_real_customer_is_refused(scene: Scene) -> None:
    story, ana, ben, _ = scene
    relay = begin(ana)
    for name, rest in (
        ("pass", "Ben he knows"),
        ("assign", "Ben"),
        ("snooze", "2h"),
        ("release", ""),
        ("block", ""),
        ("spam", ""),
        ("lang", "fr"),
    ):
        assert orders(ana, relay, name, rest) == [
            ana.words("practice_only", n=101, command=order(ana, name))
        ]
    assert story.nobody_hears(ben)
    ana.texts(relay, "Sure, come by")
    assert ana.hears() == [(relay, ana.words("practice_2"))]


def test_what_may_be_tried_works(scene: Scene) -> None:
    _, ana, _, _ = scene
    relay = begin(ana)
    camille = ana.words("practice_name")
    assert orders(ana, relay, "note", "rude") == [ana.words("noted", n=101, c=camille)]
    assert orders(ana, relay, "tag", "vip") == [ana.words("tagged", n=101, c=camille, tags="vip")]
    assert orders(ana, relay, "name", "Léo") == [ana.words("named", n=101, c="Léo")]
    [hist] = orders(ana, relay, "hist")
    assert ana.words("hist_note", a="Ana", text="rude") in hist


def test_practice_twice(scene: Scene) -> None:
    story, ana, _, _ = scene
    relay = begin(ana)
    word = {"en": "try", "fr": "essai"}[ana.language]
    assert orders(ana, relay, "help", word) == [ana.words("practice_open", n=101)]
    orders(ana, relay, "done")
    ana.texts(relay, f"{order(ana, 'help')} {word}")
    *_, asked = ana.hears()
    assert asked.body.endswith(ana.words("practice_1"))
    ana.texts(asked.sender, "#102 Sure, come by")
    assert [got.body.splitlines()[-1] for got in ana.hears()] == [ana.words("practice_2")]
    assert on_the_wire(story) == {ana.address}


def test_practice_of_two_agents_at_once(scene: Scene) -> None:
    _, ana, ben, _ = scene
    mine, theirs = begin(ana), begin(ben)
    ben.texts(theirs, "Sure, come by")
    assert ben.hears() == [(theirs, ben.words("practice_2"))]
    ana.texts(mine, "Sure, come by")
    assert ana.hears() == [(mine, ana.words("practice_2"))]


def test_a_real_customer_amid_practice(scene: Scene) -> None:
    story, ana, _, _ = scene
    lea = story.customer()
    relay = begin(ana)
    lea.texts(SHOP, "My chain broke")
    [got] = ana.hears()
    assert got.sender != relay
    ana.texts(got.sender, "Come by")
    assert lea.hears()[-1] == (SHOP, "Come by")
    ana.texts(relay, "Sure, come by tomorrow")
    assert ana.hears() == [(relay, ana.words("practice_2"))]
    assert story.nobody_hears(lea)


def test_away_while_practising(scene: Scene) -> None:
    story, ana, ben, cleo = scene
    relay = begin(ana)
    ana.texts(relay, "Sure, come by")
    orders(ana, relay, "away")
    story.later(minutes=10)
    assert story.nobody_hears(ben, cleo)


def test_the_history_of_practice_has_both_sides(scene: Scene) -> None:
    _, ana, _, _ = scene
    relay = begin(ana)
    ana.texts(relay, "Sure, come by")
    [hist] = orders(ana, relay, "hist")
    assert numbers(hist) == [101]
    assert ana.words("practice_2") in hist


def test_after_the_end_of_practice_something_is_said(scene: Scene) -> None:
    _, ana, _, _ = scene
    relay = begin(ana)
    for text in ("Sure, come by", "Until six"):
        ana.texts(relay, text)
    ana.hears()
    ana.texts(relay, "Bring the key too")
    assert len(ana.hears()) == 1
