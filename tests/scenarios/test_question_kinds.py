"""Why a text is held, and what each answer does with it; and what an owner hears of it."""

import pytest

from .asking import asks, insist, order, take, to, whom
from .conftest import OpenDesk
from .desks import ALONE, NARROW, NARROW_ALONE, R1, R2, SHOP, agent, desk
from .phones import Phone
from .story import Story

SNIPPETS = desk(agent("Ana")) + '\n[snippets]\naddress = "5 Main Street"\n'


# --- somebody else's thread ------------------------------------------------------------------


@pytest.fixture
def others(desk: Story) -> Story:
    """Ana has Lea's thread, and Ben wrote to it all the same."""
    lea, (ana, ben) = desk.customer(), desk.agents()
    desk.begin(lea, ana)
    ben.texts(R1, "I have a spare one")
    question = asks(ben, "other", "I have a spare one", insist(101), take(101), n=101, a="Ana")
    assert ben.hears() == [(R1, question)]
    assert desk.nobody_hears()
    return desk


def test_send_leaves_it_with_its_owner_who_is_told(others: Story) -> None:
    lea, (ana, ben) = others.customer(), others.agents()
    ben.answers(R1, "1")
    assert lea.hears() == [(SHOP, "I have a spare one")]
    assert ana.hears() == [
        (R1, ana.words("wrote_to_yours", n=101, a="Ben", q="I have a spare one"))
    ]
    lea.texts(SHOP, "Great")
    assert ana.hears() == [(R1, "Great")]
    assert others.nobody_hears(ben)


def test_send_and_take_makes_it_theirs_and_the_owner_is_told_once(others: Story) -> None:
    lea, (ana, ben) = others.customer(), others.agents()
    ben.answers(R1, "2")
    assert lea.hears() == [(SHOP, "I have a spare one")]
    assert ana.hears() == [(R1, ana.words("took_over", n=101, a="Ben"))]
    lea.texts(SHOP, "Great")
    took, got = ben.hears()
    assert took.body.splitlines()[0] == ben.words("took", n=101, was="")
    assert got.body.splitlines()[-1] == "Great"
    ben.answers(R1, "Come by")
    assert lea.hears() == [(SHOP, "Come by")]
    assert others.nobody_hears(ana)


def test_what_the_owner_writes_after_it_was_taken_is_held(others: Story) -> None:
    lea, (ana, ben) = others.customer(), others.agents()
    ben.answers(R1, "2")
    others.nobody_hears()
    ana.answers(R1, "We have none")
    assert others.nobody_hears(lea, ben)
    question = asks(ana, "other", "We have none", insist(101), take(101), n=101, a="Ben")
    assert ana.hears() == [(R1, question)]
    ana.answers(R1, "2")
    assert lea.hears() == [(SHOP, "We have none")]
    assert ben.hears() == [(R1, ben.words("took_over", n=101, a="Ana"))]


def test_drop_sends_nothing_and_the_owner_hears_nothing(others: Story) -> None:
    ben = others.agent("Ben")
    ben.answers(R1, "0")
    assert ben.hears() == [(R1, ben.words("dropped", q="I have a spare one"))]
    assert others.nobody_hears()


def test_send_where_the_owner_has_let_go_meanwhile_makes_it_theirs(others: Story) -> None:
    lea, (ana, ben) = others.customer(), others.agents()
    ana.answers(R1, "/release")
    ben.hears()
    ben.answers(R1, "1")  # after a customer's text: it may be for her
    assert others.nobody_hears(lea)
    [(_, again)] = ben.hears()
    assert ben.words("choice_insist", d=3, n=101) in again
    ben.answers(R1, "3")
    assert lea.hears() == [(SHOP, "I have a spare one")]
    ben.answers(R1, "0")
    ben.hears()
    ben.answers(R1, "/mine")
    assert ben.hears() == [(R1, ben.words("mine_head", count=1) + ben.words("mine_item", n=101))]


def test_one_answers_for_whom_and_then_for_somebody_elses(open_desk: OpenDesk) -> None:
    """Two doubts about one text: whom it is for, and whose thread that is."""
    story = open_desk(NARROW)
    lea, max_, (ana, ben) = story.customer(1), story.customer(2), story.agents()
    lea.texts(SHOP, "My chain broke")
    max_.texts(SHOP, "Do you sell bells?")
    ana.texts(R1, "#101 Come by")
    story.nobody_hears()
    ben.texts(R1, "I have one here")
    [(_, first)] = ben.hears()
    assert "#101" in first
    assert "#102" in first
    ben.answers(R1, "#101")
    assert story.nobody_hears(lea, max_, ana)
    [(_, second)] = ben.hears()
    assert '"I have one here"' in second
    assert ben.words("choice_insist", d=3, n=101) in second
    ben.answers(R1, "3")
    assert lea.hears() == [(SHOP, "I have one here")]
    assert ana.hears() == [(R1, ana.words("wrote_to_yours", n=101, a="Ben", q="I have one here"))]
    assert story.nobody_hears()


# --- references ------------------------------------------------------------------------------


def two_numbers(open_desk: OpenDesk) -> tuple[Story, Phone, Phone, Phone]:
    """Ana sees Lea (#101) on the first number and Max (#102) on the second, and wrote to Lea."""
    story = open_desk(ALONE)
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    story.begin(lea, ana)
    max_.texts(SHOP, "Do you sell bells?")
    story.nobody_hears()
    return story, lea, max_, ana


@pytest.mark.parametrize(("answer", "reached"), [("1", 2), ("#102", 2), ("2", 1), ("#101", 1)])
def test_a_reference_never_relayed_here_is_asked_about(
    open_desk: OpenDesk, answer: str, reached: int
) -> None:
    story, lea, max_, ana = two_numbers(open_desk)
    ana.texts(R1, "#102 Yes, 12 of them")
    assert ana.hears() == [(R1, asks(ana, "unseen", "Yes, 12 of them", to(102), to(101), n=102))]
    assert story.nobody_hears(lea, max_)
    ana.answers(R1, answer)
    assert story.customer(reached).hears() == [(SHOP, "Yes, 12 of them")]
    assert story.nobody_hears()


@pytest.mark.parametrize("answer", ["1", "#101"])
def test_a_number_of_no_thread_is_asked_about(open_desk: OpenDesk, answer: str) -> None:
    story, lea, _, ana = two_numbers(open_desk)
    ana.texts(R1, "#140 Come by")
    assert ana.hears() == [(R1, asks(ana, "no_such", "Come by", to(101), n=140))]
    ana.answers(R1, answer)
    assert lea.hears() == [(SHOP, "Come by")]
    assert story.nobody_hears()


def test_another_number_of_no_thread_is_asked_about_again(open_desk: OpenDesk) -> None:
    story, lea, max_, ana = two_numbers(open_desk)
    ana.texts(R1, "#140 Come by")
    story.nobody_hears()
    ana.answers(R1, "#141")
    assert story.nobody_hears(lea, max_)
    assert ana.hears() == [(R1, asks(ana, "no_such", "Come by", to(101), n=141, base=2))]
    ana.answers(R1, "2")
    assert lea.hears() == [(SHOP, "Come by")]


def test_a_number_of_no_thread_where_nobody_shows_is_said(open_desk: OpenDesk) -> None:
    ana = open_desk(ALONE).agent("Ana")
    ana.texts(R2, "#140 Come by")
    assert ana.hears() == [(R2, ana.words("held_no_such", n=140, q="Come by"))]


def test_the_number_of_an_inbox_that_is_not_hers_is_no_thread_for_her(open_desk: OpenDesk) -> None:
    inboxes = "\n".join(
        f'[[inboxes]]\nname = "{name}"\naddresses = ["{number}"]'
        for name, number in (("support", SHOP), ("sales", "+15145550110"))
    )
    story = open_desk(desk(agent("Ana"), agent("Ben", inboxes='["sales"]'), inboxes=inboxes))
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    story.begin(lea, ana)
    max_.texts("+15145550110", "Do you sell bells?")
    story.nobody_hears()
    ana.texts(R1, "#102 Yes")
    assert story.nobody_hears(lea, max_)
    assert ana.hears() == [(R1, asks(ana, "no_such", "Yes", to(101), n=102))]


# --- a command without its slash -------------------------------------------------------------


@pytest.mark.parametrize("words", ["Done", "done.", "FINI", "Fini."])
def test_a_bare_commands_word_is_sent_or_done(desk: Story, words: str) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    for answer in ("1", "4"):
        ana.answers(relay, words)
        [(_, question)] = ana.hears()
        assert ana.words("choice_order", d=int(answer) + (answer == "1"), command="") in question
        ana.answers(relay, answer)
    assert lea.hears() == [(SHOP, words)]
    assert ana.hears() == [(relay, ana.words("done_none", n=101))]


def test_a_bare_word_that_is_dropped_does_neither(desk: Story) -> None:
    lea, ana = desk.customer(), desk.agent("Ana")
    relay = desk.begin(lea, ana)
    ana.texts(relay, "Done")
    assert ana.hears() == [(relay, asks(ana, "command", "Done", to(101), order("/done #101")))]
    ana.answers(relay, "0")
    assert ana.hears() == [(relay, ana.words("dropped", q="Done"))]
    lea.texts(SHOP, "And now?")
    assert ana.hears() == [(relay, "And now?")]


def test_a_bare_word_where_two_write_is_for_one_of_them_or_a_command(open_desk: OpenDesk) -> None:
    story = open_desk(NARROW_ALONE)
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    lea.texts(SHOP, "Is it ready?")
    max_.texts(SHOP, "And mine?")
    story.nobody_hears()
    ana.texts(R1, "Done")
    question = asks(ana, "command", "Done", whom(), order("/done #102"))
    assert ana.hears() == [(R1, question)]
    ana.answers(R1, "1")
    assert story.nobody_hears(lea, max_)
    assert ana.hears() == [(R1, asks(ana, "which", "Done", to(102), to(101), base=3))]
    ana.answers(R1, "4")
    assert lea.hears() == [(SHOP, "Done")]
    assert story.nobody_hears()


def test_a_command_is_done_to_the_thread_that_showed_when_it_was_written(
    open_desk: OpenDesk,
) -> None:
    story = open_desk(NARROW_ALONE)
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    story.begin(lea, ana)
    ana.answers(R1, "Done")
    max_.texts(SHOP, "Do you sell bells?")
    story.nobody_hears()
    ana.answers(R1, "ok")
    story.nobody_hears(lea, max_)
    [*_, (_, question)] = ana.hears()
    assert ana.words("choice_order", d=4, command="/done #101") in question


def test_a_ready_answers_bare_name_is_a_text(open_desk: OpenDesk) -> None:
    story = open_desk(SNIPPETS)
    lea, ana = story.customer(), story.agent("Ana")
    relay = story.begin(lea, ana)
    ana.texts(relay, "address")
    assert lea.hears() == [(SHOP, "address")]


def test_a_ready_answer_that_is_held_is_sent_filled(open_desk: OpenDesk) -> None:
    story = open_desk(SNIPPETS.replace(f', "{R2}", "+15145550103", "+15145550104"', ""))
    lea, max_, ana = story.customer(1), story.customer(2), story.agent("Ana")
    for phone in (lea, max_):
        phone.texts(SHOP, "Where are you?")
    story.nobody_hears()
    ana.texts(R1, "/address")
    assert story.nobody_hears(lea, max_)
    ana.answers(R1, "#101")
    assert lea.hears() == [(SHOP, "5 Main Street")]
    assert story.nobody_hears(max_)
