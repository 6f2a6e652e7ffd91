"""One question at a time, and for how long: what is held behind it, and what expires."""

from .conftest import OpenDesk
from .desks import NARROW_ALONE, R1, R2, SHOP, agent, desk
from .doubt import Scene

TWO_RELAYS = desk(agent("Ana"), relays=(R1, R2))


# --- one at a time ---------------------------------------------------------------------------


def test_a_second_text_is_asked_about_after_the_first_is_sent(asked: Scene) -> None:
    asked.ana.answers(R1, "Bring the key")
    assert asked.nothing_sent()
    assert asked.ana.hears() == asked.asked("Come by", base=3, behind=1)
    asked.ana.answers(R1, "4")
    assert asked.lea.hears() == [(SHOP, "Come by")]
    [(_, words)] = asked.ana.hears()
    assert '"Bring the key"' in words
    assert "5 = Max #102, 6 = Lea Roy #101" in words
    asked.ana.answers(R1, "6")
    assert asked.lea.hears() == [(SHOP, "Bring the key")]
    assert asked.story.nobody_hears()


def test_three_that_are_held_are_asked_about_one_by_one_and_all_arrive(two: Scene) -> None:
    for words in ("One", "Two", "Three"):
        two.ana.answers(R1, words)
    for words in ("One", "Two", "Three"):
        two.ana.hears()
        two.ana.answers(R1, "Max")
        assert two.max.hears() == [(SHOP, words)]
    assert two.story.nobody_hears()


def test_one_question_at_a_time_whatever_the_number(open_desk: OpenDesk) -> None:
    """Four customers on two numbers: a doubt on each, and one question until it is answered."""
    story = open_desk(TWO_RELAYS)
    ana = story.agent("Ana")
    for n in (1, 2, 3, 4):
        story.customer(n).texts(SHOP, f"Question {n}")
    assert sorted(got.sender for got in ana.hears()) == [R1, R1, R2, R2]
    story.nobody_hears()
    ana.texts(R1, "Come by")
    ana.answers(R2, "We have twelve")
    first, again = ana.hears()
    assert (first.sender, again.sender) == (R1, R1)
    assert all('"Come by"' in question.body for question in (first, again))
    ana.answers(R1, "0")
    dropped, second = ana.hears()
    assert dropped == (R1, ana.words("dropped", q="Come by"))
    assert second.sender == R2
    assert '"We have twelve"' in second.body
    assert story.nobody_hears()


def test_an_answer_on_another_number_than_the_one_that_asked_sends_nothing(
    open_desk: OpenDesk,
) -> None:
    story = open_desk(TWO_RELAYS)
    ana, phones = story.agent("Ana"), [story.customer(n) for n in (1, 2, 3)]
    for n, phone in enumerate(phones, 1):
        phone.texts(SHOP, f"Question {n}")
    shared = [got.sender for got in ana.hears()][2]
    other = R2 if shared == R1 else R1
    story.nobody_hears()
    ana.texts(shared, "Come by")
    assert [got.sender for got in ana.hears()] == [shared]
    ana.answers(other, "1")
    assert story.nobody_hears(*phones)
    [again] = ana.hears()
    assert again.sender == shared
    assert "3 = " in again.body


def test_an_answer_counts_only_while_the_question_is_the_last_thing_shown(asked: Scene) -> None:
    """A list is no customer's text, and yet the digit might go with it."""
    asked.ana.answers(R1, "/mine")
    asked.story.nobody_hears()
    asked.ana.answers(R1, "2")
    assert asked.nothing_sent()
    assert asked.ana.hears() == asked.asked("Come by", base=3, behind=1)
    asked.ana.answers(R1, "4")
    assert asked.lea.hears() == [(SHOP, "Come by")]


def test_a_name_counts_only_while_the_question_is_the_last_thing_shown(asked: Scene) -> None:
    asked.lea.texts(SHOP, "Who is the owner?")
    asked.story.later(minutes=1)
    asked.story.nobody_hears()
    asked.ana.answers(R1, "Max")
    assert asked.nothing_sent()


# --- time ------------------------------------------------------------------------------------


def test_after_fifteen_minutes_it_expires_with_a_word_that_quotes_it(asked: Scene) -> None:
    asked.story.later(minutes=14)
    assert asked.story.nobody_hears()
    asked.story.later(minutes=2)
    assert asked.ana.hears() == [asked.said("expired", "Come by")]
    assert asked.nothing_sent()
    asked.story.later(hours=20)
    assert asked.story.nobody_hears()


def test_a_second_text_is_asked_about_after_the_first_expired(asked: Scene) -> None:
    asked.ana.answers(R1, "Bring the key")
    asked.story.nobody_hears()
    asked.story.later(minutes=16)
    assert asked.ana.hears() == [
        asked.said("expired", "Come by"),
        *asked.asked("Bring the key", base=5),
    ]
    asked.story.later(minutes=10)
    assert asked.story.nobody_hears()
    asked.ana.texts(R1, "6")
    assert asked.lea.hears() == [(SHOP, "Bring the key")]


def test_a_repeated_question_expires_fifteen_minutes_after_it_was_asked_last(asked: Scene) -> None:
    asked.story.later(minutes=10)
    asked.ana.texts(R1, "ok")
    asked.story.nobody_hears()
    asked.story.later(minutes=10)
    assert asked.story.nobody_hears()
    asked.ana.texts(R1, "4")
    assert asked.lea.hears() == [(SHOP, "Come by")]
    asked.story.later(minutes=30)
    assert asked.story.nobody_hears()


def test_a_lone_digit_after_it_expired_is_held_until_a_customers_text_was_shown(
    open_desk: OpenDesk,
) -> None:
    """One customer alone, so that nothing but the digit is in doubt."""
    story = open_desk(NARROW_ALONE)
    lea, ana = story.customer(), story.agent("Ana")
    story.begin(lea, ana)
    ana.answers(R1, "Done")
    story.later(minutes=16)
    assert ana.hears()[-1] == (R1, ana.words("expired", q="Done"))
    ana.texts(R1, "1")
    assert story.nobody_hears(lea)
    [(_, question)] = ana.hears()
    assert '"1"' in question
    ana.answers(R1, "0")
    story.nobody_hears()
    lea.texts(SHOP, "How many are left?")
    ana.answers(R1, "1")
    assert lea.hears() == [(SHOP, "1")]


def test_a_lone_digit_right_after_the_answer_is_held_too(asked: Scene) -> None:
    """Pressed twice: the second is for nobody."""
    asked.ana.answers(R1, "2")
    assert asked.lea.hears() == [(SHOP, "Come by")]
    asked.ana.texts(R1, "2")
    assert asked.nothing_sent()


def test_a_question_that_does_not_arrive_is_asked_when_it_can_be(two: Scene) -> None:
    two.story.carrier.faults.refuse[two.ana.address] = 20429  # for now
    two.ana.texts(R1, "Come by")
    assert two.story.nobody_hears()
    two.story.carrier.faults.refuse.clear()
    two.story.later(minutes=3)
    assert two.ana.hears() == two.asked("Come by")
    two.ana.answers(R1, "2")
    assert two.lea.hears() == [(SHOP, "Come by")]


def test_the_answer_that_is_delivered_twice_sends_once(asked: Scene) -> None:
    asked.story.move(seconds=30)
    form = asked.story.form(asked.ana.address, R1, "2")
    for _ in range(2):
        assert asked.story.post(form).status == 200
    asked.story.settle()
    assert asked.lea.hears() == [(SHOP, "Come by")]
    assert asked.story.nobody_hears()


def test_a_digit_that_is_unclear_for_the_fourth_time_is_not_lost_without_a_word(
    two: Scene,
) -> None:
    """A busy hour: each time a customer's text comes between the question and the answer."""
    two.ana.texts(R1, "#101 Yes")
    two.ana.texts(R1, "#102 Yes")
    two.ana.texts(R1, "Come by")
    for n in range(4):
        two.lea.texts(SHOP, f"How many? ({n})")
        two.story.nobody_hears()
        two.ana.answers(R1, "1")
    two.ana.hears()
    for _ in range(6):
        two.story.later(minutes=16)
    said = [got.body for got in two.ana.hears()]
    assert said.count(two.ana.words("expired", q="1")) == 4, "each is asked about in its turn"
