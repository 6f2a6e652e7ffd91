"""A command that is nearly one does nothing, sends nothing, and is answered with a suggestion."""

import pytest

from .conftest import OpenDesk
from .desks import SHOP
from .phones import Phone
from .story import Story
from .teams import BOTH, everything, last, orders, team

TYPOS = {
    "/fnii": "/fini",
    "/dnoe": "/done",
    "/doen 101": "/done",
    "/relaese": "/release",
    "/laiser": "/laisser",
    "/pas Ben he knows": "/pass",
    "/dnoner Ben": "/donner",
    "/spma": "/spam",
    "/blok": "/block",
    "/bloqer": "/bloquer",
    "/snoze 2h": "/snooze",
    "/rapel 2h": "/rappel",
    "/wrtie 514-555-0302 Hello": "/write",
    "/ecrir 514-555-0302 Hello": "/ecrire",
    "/nte he is rude": "/note",
    "/tkae 101": "/take",
    "/prendr 101": "/prendre",
    "/awya": "/away",
    "/abesnt": "/absent",
    "/undoo": "/undo",
    "/ousp": "/oups",
    "/unblok 101": "/unblock",
    "Slash dnoe.": "/done",
    "Barre oblique fnii.": "/fini",
}


@pytest.fixture(params=["en", "fr"])
def scene(request: pytest.FixtureRequest, open_desk: OpenDesk) -> tuple[Story, Phone, str]:
    """Ana has Lea's thread, and Lea wrote again."""
    desk = open_desk(team(request.param))
    lea, (ana, *_) = desk.customer(), desk.agents()
    relay = desk.begin(lea, ana)
    lea.texts(SHOP, "Hello?")
    desk.nobody_hears()
    return desk, lea, relay


def test_nothing_that_is_nearly_a_command_is_done(scene: tuple[Story, Phone, str]) -> None:
    desk, lea, relay = scene
    ana, ben, cleo = desk.agents()
    for n, (typed, meant) in enumerate(TYPOS.items()):
        if n % 8 == 0:  # or the brake on what machines may write would be met
            desk.later(minutes=11)
        before = len(ana.shown())
        ana.texts(relay, typed)
        [got] = ana.shown()[before:]
        assert meant in got.body, typed
    ana.hears()
    assert desk.nobody_hears(lea, ben, cleo, desk.customer(2))
    assert orders(ana, relay, "mine") == [
        ana.words("mine_head", count=1) + ana.words("mine_item", n=101)
    ]
    ana.texts(relay, "#101 Still here")
    assert lea.hears() == [(SHOP, "Still here")]


@pytest.mark.parametrize("typed", ["/xyzzy", "/", "/?", "//done", "/don't know", "/d", "/142 rue"])
def test_what_is_nothing_like_a_command_is_never_relayed(
    scene: tuple[Story, Phone, str], typed: str
) -> None:
    desk, lea, relay = scene
    ana = desk.agent("Ana")
    ana.texts(relay, typed)
    assert desk.nobody_hears(lea)
    assert len(ana.hears()) == 1


@BOTH
def test_the_words_of_both_languages_are_understood(open_desk: OpenDesk, language: str) -> None:
    desk = open_desk(team(language))
    lea, (ana, ben, cleo) = desk.customer(), desk.agents()
    relay = desk.begin(lea, ana)
    for typed, key in (
        ("/NOTE hi", "noted"),
        ("/Étiquette urgent", "tagged"),
        ("/etiquette urgent", "tagged_none"),
        ("/Écrire", "write_how"),
        ("/débloquer 101", "unblocked"),
        ("/langue fr", "language_fr"),
        ("/Lang. en", "language_en"),
    ):
        ana.texts(relay, typed)
        assert last(ana).body == ana.words(key, n=101, tags="urgent"), typed
    ana.hears()
    assert desk.nobody_hears(lea, ben, cleo)
    assert "hi" not in everything(lea).split()
