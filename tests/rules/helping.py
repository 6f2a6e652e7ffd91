"""What several of these tests share: held texts and their questions, and a whole turn decided."""

from dataclasses import replace
from typing import Any

from chalicelib.decisions import Decision
from chalicelib.models import MINUTE, Choice, Contact, HeldText, Line, OpenThread, Profile, Sent
from chalicelib.rules import agent
from chalicelib.rules.turn import Turn
from chalicelib.texts import say
from tests.support.made import BEN, CUSTOMER, NOW, RELAYS, anna, ben, identify, line, shown, spot
from tests.support.made import thread as a_thread

MARIE = identify(CUSTOMER)
LUC = identify("+15145550901")

BENS = spot(BEN, RELAYS[1])
MINE = a_thread(owner=anna().id, spot=spot())
HIS = a_thread(owner=ben().id, spot=BENS)


def on_line(*numbers: int, **changes: Any) -> Line:
    """A line that showed Marie's threads, the last one last."""
    return line(*(shown(n, MARIE, name="Marie") for n in numbers or (142,)), **changes)


def shared(**changes: Any) -> Line:
    """A line on which Marie's #142 and Luc's #143 wait for an answer."""
    return line(shown(142, MARIE, name="Marie"), shown(143, LUC, name="Luc"), **changes)


def choice(thread: int | None = 142, contact: str | None = MARIE, **changes: Any) -> Choice:
    """To send a held text to Marie's #142."""
    return Choice(do="send", thread=thread, contact=contact, name="Marie").but(**changes)


LUCS = choice(143, LUC, name="Luc")


def held(**changes: Any) -> HeldText:
    """Anna's text of a minute ago on her first line: for Marie or for Luc? Asked just after."""
    found = HeldText(
        agent=anna().id,
        stamp=NOW - MINUTE,
        version=2,
        spot=spot(),
        kind="which",
        texts=("At five",),
        last=NOW - MINUTE,
        choices=(choice(), LUCS),
        asked=NOW - MINUTE + 1000,
        left=NOW - MINUTE + 2000,
    )
    return found.but(**changes)


def asked(what: HeldText | None = None, **changes: Any) -> Line:
    """The shared line, on which the question about a held text was the last thing shown."""
    question = what or held()
    return shared(**{"last": "question", "question": question.stamp, **changes})


def asking(at: Turn, *texts: HeldText) -> Turn:
    """The same turn, while these are held."""
    return replace(at, view=at.view.but(held=texts))


def decided(at: Turn, quoted: Sent | None = None) -> Decision:
    """What a text does."""
    return agent.decide(agent.plan(at, quoted), at)


def kinds(decision: Decision) -> list[str]:
    """The kinds of the entries that were put."""
    return [entry.kind for entry in decision.put]


def notice(decision: Decision) -> str:
    """What the agent is told, in the one text that says it."""
    (words,) = [e.text for e in decision.put if e.agent == anna().id and e.kind == "notice"]
    return words


def assert_only_told(decision: Decision, key: str, language: str = "en", **values: Any) -> None:
    """The agent is told so, and nothing else happens."""
    (entry,) = decision.put
    assert (entry.kind, entry.text) == ("notice", say(key, language, **values))
    assert (decision.contact, decision.record, decision.message) == (None, None, None)
    assert (decision.loads, decision.lines, decision.held, decision.settled) == ((), (), (), ())


def the_held(decision: Decision) -> HeldText:
    """What is held now, and asked about, where nothing was before."""
    assert decision.outcome == "held"
    (found,) = decision.held
    assert kinds(decision) == ["question", "expiry"]
    assert {entry.held for entry in decision.put} == {found.stamp}
    assert (decision.contact, decision.message, decision.settled) == (None, None, ())
    return found


def now_open(decision: Decision, number: int = 142) -> OpenThread:
    """The thread after the decision."""
    assert decision.contact is not None
    found = decision.contact.thread(number)
    assert found is not None
    return found


def after(decision: Decision) -> Contact:
    """The contact after the decision."""
    assert decision.contact is not None
    return decision.contact


def profile_of(decision: Decision) -> Profile:
    """The agent's profile after the decision."""
    assert decision.profile is not None
    return decision.profile
