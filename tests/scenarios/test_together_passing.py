"""A thread is passed on with a note: by whom, to whom, and what each side reads."""

import pytest

from chalicelib.texts import size

from .conftest import OpenDesk
from .desks import R1, R2, R3, SHOP, desk
from .phones import Phone
from .story import Story
from .teams import BOTH, TWO_TEAMS, everything, last, order, orders, person, team

NOTE = "wants an invoice"


def begun(open_desk: OpenDesk, language: str = "en") -> tuple[Story, Phone, str]:
    """Ana has answered Lea, who wrote again. The desk, Lea's phone and Ana's relay number."""
    desk = open_desk(team(language))
    lea, (ana, *_) = desk.customer(), desk.agents()
    relay = desk.begin(lea, ana)
    lea.texts(SHOP, "And the brakes?")
    desk.nobody_hears()
    return desk, lea, relay


@BOTH
@pytest.mark.parametrize("typed", ["Ben", "ben", "101 Ben", "#101 BEN", "@Ben", "Ben,", "Ben:"])
def test_pass_tells_each_side_once(open_desk: OpenDesk, language: str, typed: str) -> None:
    desk, lea, relay = begun(open_desk, language)
    ana, ben, cleo = desk.agents()
    assert orders(ana, relay, "pass", f"{typed} {NOTE}") == [ana.words("passed_on", a="Ben", n=101)]
    [got] = ben.hears()
    said = ("Ana", "#101", NOTE, "My chain broke", "About that", "And the brakes?")
    places = [got.body.find(words) for words in said]
    assert -1 not in places
    assert places == sorted(places)
    assert size(got.body).segments <= 2
    assert desk.nobody_hears()
    lea.texts(SHOP, "Hello?")
    assert ben.hears() == [(got.sender, "Hello?")]
    ben.texts(got.sender, "Here it is")
    assert lea.hears() == [(SHOP, "Here it is")]
    assert desk.nobody_hears()
    assert NOTE not in everything(lea)
    assert NOTE not in everything(cleo)


@BOTH
def test_the_other_word_for_it(open_desk: OpenDesk, language: str) -> None:
    desk, lea, relay = begun(open_desk, language)
    ana, ben, cleo = desk.agents()
    assert len(orders(ana, relay, "assign", f"Cleo {NOTE}")) == 1
    [got] = cleo.hears()
    assert NOTE in got.body
    assert desk.nobody_hears(ben, lea)


@BOTH
def test_pass_without_a_note(open_desk: OpenDesk, language: str) -> None:
    desk, lea, relay = begun(open_desk, language)
    ana, ben, _ = desk.agents()
    [told] = orders(ana, relay, "pass", "Ben")
    [got] = ben.hears()
    assert "note" not in told
    assert got.body.startswith(ben.words("passed", a="Ana", n=101, why=""))
    assert desk.nobody_hears()
    ben.texts(got.sender, "Here I am")
    assert lea.hears() == [(SHOP, "Here I am")]


@BOTH
def test_the_note_is_in_the_history(open_desk: OpenDesk, language: str) -> None:
    desk, _, relay = begun(open_desk, language)
    ana, ben, cleo = desk.agents()
    orders(ana, relay, "pass", f"Ben {NOTE}")
    for phone in (ana, ben, cleo):
        [hist] = orders(phone, R3, "hist", "101")
        assert phone.words("hist_note", a="Ana", text=NOTE) in hist.splitlines()


@BOTH
@pytest.mark.parametrize("typed", ["Zoe she knows", "", "invoice please", "Be nice", "Benjamin"])
def test_pass_to_nobody_known_does_nothing(open_desk: OpenDesk, language: str, typed: str) -> None:
    desk, lea, relay = begun(open_desk, language)
    ana = desk.agent("Ana")
    refused = ana.words("pass_whom", command=order(ana, "pass"), n=101, names="Ben, Cleo")
    assert orders(ana, relay, "pass", typed) == [refused]
    assert desk.nobody_hears()
    ana.texts(relay, "It is ready")
    assert lea.hears() == [(SHOP, "It is ready")]


@BOTH
def test_pass_to_who_is_away_does_nothing(open_desk: OpenDesk, language: str) -> None:
    desk, lea, relay = begun(open_desk, language)
    ana, ben, _ = desk.agents()
    orders(ben, R1, "away")
    refused = ana.words("pass_away", a="Ben", n=101)
    assert orders(ana, relay, "pass", f"Ben {NOTE}") == [refused]
    assert desk.nobody_hears()
    ana.texts(relay, "It is ready")
    assert lea.hears() == [(SHOP, "It is ready")]


@BOTH
def test_pass_of_a_colleagues_thread_tells_three_once_each(
    open_desk: OpenDesk, language: str
) -> None:
    desk, lea, relay = begun(open_desk, language)
    ana, ben, cleo = desk.agents()
    assert orders(ben, R2, "pass", f"101 Cleo {NOTE}") == [ben.words("passed_on", a="Cleo", n=101)]
    assert ana.hears() == [(relay, ana.words("taken", a="Cleo", n=101))]
    [got] = cleo.hears()
    assert got.body.startswith(cleo.words("passed", a="Ben", n=101, why=": ")[:20])
    assert desk.nobody_hears()
    ana.texts(relay, "It is ready")  # she is told that it is Cleo's, and asked
    assert desk.nobody_hears(lea)


@BOTH
def test_pass_of_what_nobody_has(open_desk: OpenDesk, language: str) -> None:
    desk = open_desk(team(language))
    lea, (ana, ben, cleo) = desk.customer(), desk.agents()
    lea.texts(SHOP, "My chain broke")
    desk.nobody_hears()
    assert orders(ana, R1, "pass", f"Ben {NOTE}") == [ana.words("passed_on", a="Ben", n=101)]
    [got] = ben.hears()
    assert got.body.endswith("My chain broke")
    assert cleo.hears() == [(R1, cleo.words("taken", a="Ben", n=101))]
    desk.later(minutes=10)
    assert desk.nobody_hears()
    ben.texts(got.sender, "Come by")
    assert lea.hears() == [(SHOP, "Come by")]


@BOTH
def test_pass_to_who_has_it_and_to_oneself(open_desk: OpenDesk, language: str) -> None:
    desk, _, relay = begun(open_desk, language)
    ana, ben, _ = desk.agents()
    assert orders(ben, R2, "pass", "101 Ana") == [ben.words("not_yours_now", a="Ana", n=101)]
    assert len(orders(ana, relay, "pass", "Ana")) == 1
    assert desk.nobody_hears()


@BOTH
def test_pass_of_what_is_closed_or_not_there(open_desk: OpenDesk, language: str) -> None:
    desk, _, relay = begun(open_desk, language)
    ana = desk.agent("Ana")
    orders(ana, relay, "done")
    assert orders(ana, relay, "pass", "Ben") == [ana.words("done_already", n=101)]
    assert orders(ana, relay, "pass", "999 Ben") == [ana.words("no_such", n=999)]
    assert desk.nobody_hears()


@BOTH
def test_a_pass_undone(open_desk: OpenDesk, language: str) -> None:
    desk, lea, relay = begun(open_desk, language)
    ana, ben, cleo = desk.agents()
    orders(ana, relay, "pass", f"Ben {NOTE}")
    [got] = ben.hears()
    assert len(orders(ana, relay, "undo")) == 1
    assert ben.hears() == [(got.sender, ben.words("taken", a="Ana", n=101))]
    desk.later(minutes=10)
    assert desk.nobody_hears()
    ana.texts(relay, "Still me")
    assert lea.hears() == [(SHOP, "Still me")]
    ben.texts(got.sender, "Here it is")
    assert desk.nobody_hears(lea, ana, cleo)


@BOTH
def test_a_pass_undone_before_it_was_told(open_desk: OpenDesk, language: str) -> None:
    desk, lea, relay = begun(open_desk, language)
    ana, ben, cleo = desk.agents()
    desk.post(desk.form(ana.address, relay, order(ana, "pass", f"Ben {NOTE}")))
    desk.move(seconds=1)
    desk.post(desk.form(ana.address, relay, order(ana, "undo")))
    desk.settle()
    desk.later(minutes=5)
    assert len(ana.hears()) == 2
    assert desk.nobody_hears(ben, cleo)
    ana.texts(relay, "Still me")
    assert lea.hears() == [(SHOP, "Still me")]


def test_a_pass_is_not_undone_once_it_went_on(open_desk: OpenDesk) -> None:
    desk, _, relay = begun(open_desk)
    ana, ben, cleo = desk.agents()
    orders(ana, relay, "pass", "Ben")
    orders(ben, last(ben).sender, "pass", "101 Cleo")
    desk.nobody_hears()
    assert orders(ana, relay, "undo") == [ana.words("undo_late", n=101)]
    assert desk.nobody_hears()
    assert cleo.shown()


def test_a_pass_of_a_colleagues_thread_undone_is_told_to_them(open_desk: OpenDesk) -> None:
    desk, lea, relay = begun(open_desk)
    ana, ben, cleo = desk.agents()
    orders(ben, R2, "pass", "101 Cleo")
    desk.nobody_hears()
    assert len(orders(ben, R2, "undo")) == 1
    assert len(ana.hears()) == 1
    [got] = cleo.hears()
    assert "Ana" in got.body  # who has it now: not Ben
    ana.texts(relay, "Still me")
    assert lea.hears() == [(SHOP, "Still me")]


def test_a_pass_of_what_nobody_had_undone_makes_it_wait_again(open_desk: OpenDesk) -> None:
    desk = open_desk(team())
    lea, (ana, ben, cleo) = desk.customer(), desk.agents()
    lea.texts(SHOP, "My chain broke")
    orders(ana, R1, "pass", "Ben")
    desk.nobody_hears()
    assert len(orders(ana, R1, "undo")) == 1
    [got] = ben.hears()
    assert got.body not in [ben.words(key, a="Ana", n=101) for key in ("took_over", "taken")]
    desk.later(minutes=6)
    assert [got.body.splitlines()[-1] for got in cleo.hears()] == ["My chain broke"]
    ben.texts(R1, "Come by")
    assert lea.hears()[-1] == (SHOP, "Come by")


def test_pass_after_a_resolution_was_undone_tells_what_was_said(open_desk: OpenDesk) -> None:
    desk, _, relay = begun(open_desk)
    ana, ben, _ = desk.agents()
    for each in ("done", "undo"):
        orders(ana, relay, each)
    orders(ana, relay, "pass", "Ben")
    [got] = ben.hears()
    assert "And the brakes?" in got.body


def test_pass_by_first_name_where_it_is_one_persons(open_desk: OpenDesk) -> None:
    people = (
        person("Ana Roy", "+15145550201"),
        person("Marie-Ève Côté", "+15145550202"),
        person("Sam Roy", "+15145550203"),
        person("Sam Cole", "+15145550204"),
    )
    story = open_desk(desk(*people))
    lea, ana, eve, roy, cole = story.customer(), *story.agents()
    relay = story.begin(lea, ana)
    assert len(orders(ana, relay, "pass", "Sam he knows")) == 1
    assert story.nobody_hears()
    orders(ana, relay, "pass", "sam cole he knows")
    [got] = cole.hears()
    assert ": he knows" in got.body
    assert story.nobody_hears(eve, roy)
    orders(cole, got.sender, "pass", "marie-eve she knows")
    [got] = eve.hears()
    assert ": she knows" in got.body
    assert story.nobody_hears(ana, roy, lea)


def test_pass_only_within_the_inbox(open_desk: OpenDesk) -> None:
    story = open_desk(TWO_TEAMS)
    lea, (ana, _, cleo) = story.customer(), story.agents()
    relay = story.begin(lea, ana)
    refused = ana.words("pass_whom", command="/pass", n=101, names="Ben")
    assert orders(ana, relay, "pass", "Cleo she knows") == [refused]
    assert not cleo.shown()


def test_pass_and_back_again(open_desk: OpenDesk) -> None:
    desk, lea, relay = begun(open_desk)
    ana, ben, cleo = desk.agents()
    orders(ana, relay, "pass", "Ben first")
    assert len(orders(ben, last(ben).sender, "pass", "Ana not mine")) == 1
    [got] = ana.hears()
    assert "not mine" in got.body
    assert got.sender == relay
    ana.texts(relay, "Me again")
    assert lea.hears() == [(SHOP, "Me again")]
    assert desk.nobody_hears(ben, cleo)


def test_on_a_number_that_others_share_the_receiver_is_warned(open_desk: OpenDesk) -> None:
    story = open_desk(
        desk(person("Ana", "+15145550201"), person("Ben", "+15145550202"), relays=(R1,))
    )
    lea, max_, (ana, ben) = story.customer(1), story.customer(2), story.agents()
    story.begin(lea, ana)
    max_.texts(SHOP, "Do you sell bells?")
    ben.texts(R1, "#102 Yes")
    story.nobody_hears()
    orders(ana, R1, "pass", f"101 Ben {NOTE}")
    [got] = ben.hears()
    assert got.body.startswith(ben.words("passed_shared", a="Ana", n=101, why=f": {NOTE}"))
    ben.texts(R1, "Here it is")
    assert story.nobody_hears(lea, max_)
    ben.texts(R1, "#101 Here it is")
    assert lea.hears() == [(SHOP, "Here it is")]
