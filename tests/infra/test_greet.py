"""Agents who are new on the desk are welcomed, once, when it is theirs."""

import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

import desk as command
from chalicelib import settings
from chalicelib.decisions import Decision
from chalicelib.errors import Conflict
from chalicelib.models import Entry, Recipient
from chalicelib.store import agents, commit, outbox
from chalicelib.store import desk as store
from infra import apply
from tests.support.stage import Stage

from .declared import BEN, ONE


@pytest.fixture
def file(aws: Stage, tmp_path: Path) -> Path:
    """A desk.toml, and a stage without any desk."""
    path = tmp_path / "desk.toml"
    path.write_text(ONE, encoding="utf-8")
    return path


def greeted(path: Path, text: str = ONE) -> int:
    path.write_text(text, encoding="utf-8")
    return apply.apply(path, greet=True).welcomed


def entries(name: str) -> tuple[Entry, ...]:
    """What waits for the agent of this name."""
    (agent,) = (agent for agent in store.load().agents if agent.name == name)
    return outbox.pending(Recipient.phone(agent.id))


def woken() -> list[str]:
    """The recipients that wait in the queue."""
    url = settings.queue_url()
    found = settings.sqs().receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, MessageSystemAttributeNames=["All"]
    )
    return [message["Attributes"]["MessageGroupId"] for message in found.get("Messages", [])]


def test_the_agents_of_a_new_desk_are_welcomed_at_once_and_once(file: Path) -> None:
    assert greeted(file, ONE + BEN) == 2
    (anna,), (ben,) = entries("Anna"), entries("Ben")
    assert (anna.kind, anna.sender, anna.to) == ("notice", "+15145550101", "+15145550201")
    assert (anna.state, anna.after) == ("queued", 0)
    assert sorted(woken()) == sorted((anna.recipient, ben.recipient))
    assert agents.profile(store.load().agents[0].id).welcomed
    assert greeted(file, ONE + BEN) == 0
    assert (entries("Anna"), entries("Ben")) == ((anna,), (ben,))
    assert woken() == []


def test_nobody_is_welcomed_unless_it_is_asked_for(file: Path) -> None:
    assert apply.apply(file).welcomed == 0
    assert entries("Anna") == ()
    assert greeted(file) == 1


def test_a_later_agent_is_welcomed_when_every_process_knows_the_new_desk(file: Path) -> None:
    """One that keeps the desk before would drop a text to an agent whom it does not know."""
    greeted(file)
    woken()
    (anna,) = entries("Anna")
    before = int(time.time() * 1000)
    assert greeted(file, ONE + BEN) == 1
    (ben,) = entries("Ben")
    assert ben.after == ben.due >= before + store.KEPT_SECONDS * 1000
    assert ben.stamp >= ben.after  # in the way of nothing that comes before it
    assert outbox.overdue(ben.after - 1) == (anna.recipient,)
    assert ben.recipient in outbox.overdue(ben.after)
    assert woken() == []


def test_an_agent_who_comes_back_is_not_welcomed_again(file: Path) -> None:
    greeted(file, ONE + BEN)
    greeted(file, ONE)
    assert greeted(file, ONE + BEN) == 0


def test_who_was_there_before_there_were_welcomes_keeps_everything_else(file: Path) -> None:
    apply.apply(file)
    agent = store.load().agents[0].id
    profile = agents.profile(agent).but(away=True, asked=(1, 2), stamp=1)
    commit.commit(Decision(outcome="set", profile=profile))
    assert greeted(file) == 1
    after = agents.profile(agent)
    assert (after.away, after.asked, after.welcomed) == (True, (1, 2), True)
    assert after.stamp > 1


@pytest.mark.parametrize("conflicts", [1, 3])
def test_a_welcome_in_conflict_is_tried_again(
    file: Path, monkeypatch: pytest.MonkeyPatch, conflicts: int
) -> None:
    left, real = [Conflict("profile")] * conflicts, commit.commit

    def stubborn(decision: Decision) -> None:
        if decision.outcome == "welcomed" and left:
            raise left.pop()
        real(decision)

    monkeypatch.setattr(commit, "commit", stubborn)
    assert greeted(file) == 1
    assert len(entries("Anna")) == 1


@pytest.mark.parametrize("queue", ["", "https://127.0.0.1:9/000000000000/gone.fifo"])
def test_without_a_queue_the_clock_finds_the_welcome(
    file: Path, monkeypatch: pytest.MonkeyPatch, queue: str
) -> None:
    monkeypatch.setenv("GUICHET_QUEUE_URL", queue)
    assert greeted(file) == 1
    (anna,) = entries("Anna")
    assert outbox.overdue(anna.due) == (anna.recipient,)


def test_the_welcomes_that_a_crash_left_undone_are_done_by_applying_again(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(agents, "profile", lambda agent: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            greeted(file)
    assert greeted(file) == 1


def test_an_agent_whom_no_number_reaches_is_not_welcomed_yet(file: Path) -> None:
    alone = ONE.replace('"+15145550201"', '"whatsapp:+15145550201"')
    assert greeted(file, alone) == 0
    assert greeted(file, alone.replace('["+15145550101"]', '["whatsapp:+15145550101"]')) == 1


def test_the_command_welcomes_and_says_so(file: Path) -> None:
    def run(text: str) -> str:
        file.write_text(text, encoding="utf-8")
        result = CliRunner().invoke(command.app, ["apply", str(file)])
        assert result.exit_code == 0
        return result.stdout

    assert run(ONE).endswith("\nA welcome is on its way to 1 agent.\n")
    assert run(ONE) == "Nothing changed.\n"
    more = "".join(BEN.replace("Ben", f"B{n}").replace("202", f"20{n}") for n in (2, 3))
    assert run(ONE + more).endswith("\nA welcome is on its way to 2 agents.\n")
