"""What is taken for a command, in both languages and however it was typed or dictated."""

import pytest

from chalicelib.rules import commands
from chalicelib.rules.commands import Command, Unknown
from chalicelib.texts import command_words, languages

CARRIERS = {"stop", "stopall", "end", "quit", "cancel", "unsubscribe", "start", "unstop", "yes"} | {
    *("oui", "arret", "arreter", "info", "optout", "revoke")
}
"""What carriers act on before it ever comes here."""

BOTH = sorted({p for language in languages() for p in command_words(language).items()})


@pytest.mark.parametrize(("name", "word"), BOTH)
@pytest.mark.parametrize(
    "shape",
    [
        "/{}",
        "/ {}",
        "  /{}  ",
        "/{}.",
        "/ {} .",
        "/{}!",
        "\n/{}\n",
        "//{}",
        "Slash {}.",
        "slash {}",
        "SLASH  {}",
        "barre oblique {}",
        "Barre  oblique {}.",
        "/\u00a0{}",
    ],
)
def test_each_word_however_it_is_written(name: str, word: str, shape: str) -> None:
    for typed in (word, word.upper(), word.capitalize()):
        assert commands.parse(shape.format(typed)) == Command(name=name), typed


@pytest.mark.parametrize(
    ("text", "name", "number", "argument"),
    [
        ("/take 142", "take", 142, ""),
        ("/take #142", "take", 142, ""),
        ("/take # 142", "take", 142, ""),
        ("/take  142.", "take", 142, ""),
        ("/take 142 .", "take", 142, ""),
        ("Slash prendre 142.", "take", 142, ""),
        ("/Prendre 142", "take", 142, ""),
        ("/prendre\u00a0142", "take", 142, ""),
        ("/done\n142", "done", 142, ""),
        ("/fini 142 merci", "done", 142, "merci"),
        ("/done merci", "done", None, "merci"),
        ("/hist 7", "hist", 7, ""),
        ("/done 142abc", "done", None, "142abc"),
        ("/help 2", "help", None, "2"),
        ("/pass 142 Ben, he knows.", "pass", 142, "Ben, he knows"),
        ("/pass #142: Ben", "pass", 142, "Ben"),
        ("/donner Ben", "pass", None, "Ben"),
        ("/lang 142 fr.", "lang", 142, "fr"),
        # A note, a name, a tag and a time may begin with a number of their own.
        ("/note 142 rue Cartier.", "note", None, "142 rue Cartier."),
        ("/note #142 rue Cartier.", "note", 142, "rue Cartier."),
        ("/note # 142, rue", "note", 142, "rue"),
        ("/note #12 is broken", "note", None, "#12 is broken"),
        ("/note Two\n lines", "note", None, "Two\n lines"),
        ("/snooze 2h", "snooze", None, "2h"),
        ("/snooze #142 2h", "snooze", 142, "2h"),
        ("/rappel 9:00", "snooze", None, "9:00"),
        ("/name #142 Ana", "name", 142, "Ana"),
        ("/tag 2026", "tag", None, "2026"),
        ("/write +15145550900 Hi.", "write", None, "+15145550900 Hi."),
        ("/aidé", "help", None, ""),
        ("/Oûps", "undo", None, ""),
        ("/re\u0301tour", "back", None, ""),
    ],
)
def test_arguments(text: str, name: str, number: int | None, argument: str) -> None:
    assert commands.parse(text) == Command(name=name, number=number, argument=argument)


@pytest.mark.parametrize("mark", ["\u200e", "\u200f", "\u200b", "\ufeff", "\u2068"])
def test_an_invisible_mark_hides_no_command(mark: str) -> None:
    assert commands.parse(f"{mark}/done") == Command(name="done")
    assert commands.parse(f"/{mark}done{mark}") == Command(name="done")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "done",
        "fini",
        "Hello",
        "I am done / finished",
        "and/or",
        "24/7",
        "1/2 price",
        "slash",
        "slashdone",
        "backslash done",
        "la barre oblique fini",
        "barre fini",
        "oblique fini",
        "#142 /done",
        "http://example.org/done",
    ],
)
def test_texts_that_are_no_commands(text: str) -> None:
    assert commands.parse(text) is None


@pytest.mark.parametrize("text", ["/142 text", "/ 142 text", "/#142 text", "/ #142", "/142"])
def test_a_reference_is_no_command(text: str) -> None:
    assert not isinstance(commands.parse(text), Command)


@pytest.mark.parametrize(
    ("text", "typed", "guess"),
    [
        ("/dnoe", "/dnoe", "/done"),
        ("/don", "/don", "/done"),
        ("/finis", "/finis", "/fini"),
        ("/finish", "/finish", "/fini"),
        ("/prendr 142", "/prendr", "/prendre"),
        ("/tke 142", "/tke", "/take"),
        ("/hlep", "/hlep", "/help"),
        ("/absente", "/absente", "/absent"),
        ("/retours", "/retours", "/retour"),
        ("Slash helpp", "/helpp", "/help"),
    ],
)
def test_an_unknown_one_names_the_nearest(text: str, typed: str, guess: str) -> None:
    found = commands.parse(text)
    assert isinstance(found, Unknown)
    assert found.typed == typed
    assert guess in found.guesses
    assert len(found.guesses) <= 2


@pytest.mark.parametrize("text", ["/", " / ", "/!", "/xyzzy", "/zzz 142", "//", "/🙂"])
def test_an_unknown_one_like_none_has_no_guess(text: str) -> None:
    found = commands.parse(text)
    assert isinstance(found, Unknown)
    assert found.guesses == ()


def test_what_was_typed_is_cut() -> None:
    found = commands.parse("/" + "x" * 200)
    assert isinstance(found, Unknown)
    assert found.typed == "/" + "x" * 19


def test_no_carrier_word_is_a_command_or_a_guess() -> None:
    assert not CARRIERS & {word for _, word in BOTH}
    for word in CARRIERS:
        found = commands.parse(f"/{word}")
        assert isinstance(found, Unknown), word
        assert not {f"/{carrier}" for carrier in CARRIERS} & set(found.guesses)


def test_no_word_means_two_commands() -> None:
    seen: dict[str, str] = {}
    for name, word in BOTH:
        assert seen.setdefault(word, name) == name


@pytest.mark.parametrize(
    ("name", "language", "word"),
    [
        ("done", "en", "/done"),
        ("done", "fr", "/fini"),
        ("take", "fr", "/prendre"),
        ("hist", "fr", "/hist"),
        ("done", "fr-CA", "/fini"),
        ("take", "de", "/take"),
    ],
)
def test_a_command_as_its_agent_writes_it(name: str, language: str, word: str) -> None:
    assert commands.word(name, language) == word
