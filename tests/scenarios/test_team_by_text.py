"""A supervisor puts an agent on the desk by a text, and takes one off again."""

from chalicelib.decisions import Decision
from chalicelib.models import Agent
from chalicelib.store import agents, commit, contacts

from .conftest import OpenDesk
from .desks import R1, SHOP, agent, desk
from .phones import Phone
from .story import Story

TEAM = desk(agent("Ana") + "supervisor = true\n", agent("Ben"))
FRENCH = desk(
    agent("Ana", language="fr") + "supervisor = true\n",
    agent("Ben", language="fr"),
    name="Atelier Vélo",
    language="fr",
)
LEA = "+15145550299"


def said(phone: Phone, body: str, to: str = R1) -> str:
    """What the desk answers to a text."""
    phone.hears()
    phone.texts(to, body)
    (got,) = phone.hears()
    return got.body


def added(story: Story, name: str = "Lea", number: str = LEA) -> Phone:
    """An agent whom Ana has just added, and who has read the welcome."""
    ana = story.agent("Ana")
    known = ana.words("agent_added", a=name, names=name, command="/agent")
    verb = {"en": "add", "fr": "ajouter"}[ana.language]
    assert said(ana, f"/agent {verb} {name} {number}") == known
    phone = story.agent(name)
    assert story.nobody_hears(phone)
    story.later(minutes=1)
    (welcome,) = phone.hears()
    assert f"{story.desk.name}, {name}" in welcome.body
    return phone


def test_added_she_is_an_agent_like_the_others(open_desk: OpenDesk) -> None:
    story = open_desk(TEAM)
    lea, max_ = added(story), story.customer()
    max_.texts(SHOP, "Is my bike ready?")
    relay = lea.shown()[-1].sender
    assert "Is my bike ready?" in lea.hears()[-1].body
    lea.texts(relay, "At five.")
    assert max_.hears()[-1].body == "At five."
    assert said(story.agent("Ana"), "/agents") == "\n".join(
        ["* On the desk, with how many open:", "Ana: 0", "Ben: 0", "Lea: 1 (added by text)"]
    )


def test_who_waits_is_shown_to_who_comes(open_desk: OpenDesk) -> None:
    """Nobody is there when the customer writes."""
    story = open_desk(TEAM)
    for phone in story.agents():
        phone.texts(R1, "/away")
    story.customer().texts(SHOP, "Is my bike ready?")
    ana = story.agent("Ana")
    ana.texts(R1, f"/agent add Lea {LEA}")
    lea = story.agent("Lea")
    story.later(minutes=1)
    shown = sorted(got.body for got in lea.hears())
    assert [body[:9] for body in shown] == ["* NEW #10", "* Welcome"]


def test_removed_she_is_told_and_her_customer_is_for_the_others(open_desk: OpenDesk) -> None:
    story = open_desk(TEAM)
    lea, max_, ana, ben = added(story), story.customer(), *story.agents("Ana", "Ben")
    relay = story.begin(max_, lea)
    assert said(ana, "/agent remove lea") == ana.words("agent_removed", a="Lea")
    assert [got.body for got in lea.hears()] == [lea.words("agent_gone", desk="Spokes")]
    assert [a.name for a in story.desk.agents] == ["Ana", "Ben"]
    assert len(agents.roster("support")) == 2
    story.later(minutes=1)
    assert "My chain broke" in ben.hears()[-1].body
    max_.texts(SHOP, "Hello?")
    assert story.nobody_hears(lea)
    lea.texts(relay, "I am still here")
    assert "nobody reads this number" in lea.hears()[-1].body
    assert all(got.body != "I am still here" for got in max_.hears())
    assert contacts.owned(story.desk.identify(LEA)) == ()


def test_she_may_come_back_at_once(open_desk: OpenDesk) -> None:
    story = open_desk(TEAM)
    lea, max_, ana = added(story), story.customer(), story.agent("Ana")
    relay = story.begin(max_, lea)
    ana.texts(R1, "/agent remove Lea")
    assert lea.hears()
    assert added(story) is lea
    lea.texts(relay, "Where were we?")
    assert max_.hears()[-1].body == "Where were we?"
    (row,) = (row for row in agents.roster("support") if row.agent == story.desk.identify(LEA))
    assert (row.load, row.away) == (1, False)


def test_what_is_wrong_is_said_and_nothing_changes(open_desk: OpenDesk) -> None:
    story = open_desk(TEAM)
    ana, ben, max_ = *story.agents(), story.customer()
    max_.texts(SHOP, "Is my bike ready?")
    before = story.desk
    refused = {
        "/agent": "agent_how",
        "/agent Lea": "agent_how",
        "/agent add": "agent_how",
        "/agent add Lea": "agent_how",
        f"/agent add {LEA}": "agent_how",
        "/agent add Lea 12": "agent_number",
        "/agent add Lea +1514555029900000": "agent_number",
        f"/agent add Lea {LEA} today": "agent_number",
        f"/agent add ben {LEA}": "agent_name",
        f"/agent add Lea {ben.address}": "agent_there",
        f"/agent add Lea {SHOP}": "agent_desks",
        f"/agent add Lea {R1}": "agent_desks",
        f"/agent add Lea {max_.address}": "agent_customer",
        "/agent remove": "agent_nobody",
        "/agent remove Zoe": "agent_nobody",
        "/agent remove Ben": "agent_declared",
    }
    for order, key in refused.items():
        q = order.removeprefix("/agent add Lea ")
        words = ana.words(key, command="/agent", q=q, a="Ben", n=101, names="-")
        assert said(ana, order) == words, order
        assert words.startswith("* NOTHING DONE: ")
    for order in ("/agents", f"/agent add Lea {LEA}", "/agent remove Ben"):
        word = order.split()[0]
        assert said(ben, order) == ben.words("supervisors_only", command=word, names="Ana")
    assert story.desk == before
    story.later(minutes=1)
    assert LEA not in {text.to for text in story.carrier.texts()}


def test_two_supervisors_at_once_lose_nobody(open_desk: OpenDesk) -> None:
    """The second one's words come to a process that still keeps the desk from before."""
    story = open_desk(TEAM)
    ana, before = story.agent("Ana"), story.desk
    id_, address = before.identify("+15145550298"), "+15145550298"
    zoe = Agent(
        id=id_, name="Zoe", addresses=(address,), inboxes=("support",), language="en", by_text=True
    )
    commit.commit(Decision(outcome="said elsewhere", joined=(zoe,)))
    assert story.desk == before
    assert said(ana, f"/agent add Zoe {LEA}") == ana.words("agent_name", a="Zoe", command="/agent")
    added(story)
    assert [a.name for a in story.desk.agents] == ["Ana", "Ben", "Zoe", "Lea"]


def test_the_number_as_people_write_it(open_desk: OpenDesk) -> None:
    story = open_desk(TEAM)
    added(story, "Zoe", "514 555-0298")
    added(story, "Finn", ": (514) 555-0297.")
    assert said(story.agent("Ana"), "/agent add 514-555-0296 Jo Roy").startswith("* Jo Roy is on")
    assert [a.addresses[0][-4:] for a in story.desk.agents][2:] == ["0298", "0297", "0296"]


def test_in_french(open_desk: OpenDesk) -> None:
    story = open_desk(FRENCH)
    lea, ana, max_ = added(story, "Léa"), story.agent("Ana"), story.customer()
    assert lea.language == "fr"
    assert said(ana, "/agents") == "\n".join(
        [
            "* Au guichet, et en cours chez chacun :",
            "Ana : 0",
            "Ben : 0",
            "Léa : 0 (ajout par texto)",
        ]
    )
    ana.texts(R1, "/diffuser On ferme à midi.")
    assert ana.hears()[-1].body == "* Envoyé à toute l'équipe (2)."
    assert lea.hears()[-1].body == "* Ana à tous : On ferme à midi."
    story.begin(max_, lea)
    assert said(ana, "/agent remove LEA") == ana.words("agent_removed", a="Léa")
    assert lea.hears()[-1].body == lea.words("agent_gone", desk="Atelier Vélo")
    assert said(ana, "/agent retirer Léa") == ana.words("agent_nobody")


def test_she_outlives_a_new_desk_toml_and_may_move_into_it(open_desk: OpenDesk) -> None:
    story = open_desk(TEAM)
    lea, max_ = added(story), story.customer()
    relay = story.begin(max_, lea)
    story.apply(TEAM.replace("Spokes", "Wheels"))
    assert [a.name for a in story.desk.agents] == ["Ana", "Ben", "Lea"]
    table = f'\n[[agents]]\nname = "Lea"\naddress = "{LEA}"\ninboxes = ["support"]\ncapacity = 3\n'
    story.apply(TEAM + table)
    assert story.desk.joined == ()
    lea.texts(relay, "Still me.")
    assert max_.hears()[-1].body == "Still me."
    ana = story.agent("Ana")
    assert "Lea: 1 of 3" in said(ana, "/agents").splitlines()
    assert said(ana, "/agent remove Lea") == ana.words("agent_declared", a="Lea", command="/agent")
    story.later(minutes=3)
    assert story.nobody_hears(lea)


def test_the_help(open_desk: OpenDesk) -> None:
    story = open_desk(TEAM)
    ana = story.agent("Ana")
    assert said(ana, "/help 4").endswith("Supervisors: /help 5")
    assert said(ana, "/help 5") == ana.words("help_5")
