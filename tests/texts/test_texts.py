"""Every sentence, in every language: keys, alphabet, length, and what it must not say."""

import re

import pytest

from chalicelib.texts import (
    command_words,
    languages,
    placeholders,
    say,
    say_own,
    sentences,
)
from tests.texts.segments import ORDINARY, filled

LANGUAGES = sorted(languages())
ENGLISH = sentences("en")
KEYS = sorted(ENGLISH)

TO_CUSTOMERS = {
    *(
        "ack_open",
        "ack_closed",
        "ack_holiday",
        "business_number",
        "enough",
        "queued",
        "queued_long",
    ),
    *("queued_usual", "queued_slower", "queued_slower_long"),
    *("silent_bye", "call", "link_gone"),
}
HEADERS = {"head", "more", "thanks", "late"}
PARTS = re.compile(
    r"media_|reason_|hist_(customer|agent|note|you)|\w+_item|choice_|q_more|q_texts|it_was|passed_why|"
    r"item_tagged|agents_item_|agent_verb_|or$|"
    r"list_(more|rest)|customer$|colleague$|helpdesk$|empty_text$|practice_(inbox|name|\d)|"
    r"usual_|count_|waiting_|first$|first_|answers|span_|"
    r"via_(by|sent)|said_|reacted|fold_more|crowded|weekdays|months|today|yesterday|tomorrow|clock|moment|date|on_date"
)
TO_AGENTS = [key for key in KEYS if key not in TO_CUSTOMERS | HEADERS and not PARTS.match(key)]


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
    assert same == {
        *("choice_send", "mine_item", "queue_item", "item_tagged", "who_item"),
        *("answers_item", "span_minutes", "span_hours"),
        *("moment", "date", "practice_name"),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_spoken_to_shows(language: str) -> None:
    for key in TO_AGENTS:
        assert sentences(language)[key].startswith("* "), key
    for key in TO_CUSTOMERS | HEADERS:
        assert not sentences(language)[key].startswith("*"), key


NOT_SENT = {"en": '* NOT SENT: "{q}"', "fr": '* PAS ENVOYÉ : "{q}"'}
NOT_YET = {"en": '* NOT SENT yet: "{q}"{more}. ', "fr": '* PAS ENCORE envoyé : "{q}"{more}. '}
NOTHING = {"en": r"\* (NOTHING (SENT|DONE|NOTED)|NOT SENT)\b", "fr": r"\* (RIEN |PAS ENVOYÉ)"}
REFUSED = [
    *("held_empty", "no_thread_here", "not_yours", "nothing_to_undo", "undo_late", "nobodys"),
    *("not_yours_now", "pass_whom", "pass_away", "pass_nowhere", "snooze_how", "note_how"),
    *("agent_how", "agent_number", "agent_desks", "agent_there", "agent_name", "agent_customer"),
    *("agent_many", "agent_declared", "agent_whom", "agent_nobody"),
    *("broadcast_nobody", "broadcast_how"),
    *("name_how", "lang_how", "practice_only", "supervisors_only", "supervisors_none"),
    *(key for key in KEYS if key.startswith("write_")),
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_not_sent_is_said_first(language: str) -> None:
    for key in KEYS:
        if (key.startswith("held_") and key != "held_empty") or key in ("automatic", "expired"):
            assert sentences(language)[key].startswith(NOT_SENT[language]), key
        if key.startswith("q_") and key not in ("q_more", "q_texts"):
            assert sentences(language)[key].startswith(NOT_YET[language]), key
    for key in REFUSED:
        assert re.match(NOTHING[language], sentences(language)[key]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_offers_its_choices_and_a_way_out(language: str) -> None:
    for key in KEYS:
        if key.startswith("q_") and key not in ("q_more", "q_texts"):
            assert "{options}" in sentences(language)[key], key
    assert sentences(language)["choice_drop"].startswith("0 = ")
    for key in KEYS:
        if key.startswith("choice_") and key != "choice_drop":
            assert sentences(language)[key].startswith("{d} = "), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_that_now_shows_somebody_else_says_so_first(language: str) -> None:
    first = {"en": "* CAREFUL: ", "fr": "* ATTENTION : "}[language]
    for key in KEYS:
        if key.endswith("_reused"):
            text = filled(key, language, ORDINARY)
            assert text.startswith(first), key
            assert "Benjamin #142" in text
            assert "Philippe #151" in text


CARRIERS = set(
    re.findall(
        r"\w+",
        "stop stopall unsubscribe cancel end quit revoke optout start unstop yes arret arrêt oui",
    )
)
TELLS_OF_AN_OPT_OUT = {
    "held_opted_out": {"stop", "start"},
    "write_opted_out": {"stop", "start"},
    "reason_opted_out": {"stop", "start"},
    "wrote_stop": {"stop", "start"},
    "wrote_start": {"start"},
    "stop_yours": {"stop", "start"},
    "stop_other": {"stop", "start"},
}
"""They say what somebody did, and suggest no word that does more than the agent wants."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_that_carriers_act_on(language: str) -> None:
    for key, sentence in sentences(language).items():
        used = set(re.findall(r"\w+", sentence.lower())) & CARRIERS
        assert used == TELLS_OF_AN_OPT_OUT.get(key, set()), key
    assert not set(command_words(language).values()) & CARRIERS


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_commands_that_exist_and_in_the_right_language(language: str) -> None:
    said = {
        word for text in sentences(language).values() for word in re.findall(r"/([a-z]+)", text)
    }
    there = command_words(language)
    assert said <= set(there.values())
    # `try` comes after `help`.
    unsaid = {there[name] for name in ("try",)}
    assert set(there.values()) - said == unsaid


def test_french_spacing() -> None:
    for key, sentence in sentences("fr").items():
        assert not re.search(r"[^ \d]:", sentence), key
        assert not re.search(r" [?;!,.]", sentence), key


UNTIL = {"ack_closed", "closed_on", "open_until", "snoozed", "mine_item_snoozed"}
"""Their moment ends with the time of day."""


def test_no_second_point_after_a_month_that_is_cut_short() -> None:
    """`le 3 nov.` has one of its own."""
    for key in set(KEYS) - UNTIL:
        assert not re.search(r"\{(t|day)\}\.", sentences("fr")[key]), key


# --- filling -------------------------------------------------------------------------------


def test_names_are_folded_and_words_are_not() -> None:
    assert say("head", "fr", n=142, c="Benoît") == "#142 Benoit :"
    assert say("hist_customer", "en", c="Zoë", text="Ça va? ☂") == "Zoe: Ça va? ☂"
    assert '"C\'est pret?"' in say("dropped", "fr", q="C’est prêt?")


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
