"""A supervisor says by text when the desk is closed, and when it is open."""

from .conftest import OpenDesk
from .desks import R1, SHOP, agent, desk
from .story import Story

TEAM = desk(agent("Ana") + "supervisor = true\n", agent("Ben"))


def team(open_desk: OpenDesk) -> Story:
    """Two agents, of whom Ana is a supervisor; the desk has no hours."""
    return open_desk(TEAM)


def test_closed_until_a_moment_and_open_again_by_itself(open_desk: OpenDesk) -> None:
    story = team(open_desk)
    ana, ben, lea = story.agent("Ana"), story.agent("Ben"), story.customer()
    ana.texts(R1, "/closed until 23:30")
    assert ana.hears()[-1].body.startswith("* support: closed until 23:30.")
    lea.texts(SHOP, "Is my bike ready?")
    assert "until 23:30" in lea.hears()[-1].body
    assert story.nobody_hears(ana, ben)
    story.move(hours=24)
    story.tick()
    assert "Is my bike ready?" in ana.hears()[-1].body
    assert "Is my bike ready?" in ben.hears()[-1].body


def test_open_takes_it_back_and_who_waits_is_told_of_at_once(open_desk: OpenDesk) -> None:
    story = team(open_desk)
    ana, ben, lea = story.agent("Ana"), story.agent("Ben"), story.customer()
    ana.texts(R1, "/closed until 23:30")
    lea.texts(SHOP, "Is my bike ready?")
    assert story.nobody_hears(ben)
    ana.texts(R1, "/open")
    back = "* support: back to the usual hours. To open outside them: /open until 20:00"
    assert back in [got.body for got in ana.hears()]
    assert "Is my bike ready?" in ben.hears()[-1].body
    assert story.desk.closures == ()


def test_without_a_moment_it_is_asked_for(open_desk: OpenDesk) -> None:
    story = team(open_desk)
    ana = story.agent("Ana")
    for said in ("/closed", "/closed for good", "/open whenever"):
        ana.texts(R1, said)
        assert ana.hears()[-1].body.startswith("* NOTHING DONE: until when?")
    assert story.desk.closures == ()


def test_who_is_no_supervisor_changes_nothing(open_desk: OpenDesk) -> None:
    story = team(open_desk)
    ben = story.agent("Ben")
    for said in ("/closed until 23:30", "/open"):
        ben.texts(R1, said)
        told = f"* NOTHING DONE: {said.split()[0]} is for supervisors. Ask one of them: Ana"
        assert ben.hears()[-1].body == told
    assert story.desk.closures == ()


def test_where_there_is_no_supervisor_it_is_said(open_desk: OpenDesk) -> None:
    story = open_desk(desk(agent("Ana")))
    ana = story.agent("Ana")
    ana.texts(R1, "/open")
    assert ana.hears()[-1].body == ana.words("supervisors_none", command="/open")


def test_a_mistake_is_taken_back_outside_the_usual_hours_too(open_desk: OpenDesk) -> None:
    """It is Tuesday, ten o'clock, and the desk opens at noon."""
    hours = f'[[inboxes]]\nname = "support"\naddresses = ["{SHOP}"]\nhours = ["Tue 12:00-17:00"]'
    story = open_desk(desk(agent("Ana") + "supervisor = true\n", inboxes=hours))
    ana, lea = story.agent("Ana"), story.customer()
    for said in ("/closed until Fri 17:00", "/open until 11:30"):
        ana.texts(R1, said)
        assert story.desk.closures
        assert ana.hears()[-1].body.endswith("Mistake? /open")
        ana.texts(R1, "/open")
        assert ana.hears()[-1].body.startswith("* support: back to the usual hours.")
        assert story.desk.closures == ()
    lea.texts(SHOP, "Is my bike ready?")
    assert "closed until 12:00" in lea.hears()[-1].body
    ana.texts(R1, "/open")
    assert ana.hears()[-1].body.startswith("* NOTHING DONE: until when?")


def test_in_french(open_desk: OpenDesk) -> None:
    story = open_desk(desk(agent("Ana", language="fr") + "supervisor = true\n", language="fr"))
    ana = story.agent("Ana")
    ana.texts(R1, "/fermé jusqu'à demain 9h")
    assert ana.hears()[-1].body.startswith("* support : fermé jusqu'à demain 9 h.")
    ana.texts(R1, "/ouvert")
    assert ana.hears()[-1].body == ana.words("open_on", inbox="support")


def test_what_was_said_outlives_a_new_desk_toml(open_desk: OpenDesk) -> None:
    story = team(open_desk)
    ana = story.agent("Ana")
    ana.texts(R1, "/closed until tomorrow 9:00")
    said = story.desk.closures
    assert said
    story.apply(TEAM.replace("Spokes", "Wheels"))
    assert (story.desk.name, story.desk.closures) == ("Wheels", said)
