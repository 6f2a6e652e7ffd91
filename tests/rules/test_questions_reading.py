"""What a text says to the question that is open: a digit, a name, a number, or nothing."""

from typing import Any

import pytest

from chalicelib.models import MINUTE, SECOND, Sent
from chalicelib.rules import addressing, agent, questions
from chalicelib.rules.questions import ORDERED, READ, TOGETHER, Answer
from chalicelib.rules.turn import Turn
from tests.rules.helping import LUC, LUCS, MARIE, asked, asking, choice, held, shared
from tests.support.made import NOW, RELAYS, anna, line, shown, spot, turn

HELD = held()


def read(at: Turn) -> Answer | None:
    return questions.read(at, addressing.reference(at.message.body))


def answer(body: str, what: Any = HELD, **changes: Any) -> Answer | None:
    return read(asking(turn(body, asked(what), **changes), what))


def chosen(body: str, what: Any = HELD) -> int | None:
    found = answer(body, what)
    assert found is not None
    assert found.kind == "choice"
    assert found.choice is not None
    return found.choice.thread


# --- while it is the last thing shown ------------------------------------------------------------


@pytest.mark.parametrize("body", ["1", " 1 ", "1.", "(1)", "1\ufe0f\u20e3", "\u200e1", "１"])
def test_a_digit_however_it_is_typed(body: str) -> None:
    assert answer(body) == Answer(kind="choice", held=HELD, choice=choice())


@pytest.mark.parametrize(
    ("base", "body", "thread"), [(1, "2", 143), (3, "3", 142), (3, "4", 143), (8, "9", 143)]
)
def test_the_digits_are_those_of_this_question(base: int, body: str, thread: int) -> None:
    assert chosen(body, held(base=base)) == thread


@pytest.mark.parametrize(("base", "body"), [(1, "3"), (3, "1"), (3, "2"), (3, "5"), (1, "9")])
def test_a_digit_of_another_question_is_no_answer(base: int, body: str) -> None:
    found = answer(body, held(base=base))
    assert found is not None
    assert (found.kind, found.choice) == ("unclear", None)


@pytest.mark.parametrize("base", [1, 4, 7])
def test_0_drops_it_whatever_the_digits(base: int) -> None:
    what = held(base=base)
    assert answer("0", what) == Answer(kind="drop", held=what)


@pytest.mark.parametrize(
    ("body", "thread"), [("Marie", 142), ("marie.", 142), ("LUC", 143), ("  luc!", 143)]
)
def test_a_customers_name(body: str, thread: int) -> None:
    assert chosen(body) == thread


def test_a_whole_name_or_a_first_one() -> None:
    both = held(choices=(choice(name="Marie-Ève Roy"), choice(143, LUC, name="Luc Roy")))
    assert chosen("Marie-Eve Roy", both) == 142
    assert chosen("luc", both) == 143
    assert answer("Roy", both) is None, "a family name alone is too little"


def test_a_whole_name_counts_before_a_first_one() -> None:
    both = held(choices=(choice(name="Marie"), choice(143, LUC, name="Marie Roy")))
    assert chosen("Marie", both) == 142
    assert chosen("Marie Roy", both) == 143


@pytest.mark.parametrize("names", [("Marie", "Marie"), ("Marie Roy", "Marie Dubé"), (None, "")])
def test_a_name_that_two_have_is_no_answer(names: tuple[str | None, str]) -> None:
    both = held(choices=(choice(name=names[0]), choice(143, LUC, name=names[1])))
    assert answer("Marie", both) is None


def test_a_name_never_means_a_command_or_to_insist() -> None:
    for do in ("insist", "take", "reopen", "order"):
        assert answer("Marie", held(choices=(choice(do=do),))) is None


@pytest.mark.parametrize(
    "body", ["#142", "#142 ", "# 142", "/142", "#142 At five", "#142: at FIVE!", "#142."]
)
def test_a_number_alone_or_in_front_of_the_same_words(body: str) -> None:
    assert chosen(body) == 142


def test_a_number_that_was_not_offered() -> None:
    assert answer("#150") == Answer(kind="number", held=HELD, number=150)
    insists = held(kind="other", choices=(choice(do="insist"), choice(do="take")))
    assert answer("#142", insists) == Answer(kind="number", held=insists, number=142)


@pytest.mark.parametrize("body", ["#142 At six", "#142 /done", "Hello Marie", "12", "1 2", "one"])
def test_what_is_no_answer(body: str) -> None:
    assert answer(body) is None


@pytest.mark.parametrize("body", ["oui", "yes", "Ok", "ok merci", "👍", "D'accord!"])
def test_agreement_repeats_the_question(body: str) -> None:
    assert answer(body) == Answer(kind="repeat", held=HELD)


def test_a_text_within_seconds_goes_on_with_it_even_if_it_agrees() -> None:
    what = held(last=NOW - TOGETHER + 1, asked=NOW - 500, left=NOW - 400)
    assert answer("ok", what) is None
    assert answer("Marie", what) == Answer(kind="unclear", held=what)
    plan = agent.plan(asking(turn("ok", asked(what)), what))
    assert plan.kind == "together"


# --- when it is not ------------------------------------------------------------------------------

NOT_LAST = (
    shared(),  # a customer's text came after it
    shared(last="desk"),
    asked(last="desk"),
    asked(question=HELD.stamp - 1),  # another question
    asked(where=spot(number=RELAYS[1])),  # another number
)


@pytest.mark.parametrize("here", NOT_LAST)
def test_a_digit_or_a_name_may_be_for_a_customer_where_it_is_not_last(here: Any) -> None:
    for body in ("0", "1", "7", "Marie", "luc."):
        found = read(asking(turn(body, here), HELD))
        assert found == Answer(kind="unclear", held=HELD)
    for body in ("#142", "#150."):
        assert read(asking(turn(body, here), HELD)) == Answer(kind="repeat", held=HELD)
    for body in ("#142 At six", "ok", "Hello", "Zoe"):
        assert read(asking(turn(body, here), HELD)) is None


def test_the_name_of_another_customer_shown_here_may_answer_another_question() -> None:
    what, here = (
        held(choices=(choice(),)),
        asked(last="thread", shown=(shown(143, LUC, name="Luc"),)),
    )
    assert read(asking(turn("Luc", here), what)) == Answer(kind="unclear", held=what)


def test_before_it_was_asked_nothing_answers_it() -> None:
    what = held(asked=0)
    assert answer("1", what) == Answer(kind="unclear", held=what)
    assert answer("Marie", what) == Answer(kind="unclear", held=what)
    assert answer("#142", what) == Answer(kind="repeat", held=what)
    for what in (held(left=0), held(left=NOW - READ + 1)):  # nobody can have read it
        assert answer("#142", what) == Answer(kind="repeat", held=what)
        assert answer("Marie", what) == Answer(kind="unclear", held=what)


def test_nothing_is_held() -> None:
    for body in ("1", "0", "Marie", "ok"):
        assert read(turn(body, asked())) is None


def test_the_question_is_about_the_first_that_is_held() -> None:
    second = held(stamp=NOW - 30 * SECOND, last=NOW - 30 * SECOND, asked=0, left=0, choices=(LUCS,))
    found = read(asking(turn("1", asked()), HELD, second))
    assert found == Answer(kind="choice", held=HELD, choice=choice())


# --- what may show after it ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ago", "kind"), [(0, "unclear"), (ORDERED - 1, "unclear"), (ORDERED, "choice")]
)
def test_a_digit_just_after_a_customers_text_may_answer_that(ago: int, kind: str) -> None:
    here = asked(shown=(shown(142, MARIE), shown(143, LUC, relayed=NOW - ago)))
    for body in ("1", "0"):
        found = read(asking(turn(body, here), HELD))
        assert found is not None
        assert (found.kind == "unclear") is (kind == "unclear")


@pytest.mark.parametrize(
    ("left", "kind"),
    [(0, "unclear"), (NOW, "unclear"), (NOW - READ + 1, "unclear"), (NOW - READ, "choice")],
)
def test_a_digit_before_the_question_can_have_been_read_is_for_another(
    left: int, kind: str
) -> None:
    found = answer("1", held(left=left))
    assert found is not None
    assert found.kind == kind


def test_a_text_relayed_on_another_number_is_no_matter() -> None:
    other = line(shown(144, "other", relayed=NOW), where=spot(number=RELAYS[1]))
    found = read(asking(turn("1", asked(), other), HELD))
    assert found is not None
    assert found.kind == "choice"


# --- in the whole plan ---------------------------------------------------------------------------


def test_what_was_fetched_late_or_quotes_a_customer_is_no_answer() -> None:
    for changes in ({"late": NOW - MINUTE}, {"quoted": "SM9"}):
        at = asking(turn("1", asked(), **changes), HELD)
        plan = agent.plan(at, Sent(provider_id="SM9", kind="relay", thread=142, contact=MARIE))
        assert plan.answer is None


def test_a_quote_of_the_question_is_its_answer() -> None:
    at = asking(turn("2", asked(), quoted="SM9"), HELD)
    plan = agent.plan(at, Sent(provider_id="SM9", kind="question", agent=anna().id))
    assert plan.answer == Answer(kind="choice", held=HELD, choice=LUCS)
    assert (plan.number, plan.contact, plan.texts) == (143, LUC, ("At five",))
