"""Every sentence, in every language: keys, alphabet, length, and what it must not say."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.models import Media
from chalicelib.texts import (
    clip,
    day,
    fit,
    fold,
    languages,
    media_words,
    placeholders,
    quote,
    say,
    say_own,
    sentences,
    size,
    until,
    when,
)

LANGUAGES = sorted(languages())
ENGLISH = sentences("en")
KEYS = sorted(ENGLISH)

TO_CUSTOMERS = {"ack_open", "ack_closed", "business_number", "call"}
HEADERS = {"head", "more", "thanks", "late"}
PARTS = re.compile(
    r"media_|reason_|hist_(customer|agent|you)|\w+_item|option$|list_more|customer$|colleague$|"
    r"helpdesk$|empty_text$|weekdays|months|today|yesterday|tomorrow|clock|moment|date|on_date"
)
TO_AGENTS = [key for key in KEYS if key not in TO_CUSTOMERS | HEADERS and not PARTS.match(key)]

# Ordinary names; a quote at its limit; the longest moments.
ORDINARY: dict[str, object] = {
    "n": 142,
    "m": 151,
    "c": "Benjamin",
    "old": "Philippe",
    "a": "Fernande",
    "q": "x" * 30,
    "desk": "Atelier Vélo",
    "inbox": "support",
    "number": "+15145550100",
    "t": "mercredi 14 h 05",
    "day": "aujourd'hui",
    "options": "#142 Benjamin, #151 Philippe",
    "typed": "/attemte",
    "guesses": "/attente /retour",
    "command": "/fini",
    "reason": "",
    "left": 12,
    "count": 12,
    "load": 12,
    "text": "Bonjour",
    "time": "14 h 05",
    "date": "30 sept.",
    "month": "sept.",
    "hour": 14,
    "minute": "05",
}
# Names as long as customers and operators can make them, and not in GSM-7.
LONG = ORDINARY | {
    "c": "Maximilienne-Aurélie de la Bruyère Ω ê" * 3,
    "old": "Ångström 🎈 Wolfeschlegelstein the Third",
    "a": "Marie-Françoise Désœuvrée-Laviolette",
    "desk": "La Très Grande Coopérative d'Hébergement du Plateau",
    "inbox": "réparations-et-dépannage-à-domicile",
    "q": "«Où êtes-vous…» dit-elle, encore et toujours, “hier”",
    "options": ", ".join(f"#{n} Maximilienne-Aurélie" for n in range(1000, 1004)),
    "n": 123456,
    "m": 123457,
}


def filled(key: str, language: str, values: dict[str, object]) -> str:
    needed = placeholders(sentences(language)[key])
    return say(key, language, **{name: values[name] for name in needed})


def test_french_and_english_are_there() -> None:
    assert {"en", "fr"} <= languages()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_keys_with_the_same_placeholders(language: str) -> None:
    own = sentences(language)
    assert sorted(own) == KEYS
    for key in set(KEYS) - {
        "clock_hour",
        "date_first",
    }:  # French says neither `9 h 00` nor `1 nov.`
        assert placeholders(own[key]) == placeholders(ENGLISH[key]), key


def test_french_is_french() -> None:
    same = {key for key in KEYS if sentences("fr")[key] == ENGLISH[key]}
    assert same == {"option", "mine_item", "queue_item", "who_item", "moment", "date"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", KEYS)
def test_gsm_and_within_its_segments(key: str, language: str) -> None:
    got = size(filled(key, language, ORDINARY))
    assert got.encoding == "GSM-7"
    assert got.units <= 160
    long = size(filled(key, language, LONG))
    assert long.encoding == "GSM-7"
    assert long.segments <= 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_not_delivered_with_each_reason_is_one_segment(language: str) -> None:
    for key in KEYS:
        if key.startswith("reason_"):
            reason = say(key, language)
            assert reason.endswith(".")
            text = filled("not_delivered", language, ORDINARY | {"reason": reason})
            assert size(text).segments == 1, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_spoken_to_shows(language: str) -> None:
    for key in TO_AGENTS:
        assert sentences(language)[key].startswith("* "), key
    for key in TO_CUSTOMERS | HEADERS:
        assert not sentences(language)[key].startswith("*"), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_not_sent_is_said_first(language: str) -> None:
    first = {"en": '* NOT SENT: "{q}"', "fr": '* PAS ENVOYÉ : "{q}"'}
    for key in KEYS:
        if (key.startswith("held_") and key != "held_empty") or key == "automatic":
            assert sentences(language)[key].startswith(first[language]), key
    nothing = {"en": "* NOTHING ", "fr": "* RIEN "}
    for key in ("held_empty", "no_thread_here", "not_yours", "nothing_to_undo", "undo_late"):
        assert sentences(language)[key].startswith(nothing[language]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_that_now_shows_somebody_else_says_so_first(language: str) -> None:
    first = {"en": "* CAREFUL: ", "fr": "* ATTENTION : "}[language]
    for key in ("new_reused", "reopened_reused", "head_reused", "took_reused"):
        text = filled(key, language, ORDINARY)
        assert text.startswith(first)
        assert "Benjamin #142" in text
        assert "Philippe #151" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_that_carriers_act_on(language: str) -> None:
    words = (
        "stop stopall unsubscribe cancel end quit revoke optout start unstop yes arret arrêt oui"
    )
    for key, sentence in sentences(language).items():
        used = set(re.findall(r"\w+", sentence.lower()))
        assert not used & set(words.split()), key


COMMANDS = {
    "en": set("/help /mine /queue /who /hist /done /take /undo /away /back".split()),  # noqa: SIM905
    "fr": set("/aide /moi /attente /qui /hist /fini /prendre /oups /absent /retour".split()),  # noqa: SIM905
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_commands_that_exist_and_in_the_right_language(language: str) -> None:
    said = {word for text in sentences(language).values() for word in re.findall(r"/[a-z]+", text)}
    assert said == COMMANDS[language]


def test_french_spacing() -> None:
    for key, sentence in sentences("fr").items():
        assert not re.search(r"[^ \d]:", sentence), key
        assert not re.search(r" [?;!,.]", sentence), key


# --- filling -------------------------------------------------------------------------------


def test_names_are_folded_and_words_are_not() -> None:
    assert say("head", "fr", n=142, c="Benoît") == "#142 Benoit :"
    assert say("hist_customer", "en", c="Zoë", text="Ça va? ☂") == "Zoe: Ça va? ☂"
    assert '"C\'est pret?"' in say("held_one", "fr", n=1, c="Zoé", q="C’est prêt?")


@pytest.mark.parametrize("name", [None, "", "李小龍", "🎈", "\n"])
def test_a_name_of_which_nothing_is_left_gets_a_word(name: str | None) -> None:
    assert say("head", "en", n=142, c=name) == "#142 customer:"
    assert say("head", "fr", n=142, c=name) == "#142 client :"
    assert say("took_over", "fr", a=name, n=1, c=name).startswith(
        "* un collègue a repris #1 client."
    )
    assert say("ack_open", "en", desk=name).startswith("Helpdesk: ")


def test_a_customer_cannot_pass_for_a_thread() -> None:
    assert say("head", "en", n=142, c="#151 Ana") == "#142 151 Ana:"
    assert "\n" not in say("head", "en", n=142, c="Ana\n* NEW")


def test_braces_in_what_people_write_are_only_braces() -> None:
    assert '"{c} {0}"' in say("held_nobody", "en", q="{c} {0}")


def test_languages_that_nobody_wrote_are_english() -> None:
    for language in ("de", "", "../en", "en-GB"):
        assert say("customer", language) == "customer"
    assert say("customer", "fr-CA") == "client"


def test_a_slip_in_the_code_is_loud() -> None:
    with pytest.raises(KeyError):
        say("no such key", "en")
    with pytest.raises(KeyError):
        say("head", "en", n=142)


def test_an_inbox_has_its_own_words() -> None:
    own = {"fr": {"ack_open": "Ici {desk}, à tantôt!"}}
    assert say_own(own, "ack_open", "fr", desk="Le Quai") == "Ici Le Quai, à tantôt!"
    assert say_own(own, "ack_open", "en", desk="Quay") == say("ack_open", "en", desk="Quay")
    assert say_own(own, "ack_closed", "fr", desk="Le Quai", t="9 h").startswith("Le Quai : ")


@pytest.mark.parametrize("slip", ["{nobody}", "{", "{0}", "{desk.nothing}"])
def test_own_words_that_cannot_be_filled_give_way(slip: str) -> None:
    own = {"en": {"ack_open": slip}}
    assert say_own(own, "ack_open", "en", desk="Quay") == say("ack_open", "en", desk="Quay")


# --- fold, quote, fit ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Benoît", "Benoit"),
        ("Hélène Œuvrard", "Hélène OEuvrard"),
        ("sœur", "soeur"),
        ("François", "Francois"),
        ("Łukasz Żółć", "Lukasz Zolc"),
        ("O’Brien – “Bob”…", 'O\'Brien - "Bob"...'),
        ("a\u00a0b\u202fc\r\n\td\x07", "a b c d"),
        ("e\u0301te\u0301", "été"),
        ("Zero\u200bwidth", "Zerowidth"),
        ("Anna 🎈", "Anna"),
        ("王", ""),
        ("ÀÉÇ", "AÉÇ"),
    ],
)
def test_fold(name: str, folded: str) -> None:
    assert fold(name) == folded


@given(st.text())
def test_folding_gives_one_line_of_gsm_and_is_done_once(name: str) -> None:
    folded = fold(name)
    assert size(folded).encoding == "GSM-7"
    assert not set(folded) & set("\n\r\f\x1b")
    assert fold(folded) == folded


def test_quote() -> None:
    assert quote("On my way") == "On my way"
    assert quote("I will be there at five o'clock sharp") == "I will be there at five..."
    assert quote("Anticonstitutionnellement-et-bien-plus") == "Anticonstitutionnellement-e..."
    assert quote("he said “no”\nthen left") == "he said 'no' then left"
    assert quote("👍") == "..."
    assert quote("") == ""


@given(st.text(max_size=80), st.integers(4, 60))
def test_a_quote_fits_and_quoting_twice_changes_nothing(text: str, limit: int) -> None:
    quoted = quote(text, limit)
    assert size(quoted).units <= limit
    assert quote(quoted, limit) == quoted
    assert '"' not in quoted
    assert clip(quoted, limit) == quoted


def more(count: int) -> str:
    return f"+{count} more"


def test_fit() -> None:
    assert fit("Yours: ", ["#1 Ben", "#2 Ana"], more) == "Yours: #1 Ben, #2 Ana"
    assert fit("Yours: ", [], more) == "Yours: "
    items = [f"#{n} Benjamin" for n in range(101, 140)]
    text = fit("Yours: ", items, more)
    assert size(text).segments == 2
    shown = text.count("#")
    assert text.endswith(f", #{100 + shown} Benjamin, +{39 - shown} more")
    assert fit("Yours: ", ["x" * 400], more) == "Yours: +1 more"


@given(st.lists(st.text("ab€é", min_size=1, max_size=60), max_size=30), st.integers(1, 3))
def test_as_many_as_fit(items: list[str], segments: int) -> None:
    text = fit("* ", items, more, segments)
    assert size(text).segments <= segments
    if text == "* " + ", ".join(items):
        return
    shown = len(items) - int(text.rpartition("+")[2].split()[0])
    one_more = ", ".join([*items[: shown + 1], more(len(items) - shown - 1)])
    assert shown + 1 == len(items) or size("* " + one_more).segments > segments


# --- attachments and moments ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("kinds", "english", "french"),
    [
        ([], "", ""),
        (["image/jpeg"], "(1 picture)", "(1 photo)"),
        (
            ["image/jpeg", "video/mp4", "image/png"],
            "(2 pictures, 1 video)",
            "(2 photos, 1 vidéo)",
        ),
        (["audio/ogg; codecs=opus"], "(1 voice message)", "(1 message vocal)"),
        (["text/x-vCard"], "(1 contact card)", "(1 fiche de contact)"),
        (["application/pdf"], "(1 file)", "(1 fichier)"),
        (["", "text/plain"], "(2 files)", "(2 fichiers)"),
    ],
)
def test_media(kinds: list[str], english: str, french: str) -> None:
    media = [Media(url="https://example.org/1", kind=kind) for kind in kinds]
    assert media_words(media, "en") == english
    assert media_words(media, "fr") == french


MONTREAL = "America/Montreal"


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(MONTREAL)).timestamp() * 1000)


NOW = ms("2026-11-20T10:00")  # a Friday


@pytest.mark.parametrize(
    ("at", "english", "french"),
    [
        ("2026-11-20T14:05", "14:05", "14 h 05"),
        ("2026-11-20T09:00", "9:00", "9 h"),
        ("2026-11-17T14:05", "Tue 14:05", "mardi 14 h 05"),
        ("2026-11-26T09:00", "Thu 9:00", "jeudi 9 h"),
        ("2026-11-03T14:05", "3 Nov", "3 nov."),
        ("2026-12-01T14:05", "1 Dec", "1er déc."),
        ("2025-08-02T14:05", "2 Aug 2025", "2 aout 2025"),
    ],
)
def test_when(at: str, english: str, french: str) -> None:
    assert when(ms(at), NOW, MONTREAL, "en") == english
    assert when(ms(at), NOW, MONTREAL, "fr") == french


@pytest.mark.parametrize(
    ("at", "english", "french"),
    [
        ("2026-11-20T00:00", "today", "aujourd'hui"),
        ("2026-11-19T23:59", "yesterday", "hier"),
        ("2026-11-17T14:05", "Tue", "mardi"),
        ("2026-11-03T14:05", "3 Nov", "le 3 nov."),
    ],
)
def test_day(at: str, english: str, french: str) -> None:
    assert day(ms(at), NOW, MONTREAL, "en") == english
    assert day(ms(at), NOW, MONTREAL, "fr") == french


@pytest.mark.parametrize(
    ("at", "english", "french"),
    [
        ("2026-11-20T13:00", "until 13:00 ", "jusqu'à 13 h;"),
        ("2026-11-21T09:30", "until tomorrow 9:30 ", "jusqu'à demain 9 h 30;"),
        ("2026-11-23T09:00", "until Mon 9:00 ", "jusqu'à lundi 9 h;"),
        ("2026-12-07T09:00", "until Mon 7 Dec 9:00 ", "jusqu'à lundi 7 déc. 9 h;"),
    ],
)
def test_until(at: str, english: str, french: str) -> None:
    for language, words in (("en", english), ("fr", french)):
        moment = until(ms(at), NOW, MONTREAL, language)
        text = say("ack_closed", language, desk="Atelier Vélo", t=moment)
        assert words in text
        assert size(text).segments == 1


def test_the_day_is_the_desks_own() -> None:
    late = ms("2026-11-20T23:30")  # already Saturday in Paris
    assert day(late, NOW, MONTREAL, "en") == "today"
    assert day(late, NOW, "Europe/Paris", "en") == "tomorrow"
