"""What is under the kinds of texts: plain words, digits, digests; and automatic replies."""

import pytest

from chalicelib.rules import gist

# --- automatic replies ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        # iPhone, Driving Focus, and what it was before
        "I’m driving with Focus turned on. I’ll see your message when I get where I’m going.",
        "I'm driving with Do Not Disturb While Driving turned on. I'll see your message later.",
        "(I’m not receiving notifications. If this is urgent, reply “urgent” to notify me.)",
        "Je conduis avec la fonction Concentration activée. Je verrai votre message à l’arrivée.",
        "Je suis au volant avec la fonction Ne pas déranger activée. Je lirai ton message.",
        "(Je ne reçois pas les notifications. Si c’est urgent, répondez « urgent ».)",
        "(Je ne reçois pas de notifications.)",
        "\u200eI’m driving with Focus turned on.",
        # Android Auto
        "I'm driving right now",
        "I’m driving right now - I’ll get back to you soon.",
        "I am driving right now.",
        "I'm currently driving, I will answer later.",
        "Je conduis en ce moment",
        "Je conduis actuellement.",
        "Je suis au volant. Je vous répondrai plus tard.",
        # out of the office
        "Automatic reply: out of office until Monday",
        "Automated response: we have your message.",
        "Auto-reply: I am away.",
        "Auto reply: I am away.",
        "AUTOREPLY: I am away.",
        "[Auto-Reply] I am away.",
        "Auto response: back on Monday",
        "Réponse automatique : je suis en vacances.",
        "Message automatique : absente jusqu'à lundi",
        "Reponse automatisée - de retour lundi",
        "Out of office: back on Monday.",
        "I'm out of the office until Monday",
        "I am out of office.",
        "I am currently out of the office.",
        "Je suis absent du bureau jusqu'à lundi.",
        "Je suis absente du bureau jusqu'à lundi.",
        "Absence du bureau : de retour lundi",
        # False friends: they look automatic, so they are held, and that is said.
        "I am driving over now, 10 min",
        "I'm driving to you, there in 5",
        "Je conduis, j'arrive dans 10 min",
        "Je suis au volant, je vous rappelle",
    ],
)
def test_automatic(text: str) -> None:
    assert gist.is_automatic(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I'll be driving over at 5",
        "We are driving over now",
        "Ben is driving right now, he will call you",
        "Our driver is on the way",
        "You can drive it at 5",
        "I am dried up",
        "I'm out of red ones",
        "I am out of stock",
        "I'm out, back at 5",
        "The office is closed",
        "Je conduirai le camion demain",
        "Je conduisais",
        "Je suis à l'atelier",
        "Je suis absent demain",
        "Je suis au vol 142",
        "Notre bureau est fermé",
        "Automatic transmission: yes, we repair those",
        "Auto repairs are at 5",
        "Automatique ou manuelle?",
        "Message me at 5",
        "Il y a un message automatique sur la ligne",
        "Is it an automatic reply?",
        "Je ne reçois pas votre photo",
        "Je ne reçois pas vos messages",
        "I'm not receiving your pictures",
        "Yes, I am driving",
    ],
)
def test_what_a_person_wrote(text: str) -> None:
    assert not gist.is_automatic(text)


# --- what is under it ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "is_empty"),
    [
        ("", True),
        ("   \n\t\u00a0", True),
        ("\u200e\u2068\u2069\ufeff", True),
        ("\x00\x07", True),
        (" \u200e \n", True),
        (".", False),
        ("👍", False),
        ("\ufffc", False),
        ("0", False),
    ],
)
def test_empty(text: str, is_empty: bool) -> None:
    assert gist.is_empty(text) is is_empty


@pytest.mark.parametrize(
    ("text", "is_emoji"),
    [
        ("👍", True),
        ("❤️ 🙏🏽", True),
        ("🇨🇦", True),
        ("!!", True),
        ("", False),
        (" ", False),
        ("👍 ok", False),
        ("👍?", False),
        ("#", False),
        ("/", False),
        ("1️⃣", False),
    ],
)
def test_emoji(text: str, is_emoji: bool) -> None:
    assert gist.is_emoji(text) is is_emoji


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Où  êtes-vous ?", "ou etes vous"),
        ("D’accord", "d accord"),
        ("CŒUR œuf", "coeur oeuf"),
        ("Stra\u00dfe", "strasse"),
        ("\u200eok\u2068", "ok"),
        ("e\u0301", "e"),
        ("ﬁni", "fini"),
        ("👍", ""),
        ("", ""),
    ],
)
def test_plain(text: str, plain: str) -> None:
    assert gist.plain(text) == plain


def test_visible() -> None:
    assert gist.visible("\u200e  Où?\u2069 \n") == "Où?"
