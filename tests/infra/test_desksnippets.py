import pytest

from chalicelib.models import Desk
from chalicelib.texts import command_words, languages
from infra import deskfile

AROUND = """[desk]
name = "Atelier Vélo"
language = "fr"
timezone = "America/Montreal"
relay_numbers = []

[[inboxes]]
name = "support"
addresses = ["+15145550100"]

"""


def build(text: str) -> Desk:
    found = deskfile.parse(AROUND + text)
    assert isinstance(found, deskfile.Declaration), [str(problem) for problem in found]
    return found.build("k" * 64)


def errors(text: str) -> list[str]:
    found = deskfile.parse(AROUND + text)
    return [] if isinstance(found, deskfile.Declaration) else [str(problem) for problem in found]


SNIPPETS = """[snippets]
Adresse = "12, rue Cartier"
[snippets.h-9_b]
fr = '''
Bonjour {name},
c'est ouvert.
'''
en = "Hello {name}"
"""


def test_snippets_are_one_text_for_all_or_one_for_each_language() -> None:
    assert build(SNIPPETS).snippets == {
        "adresse": {"": "12, rue Cartier"},
        "h-9_b": {"fr": "Bonjour {name},\nc'est ouvert.", "en": "Hello {name}"},
    }
    assert build("").snippets == {}


@pytest.mark.parametrize("name", ["ab", "24h", "a" * 20, "rue-9", "Horaires"])
def test_right_snippet_names(name: str) -> None:
    assert list(build(f'[snippets]\n{name} = "x"').snippets) == [name.lower()]


WRONG_SNIPPETS = [
    ('a = "x"', 1, 'the snippet name "a" is over 20 letters or under 2'),
    (f'{"a" * 21} = "x"', 1, f'write one like "{"a" * 20}"'),
    ('"accès été" = "x"', 1, 'write one like "acces-ete"'),
    ('"" = "x"', 1, 'write one like "adresse"'),
    ('12 = "x"', 1, 'the snippet name "12"'),
    ('142a = "x"', 1, "begins like a thread's number"),
    ('-- = "x"', 1, 'the snippet name "--"'),
    ('_ab = "x"', 1, 'write one like "ab"'),
    ('done = "x"', 1, "has the name of a command, /done"),
    ('FINI = "x"', 1, "has the name of a command, /fini"),
    ('undo.en = "x"', 1, "has the name of a command, /undo"),
    ('Stop = "x"', 1, 'the snippet "Stop" has a name that carriers act on'),
    ('opt-out = "x"', 1, "a name that carriers act on. Mend: give it another name."),
    ('ab = "x"\nAB = "y"', 2, 'the snippet "AB" is there twice, first on line 12'),
    ('a-b = "x"\na_b = "y"', 2, "is there twice, first on line 12"),
    ("ab = 3", 1, "must be a text, or a table of texts by language"),
    ('ab = ["x"]', 1, "must be a text, or a table of texts by language"),
    ("ab = {}", 1, "has no text in any language"),
    ('[snippets.ab]\nfr = "x"\nfn = "y"', 3, "in the unknown language `fn`. Mend: write one of en"),
    ("ab.fr = 3", 1, '`fr` of the snippet "ab" must be a text'),
    ('ab.fr = " "', 1, 'the snippet "ab" has an empty text'),
    ('ab = ""', 1, 'the snippet "ab" has an empty text'),
    (f'ab = "{"x" * 1601}"', 1, "has 1601 characters, 1600 is the most"),
    ('ab = "{c}"', 1, "only {name}, the customer's name, may stand"),
    ('ab = "{{name}}"', 1, "has braces that are not {name}"),
    ('ab = "x {"', 1, "has braces that are not {name}"),
    ('ab.en = "{name!r}"', 1, "has braces that are not {name}"),
]


@pytest.mark.parametrize(("snippet", "line", "words"), WRONG_SNIPPETS)
def test_what_is_wrong_with_a_snippet_is_told_once(snippet: str, line: int, words: str) -> None:
    (found,) = errors(f"[snippets]\n{snippet}\n")
    assert found.startswith(f"line {11 + line}: ")
    assert words in found
    assert ". Mend: " in found


@pytest.mark.parametrize("language", sorted(languages()))
def test_no_command_of_any_language_can_be_a_snippet(language: str) -> None:
    for word in command_words(language).values():
        (found,) = errors(f'[snippets]\n"{word}" = "x"\n')
        assert found.endswith("Mend: give it another name.")


def test_snippets_that_do_not_fit_into_one_item_are_refused() -> None:
    many = "".join(f'text{n} = "{"x" * 1600}"\n' for n in range(300))
    (found,) = errors(f"[snippets]\n{many}")
    assert found.startswith("line 11: the 300 snippets are too long together: 4")
