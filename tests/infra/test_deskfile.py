from pathlib import Path

import pytest

from chalicelib.errors import SetupError
from chalicelib.models import Desk
from infra import deskfile

from .slips import errors, parsed, refused

RIGHT = """[desk]
name = "Atelier Vélo"
language = "fr"
timezone = "America/Montreal"
relay_numbers = ["+15145550101", "+15145550102"]
service_number = "+15145550109"

[[inboxes]]
name = "support"
addresses = [
  "+15145550100",
  "whatsapp:+15145550100",
]
hours = ["Mon-Fri 09:00-17:00", "Sat 10:00-15:00"]

[[agents]]
name = "Anna"
address = "+15145550201"
inboxes = ["support"]
[[agents]]
name = "Benoît"
addresses = ["+15145550202", "whatsapp:+15145550202"]
inboxes = ["support"]
language = "en"
"""


def build(text: str) -> Desk:
    return parsed(text).build("k" * 64)


def test_the_right_file_becomes_the_desk() -> None:
    desk = build(RIGHT)
    anna, ben = desk.agents
    assert (desk.name, desk.timezone, desk.reopen_days) == ("Atelier Vélo", "America/Montreal", 3)
    assert desk.inboxes[0].hours == ("Mon-Fri 09:00-17:00", "Sat 10:00-15:00")
    assert anna.language == "fr"
    assert ben.language == "en"
    assert anna.id == desk.identify("whatsapp:+15145550201")
    assert ben.addresses == ("+15145550202", "whatsapp:+15145550202")
    assert desk.agent_at("whatsapp:+15145550202") == ben


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"+15145550101", ', '"+15145550100", '),  # one number in all
        ('"+15145550201"', '"+33639980001"'),  # set aside for fiction: possible, not valid
        ('"+15145550201"', '"messenger:24680"'),
        ('"+15145550201"', '"whatsapp:CA.1402"'),
        ('language = "fr"\n', 'language = "fr"\nreopen_days = 0\n'),
        ("\n", "\r\n"),
    ],
)
def test_right_as_well(old: str, new: str) -> None:
    build(RIGHT.replace(old, new))


def test_own_words_go_to_the_inbox_language_unless_they_name_another() -> None:
    words = """language = "en"
[inboxes.texts]
open = "{desk}: hello."
[inboxes.texts.fr]
closed = "{desk} : fermé, {{retour}} {t}."

[[agents]]
name = "Anna"
"""
    inbox = build(RIGHT.replace('[[agents]]\nname = "Anna"\n', words)).inboxes[0]
    assert inbox.texts == {
        "en": {"ack_open": "{desk}: hello."},
        "fr": {"ack_closed": "{desk} : fermé, {{retour}} {t}."},
    }


def test_an_inbox_that_nobody_answers_is_a_warning() -> None:
    more = '\n[[inboxes]]\nname = "ventes"\naddresses = ["+15145550110"]\n'
    said = 'nobody answers the inbox "ventes": no agent names it.'
    assert set(parsed(RIGHT + more).warnings) - set(parsed(RIGHT).warnings) == {said}


def test_typography_is_made_plain_unless_the_inbox_says_otherwise() -> None:
    assert build(RIGHT).inboxes[0].plain_typography
    kept = RIGHT.replace("hours = ", "plain_typography = false\nhours = ")
    assert not build(kept).inboxes[0].plain_typography


WRONG = [
    ('name = "Atelier Vélo"', 'name = "Atelier', 2, "this is not TOML"),
    ('language = "en"\n', 'language = "en"\nx = [\n1', 26, "this is not TOML"),
    ('timezone = "', 'timezon = "', 4, "unknown key `timezon`. Mend: did you mean `timezone`?"),
    ('timezone = "America/Montreal"', "", 1, "`timezone` is missing in [desk]"),
    ('address = "', 'adress = "', 18, "did you mean `address`?"),
    ('hours = ["Mon', 'supervisor = true\nhours = ["Mon', 14, "it belongs in [[agents]]"),
    ('hours = ["Mon', 'timezone = "UTC"\nhours = ["Mon', 14, "it belongs in [desk]"),
    ('hours = ["Mon', 'address = "+15145550103"\nhours = ["Mon', 14, "did you mean `addresses`?"),
    ('[desk]', 'skills = []\n[desk]', 1, "it belongs in [[inboxes]] or [[agents]]"),
    ("[[agents]]", "[[agent]]", 16, "unknown key `agent`. Mend: did you mean `agents`?"),
    ("[desk]", "[[desk]]", 1, "there is no [desk]"),
    ("[[inboxes]]", "[inboxes]", 8, "write [[inboxes]] on a line of its own"),
    ('"Atelier Vélo"', "3", 2, "`name` must be text"),
    ('"Atelier Vélo"', '" "', 2, "this name is empty"),
    ('"Mon-Fri 09:00-17:00"', "9", 14, "each of `hours` must be text"),
    ('["support"]', '"support"', 19, "`inboxes` must be a list"),
    ('["support"]', "[]", 19, "`inboxes` must be a list of at least one"),
    ('"fr"\n', '"fr"\nreopen_days = "3"\n', 4, "`reopen_days` must be a whole number"),
    ('"fr"\n', '"fr"\nreopen_days = -1\n', 4, "`reopen_days` must be 0 or more"),
    ('"+15145550102"', '"+1 514 555-0102"', 5, 'write it like "+15145550102"'),
    ('"+15145550102"', '"5145550102"', 5, "international form"),
    ('  "+15145550100",', '  "+15145550100", "+12",', 11, '"+12" is not a phone number'),
    ('"whatsapp:+15145550100"', '"whatsapp:15145550100"', 12, '"whatsapp:+15145550100"'),
    ('"whatsapp:+15145550100"', '"whatsap:+15145550100"', 12, "did you mean `whatsapp`?"),
    ('"whatsapp:+15145550100"', '"WhatsApp: 1"', 12, '"WhatsApp: 1" is no address'),
    ('"+15145550201"', '"sms:+15145550201"', 18, 'write it like "+15145550201"'),
    ('"whatsapp:+15145550100"', '"+15145550100"', 12, "there twice, first on line 11"),
    ('"+15145550102"', '"+15145550101"', 5, 'relay number "+15145550101" is there twice'),
    ('"+15145550109"', '"+15145550101"', 6, "also a relay number (line 5)"),
    ('"+15145550109"', '"+15145550100"', 6, "also an inbox's address (line 11)"),
    ('"+15145550201"', '"+15145550102"', 18, "is the desk's own (line 5)"),
    ('"+15145550201"', '"whatsapp:+15145550109"', 18, "is the desk's own (line 6)"),
    ('["+15145550202", ', '["+15145550201", ', 22, "two agents have"),
    ('"whatsapp:+15145550202"', '"whatsapp:+15145550201"', 22, "the first on line 18"),
    ('"whatsapp:+15145550202"', '"+15145550202"', 22, "there twice, first on line 22"),
    ('"Anna"', '"BENOIT"', 21, 'the agent name "Benoît" is there twice, first on line 17'),
    ('addresses = ["+15145550202"', 'address = "+15145550203"\naddresses = ["+15145550202"', 20,
     "both `address` and `addresses`"),
    ('address = "+15145550201"\n', "", 16, "`address` is missing in [[agents]]"),
    ('inboxes = ["support"]\nl', 'inboxes = ["suport"]\nl', 23, "did you mean `support`?"),
    ('"support"\na', '"Réparations"\na', 9, 'write "reparations"'),
    ('"Sat 10:00-15:00"', '"Sat 10h-15h"', 14, "Sat 10h-15h"),
    ('"Sat 10:00-15:00"', '"Fri 10:00-12:00"', 14, "overlap"),
    ("America/Montreal", "America/Montral", 4, 'write one like "America/Montreal"'),
    ("America/Montreal", "America", 4, 'there is no time zone "America"'),
    ('language = "en"', 'language = "english"', 24, "no texts in the language"),
    ('["+15145550101", "+15145550102"]', "[]", 5, "`relay_numbers` is empty"),
    ('hours = ["Mon', 'plain_typography = "no"\nhours = ["Mon', 14, "must be true or false"),
    ('[desk]', 'snippets = 3\n[desk]', 1, "`snippets` must be a table. Mend: write [snippets]."),
    ('hours = ["Mon', 'texts = "x"\nhours = ["Mon', 14, "`texts` must be a table"),
    ('hours = ["Mon', 'texts.opne = "x"\nhours = ["Mon', 14, "did you mean `open`?"),
    ('hours = ["Mon', 'texts.fr = "x"\nhours = ["Mon', 14, "`fr` is a language"),
    ('hours = ["Mon', 'texts.fr.shut = "x"\nhours = ["Mon', 14, "unknown key `shut`"),
    ('hours = ["Mon', 'texts.open = 3\nhours = ["Mon', 14, "`open` must be a text"),
    ('hours = ["Mon', 'texts.open = ""\nhours = ["Mon', 14, "the text `open` is empty"),
    ('hours = ["Mon', 'texts.open = "{t}"\nhours = ["Mon', 14, "only {desk} may stand"),
    ('hours = ["Mon', 'texts.closed = "{c}"\nhours = ["Mon', 14, "only {desk} and {t} may"),
    ('hours = ["Mon', 'texts.closed = "{t!r}"\nhours = ["Mon', 14, "only {desk} and {t} may"),
    ('hours = ["Mon', 'texts.closed = "{t"\nhours = ["Mon', 14, "without its other half"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "words"), WRONG)
def test_a_wrong_file_is_refused_with_the_line_and_the_mend(
    old: str, new: str, line: int, words: str
) -> None:
    refused(RIGHT, old, new, line, words)


@pytest.mark.parametrize("case", [w for w in WRONG if w[2] not in (1, 8, 9, 16)])
def test_one_slip_is_one_error(case: tuple[str, str, int, str]) -> None:
    old, new, _, words = case
    if "unknown key" not in words and "adress" not in new:  # what was meant is missing as well
        assert len(errors(RIGHT.replace(old, new, 1))) == 1


def test_all_errors_are_told_in_the_order_of_lines(tmp_path: Path) -> None:
    path = tmp_path / "desk.toml"
    wrong = RIGHT.replace("America/Montreal", "Mars").replace('"+15145550201"', '"+15145550101"')
    path.write_text(wrong.replace("hours", "houres"), encoding="utf-8")
    with pytest.raises(SetupError) as caught:
        deskfile.load(path)
    lines = str(caught.value).splitlines()
    assert [line.split(":")[0] for line in lines] == [f"desk.toml line {n}" for n in (4, 14, 18)]


def test_a_desk_that_does_not_fit_into_one_item_is_refused() -> None:
    agents = (
        f'[[agents]]\nname = "Agent {n}"\naddress = "+1613555{n:04}"\ninboxes = ["support"]\n'
        for n in range(4000)
    )
    (found,) = errors(RIGHT + "".join(agents))
    assert found.startswith("line 16: 4002 agents are too many")


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="is not there"):
        deskfile.load(tmp_path / "desk.toml")
    (tmp_path / "desk.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SetupError, match="UTF-8"):
        deskfile.load(tmp_path / "desk.toml")


def test_the_examples_are_right() -> None:
    root = Path(deskfile.__file__).parents[1]
    found = deskfile.load(root / "desk.toml")
    (warning,) = found.warnings  # nobody's text is approved for them beforehand
    assert warning.endswith("name a text approved at Twilio in [templates].")
    assert {"fr", "en"} in [set(texts) for texts in found.build("k" * 64).snippets.values()]
