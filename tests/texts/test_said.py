"""Attachments and moments in words."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from chalicelib.models import Media
from chalicelib.texts import day, media_words, say, size, until, when


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
        (
            ["image/jpeg", "unknown/poll", "unknown/poll"],
            "(1 picture, sent something this desk cannot show: poll)",
            "(1 photo, a envoyé quelque chose qui ne s'affiche pas ici : poll)",
        ),
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
        ("2026-11-03T14:05", "3 Nov", "le 3 nov."),
        ("2026-12-01T14:05", "1 Dec", "le 1er déc."),
        ("2025-08-02T14:05", "2 Aug 2025", "le 2 aout 2025"),
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
