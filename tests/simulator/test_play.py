"""Scripts: how they are read, and how they are played against the real app."""

import time
from pathlib import Path

import pytest

from chalicelib.models import HOUR, MINUTE, SECOND
from simulator import play
from simulator.play import matches
from simulator.script import ScriptError, Step, parse

SCRIPTS = Path(play.__file__).with_name("scripts")


def test_each_kind_of_line_is_read() -> None:
    script = parse(
        "# a comment\n\n"
        "desk language: fr\n"
        "relay numbers: 2\n"
        "desk: ../evening.toml\n"
        "Customer 1 -> business: Bonjour: est-il prêt?\n"
        "Anna <- relay 1: *NOUVEAU*\\n*prêt?\n"
        "Anna -> : oui -> non <- :\n"
        "Ben <- nothing\n"
        "+15145550399 -> +15145550100:\n"
        "later 11 seconds\n"
        "later 24h\n"
        "until 16:50\n"
        "next morning\n"
        "Ben -> business by whatsapp with a picture: Voici\n"
        "Ben <- with 2 pictures: *\n"
        "Ben -> business by messenger: by bike, with a picture: none\n"
        "close whatsapp of Customer 1\n"
        "Customer 1 takes nothing by sms\n"
    )
    assert (script.language, script.relays, script.desk) == ("fr", 2, "../evening.toml")
    assert script.steps == (
        Step(6, "Customer 1", "send", "business", "Bonjour: est-il prêt?"),
        Step(7, "Anna", "expect", "relay 1", "*NOUVEAU*\n*prêt?"),
        Step(8, "Anna", "send", "", "oui -> non <- :"),
        Step(9, "Ben", "nothing"),
        Step(10, "+15145550399", "send", "+15145550100", ""),
        Step(11, "", "later", at=11 * SECOND),
        Step(12, "", "later", at=24 * HOUR),
        Step(13, "", "until", at=16 * HOUR + 50 * MINUTE),
        Step(14, "", "morning"),
        Step(15, "Ben", "send", "business", "Voici", channel="whatsapp", pictures=1),
        Step(16, "Ben", "expect", "", "*", pictures=2),
        Step(17, "Ben", "send", "business", "by bike, with a picture: none", channel="messenger"),
        Step(18, "Customer 1", "close", channel="whatsapp"),
        Step(19, "Customer 1", "refuse", channel="sms"),
    )


@pytest.mark.parametrize(
    "line",
    [
        "Anna says hello",
        "Anna -> hello",
        "Anna -> nothing",
        "-> : x",
        "later",
        "later 0 min",
        "later -2h",
        "later 25h",
        "later 2 days",
        "until 24:00",
        "until 9:60",
        "until noon",
        "next week",
        "close whatsapp",
        "takes nothing by sms",
    ],
)
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


@pytest.mark.parametrize("path", sorted(SCRIPTS.glob("*.txt")), ids=lambda path: path.name)
def test_the_scripts_that_ship_are_played(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert play.main(path) == 0, capsys.readouterr().out
    assert "everything arrived as it should" in capsys.readouterr().out


def test_a_play_moves_the_clock_and_gives_it_back(tmp_path: Path) -> None:
    script = tmp_path / "script.txt"
    script.write_text("later 3 h\nnext morning\n", encoding="utf-8")
    began, at = time.monotonic(), time.time()
    assert play.main(script) == 0
    assert abs(time.time() - at - (time.monotonic() - began)) < 1


def test_the_desk_that_a_script_names_stands_beside_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "own.toml").write_text(
        Path(play.__file__).with_name("desk.toml").read_text().replace("Atelier Vélo", "Chez nous"),
        encoding="utf-8",
    )
    script = tmp_path / "script.txt"
    lines = "desk: own.toml\nCustomer 1 -> business: Hi\nCustomer 1 <- : Chez nous*\nAnna <- : *\n"
    script.write_text(f"{lines}Ben <- : *\n", encoding="utf-8")
    assert play.main(script) == 0, capsys.readouterr().out
    (tmp_path / "own.toml").write_text("[desk]\nname = 3\n", encoding="utf-8")
    assert play.main(script) == 2
    assert "own.toml line 2" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Customer 1 <- : something else", "expected 'something else', and read"),
        ("Customer 1 <- relay 1: *", "expected it from relay 1, not business"),
        ("Customer 2 <- : *", "and nothing arrived"),
        ("Customer 1 <- nothing", "expected nothing, and read"),
        ("Customer 1 <- : *", "at the end"),
        ("Customer 1 <- with a picture: *", "expected pictures: 1, and saw 0"),
        ("Customer 1 <- business by whatsapp: *", "expected it from business by whatsapp"),
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
