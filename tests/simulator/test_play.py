"""Scripts: how they are read, and how they are played against the real app."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine

from simulator import play
from simulator.play import ScriptError, Step, matches, parse

SCRIPTS = Path(play.__file__).with_name("scripts")


def test_each_kind_of_line_is_read() -> None:
    script = parse(
        "# a comment\n\n"
        "desk language: fr\n"
        "relay numbers: 2\n"
        "Customer 1 -> business: Bonjour: est-il prêt?\n"
        "Anna <- relay 1: *NOUVEAU*\\n*prêt?\n"
        "Anna -> : oui -> non <- :\n"
        "Ben <- nothing\n"
        "+15145550399 -> +15145550100:\n"
        "wait 11 seconds\n"
    )
    assert (script.language, script.relays) == ("fr", 2)
    assert script.steps == (
        Step(5, "Customer 1", "send", "business", "Bonjour: est-il prêt?"),
        Step(6, "Anna", "expect", "relay 1", "*NOUVEAU*\n*prêt?"),
        Step(7, "Anna", "send", "", "oui -> non <- :"),
        Step(8, "Ben", "nothing"),
        Step(9, "+15145550399", "send", "+15145550100", ""),
        Step(10, "", "wait", text="11"),
    )


@pytest.mark.parametrize("line", ["Anna says hello", "Anna -> hello", "Anna -> nothing", "-> : x"])
def test_a_line_that_says_nothing_is_refused_by_number(line: str) -> None:
    with pytest.raises(ScriptError, match="line 2"):
        parse(f"# first\n{line}")


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("Hello", "Hello", True),
        ("Hello", "Hello!", False),
        ("*ll*", "Hello\nyou", True),
        ("H*\n*u", "Hello\nyou", True),
        ("[H]ello?", "Hello?", False),
        ("*", "", True),
    ],
)
def test_a_star_stands_for_anything(pattern: str, text: str, fits: bool) -> None:
    assert matches(pattern, text) is fits


@pytest.mark.parametrize("path", sorted(SCRIPTS.glob("*.txt")), ids=lambda path: path.name)
def test_the_scripts_that_ship_can_be_read(path: Path) -> None:
    script = parse(path.read_text(encoding="utf-8"))
    assert script.language in ("en", "fr")
    assert {step.act for step in script.steps} >= {"send", "expect", "nothing"}


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Where a script waits, the clock jumps."""
    with time_machine.travel(datetime.now(UTC), tick=True) as traveller:
        monkeypatch.setattr(play, "time", SimpleNamespace(sleep=traveller.shift))
        yield


@pytest.mark.usefixtures("no_waiting")
@pytest.mark.parametrize("path", sorted(SCRIPTS.glob("*.txt")), ids=lambda path: path.name)
def test_the_scripts_that_ship_are_played(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert play.main(path) == 0, capsys.readouterr().out
    assert "everything arrived as it should" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Customer 1 <- : something else", "expected 'something else', and read"),
        ("Customer 1 <- relay 1: *", "expected it from relay 1, not business"),
        ("Customer 2 <- : *", "and nothing arrived"),
        ("Customer 1 <- nothing", "expected nothing, and read"),
        ("Customer 1 <- : *", "at the end"),
    ],
)
def test_a_play_that_goes_otherwise_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, said: str
) -> None:
    script = tmp_path / "script.txt"
    script.write_text(f"Customer 1 -> business: Hello\n{line}\n", encoding="utf-8")
    assert play.main(script) == 1
    assert said in capsys.readouterr().out


def test_a_script_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert play.main(tmp_path / "none.txt") == 2
    assert "none.txt" in capsys.readouterr().out
