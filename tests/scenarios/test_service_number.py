"""A number for the desk's own texts: nothing is relayed there, and commands need no slash."""

from pathlib import Path

import pytest

from chalicelib.texts import say
from infra.apply import apply

from .conftest import OpenDesk
from .desks import R1, SHOP
from .phones import Phone
from .story import Story
from .teams import SERVICE, SNIPPETS, everything, last, order, team

Scene = tuple[Story, Phone, str]


@pytest.fixture(params=["en", "fr"])
def scene(request: pytest.FixtureRequest, open_desk: OpenDesk) -> Scene:
    """Ana has Lea's thread on a desk with a service number."""
    more = f'service_number = "{SERVICE}"'
    desk = open_desk(team(request.param, more=more, after=SNIPPETS))
    lea, (ana, *_) = desk.customer(), desk.agents()
    return desk, lea, desk.begin(lea, ana)


def bare(phone: Phone, name: str, rest: str = "") -> str:
    """A command without its slash."""
    return order(phone, name, rest).removeprefix("/")


def says(phone: Phone, text: str) -> list[str]:
    """Texts the service number; the words that came from there."""
    phone.hears()
    phone.texts(SERVICE, text)
    heard = phone.hears()
    assert {got.sender for got in heard} <= {SERVICE}
    return [got.body for got in heard]


def test_lists_without_a_slash(scene: Scene) -> None:
    desk, _, _ = scene
    ana = desk.agent("Ana")
    mine = ana.words("mine_head", count=1) + ana.words("mine_item", n=101)
    assert says(ana, bare(ana, "mine")) == [mine]
    assert says(ana, bare(ana, "mine").upper() + ".") == [mine]
    assert says(ana, order(ana, "mine")) == [mine]
    assert says(ana, bare(ana, "queue")) == [ana.words("queue_none")]
    assert says(ana, bare(ana, "help")) == [ana.words("help")]
    assert says(ana, bare(ana, "help", "2")) == [ana.words("help_2")]
    assert says(ana, bare(ana, "more")) == [ana.words("more_none")]
    [who] = says(ana, bare(ana, "who"))
    assert ana.words("who_item", a="Ana", load=1) in who
    [hist] = says(ana, bare(ana, "hist", "101"))
    assert "My chain broke" in hist
    assert desk.nobody_hears()


def test_commands_about_a_thread_without_a_slash(scene: Scene) -> None:
    desk, lea, _ = scene
    ana = desk.agent("Ana")
    for typed, key in (
        (bare(ana, "note", "#101 rude"), "noted"),
        (bare(ana, "tag", "#101 vip"), "tagged"),
        (bare(ana, "lang", "101 fr"), "language_fr"),
        (bare(ana, "done", "101"), "done_none"),
        (bare(ana, "undo"), "undone_done"),
        (bare(ana, "release", "101"), "released"),
    ):
        assert says(ana, typed) == [ana.words(key, n=101, tags="vip")], typed
    assert desk.nobody_hears(lea)


@pytest.mark.parametrize(
    "text",
    ["Hello there", "#101 It is ready", "It is ready", "142", "1", "note to self", "/hours"],
)
def test_nothing_written_there_is_relayed(scene: Scene, text: str) -> None:
    desk, lea, _ = scene
    lea.texts(SHOP, "Is it ready?")
    desk.nobody_hears()
    ana, ben, _ = desk.agents()
    for phone in (ana, ben):
        assert len(says(phone, text)) == 1
    assert desk.nobody_hears()
    assert "It is ready" not in everything(lea)


@pytest.mark.parametrize("text", ["ok", "merci", "👍", "Thanks!"])
def test_a_bare_word_there_is_answered_by_nothing(scene: Scene, text: str) -> None:
    desk, _, _ = scene
    ana = desk.agent("Ana")
    says(ana, bare(ana, "mine"))
    assert says(ana, text) == []
    assert desk.nobody_hears()


def test_where_no_thread_shows_it_must_be_named(scene: Scene) -> None:
    desk, lea, relay = scene
    ana = desk.agent("Ana")
    for name in ("done", "release", "hist"):
        refused = ana.words("no_thread_here", command=order(ana, name))
        assert says(ana, bare(ana, name)) == [refused]
    ana.texts(relay, "Still yours")
    assert lea.hears() == [(SHOP, "Still yours")]


def test_offers_come_from_there(scene: Scene) -> None:
    desk, _, relay = scene
    ana, ben, cleo = desk.agents()
    ana.texts(relay, order(ana, "away"))
    assert [got.sender for got in ana.hears()] == [relay]
    for phone in (ben, cleo):
        [got] = phone.hears()
        assert got.sender == SERVICE
        assert got.body.startswith(phone.words("offer_head", a="Ana"))


def test_what_concerns_a_conversation_comes_on_its_number(scene: Scene) -> None:
    desk, lea, relay = scene
    ana, ben, _ = desk.agents()
    ben.texts(SERVICE, bare(ben, "take", "101"))
    assert [got.sender for got in ana.hears()] == [relay]
    [took] = ben.hears()
    assert took.sender == R1
    ben.texts(R1, "Come by")
    assert lea.hears() == [(SHOP, "Come by")]


def test_pass_from_there(scene: Scene) -> None:
    desk, lea, _ = scene
    ana, ben, _ = desk.agents()
    said = says(ana, bare(ana, "pass", "101 Ben wants an invoice"))
    assert said == [ana.words("passed_on", a="Ben", n=101)]
    [got] = ben.hears()
    assert got.sender == R1
    assert "wants an invoice" in got.body
    assert desk.nobody_hears(lea)


def test_write_from_there(scene: Scene) -> None:
    desk, _, _ = scene
    ana, max_ = desk.agent("Ana"), desk.customer(2)
    ana.texts(SERVICE, bare(ana, "write", "514-555-0302 Your bike is ready"))
    assert max_.hears() == [(SHOP, "Your bike is ready")]
    [got] = ana.hears()
    assert got.sender != SERVICE
    max_.texts(SHOP, "On my way")
    assert last(ana).sender == got.sender


def test_a_typo_there_does_nothing(scene: Scene) -> None:
    desk, lea, _ = scene
    ana = desk.agent("Ana")
    for typed in ("dnoe 101", "/dnoe 101", "relaese 101", "fnii 101"):
        assert len(says(ana, typed)) == 1
    mine = ana.words("mine_head", count=1) + ana.words("mine_item", n=101)
    assert says(ana, bare(ana, "mine")) == [mine]
    assert desk.nobody_hears(lea)


def test_the_welcome_comes_from_there(scene: Scene, tmp_path: Path) -> None:
    desk, _, _ = scene
    path = tmp_path / "again.toml"
    path.write_text((tmp_path / "desk.toml").read_text(encoding="utf-8"), encoding="utf-8")
    apply(path, greet=True)
    desk.later(minutes=2)
    for phone in desk.agents():
        [got] = phone.hears()
        assert got.sender == SERVICE
        assert R1 in got.body


def test_practice_begun_there_happens_on_a_relay_number(scene: Scene) -> None:
    desk, _, _ = scene
    ben = desk.agent("Ben")
    ben.texts(SERVICE, bare(ben, "help", {"en": "try", "fr": "essai"}[ben.language]))
    *_, asked = ben.hears()
    assert asked.sender != SERVICE
    ben.texts(asked.sender, "Sure, come by")
    [got] = ben.hears()
    assert got.body.endswith(ben.words("practice_2"))


def test_a_customer_there_is_told_where_to_write(scene: Scene) -> None:
    desk, lea, _ = scene
    ana = desk.agent("Ana")
    lea.texts(SERVICE, "Is it ready?")
    words = say("business_number", lea.language, desk="Spokes", number=SHOP)
    assert lea.hears() == [(SERVICE, words)]
    assert desk.nobody_hears(ana)
