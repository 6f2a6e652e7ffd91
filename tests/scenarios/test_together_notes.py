"""What the team says about a customer or a matter: it stays within the team."""

import pytest

from chalicelib.texts import say

from .conftest import OpenDesk
from .desks import R1, R3, R4, SHOP
from .phones import Phone
from .story import Story
from .teams import BOTH, everything, last, order, orders, team

NOTE = "pays late, ask first"


@pytest.fixture(params=["en", "fr"])
def scene(request: pytest.FixtureRequest, open_desk: OpenDesk) -> tuple[Story, Phone, str]:
    """Ana has Lea's thread: the desk, Lea's phone, and Ana's relay number."""
    desk = open_desk(team(request.param))
    lea, (ana, *_) = desk.customer(), desk.agents()
    return desk, lea, desk.begin(lea, ana)


Scene = tuple[Story, Phone, str]


@pytest.mark.parametrize("typed", [NOTE, f"#101 {NOTE}"])
def test_a_note_is_seen_by_the_team_in_the_history(scene: Scene, typed: str) -> None:
    desk, lea, relay = scene
    ana, ben, cleo = desk.agents()
    assert orders(ana, relay, "note", typed) == [ana.words("noted", n=101)]
    assert desk.nobody_hears()
    for phone in (ana, ben, cleo):
        [hist] = orders(phone, R3, "hist", "101")
        assert phone.words("hist_note", a="Ana", text=NOTE) in hist.splitlines()
    assert NOTE not in everything(lea)


def test_a_colleague_may_note_on_ones_thread(scene: Scene) -> None:
    desk, lea, relay = scene
    ana, ben, _ = desk.agents()
    assert orders(ben, R3, "note", f"#101 {NOTE}") == [ben.words("noted", n=101)]
    assert desk.nobody_hears()
    [hist] = orders(ana, relay, "hist")
    assert ana.words("hist_note", a="Ben", text=NOTE) in hist
    assert NOTE not in everything(lea)


@pytest.mark.parametrize("typed", ["", " ", "#101"])
def test_a_note_without_words_is_none(scene: Scene, typed: str) -> None:
    desk, _, relay = scene
    ana = desk.agent("Ana")
    assert orders(ana, relay, "note", typed) == [ana.words("note_how")]
    [hist] = orders(ana, relay, "hist")
    assert len(hist.splitlines()) == 3


def test_a_note_without_its_slash_never_reaches_the_customer(scene: Scene) -> None:
    desk, lea, relay = scene
    ana = desk.agent("Ana")
    lea.texts(SHOP, "Hello?")
    desk.later(seconds=30)
    desk.nobody_hears()
    ana.texts(relay, f"note {NOTE}")
    [question] = ana.hears()
    assert desk.nobody_hears()
    desk.later(seconds=20)
    ana.texts(relay, "2")  # do it
    assert ana.hears() == [(relay, ana.words("noted", n=101))]
    assert desk.nobody_hears(lea)
    [hist] = orders(ana, relay, "hist")
    assert NOTE in hist
    assert "2 =" in question.body


def test_notes_come_with_a_reminder_and_never_to_the_customer(scene: Scene) -> None:
    desk, lea, relay = scene
    ana = desk.agent("Ana")
    orders(ana, relay, "note", NOTE)
    orders(ana, relay, "snooze", "2h")
    desk.later(hours=2, minutes=1)
    [got] = ana.hears()
    assert NOTE in got.body
    assert NOTE not in everything(lea)


@pytest.mark.parametrize(
    ("typed", "kept"), [("Léa Roy", "Léa Roy"), ("  Léa   Roy. ", "Léa Roy"), ("#101 Jo", "Jo")]
)
def test_name(scene: Scene, typed: str, kept: str) -> None:
    desk, lea, relay = scene
    ana, ben, _ = desk.agents()
    assert orders(ana, relay, "name", typed) == [ana.words("named", n=101, c=kept)]
    [mine] = orders(ana, relay, "mine")
    assert ana.words("mine_item", n=101, c=kept) in mine
    orders(ben, R4, "take", "101")
    assert ana.hears() == [(relay, ana.words("took_over", a="Ben", n=101, c=kept))]
    assert desk.nobody_hears(lea)


def test_a_name_without_letters_is_none(scene: Scene) -> None:
    desk, _, relay = scene
    ana = desk.agent("Ana")
    assert orders(ana, relay, "name", "") == [ana.words("name_how")]
    assert orders(ana, relay, "name", "✨") == [ana.words("name_how")]


def test_a_name_for_a_number_never_passes_for_a_thread(scene: Scene) -> None:
    desk, _, relay = scene
    ana = desk.agent("Ana")
    orders(ana, relay, "name", "#151 Max")
    [mine] = orders(ana, relay, "mine")
    assert "#151" not in mine


def test_tags_on_and_off(scene: Scene) -> None:
    desk, lea, relay = scene
    ana, ben, _ = desk.agents()
    assert orders(ana, relay, "tag", "urgent") == [ana.words("tagged", n=101, tags="urgent")]
    assert orders(ana, relay, "tag", "VIP, red") == [
        ana.words("tagged", n=101, tags="urgent, vip, red")
    ]
    [hist] = orders(ben, R4, "hist", "101")
    assert "(urgent, vip, red)" in hist.splitlines()[0]
    assert orders(ben, R4, "tag", "#101 vip -red") == [ben.words("tagged", n=101, tags="urgent")]
    assert orders(ana, relay, "tag", "Urgent") == [ana.words("tagged_none", n=101)]
    assert orders(ana, relay, "tag", "") == [ana.words("tagged_none", n=101)]
    assert desk.nobody_hears(lea, ben)


def test_tags_show_in_mine(scene: Scene) -> None:
    desk, _, relay = scene
    ana = desk.agent("Ana")
    orders(ana, relay, "name", "Marie-Ève Tremblay")
    orders(ana, relay, "tag", "urgent")
    [mine] = orders(ana, relay, "mine")
    assert "Marie-Eve Tremblay (urgent)" in mine


def test_tags_outlive_a_resolution_and_show_in_the_queue(scene: Scene) -> None:
    desk, lea, relay = scene
    ana, ben, _ = desk.agents()
    orders(ana, relay, "tag", "urgent")
    for each in ("done", "undo", "release"):
        orders(ana, relay, each)
    ben.hears()
    [queue] = orders(ben, R4, "queue")
    assert "(urgent)" in queue
    assert "urgent" not in everything(lea)


@pytest.mark.parametrize(("typed", "language"), [("fr", "fr"), ("EN", "en"), ("Français", "fr")])
def test_lang_is_what_the_next_acknowledgement_is_in(
    scene: Scene, typed: str, language: str
) -> None:
    desk, lea, relay = scene
    ana = desk.agent("Ana")
    assert orders(ana, relay, "lang", typed) == [ana.words(f"language_{language}", n=101)]
    assert desk.nobody_hears(lea)
    orders(ana, relay, "done")
    desk.later(days=5)
    lea.texts(SHOP, "Another matter")
    assert lea.hears() == [(SHOP, say("ack_open", language, desk=desk.desk.name))]


@pytest.mark.parametrize("typed", ["", "de", "klingon", "fr please"])
def test_lang_of_another_kind(scene: Scene, typed: str) -> None:
    desk, _, relay = scene
    ana = desk.agent("Ana")
    assert orders(ana, relay, "lang", typed) == [ana.words("lang_how")]


@BOTH
def test_on_a_number_that_shows_nobody_the_thread_must_be_named(
    open_desk: OpenDesk, language: str
) -> None:
    desk = open_desk(team(language))
    lea, (ana, *_) = desk.customer(), desk.agents()
    desk.begin(lea, ana)
    for name in ("note", "name", "tag", "snooze", "lang"):
        refused = ana.words("no_thread_here", command=order(ana, name))
        assert orders(ana, R4, name, "fr") == [refused]
    assert orders(ana, R4, "note", "#999 hi") == [ana.words("no_such", n=999)]
    assert last(lea).body == "About that: My chain broke"
    assert ana.shown()[0].sender == R1


@BOTH
def test_what_it_says_to_write_works(open_desk: OpenDesk, language: str) -> None:
    desk = open_desk(team(language))
    lea, (ana, *_) = desk.customer(), desk.agents()
    desk.begin(lea, ana)
    for name, rest in (("note", NOTE), ("name", "Léa"), ("tag", "urgent"), ("snooze", "2h")):
        [refused] = orders(ana, R4, name, rest)
        told = f"{order(ana, name)} #142"
        assert told in refused
