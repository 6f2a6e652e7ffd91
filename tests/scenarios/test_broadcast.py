"""A supervisor writes to the whole team; and what its answers may do."""

import pytest

from chalicelib.decisions import Decision
from chalicelib.store import commit

from .conftest import OpenDesk
from .desks import R1, SHOP, agent, desk
from .story import Crash, Story
from .teams import person

SUPERVISOR = agent("Ana") + "supervisor = true\n"
NOON = "* Ana to all: We close at noon."


def team_of(count: int) -> str:
    """Ana, who is a supervisor, and so many others."""
    others = (person(f"A{n:02}", f"+1438555{n:04}") for n in range(count))
    return desk(SUPERVISOR, *others)


def heard(story: Story) -> dict[str, int]:
    """How often each phone was told."""
    found = [t.to for t in story.carrier.texts() if t.body == NOON]
    return {to: found.count(to) for to in set(found)}


def test_the_whole_team_gets_it_but_who_is_away_or_off(open_desk: OpenDesk) -> None:
    """It is Tuesday, ten o'clock. Dan is off shift and on call, Cleo off shift."""
    mondays = 'shifts = ["Mon 09:00-17:00"]\n'
    on_call = agent("Dan") + mondays + "on_call = true\n"
    story = open_desk(
        desk(SUPERVISOR, agent("Ben"), agent("Cleo") + mondays, on_call, agent("Eve"))
    )
    ana, ben, cleo, dan, eve = story.agents()
    eve.texts(R1, "/away")
    eve.hears()
    ana.texts(R1, "/broadcast We close at noon.")
    assert [got.body for got in ana.hears()] == ["* Sent to 2, not to 2 (away or off shift)."]
    assert [got.body for got in ben.hears()] == [NOON]
    assert [got.body for got in dan.hears()] == [NOON]
    assert story.nobody_hears(cleo, eve)
    ana.texts(R1, "/agents")
    assert ana.hears()[-1].body.splitlines()[1:] == [
        *("Ana: 0", "Ben: 0", "Cleo: off shift", "Dan: off shift", "Eve: away")
    ]


def test_twenty_five_get_it_once_each(open_desk: OpenDesk) -> None:
    story = open_desk(team_of(25))
    story.agent("Ana").texts(R1, "/broadcast We close at noon.")
    assert heard(story) == {f"+1438555{n:04}": 1 for n in range(25)}
    assert story.agent("Ana").hears()[-1].body == "* Sent to all your team (25)."


@pytest.mark.parametrize("after", [True, False], ids=["after a step", "before a step"])
def test_a_worker_that_dies_tells_nobody_twice_and_forgets_nobody(
    open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    story = open_desk(team_of(25))
    commits, steps = commit.commit, list[str]()

    def dies(decision: Decision) -> None:
        steps.append(decision.outcome)
        ends = steps.count("spread") == 2 and decision.outcome == "spread"
        if after or not ends:
            commits(decision)
        if ends:
            raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(commit, "commit", dies)
        story.agent("Ana").texts(R1, "/broadcast We close at noon.")
    assert "wake: Crash" in story.errors
    story.errors.clear()
    story.later(minutes=8)
    assert heard(story) == {f"+1438555{n:04}": 1 for n in range(25)}


@pytest.mark.parametrize("said", ["ok", "Ok, merci!", "1", "I will be late", "Who closes up?"])
def test_an_answer_to_it_reaches_no_customer_unasked(open_desk: OpenDesk, said: str) -> None:
    """Ben's customer showed last on the number that the word to all comes from."""
    story = open_desk(desk(SUPERVISOR, agent("Ben"), relays=(R1,)))
    ana, ben, lea = *story.agents(), story.customer()
    assert story.begin(lea, ben) == R1
    lea.texts(SHOP, "Is it ready now?")
    ben.hears()
    ana.texts(R1, "/broadcast We close at noon.")
    assert [got.body for got in ben.hears()] == [NOON]
    ben.answers(R1, said)
    (asked,) = ben.hears()
    assert asked.body.startswith(f'* NOT SENT yet: "{said}". For whom?')
    assert story.nobody_hears(lea)
    ben.answers(R1, "0")
    ben.hears()
    ben.answers(R1, "It is ready.")
    assert lea.hears() == [(SHOP, "It is ready.")]


def test_where_no_customer_shows_nothing_goes_anywhere(open_desk: OpenDesk) -> None:
    story = open_desk(desk(SUPERVISOR, agent("Ben")))
    ana, ben = story.agents()
    ana.texts(R1, "/broadcast We close at noon.")
    assert not story.nobody_hears(ana, ben)
    ben.texts(R1, "ok")
    assert story.nobody_hears(ana, ben)
    ben.texts(R1, "Who closes up?")
    assert ben.hears()[-1].body == ben.words("held_nobody", q="Who closes up?")


def test_a_customers_text_after_it_is_answered_as_ever(open_desk: OpenDesk) -> None:
    story = open_desk(desk(SUPERVISOR, agent("Ben"), relays=(R1,)))
    ana, ben, lea = *story.agents(), story.customer()
    story.begin(lea, ben)
    ana.texts(R1, "/broadcast We close at noon.")
    lea.texts(SHOP, "Is it ready now?")
    ben.answers(R1, "Yes, since ten.")
    assert lea.hears()[-1].body == "Yes, since ten."


def test_what_it_says_is_for_the_team_word_for_word(open_desk: OpenDesk) -> None:
    story = open_desk(desk(SUPERVISOR, agent("Ben")))
    ana, ben = story.agents()
    ana.texts(R1, "/broadcast #142 wants “blue”…")
    assert ben.hears()[-1].body == "* Ana to all: #142 wants “blue”…"


def test_what_cannot_be_sent_is_said(open_desk: OpenDesk) -> None:
    story = open_desk(desk(SUPERVISOR, agent("Ben")))
    ana, ben = story.agents()
    ana.texts(R1, "/broadcast")
    assert ana.hears()[-1].body == ana.words("broadcast_how", command="/broadcast")
    ana.texts(R1, "/broadcast We close at noon.", 1)
    assert ana.hears()[-1].body.startswith("* NOT SENT: ")
    ben.texts(R1, "/broadcast We close at noon.")
    words = ben.words("supervisors_only", command="/broadcast", names="Ana")
    assert ben.hears()[-1].body == words
    ben.texts(R1, "/away")
    ben.hears()
    ana.texts(R1, "/broadcast We close at noon.")
    assert ana.hears()[-1].body == ana.words("broadcast_nobody", q="We close at noon.")
    assert story.nobody_hears(ben)
