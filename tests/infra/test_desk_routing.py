"""`desk.toml` on who answers what: what is taken, and what is refused."""

import re
from pathlib import Path

import pytest

from chalicelib.models import Agent, Desk, Inbox
from infra import deskfile

from .slips import errors, parsed, refused

RIGHT = """[desk]
name = "Atelier Vélo"
language = "fr"
timezone = "America/Montreal"
relay_numbers = ["+15145550101"]

[[inboxes]]
name = "support"
addresses = ["+15145550100"]
routing = "next"
after_hours = "tell"
skills = ["Vélo"]
urgent = ["Urgent", "fuite d'eau"]
[inboxes.keywords]
frein = "brakes"
"Dérailleur cassé" = "gears"

[[agents]]
name = "Anna"
address = "+15145550201"
inboxes = ["support"]
skills = ["velo", "Brakes"]
speaks = ["en"]
capacity = 10
on_call = true
supervisor = true
[[agents]]
name = "Ben"
address = "+15145550202"
inboxes = ["support"]
skills = ["velo", "gears"]
"""


def test_tags_are_compared_as_words_are() -> None:
    tagged = RIGHT.replace(
        'routing = "next"', 'routing = "next"\npriority_tags = ["VIP", "Pressé"]'
    )
    assert parsed(tagged).build("k" * 64).inboxes[0].priority_tags == ("vip", "presse")


def test_what_is_written_is_on_the_desk() -> None:
    found = parsed(RIGHT)
    assert found.warnings == ()
    desk = found.build("k" * 64)
    inbox, (anna, ben) = desk.inboxes[0], desk.agents
    assert (inbox.routing, inbox.skills) == ("next", ("velo",))
    assert inbox.after_hours == "tell"
    # Words are kept as a customer's texts are compared.
    assert inbox.urgent == ("urgent", "fuite d eau")
    assert inbox.keywords == {"frein": "brakes", "derailleur casse": "gears"}
    assert anna.skills == ("velo", "brakes")
    assert (anna.capacity, anna.on_call, anna.supervisor) == (10, True, True)
    assert (ben.capacity, ben.on_call, ben.supervisor) == (0, False, False)
    assert anna.languages == ("fr", "en")
    assert ben.languages == ("fr",)


def test_a_desk_from_before_is_read_as_it_was_meant() -> None:
    desk = parsed(RIGHT).build("k" * 64)
    new = {"routing", "after_hours", "skills", "urgent", "keywords", "exceptions"}
    new |= {"pass_on_after", "holidays"}
    inbox = Inbox.model_validate(desk.inboxes[0].model_dump(exclude=new))
    assert (inbox.routing, inbox.skills, inbox.keywords, inbox.urgent) == ("everyone", (), {}, ())
    assert inbox.after_hours == "wait"
    new = {"skills", "speaks", "capacity", "on_call", "supervisor", "shifts"}
    agent = Agent.model_validate(desk.agents[0].model_dump(exclude=new))
    assert (agent.skills, agent.shifts, agent.capacity) == ((), (), 0)
    assert agent.languages == ("fr",)
    old = Desk.model_validate(desk.model_dump(exclude={"holidays", "closures"}))
    assert (old.holidays, old.closures) == ((), ())


def test_a_skill_that_nothing_needs_is_a_warning() -> None:
    found = parsed(RIGHT.replace('"Brakes"', '"brakes", "Wheels"'))
    assert found.warnings == ('nothing needs the skill "wheels" of the agent "Anna".',)


def test_an_inbox_that_nobody_answers_needs_nobody_with_skills() -> None:
    more = '[[inboxes]]\nname = "ventes"\naddresses = ["+15145550110"]\nskills = ["sales"]\n'
    assert parsed(RIGHT + more).warnings == (
        'nobody answers the inbox "ventes": no agent names it.',
    )


def test_skills_are_those_of_the_inboxs_own_agents() -> None:
    more = """[[inboxes]]
name = "ventes"
addresses = ["+15145550110"]
skills = ["gears"]
[[agents]]
name = "Chloé"
address = "+15145550203"
inboxes = ["ventes"]
"""
    (found,) = errors(RIGHT + more)
    assert found.startswith('line 35: no agent of the inbox "ventes" has the skill "gears". Mend: ')
    assert 'skills = ["gears"]' in found


WRONG = [
    ('"next"', '"nxt"', 10, 'there is no routing "nxt". Mend: did you mean `next`?'),
    ('"next"', '"robin"', 10, "write one of everyone, next."),
    ('"next"', "1", 10, "`routing` must be text"),
    ('"tell"', '"tel"', 11, "Mend: did you mean `tell`?"),
    ('"tell"', '"never"', 11, 'write one of tell, wait.'),
    ('"tell"', "true", 11, "`after_hours` must be text"),
    ('"tell"', '"never"', 11, 'there is no after_hours "never"'),
    ('["Vélo"]', '["Vélos"]', 12, "did you mean `velo`?"),
    ('["Vélo"]', '"Vélo"', 12, "`skills` must be a list"),
    ('["Vélo"]', '["Vélo", "toys"]', 12, 'give it to one, in [[agents]]: skills = ["toys"].'),
    ('["Vélo"]', '["Vélo", " "]', 12, "is empty"),
    ('["Vélo"]', '["brakes", "gears"]', 12, "has all the skills that it needs"),
    ('["Vélo"]', '["velo", "gears"]', 15, 'has "brakes" and the skills of the inbox'),
    ('"Urgent"', '"🚨"', 13, "write a word as a customer would."),
    ('"Urgent"', "1", 13, "each of `urgent` must be text"),
    ('frein = "brakes"', "frein = 1", 15, "`frein` must be text"),
    ('frein = "brakes"', '"!" = "brakes"', 15, '"!" has no letter or digit'),
    ('frein = "brakes"', 'frein = ""', 15, "is empty"),
    ('frein = "brakes"', 'frein = "breaks"', 15, "did you mean `brakes`?"),
    ('frein = "brakes"', 'frein = "brakes"\nFREIN = "gears"', 16, "twice, first on line 15"),
    ('[inboxes.keywords]\nfrein = "brakes"\n"Dérailleur cassé" = "gears"', 'keywords = "frein"',
     14, "`keywords` must be a table"),
    ('"Brakes"]', '"brakes", ""]', 22, "is empty"),
    ('["en"]', '["de"]', 23, 'there are no texts in the language "de"'),
    ('["en"]', '"en"', 23, "`speaks` must be a list"),
    ("= 10", "= 0", 24, "`capacity` must be 1 or more"),
    ("= 10", "= 51", 24, "`capacity` must be 50 or less"),
    ("= 10", '= "10"', 24, "`capacity` must be a whole number"),
    ("on_call = true", 'on_call = "yes"', 25, "`on_call` must be true or false"),
    ("supervisor = true", "supervisor = 1", 26, "`supervisor` must be true or false"),
    ("supervisor", "superviser", 26, "did you mean `supervisor`?"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "words"), WRONG)
def test_a_slip_is_refused_with_the_line_and_the_mend(
    old: str, new: str, line: int, words: str
) -> None:
    refused(RIGHT, old, new, line, words)


def test_what_the_example_shows_in_comments_is_right_too() -> None:
    text = (Path(deskfile.__file__).parents[1] / "desk.toml").read_text(encoding="utf-8")
    shown = re.sub(r"(?m)^# ((?:\[inboxes\.|\[templates\.|[a-z_]+ = ).*)$", r"\1", text)
    found = parsed(shown)
    assert found.warnings == ()
    for table in (found.desk, found.inboxes[0], found.agents[0]):
        # `addresses` is shown in words: it stands for `address`.
        assert set(type(table).model_fields) - table.model_fields_set <= {"addresses"}
