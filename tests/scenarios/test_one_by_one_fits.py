"""One thread after the other: whom it fits, and what never keeps a customer waiting for ever."""

from .conftest import OpenDesk
from .desks import R1, SALES, SHOP, agent, desk
from .phones import Phone
from .routings import NEXT, three, told
from .teams import last, orders


def test_skills_that_the_words_ask_for(open_desk: OpenDesk) -> None:
    skills = ['skills = ["bikes"]', 'skills = ["bikes", "brakes"]', 'skills = ["bikes"]']
    inbox = 'skills = ["bikes"]\n[inboxes.keywords]\nfrein = "brakes"\n'
    story = open_desk(three(*skills, below=inbox))
    agents = story.agents()
    story.customer(1).texts(SHOP, "Mon FREIN grince")
    assert told(agents) == [agents[1]]
    story.customer(2).texts(SHOP, "Mes deux freins, un frein surtout")
    assert told(agents) == [agents[1]]


def test_a_skill_that_nobody_there_has_does_not_keep_a_customer_for_ever(
    open_desk: OpenDesk,
) -> None:
    skills = ['skills = ["brakes"]', "", ""]
    story = open_desk(three(*skills, below='[inboxes.keywords]\nfrein = "brakes"\n'))
    agents = story.agents()
    agents[0].texts(R1, "/away")
    story.nobody_hears()
    story.customer().texts(SHOP, "Mon frein grince")
    story.later(minutes=8)
    assert story.nobody_hears(*agents)
    story.later(minutes=12)
    assert told(agents, "Mon frein") == agents[1:]


def test_who_speaks_the_customers_language_comes_first(open_desk: OpenDesk) -> None:
    people = agent("Ana"), agent("Ben", language="fr"), agent("Cleo")
    story = open_desk(desk(*people, inboxes=NEXT + 'language = "fr"\n'))
    agents = story.agents()
    for n in (1, 2, 3):
        story.customer(n).texts(SHOP, f"Question {n}")
        assert told(agents) == [agents[1]]


def test_a_phone_that_closed_its_numbers_keeps_nobody_waiting(open_desk: OpenDesk) -> None:
    story = open_desk(desk(agent("Ana"), agent("Ben"), relays=(R1,), inboxes=NEXT))
    ana, ben = story.agents()
    ana.texts(R1, "STOP")
    story.nobody_hears()
    story.customer().texts(SHOP, "My chain broke")
    assert told([ana, ben]) == [ben]
    story.later(minutes=30)
    assert story.nobody_hears(ana)


def test_a_customer_who_writes_again_is_shown_to_who_was_told_alone(open_desk: OpenDesk) -> None:
    story = open_desk(three())
    agents = story.agents()
    story.customer().texts(SHOP, "My chain broke")
    [first] = told(agents)
    story.later(minutes=1)
    story.customer().texts(SHOP, "It is red")
    assert told(agents, "It is red") == [first]


def test_one_agent_of_two_inboxes_is_given_no_more_than_they_hold(open_desk: OpenDesk) -> None:
    both = agent("Ana", inboxes='["support", "sales"]') + "capacity = 1\n"
    other = f'[[inboxes]]\nname = "sales"\naddresses = ["{SALES}"]\nrouting = "next"\n'
    story = open_desk(desk(both, inboxes=NEXT + other))
    ana = story.agent("Ana")
    story.post(story.form(story.customer(1).address, SHOP, "Question 1"))
    story.post(story.form(story.customer(2).address, SALES, "Question 2"))
    story.settle()
    assert len(ana.hears()) == 1
    assert orders(ana, R1, "done", "101")[-1].endswith("Question 2")


def test_closed_as_spam_and_blocked(open_desk: OpenDesk) -> None:
    """Room that nobody announced is found within minutes."""
    story = open_desk(desk(agent("Ana") + "capacity = 1\n", inboxes=NEXT))
    ana = story.agent("Ana")
    for n in (1, 2):
        story.customer(n).texts(SHOP, f"Question {n}")
    assert "Question 1" in last(ana).body
    ana.texts(R1, "/block")
    story.later(minutes=6)
    assert "Question 2" in last(ana).body


def test_everything_comes_to_rest(open_desk: OpenDesk) -> None:
    """Ten customers, one agent: no look makes another that is due now, for ever."""
    story = open_desk(desk(agent("Ana") + "capacity = 1\n", inboxes=NEXT))
    ana: Phone = story.agent("Ana")
    customers = [story.customer(10 + n) for n in range(10)]
    for customer in customers:
        customer.texts(SHOP, "Is it ready?")
    for n in range(10):
        story.later(minutes=1)
        orders(ana, last(ana).sender, "done", str(101 + n))
    assert all(f"#{101 + n}" in "".join(t.body for t in ana.shown()) for n in range(10))
    story.later(hours=1)
    assert story.nobody_hears(ana)
