"""How fast is too fast, what is a machine's, and that each fold waits longer than the last."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.models import DAY, HOUR, MINUTE, Contact, Media
from chalicelib.rules import folding, pace
from tests.support.made import NOW, inbound


def write(whose: Contact, body: str, now: int, **fields: object) -> Contact:
    return whose.but(pace=pace.after(whose, inbound(body=body, **fields), now))


def waits(texts: list[tuple[int, str]]) -> list[int]:
    """How long each text is folded; the first of a pair is when it comes (ms from now)."""
    whose, found = Contact(id="x"), []
    for after, body in texts:
        whose = write(whose, body, NOW + after)
        found.append(whose.pace.wait)
    return found


def test_ten_at_once_are_no_flood_and_the_eleventh_is() -> None:
    assert waits([(n * 100, f"text {n}") for n in range(12)]) == [0] * 10 + [MINUTE] * 2


def test_ten_a_minute_may_go_on_for_ever() -> None:
    assert not any(waits([(n * 6_000, f"text {n}") for n in range(500)]))


def test_a_flood_that_is_over_is_forgotten_in_an_hour_whatever_its_size() -> None:
    flood = [(n * 10, f"text {n}") for n in range(2_000)]
    assert waits([*flood, (HOUR + MINUTE, "Hello?")])[-1] == 0


def test_the_same_again_and_again_waits_twice_as_long_each_time() -> None:
    found = waits([(n * 1_000, "I am away") for n in range(6)])
    assert found == [0, 0, MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE]


@pytest.mark.parametrize("pause", [1_000, MINUTE, 9 * MINUTE])
def test_a_machine_that_answers_what_it_sets_off_comes_to_rest(pause: int) -> None:
    """Each of its texts is shown when its wait is over, and answered: that brings the next one."""
    whose, now, shown = Contact(id="x"), NOW, 0
    while now < NOW + 7 * DAY:
        whose = write(whose, "This phone is not read.", now)
        now, shown = now + whose.pace.wait + pause, shown + 1
    assert shown <= 22


@pytest.mark.parametrize("between", ["Ok", "Yes, at six"])
def test_another_text_or_a_pause_breaks_the_row(between: str) -> None:
    assert not any(waits([(0, "Yes"), (1, "Yes"), (2, between), (3, "Yes"), (4, "Yes")]))
    assert not any(waits([(0, "Yes"), (1, "Yes"), (11 * MINUTE, "Yes"), (12 * MINUTE, "Yes")]))


def test_pictures_are_not_the_same_for_having_no_words() -> None:
    whose = Contact(id="x")
    for n in range(5):
        media = (Media(url=f"https://media.example/{n}", kind="image/jpeg"),)
        whose = write(whose, "", NOW + n, media=media, id=f"SM{n}")
        assert whose.pace.wait == 0


def test_texts_of_an_outage_count_when_they_were_written() -> None:
    whose = Contact(id="x")
    for n in range(60):
        whose = write(whose, f"text {n}", NOW, late=NOW - HOUR + n * MINUTE)
        assert whose.pace.wait == 0


def test_it_is_said_once_a_day_and_never_to_a_machine() -> None:
    whose = Contact(id="x")
    for n in range(11):
        whose = write(whose, f"text {n}", NOW + n)
    assert pace.is_flood(whose.pace, NOW + 20)
    told = whose.pace._replace(told=NOW + 20)
    assert not pace.is_flood(told, NOW + HOUR)
    assert pace.is_flood(told, NOW + 20 + DAY)
    machine = Contact(id="x")
    for n in range(30):
        machine = write(machine, "I am away", NOW + n)
    assert not pace.is_flood(machine.pace, NOW + 30)


# --- folded -----------------------------------------------------------------------------------


@given(st.lists(st.text("abc", min_size=1, max_size=20), max_size=7))
def test_a_few_texts_stand_as_they_were_written(texts: list[str]) -> None:
    found = folding.folded(texts, 142, "en").split("\n") if texts else []
    assert [line.partition(" (x")[0] for line in found] == [
        text for n, text in enumerate(texts) if n == 0 or texts[n - 1] != text
    ]


def test_the_same_is_counted() -> None:
    assert folding.folded(["Hello?", "Hello?", "Hello?", "Bye"], 142, "en") == "Hello? (x3)\nBye"


def test_a_flood_is_cut_in_the_middle_and_says_how_much() -> None:
    texts = [f"This is text number {n} of very many" for n in range(100)]
    lines = folding.folded(texts, 142, "en").split("\n")
    assert lines == [*texts[:3], "(... 93 more: /hist 142)", *texts[-4:]]
    assert folding.folded(texts[:20], 142, "en").split("\n") == texts[:20]
