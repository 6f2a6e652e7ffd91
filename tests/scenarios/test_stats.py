"""`/stats` and `/stats week`: what a supervisor hears of a day, as it goes."""

from .conftest import OpenDesk
from .desks import R1, SALES, SHOP, agent, desk
from .phones import Phone
from .story import Story

SUPERVISOR = "supervisor = true\n"


def said(phone: Phone, what: str = "/stats") -> str:
    phone.texts(R1, what)
    return phone.hears()[-1].body


def short_day(story: Story, done: str) -> None:
    """Two matters: one answered in three minutes and closed, and back; the other waits."""
    lea, max_ = story.customer(1), story.customer(2)
    ana, ben = story.agents()
    lea.texts(SHOP, "My chain broke")
    story.later(minutes=3)
    ana.texts(ana.shown()[-1].sender, "Come by")
    ana.texts(ana.shown()[-1].sender, f"{done} 101")
    max_.texts(SHOP, "Do you sell bells?")
    story.later(minutes=20)
    ben.texts(ben.shown()[-1].sender, "#102 We do")
    story.move(hours=1)
    lea.texts(SHOP, "And my brakes?")
    max_.texts(SHOP, "And horns?")
    story.move(minutes=10)
    for phone in (ana, ben):
        phone.hears()


def test_a_day_in_english(open_desk: OpenDesk) -> None:
    story = open_desk(desk(agent("Ana") + SUPERVISOR, agent("Ben")))
    ana, ben = story.agents()
    assert said(ana) == "* Nothing yet today."
    short_day(story, "/done")
    ben.texts(R1, "/release 102")
    whole = "First answers: half within 5 min, all within 30 min. Given by Ana 1 (1 closed), Ben 1."
    assert said(ana) == f"* Today: 2 new, 1 reopened, 1 closed. 1 in the queue, for 11 min. {whole}"
    story.move(hours=24)
    assert said(ana) == "* Today: nothing new. 1 in the queue, for 24 h."
    week = said(ana, "/stats week")
    assert week == f"* Last 7 days: 2 new, 1 reopened, 1 closed. 1 in the queue, for 24 h. {whole}"
    story.move(hours=6 * 24)
    assert said(ana, "/stats week").startswith(
        "* Last 7 days: nothing new. 1 in the queue, for 7 days."
    )


def test_a_day_in_french(open_desk: OpenDesk) -> None:
    agents = (agent("Ana", language="fr") + SUPERVISOR, agent("Ben", language="fr"))
    story = open_desk(desk(*agents, language="fr"))
    ana, ben = story.agents()
    assert said(ana) == "* Rien encore aujourd'hui."
    assert said(ana, "/stats semaine") == "* Rien ces 7 derniers jours."
    short_day(story, "/fini")
    ben.texts(R1, "/laisser 102")
    whole = (
        "2 nouvelles demandes, 1 rouverte, 1 terminée. 1 en attente, depuis 11 min. Premières"
        " réponses : la moitié en moins de 5 min, toutes en moins de 30 min. Données par Ana 1"
        " (1 terminée), Ben 1."
    )
    assert said(ana) == f"* Aujourd'hui : {whole}"
    assert said(ana, "/stats semaine") == f"* Ces 7 derniers jours : {whole}"


def test_what_is_taken_back_does_not_count(open_desk: OpenDesk) -> None:
    story = open_desk(desk(agent("Ana") + SUPERVISOR))
    lea, ana = story.customer(), story.agent("Ana")
    relay = story.begin(lea, ana)
    ana.texts(relay, "/done")
    assert "1 closed" in said(ana)
    ana.texts(relay, "/undo")
    assert "closed" not in said(ana)


def test_a_copy_of_a_webhook_is_not_counted_twice(open_desk: OpenDesk) -> None:
    story = open_desk(desk(agent("Ana") + SUPERVISOR))
    lea, ana = story.customer(), story.agent("Ana")
    form = story.form(lea.address, SHOP, "My chain broke")
    for _ in range(3):
        assert story.post(form).status == 200
    story.settle()
    assert said(ana).startswith("* Today: 1 new. ")


def test_practice_is_not_counted(open_desk: OpenDesk) -> None:
    story = open_desk(desk(agent("Ana") + SUPERVISOR))
    ana = story.agent("Ana")
    ana.texts(R1, "/help try")
    ana.answers(ana.shown()[-1].sender, "Sure!")
    ana.answers(ana.shown()[-1].sender, "/done")
    assert said(ana) == "* Nothing yet today."


def test_a_line_for_each_inbox_of_a_supervisor(open_desk: OpenDesk) -> None:
    inboxes = "".join(
        f'[[inboxes]]\nname = "{name}"\naddresses = ["{address}"]\n'
        for name, address in (("support", SHOP), ("sales", SALES))
    )
    both = agent("Ana", inboxes='["support", "sales"]') + SUPERVISOR
    story = open_desk(desk(both, agent("Ben"), inboxes=inboxes))
    ana = story.agent("Ana")
    story.customer().texts(SALES, "Do you sell bells?")
    assert said(ana) == "* Today:\nsales: 1 new. 1 in the queue, for 1 min."


def test_for_supervisors_alone(open_desk: OpenDesk) -> None:
    story = open_desk(desk(agent("Ana") + SUPERVISOR, agent("Ben")))
    ben = story.agent("Ben")
    for what in ("/stats", "/stats week"):
        words = ben.words("supervisors_only", command="/stats", names="Ana")
        assert said(ben, what) == words
