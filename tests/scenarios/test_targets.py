"""Customers who wait too long, and customers who say nothing any more."""

from .conftest import OpenDesk
from .desks import R1, SHOP, agent, desk
from .story import Story

SUPERVISOR = "supervisor = true\n"


def inbox(*lines: str) -> str:
    """The inbox support with these settings."""
    head = f'[[inboxes]]\nname = "support"\naddresses = ["{SHOP}"]'
    return "\n".join((head, *lines))


def opened(open_desk: OpenDesk, *lines: str, language: str = "en") -> Story:
    """Ana, and Ben who is a supervisor."""
    agents = (agent("Ana", language=language), agent("Ben", language=language) + SUPERVISOR)
    return open_desk(desk(*agents, inboxes=inbox(*lines)))


def test_the_owner_is_reminded_then_the_supervisor_is_told_each_once(open_desk: OpenDesk) -> None:
    story = opened(open_desk, 'next_answer = "30m"')
    lea, ana, ben = story.customer(), story.agent("Ana"), story.agent("Ben")
    relay = story.begin(lea, ana)
    lea.texts(SHOP, "And when is it ready?")
    ana.hears()
    story.later(minutes=19)
    assert story.nobody_hears(ana, ben)
    story.later(minutes=2)
    [got] = ana.hears()
    assert got.sender == relay
    assert got.body.startswith("* #101 customer has been waiting for your answer since ")
    assert story.nobody_hears(ben)
    story.later(minutes=10)
    [told] = ben.hears()
    assert told.body.startswith("* #101 customer has been waiting for Ana since ")
    story.later(hours=3)
    assert story.nobody_hears(ana, ben)
    ana.texts(relay, "At five.")
    assert lea.hears()[-1].body == "At five."


def test_a_reminders_own_command_gives_away_the_one_it_is_about(open_desk: OpenDesk) -> None:
    """Another customer was shown on the same number meanwhile."""
    agents = (agent("Ana"), agent("Ben"))
    story = open_desk(desk(*agents, inboxes=inbox('next_answer = "30m"'), relays=(R1,)))
    lea, max_, ana, ben = story.customer(1), story.customer(2), *story.agents()
    for customer, n in ((lea, 101), (max_, 102)):
        customer.texts(SHOP, "My chain broke")
        ana.texts(R1, f"#{n} Come by")
    lea.texts(SHOP, "And when is it ready?")
    story.later(minutes=5)
    max_.texts(SHOP, "Which street?")
    assert "#102" in ana.hears()[-1].body
    ben.hears()
    story.later(minutes=16)
    [got] = ana.hears()
    assert got.body.startswith("* #101 ")
    command = got.body.rpartition(": ")[2]
    ana.texts(got.sender, command.replace("NAME", "Ben"))
    told = ben.hears()[-1].body
    assert "this number is now customer #101" in told
    assert "Ana passes it to you" in told
    ana.texts(R1, "/mine")
    assert ana.hears()[-1].body == "* You have 1 open: #102 customer"


def test_an_answer_in_time_leaves_everybody_in_peace(open_desk: OpenDesk) -> None:
    story = opened(open_desk, 'next_answer = "30m"')
    lea, ana = story.customer(), story.agent("Ana")
    relay = story.begin(lea, ana)
    lea.texts(SHOP, "And when is it ready?")
    ana.hears()
    story.later(minutes=15)
    ana.texts(relay, "At five.")
    lea.hears()
    story.later(hours=2)
    assert story.nobody_hears()


def test_what_nobody_takes_is_told_to_the_supervisor(open_desk: OpenDesk) -> None:
    story = opened(open_desk, 'first_answer = "30m"')
    lea, ana, ben = story.customer(), story.agent("Ana"), story.agent("Ben")
    lea.texts(SHOP, "Is my bike ready?")
    for phone in (ana, ben):
        phone.hears()
    story.later(minutes=28)
    assert story.nobody_hears(ana, ben)
    story.later(minutes=3)
    [told] = ben.hears()
    assert told.body.startswith("* #101 customer has been waiting since ")
    assert "nobody has it" in told.body
    assert story.nobody_hears(ana)
    story.later(hours=2)
    assert story.nobody_hears(ana, ben)


def test_supervisors_who_are_off_shift_are_told_where_none_is_on(open_desk: OpenDesk) -> None:
    """Ana is there, and no supervisor."""
    off = SUPERVISOR + 'shifts = ["Sun 08:00-09:00"]\n'
    agents = (agent("Ana"), agent("Ben") + off, agent("Cleo") + off)
    story = open_desk(desk(*agents, inboxes=inbox('first_answer = "30m"')))
    ana, ben, cleo = story.agents()
    story.customer().texts(SHOP, "Is my bike ready?")
    ana.hears()
    story.later(minutes=31)
    for supervisor in (ben, cleo):
        [told] = supervisor.hears()
        assert "nobody has it" in told.body
    assert story.nobody_hears(ana)


def test_of_the_supervisors_who_is_on_shift_is_told(open_desk: OpenDesk) -> None:
    off = SUPERVISOR + 'shifts = ["Sun 08:00-09:00"]\n'
    agents = (agent("Ana"), agent("Ben") + off, agent("Cleo") + SUPERVISOR)
    story = open_desk(desk(*agents, inboxes=inbox('first_answer = "30m"')))
    ana, ben, cleo = story.agents()
    story.customer().texts(SHOP, "Is my bike ready?")
    for phone in (ana, cleo):
        phone.hears()
    story.later(minutes=31)
    [told] = cleo.hears()
    assert "nobody has it" in told.body
    assert story.nobody_hears(ana, ben)


def test_time_counts_in_open_hours_alone(open_desk: OpenDesk) -> None:
    """The clock of these stories begins in the afternoon, in Montreal."""
    story = opened(open_desk, 'first_answer = "1h"', 'hours = ["Mon-Sun 08:00-09:00"]')
    lea, ana, ben = story.customer(), story.agent("Ana"), story.agent("Ben")
    lea.texts(SHOP, "Is my bike ready?")
    assert story.nobody_hears(ana, ben), "closed"
    for _ in range(23 * 6):
        story.move(minutes=10)
        story.tick()
    morning = [got.body for got in ben.hears()]
    assert len(morning) == 2
    assert "Is my bike ready?" in morning[0]
    assert "nobody has it" in morning[1]


def test_a_thread_whose_customer_is_silent_is_closed_and_opens_again(open_desk: OpenDesk) -> None:
    story = opened(open_desk, 'close_after = "2h"')
    lea, ana, ben = story.customer(), story.agent("Ana"), story.agent("Ben")
    relay = story.begin(lea, ana)
    story.later(minutes=59)
    ana.texts(relay, "Would Tuesday suit you?")
    lea.hears()
    story.later(minutes=90)
    assert story.nobody_hears(lea, ana), "two hours from the last word, not from the first"
    story.move(minutes=32)
    story.tick()
    assert lea.hears()[-1].body.startswith("Spokes: we have not heard back from you")
    [got] = ana.hears()
    assert got.body.startswith("* #101 customer is closed: nothing from the customer since ")
    assert story.nobody_hears(ben)
    lea.texts(SHOP, "Tuesday is fine, at what time?")
    assert "#101" in ana.hears()[-1].body
    ana.texts(relay, "At nine.")
    assert lea.hears()[-1].body == "At nine."


def test_who_is_waited_for_is_never_closed(open_desk: OpenDesk) -> None:
    story = opened(open_desk, 'close_after = "1h"')
    lea, ana = story.customer(), story.agent("Ana")
    story.begin(lea, ana)
    lea.texts(SHOP, "And when is it ready?")
    story.move(hours=5)
    story.tick()
    assert story.nobody_hears(lea)


def test_in_french(open_desk: OpenDesk) -> None:
    story = opened(open_desk, 'next_answer = "30m"', 'close_after = "2h"', language="fr")
    lea, ana, ben = story.customer(), story.agent("Ana"), story.agent("Ben")
    relay = story.begin(lea, ana)
    lea.texts(SHOP, "Et quand sera-t-il prêt?")
    ana.hears()
    story.move(minutes=25)
    story.tick()
    assert ana.hears()[-1].body.startswith("* #101 client attend votre réponse depuis ")
    story.move(minutes=6)
    story.tick()
    assert ben.hears()[-1].body.startswith("* #101 client attend Ana depuis ")
    ana.texts(relay, "Ce soir.")
    story.move(minutes=121)
    story.tick()
    assert ana.hears()[-1].body.startswith("* #101 client est clos, sans nouvelles depuis ")
