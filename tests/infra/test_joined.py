"""`desk.py apply` and `agents`, where supervisors added agents by text."""

from pathlib import Path

import pytest

from chalicelib.decisions import Decision
from chalicelib.errors import SetupError
from chalicelib.models import Agent, Recipient
from chalicelib.store import commit, outbox
from chalicelib.store import desk as store
from infra import agents, apply, erase
from tests.support.stage import Stage

from .declared import ONE

ZOE = '[[agents]]\nname = "Zoé"\naddress = "+15145550277"\ninboxes = ["support"]\n'
HINT = "Added by text, and kept: Zoé. Mend: write them into desk.toml,"


@pytest.fixture
def file(aws: Stage, tmp_path: Path) -> Path:
    """A desk.toml that is applied, and Zoé, whom a supervisor added since."""
    store.forget()
    path = tmp_path / "desk.toml"
    applied(path, ONE)
    joins()
    return path


def joins() -> None:
    desk = store.load()
    agent = Agent(
        id=desk.identify("+15145550277"),
        name="Zoé",
        addresses=("+15145550277",),
        inboxes=("support",),
        language="fr",
        by_text=True,
    )
    commit.commit(Decision(outcome="x", joined=(agent,)))
    store.forget()


def applied(path: Path, text: str, greet: bool = False) -> list[str]:
    path.write_text(text, encoding="utf-8")
    return str(apply.apply(path, greet)).splitlines()


def test_who_came_by_text_is_kept_and_told_of(file: Path) -> None:
    renamed = ONE.replace("Vélo", "Bici")
    for changes, text in (("Nothing changed.", ONE), ("The desk has other name.", renamed)):
        first, hint = applied(file, text)
        assert first == changes
        assert hint.startswith(HINT)
        assert "+1514" not in hint
        assert [agent.name for agent in store.load().agents] == ["Anna", "Zoé"]


def test_who_adds_them_has_them_welcomed(file: Path) -> None:
    assert "A welcome is on its way to 1 agent." in applied(file, ONE, greet=True)
    anna, zoe = store.load().agents
    assert outbox.pending(Recipient.phone(anna.id))
    assert outbox.pending(Recipient.phone(zoe.id)) == ()


def test_who_moves_into_desk_toml_stays_who_they_are(file: Path) -> None:
    before = store.load().agents[1]
    assert applied(file, ONE + ZOE) == ['The agent "Zoé" stands in desk.toml now.']
    desk = store.load()
    assert (desk.joined, desk.agents[1]) == ((), before.but(by_text=False))
    assert applied(file, ONE) == ['The agent "Zoé" is gone.']


@pytest.mark.parametrize(
    ("text", "line", "says", "mend"),
    [
        (
            ONE + ZOE.replace("Zoé", "Max"),
            *(14, '"Max" has the number of "Zoé", who was added by text', 'write name = "Zoé".'),
        ),
        (
            ONE + ZOE.replace("0277", "0278").replace("Zoé", "zoe"),
            *(
                14,
                'there is another "zoe", who was added by text',
                "write the number they text from",
            ),
        ),
        (
            ONE.replace('"+15145550101"]', '"+15145550101", "+15145550277"]'),
            *(5, '"+15145550277" is the number of "Zoé"', "have a supervisor text /agent remove"),
        ),
        (
            ONE.replace('"+15145550100"]', '"+15145550100", "whatsapp:+15145550277"]'),
            *(8, '"whatsapp:+15145550277" is the number of "Zoé"', "have a supervisor text"),
        ),
    ],
)
def test_what_cannot_be_both_is_an_error(
    file: Path, text: str, line: int, says: str, mend: str
) -> None:
    before = store.load()
    with pytest.raises(SetupError) as raised:
        applied(file, text)
    assert str(raised.value).startswith(f"desk.toml line {line}: {says}")
    assert f"Mend: {mend}" in str(raised.value)
    store.forget()
    assert store.load() == before


def test_the_same_name_and_number_however_they_are_written(file: Path) -> None:
    table = ZOE.replace("Zoé", "ZOE").replace("+1514", "whatsapp:+1514")
    assert applied(file, ONE + table)[0].startswith('The agent "ZOE" has other')
    assert store.load().joined == ()


def test_agents_marks_them(file: Path) -> None:
    _, anna, zoe = agents.table()
    assert anna.startswith("Anna  ")
    assert zoe.startswith("Zoé (by text)  ")
    assert zoe.split("  ")[1].strip() == "…0277"


def test_erase_says_how_they_stop_answering(file: Path) -> None:
    assert "have a supervisor text /agent remove" in erase.look("+15145550277").notes[-1]
    assert "take them out of desk.toml" in erase.look("+15145550201").notes[-1]
