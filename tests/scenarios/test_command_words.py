"""How agents type orders, and mistype them: what looks like one never reaches a customer."""

import pytest

from .conftest import OpenDesk
from .desks import ALONE, ATELIER, WORKSHOP
from .orders import order
from .story import Story, replies


@pytest.fixture(params=["en", "fr"])
def desk(request: pytest.FixtureRequest, open_desk: OpenDesk) -> Story:
    """The same stories on an English desk and on a French one."""
    return open_desk({"en": WORKSHOP, "fr": ATELIER}[request.param])


@pytest.mark.parametrize(("typed", "nearest"), [("/fnii", "/fini"), ("/dnoe 101", "/done")])
def test_an_unknown_command_is_answered_with_the_nearest(
    desk: Story, typed: str, nearest: str
) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    ana.texts(relay, typed)
    [(sender, body)] = ana.hears()
    word = typed.partition(" ")[0]
    before, _, after = ana.words("unknown", typed=word, guesses="GUESSES").partition("GUESSES")
    assert sender == relay
    assert body.startswith(before)
    assert body.endswith(after)
    assert nearest in body
    assert desk.nobody_hears(lea)


@pytest.mark.parametrize("typed", ["/xyzzy", "/", "/?", "//", "/ 5 dollars"])
def test_what_looks_like_no_command_at_all_is_never_relayed(desk: Story, typed: str) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    ana.texts(relay, typed)
    assert desk.nobody_hears(lea)
    assert len(ana.hears()) == 1


def test_an_order_that_is_delivered_twice_is_obeyed_once(desk: Story) -> None:
    ana = desk.agent("Ana")
    relay = desk.begin(desk.customer(), ana)
    form = desk.form(ana.address, relay, order(desk, "done"))
    for _ in range(2):
        assert replies(desk.post(form)) == []
    desk.settle()
    assert ana.hears() == [(relay, ana.words("done_none", n=101))]


DONE = ["Slash done.", "/ Done.", "/DONE", "/fini", "Barre oblique fini.", " /done ", "slash Fini"]


@pytest.mark.parametrize("typed", [*DONE, "/Fini.", "/done #101", "/fini 101."])
def test_done_however_it_is_typed_or_dictated(open_desk: OpenDesk, typed: str) -> None:
    desk = open_desk(ALONE)
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    ana.texts(relay, typed)
    assert ana.hears() == [(relay, ana.words("done_none", n=101))]
    assert desk.nobody_hears(lea)
