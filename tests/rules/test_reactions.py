"""A short frame around words that were shown there, or around a picture."""

import pytest

from chalicelib.rules import gist


def texts(block: str) -> list[str]:
    return [one for one in block.strip("\n").split("\n") if one]


# --- reactions -----------------------------------------------------------------------------------

LONG = (
    "Bonjour, je voudrais savoir si mon vélo rouge est prêt, parce que je pars jeudi matin pour "
    "Québec et que j'en ai besoin; sinon je passe mercredi."
)
SHOWN = (
    "Is my bike ready?",
    "#142 Marie:\nDo you have the Cervélo?",
    'She said "come at 5"',
    "👍",
    "Ok",
    LONG,
)

FRAMES = """
Liked {}
Loved {}
Disliked {}
Laughed at {}
Emphasized {}
Emphasised {}
Questioned {}
Reacted 😂 to {}
Reacted with ❤️ to {}
Reacted 🏳️‍🌈 to {}
👍 to {}
❤️ to {}
😂 to {}
Removed a like from {}
Removed a heart from {}
Removed a dislike from {}
Removed a laugh from {}
Removed an exclamation from {}
Removed a question mark from {}
Removed 👍 from {}
👍 removed from {}
A aimé {}
A adoré {}
N'a pas aimé {}
N’a pas aimé {}
A ri de {}
A ri à {}
A mis en évidence {}
A souligné {}
S'interroge sur {}
A réagi avec 😂 à {}
A réagi 😂 à {}
👍 à {}
A supprimé un cœur de {}
A retiré un j'aime de {}
a aimé {}
"""
QUOTES = ("“{}”", '"{}"', "«{}»", "« {} »", "«\u00a0{}\u00a0»", "«\u202f{}\u202f»", "„{}“", "”{}”")


@pytest.mark.parametrize("frame", texts(FRAMES))
@pytest.mark.parametrize("quotes", QUOTES)
def test_reactions(frame: str, quotes: str) -> None:
    for text in SHOWN:
        assert gist.is_reaction(frame.format(quotes.format(text)), SHOWN), text


@pytest.mark.parametrize(
    "text",
    [
        "\u200eLiked “Is my bike ready?”",
        "Liked “\u2068Is my bike ready?\u2069”",
        "Liked \u200e“Is my bike ready?”\u200e",
        "\u2068Marie\u2069 liked “Is my bike ready?”",
        "Liked “Is my bike ready?” ",
        "Liked “Is my bike ready?”.",
        "Liked “is my bike ready”",
        "Reacted 😂 to “#142 Marie: Do you have the Cervélo?”",
        "Liked “#142 Marie:\nDo you have the Cervelo?”",
    ],
)
def test_reactions_with_marks_and_lines(text: str) -> None:
    assert gist.is_reaction(text, SHOWN)


@pytest.mark.parametrize("cut", [20, 60, 100, 140])
@pytest.mark.parametrize("end", ["…", "...", " …"])
def test_a_long_quote_may_be_cut_short(cut: int, end: str) -> None:
    assert gist.is_reaction(f"Liked “{LONG[:cut]}{end}”", SHOWN)
    assert gist.is_reaction(f"A aimé « {LONG[:cut]}{end} »", SHOWN)


@pytest.mark.parametrize(
    "text",
    [
        "Liked an image",
        "Loved a photo",
        "Laughed at a movie",
        "Disliked a video",
        "Emphasized an image",
        "Questioned an attachment",
        "Liked an audio message",
        "A aimé une image",
        "A adoré une photo",
        "A aimé une vidéo",
        "A aimé une pièce jointe",
        "A aimé un message audio",
        "N’a pas aimé une image",
        "A mis en évidence une image",
        "\u200eLiked an image",
        "Liked an image.",
        "A ri d’une image",
        "Reacted 😂 to an image",
        "Reacted ❤️ to a photo",
        "A réagi avec 😂 à une image",
        "Removed a heart from an image",
        "Removed a like from a photo",
        "A supprimé un cœur d’une image",
    ],
)
def test_reactions_to_pictures(text: str) -> None:
    assert gist.is_reaction(text, ())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "👍",
        "Is my bike ready?",
        '"Is my bike ready?"',
        "« Is my bike ready? »",
        'He said "come at 5" and left',
        'Liked "come at 5" and left',
        'Je prends le "Cervélo"',
        "Je prends le « Cervélo »",
        'Take the "Cervélo"',
        'Yes, I have the "Cervélo"',
        'Je confirme: "vélo rouge est prêt"',
        "C'est bien le « vélo rouge »",
        'Say "come at 5"',
        'You wrote "bike ready"?',
        "Liked your bike",
        "I liked the image",
        "Loved the photo you sent, thanks",
        "Liked an image of it, do you have the red one",
        "A aimé",
        "Liked “”",
        "Liked “something that nobody wrote here”",
        "Liked “Is my car ready?”",
        f"{'I have thought about this for a long time and '}“Is my bike ready?”",
        'The sign reads "Ok then, closed"',
        "5'10\" and 6'2\"",
    ],
)
def test_sentences_with_quotes_are_no_reactions(text: str) -> None:
    assert not gist.is_reaction(text, SHOWN)


def test_nothing_is_a_reaction_where_nothing_was_shown() -> None:
    assert not gist.is_reaction("Liked “Is my bike ready?”", ())
