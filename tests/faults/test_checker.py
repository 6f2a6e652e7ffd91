"""The checker finds what it is there to find; and where the app is broken, so do the points."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.providers.twilio import Provider
from chalicelib.rules import choosing, fitting, handing, queueing
from chalicelib.store import commit, outbox
from simulator.wire import Text

from ..support.places import RELAYS, agent, customer
from . import aws, points
from .checker import Ends, check
from .network import Weather
from .places import Places
from .run import play
from .scenes import SCENES
from .stage import Stage
from .world import World


@pytest.fixture(scope="module")
def ends(desks: Places) -> Ends:
    """Of a short conversation, where nothing went wrong."""
    with World(desks, relays=1) as world:
        stage = Stage(world)
        for step in (lambda: stage.asks(1), *[lambda: stage.says(1, 1)] * 2, lambda: stage.asks(1)):
            step()
            stage.passes(20)
        found = stage.ends()
    assert check(found).wrong == []
    return found


def changed(ends: Ends, words: str, change: Callable[[Text], list[Text]]) -> Ends:
    """The same, with what the network has of the texts with these bare words changed."""
    out = [
        new
        for text in ends.texts
        for new in (change(text) if text.body == words and text.direction != "inbound" else [text])
    ]
    assert out != ends.texts
    return replace(ends, texts=out)


def test_a_reply_that_went_nowhere_is_found(ends: Ends) -> None:
    assert check(changed(ends, "w1w", lambda _: [])).lost


def test_a_reply_that_was_not_brought_is_found(ends: Ends) -> None:
    assert check(changed(ends, "w1w", lambda t: [replace(t, status="undelivered")])).lost


def test_a_customers_text_that_nobody_was_shown_is_found(ends: Ends) -> None:
    assert check(changed(ends, "q1q is it ready?", lambda _: [])).lost


def test_nobody_has_to_be_shown_it_where_nobody_can(ends: Ends) -> None:
    deaf = changed(ends, "q1q is it ready?", lambda _: [])
    assert not check(replace(deaf, deaf=ends.agents)).lost


@pytest.mark.parametrize("prefix", ["SEEN#", "CONTACT#"])
def test_what_is_missing_in_the_table_is_found(ends: Ends, prefix: str) -> None:
    items = [item for item in ends.items if not item["PK"]["S"].startswith(prefix)]
    assert check(replace(ends, items=items)).lost


def test_a_text_that_was_handed_over_twice_is_found(ends: Ends) -> None:
    again = changed(ends, "w1w", lambda t: [t, replace(t, sid="again", status="failed")])
    assert check(again).repeated


def test_the_same_words_again_are_found_whatever_they_were_called(ends: Ends) -> None:
    again = changed(ends, "w1w", lambda t: [t, replace(t, sid="again", callback="")])
    assert check(again).repeated


@pytest.mark.parametrize(
    "change",
    [
        {"to": customer(2)},
        {"sender": RELAYS[0]},
        {"body": "w1w q0q"},
        {"body": f"w1w {agent(1)}"},
        {"to": "+15145559999"},
    ],
    ids=["another customer", "another number", "not word for word", "an address", "a stranger"],
)
def test_what_reaches_somebody_else_is_found(ends: Ends, change: dict[str, str]) -> None:
    wide = replace(ends, customers=ends.customers | {customer(2)})
    assert check(changed(wide, "w1w", lambda t: [replace(t, **change)])).misdirected  # type: ignore[arg-type]


def test_what_was_overtaken_is_found(ends: Ends) -> None:
    texts = [t for t in ends.texts if t.body != "w0w" or t.direction == "inbound"]
    first = next(t for t in ends.texts if t.body == "w0w" and t.direction != "inbound")
    assert check(replace(ends, texts=[*texts, first])).disordered


def test_who_was_never_told_anything_is_found(ends: Ends) -> None:
    silent = [text for text in ends.texts if text.to != customer(1)]
    assert check(replace(ends, texts=silent)).unacknowledged


def test_a_wrong_word_to_the_writer_is_found(ends: Ends, desks: Places) -> None:
    said = '* NOT DELIVERED to customer #101: "w1w". That number takes no texts.'
    word = Text("new", RELAYS[0], agent(1), said, "outbound-api", 0.0, status="delivered")
    assert check(replace(ends, texts=[*ends.texts, word])).mistold


# --- the bench itself ---


@pytest.mark.parametrize("seed", [3, 18, 41])
def test_a_run_is_the_same_the_long_way(
    desks: Places, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Whether moto is asked directly or through HTTP; and a seed plays its run again."""
    short = play(desks, seed)
    monkeypatch.setattr(aws, "asked", lambda *_: None)
    assert play(desks, seed) == short


# --- broken apps ---------------------------------------------------------------------------------


def _wrong(desks: Places, name: str, kind: Callable[..., Any]) -> set[str]:
    """What is found at a scene's points, before as many as it takes are played."""
    scene = points.ready(desks, SCENES, name)
    for point in kind(scene, whole=True):
        found, *_ = points.play(desks, scene, point)
        if found.wrong:
            return {line.partition(":")[0] for line in found.wrong}
    return set()


def test_sending_again_without_asking_is_found(
    desks: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Provider, "find_sent", lambda *_: "absent")
    monkeypatch.setattr(Weather, "status", lambda *_: [])
    assert "repeated" in _wrong(desks, "a plain reply", points.deaths)


def test_a_marker_that_keeps_nothing_out_is_found(
    desks: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = commit._writes

    def without(decision: Any) -> Any:
        return [write for write in plain(decision) if write[0] != "seen"]

    monkeypatch.setattr(commit, "_writes", without)
    assert _wrong(desks, "a plain reply", points.deaths) & {"repeated", "lost"}


def test_a_clock_that_finds_nothing_is_found(
    desks: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "overdue", lambda _: ())
    assert "lost" in _wrong(desks, "a plain reply", points.deaths)


def _at_once(*_: Any) -> Any:
    return choosing._Step(choosing.AT_ONCE, 0)


def _out_of_turn(entry: Any, waiting: Any, inbox: Any, now: int) -> Any:
    return _plain_freed(entry, waiting[-1:], inbox, now)


_plain_freed = queueing.freed


@pytest.mark.parametrize(
    ("module", "name", "instead", "scene"),
    [
        (queueing, "freed", _out_of_turn, "/done makes room"),
        (handing, "room", lambda *_: [], "/done makes room"),
        (fitting, "has_room", lambda *_: True, "a place in the line"),
        (choosing, "_step", _at_once, "one agent, then the next"),
    ],
    ids=["out of turn", "nobody is woken", "no room", "all at once"],
)
def test_a_line_that_is_not_kept_is_found(
    desks: Places, monkeypatch: pytest.MonkeyPatch, module: Any, name: str, instead: Any, scene: str
) -> None:
    points.ready(desks, SCENES, scene)
    monkeypatch.setattr(module, name, instead)
    assert "misgiven" in _wrong(desks, scene, points.deaths)
