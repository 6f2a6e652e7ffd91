"""`[templates]`, `[providers]` and `fallback` of desk.toml: what they say, and slips in them."""

from pathlib import Path

import pytest

from chalicelib import providers
from chalicelib.models import Carrier, Template
from infra import connect
from infra.apply import apply

from ..support.stage import Stage
from .slips import parsed, refused

SID = "HX" + "0a" * 16
RIGHT = f"""[desk]
name = "Atelier"
language = "fr"
timezone = "America/Montreal"
relay_numbers = ["+15145550101"]
fallback = true

[[inboxes]]
name = "support"
addresses = ["+15145550100", "whatsapp:+15145550100", "pigeon:@velo", "pigeon:@roue"]

[[agents]]
name = "Anna"
address = "+15145550201"
inboxes = ["support"]

[templates.fr]
twilio = "{SID}"
meta = {{ name = "guichet_back", language = "fr_CA" }}
variables = ["{{name}}", "l'équipe de {{desk}}"]
[templates.en]
twilio = "{SID}"

[providers]
"pigeon:@velo" = "pigeon"
"pigeon:@roue" = "pigeon/loft-7/a"
"""
ENGLISH = f'[templates.en]\ntwilio = "{SID}"\n'


PIGEON = """class Provider:
    one_webhook = True
    def __init__(self, credentials): ...
"""


@pytest.fixture(autouse=True)
def _pigeons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A provider more, as whoever writes one adds it: a module."""
    folder = tmp_path / "providers"
    folder.mkdir()
    (folder / "pigeon.py").write_text(PIGEON, "utf-8")
    (folder / "_part.py").write_text("", "utf-8")
    monkeypatch.setattr(providers, "__path__", [*providers.__path__, str(folder)])


def test_what_is_written_is_on_the_desk() -> None:
    desk = parsed(RIGHT).build("k" * 64)
    assert desk.fallback
    variables = ("{name}", "l'équipe de {desk}")
    assert desk.templates["fr"] == Template(SID, ("guichet_back", "fr_CA"), variables)
    assert desk.templates["en"] == Template(SID)
    assert desk.carrier("pigeon:@velo") == Carrier("pigeon")
    assert desk.carrier("pigeon:@roue") == Carrier("pigeon", "loft-7/a")
    assert desk.carrier("whatsapp:+15145550100") == Carrier("twilio")


def test_without_them_nothing_leaves_by_itself() -> None:
    few = RIGHT.partition("[templates")[0].replace("fallback = true\n", "")
    desk = parsed(few).build("k" * 64)
    assert (desk.fallback, desk.templates, desk.carriers) == (False, {}, {})


def test_the_table_keeps_all_of_it(aws: Stage, tmp_path: Path) -> None:
    path = tmp_path / "desk.toml"
    path.write_text(RIGHT, encoding="utf-8")
    apply(path)
    assert str(apply(path)) == "Nothing changed."
    path.write_text(RIGHT.replace("guichet_back", "guichet_retour"), encoding="utf-8")
    assert str(apply(path)) == "The desk has other templates."


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("[templates.fr]", "[templates.de]", 17, 'no texts in the language "de"'),
        ("[templates.fr]", "[template.fr]", 17, "unknown key `template`"),
        (f'[templates.en]\ntwilio = "{SID}"', "[templates.en]", 21, "neither `twilio` nor `meta`"),
        (SID, SID[:-1], 18, "its Content SID"),
        (SID, SID.lower(), 18, "its Content SID"),
        (f'"{SID}"', "12", 18, "its Content SID"),
        ("twilio =", "twillio =", 18, "unknown key `twillio`"),
        ("guichet_back", "Guichet Back", 19, "its name, in small letters"),
        ('language = "fr_CA"', 'langage = "fr_CA"', 19, "and its language"),
        ('"fr_CA"', '"fr-CA"', 19, "and its language"),
        ('{ name = "guichet_back", language = "fr_CA" }', '"guichet_back"', 19, "and its language"),
        ('"{name}"', '"{nom}"', 20, "braces that are not"),
        ('"{name}"', '"{name"', 20, "braces that are not"),
        ('"{name}"', '" "', 20, "is empty"),
        ('"{name}"', '"a\\nb"', 20, "is empty, or has a line break"),
        ('["{name}", "l\'équipe de {desk}"]', '"{name}"', 20, "a list of texts"),
        ('["{name}", ', "[1, ", 20, "a list of texts"),
        ("fallback = true", 'fallback = "yes"', 6, "`fallback` must be true or false"),
        ('"pigeon:@velo" = "pigeon"', '"pigeon:@vélo" = "pigeon"', 25, "no address of an inbox"),
        ('"pigeon:@velo" = "pigeon"', '"pigeon:@velo" = "pidgeon"', 25, 'no provider "pidgeon"'),
        ('"pigeon:@velo" = "pigeon"', '"pigeon:@velo" = "_part"', 25, 'no provider "_part"'),
        ('"pigeon:@velo" = "pigeon"', '"pigeon:@velo" = "base"', 25, 'no provider "base"'),
        ('"pigeon:@velo" = "pigeon"', '"pigeon:@velo" = "meta/1"', 25, "stands in [meta]"),
        ('"pigeon:@velo" = "pigeon"', '"pigeon:@velo" = "pigeon/"', 25, "no account behind the /"),
        ('"pigeon:@velo" = "pigeon"', '"pigeon:@velo" = 1', 25, "must be a text"),
        ('"pigeon:@velo" = "pigeon"', '"+15145550101" = "pigeon"', 25, "about customers only"),
        ("[providers]", '[meta.pages]\n"pigeon:@velo" = "123456"\n[providers]', 27, "in [meta] as"),
    ],
)
def test_a_slip_is_told(old: str, new: str, line: int, words: str) -> None:
    refused(RIGHT, old, new, line, words)


def test_a_mend_names_what_was_meant() -> None:
    (said,) = refused(RIGHT, '= "pigeon"', '= "pidgeon"', 25, "")
    assert said.endswith("did you mean `pigeon`?")
    said = refused(RIGHT, '"{name}"', '"{nom}"', 20, "")[0]
    assert "only {name}, the customer's name, and {desk}" in said


@pytest.mark.parametrize(
    ("old", "new", "warned"),
    [
        ("", "", 0),
        ("twilio =", "# twilio =", 1),
        ('"whatsapp:+15145550100", ', "", 0),
        ('"whatsapp:+15145550100", ', '"messenger:682498302938465", ', 0),
    ],
)
def test_whatsapp_without_a_text_that_asks_back_is_a_warning(
    old: str, new: str, warned: int
) -> None:
    found = parsed(RIGHT.replace(ENGLISH, "").replace(old, new)).warnings
    assert len(found) == warned
    assert all("a day after" in said and "at Twilio" in said for said in found)


def test_so_it_is_where_meta_carries_it_or_agents_are_on_it() -> None:
    metas = RIGHT + '[meta.numbers]\n"whatsapp:+15145550100" = "106540352242922"\n'
    assert parsed(metas).warnings == ()
    (said,) = parsed(metas.replace("meta = {", "# meta = {")).warnings
    assert "at Meta" in said
    agents = RIGHT.replace('"whatsapp:+15145550100", ', "").replace("twilio =", "# twilio =", 1)
    agents = agents.replace(ENGLISH, "").replace('["+15145550101"]', '["whatsapp:+15145550101"]')
    assert len(parsed(agents).warnings) == 1


def test_a_channel_that_nobody_carries_is_a_warning() -> None:
    (said,) = parsed(RIGHT.replace('"pigeon:@velo" = "pigeon"\n', "")).warnings
    assert said.startswith("nothing comes in at pigeon …velo, ")


@pytest.mark.usefixtures("aws")
def test_connect_says_what_to_set_elsewhere() -> None:
    desk = parsed(RIGHT).build("k" * 64)
    notes = list(connect._elsewhere(desk, "https://desk.example/api"))
    (note,) = [note for note in notes if "pigeon" in note]
    assert note == (
        "pigeon …velo, pigeon …roue: pigeon's. Set the webhook there: POST"
        " https://desk.example/api/webhooks/pigeon."
    )
    assert connect.addresses(desk) == ["+15145550100", "whatsapp:+15145550100", "+15145550101"]
