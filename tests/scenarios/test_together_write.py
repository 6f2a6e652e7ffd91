"""An agent writes first: to whom, and to whom not; the answers come to that agent."""

import pytest

from .conftest import OpenDesk
from .desks import R1, R2, R4, SALES, SHOP
from .phones import Phone
from .story import Story
from .teams import BOTH, TWO_TEAMS, everything, last, order, orders, team

READY = "Your bike is ready"
Scene = tuple[Story, Phone, Phone, Phone]


@pytest.fixture(params=["en", "fr"])
def scene(request: pytest.FixtureRequest, open_desk: OpenDesk) -> Scene:
    """A desk, a customer who never wrote, Ana and Ben."""
    desk = open_desk(team(request.param))
    ana, ben, _ = desk.agents()
    return desk, desk.customer(), ana, ben


FORMATS = [
    "+15145550301",
    "15145550301",
    "5145550301",
    "514-555-0301",
    "514.555.0301",
    "514 555 0301",
    "(514) 555-0301",
    "+1 (514) 555-0301",
    "1-514-555-0301",
    "+1 514 555-0301:",
    "514-555-0301,",
    "\u202a+1\u00a0(514)\u00a0555\u20110301\u202c",  # as copied from an address book
]


@pytest.mark.parametrize("number", FORMATS)
def test_a_number_however_it_is_written(open_desk: OpenDesk, number: str) -> None:
    desk = open_desk(team())
    lea, (ana, ben, cleo) = desk.customer(), desk.agents()
    ana.texts(R1, f"/write {number} {READY}")
    assert lea.hears() == [(SHOP, READY)]
    [got] = ana.hears()
    assert got.body == ana.words("written", n=101)
    assert desk.nobody_hears(ben, cleo)


def test_the_answer_comes_to_who_wrote_first(scene: Scene) -> None:
    desk, lea, ana, _ = scene
    assert orders(ana, R4, "write", f"514-555-0301 {READY}") == [ana.words("written", n=101)]
    relay = last(ana).sender
    assert lea.hears() == [(SHOP, READY)]
    lea.texts(SHOP, "On my way")
    [got] = ana.hears()
    assert got.sender == relay
    assert got.body.endswith("On my way")
    ana.texts(relay, "See you")
    assert lea.hears() == [(SHOP, "See you")]
    desk.later(minutes=10)
    assert desk.nobody_hears()
    orders(ana, relay, "done")
    [hist] = orders(ana, relay, "hist")
    assert READY in hist


@pytest.mark.parametrize(
    "text", ["2 bikes are ready", "10h works", "142 rue Cartier", "#1 choice", "x2"]
)
def test_a_text_that_begins_with_a_number(open_desk: OpenDesk, text: str) -> None:
    """Of two numbers it is never unsure which one the customer's is."""
    desk = open_desk(team())
    lea, (ana, *_) = desk.customer(), desk.agents()
    ana.texts(R1, f"/write 514-555-0301 {text}")
    ana.texts(R1, f"/write +15145550301: {text}")
    assert [got.body for got in lea.hears()] == [text, text]


def test_a_text_of_several_lines_is_sent_word_for_word(scene: Scene) -> None:
    _, lea, ana, _ = scene
    ana.texts(R1, f"{order(ana, 'write')} 514-555-0301\nYour bike\n\nis ready, 2 of them")
    assert lea.hears() == [(SHOP, "Your bike\n\nis ready, 2 of them")]


@pytest.mark.parametrize(
    "typed", ["", "hello", "514-555-0301", "12 hi", "+1514 hi", "to 514-555-0301 hi", "#101 hi"]
)
def test_without_a_number_or_a_text_nothing_is_sent(scene: Scene, typed: str) -> None:
    desk, _, ana, _ = scene
    assert orders(ana, R1, "write", typed) == [ana.words("write_how")]
    assert not [text for text in desk.carrier.texts() if text.sender == SHOP]
    assert desk.nobody_hears()


@pytest.mark.parametrize("number", ["555-0301", "#514 555 0301", "5550301"])
def test_a_number_without_its_area_is_none(open_desk: OpenDesk, number: str) -> None:
    desk = open_desk(team())
    ana = desk.agent("Ana")
    assert orders(ana, R1, "write", f"{number} {READY}") == [ana.words("write_how")]
    assert not [text for text in desk.carrier.texts() if text.sender == SHOP]


@pytest.mark.parametrize("number", [SHOP, R1, "+15145550201", "514 555 0202"])
def test_to_the_desks_own_numbers_or_a_colleague(scene: Scene, number: str) -> None:
    desk, _, ana, _ = scene
    assert orders(ana, R4, "write", f"{number} Hello") == [ana.words("write_own", q="Hello")]
    assert desk.nobody_hears()


def test_to_a_customer_whose_thread_is_mine(scene: Scene) -> None:
    desk, lea, ana, ben = scene
    relay = desk.begin(lea, ana)
    assert orders(ana, R4, "write", f"{lea.address} {READY}") == []
    assert lea.hears() == [(SHOP, READY)]
    lea.texts(SHOP, "On my way")
    assert ana.hears() == [(relay, "On my way")]
    assert desk.nobody_hears(ben)


def test_to_a_customer_whose_thread_is_a_colleagues(scene: Scene) -> None:
    desk, lea, ana, ben = scene
    relay = desk.begin(lea, ana)
    [question] = orders(ben, R4, "write", f"{lea.address} {READY}")
    assert "#101" in question
    assert "Ana" in question
    assert desk.nobody_hears(lea, ana)
    desk.later(seconds=30)
    ben.texts(R4, "1")
    assert lea.hears() == [(SHOP, READY)]
    [got] = ana.hears()
    assert got == (relay, ana.words("wrote_to_yours", a="Ben", n=101, q=READY))
    lea.texts(SHOP, "On my way")
    assert ana.hears() == [(relay, "On my way")]


def test_to_a_customer_whose_thread_waits(scene: Scene) -> None:
    desk, lea, ana, ben = scene
    lea.texts(SHOP, "Is it ready?")
    desk.nobody_hears()
    orders(ana, R4, "write", f"{lea.address} {READY}")
    assert lea.hears() == [(SHOP, READY)]
    assert [got.body for got in ben.hears()] == [ben.words("taken", a="Ana", n=101)]
    lea.texts(SHOP, "On my way")
    assert [got.body.splitlines()[-1] for got in ana.hears()] == ["On my way"]


def test_to_a_customer_whose_thread_was_closed_it_goes_on(scene: Scene) -> None:
    desk, lea, ana, ben = scene
    relay = desk.begin(lea, ana)
    orders(ana, relay, "done")
    desk.later(hours=5)
    [told] = orders(ben, R4, "write", f"{lea.address} {READY}")
    assert "#101" in told
    assert lea.hears() == [(SHOP, READY)]
    lea.texts(SHOP, "On my way")
    [got] = ben.hears()
    assert got.body.endswith("On my way")
    assert desk.nobody_hears(ana)


@pytest.mark.parametrize("known", [True, False])
def test_to_who_opted_out(scene: Scene, known: bool) -> None:
    desk, lea, ana, _ = scene
    if known:
        desk.begin(lea, ana)
    desk.post(desk.form(lea.address, SHOP, "STOP", OptOutType="STOP"))
    desk.settle()
    ana.hears()
    before = len(lea.shown())
    [told] = orders(ana, R4, "write", f"{lea.address} {READY}")
    assert READY in told
    assert "STOP" in told
    assert len(lea.shown()) == before


def test_to_who_is_blocked(scene: Scene) -> None:
    desk, lea, ana, ben = scene
    relay = desk.begin(lea, ana)
    orders(ana, relay, "block")
    assert orders(ben, R4, "write", f"{lea.address} Hi") == [ben.words("write_blocked", q="Hi")]
    assert desk.nobody_hears(lea)


@BOTH
def test_it_is_refused_where_the_desk_has_no_number_for_it(
    open_desk: OpenDesk, language: str
) -> None:
    toml = team(language).replace(f'addresses = ["{SHOP}"]', f'addresses = ["whatsapp:{SHOP}"]')
    desk = open_desk(toml)
    ana = desk.agent("Ana")
    assert orders(ana, R1, "write", f"514-555-0301 {READY}") == [ana.words("write_nowhere")]


def test_it_leaves_from_ones_own_inbox(open_desk: OpenDesk) -> None:
    desk = open_desk(TWO_TEAMS)
    lea, (ana, ben, cleo) = desk.customer(), desk.agents()
    orders(cleo, R1, "write", f"{lea.address} {READY}")
    assert lea.hears() == [(SALES, READY)]
    lea.texts(SALES, "On my way")
    assert len(cleo.hears()) == 1
    assert desk.nobody_hears(ana, ben)


def test_two_first_texts_are_two_conversations(scene: Scene) -> None:
    desk, lea, ana, _ = scene
    max_ = desk.customer(2)
    orders(ana, R4, "write", f"{lea.address} {READY}")
    orders(ana, R4, "write", f"{max_.address} Yours too")
    assert {text.sender for text in ana.shown()} == {R1, R2}
    ana.texts(R2, "Come by")
    assert everything(max_).endswith("Yours too\nCome by")
    assert everything(lea) == READY


def test_undo_after_it_takes_nothing_back(scene: Scene) -> None:
    desk, lea, ana, _ = scene
    orders(ana, R4, "write", f"{lea.address} {READY}")
    assert orders(ana, R4, "undo") == [ana.words("nothing_to_undo")]
    assert lea.hears() == [(SHOP, READY)]
    assert desk.nobody_hears()
