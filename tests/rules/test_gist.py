"""What kind of text a text is: bare, a reaction, automatic, or what somebody has to say."""

import pytest

from chalicelib.rules import gist

BARE = """
ok
OK
Ok.
Okay!
okay
k
kk
👍
👍🏽
🙏🙏
❤️
👌
😀😀😀
...
!
merci
Merci
MERCI!
Merci!!
Merci 🙏
merci beaucoup
Merci beaucoup!
Merci bien
merci à vous
Merci à toi
Merci, bonne journée!
Merci bonne soirée
Bonne journée
Bonne fin de semaine!
ok merci
Ok, merci.
Ok parfait
Parfait
Parfait!
Parfait, merci
Parfait merci beaucoup!
super
Super merci!
Génial, merci
D'accord
D’accord
d'accord merci
dac
C'est bon
C’est bon, merci
c'est parfait
Bien reçu
Bien reçu, merci!
Compris
Noté, merci
Excellent
oui
Oui merci
ouais
thanks
Thanks!
thx
ty
Thank you
Thank you!
Thank you so much!
thank you very much
THANK YOU
Many thanks
Thanks a lot!
Thanks again
Thanks for your help!
Merci encore
Merci pour votre aide
Un grand merci
ok thanks
Ok, thank you
Great, thanks!
Great
Perfect
Perfect, thank you 😊
Cool
cool thanks
All good, thanks
Got it
Got it, thanks
Noted
understood
Alright
Yes
yep
Yes, thank you
cheers
\u200eok
ok\u200b
Ok\u00a0!
Ok
merci 👍
"""

ANSWERS = """
oui mais demain
Oui, le gros
Oui à 5 h
ok see you at 5?
ok see you at 5
merci, quand?
Merci, quand
ok?
Ok ?
👍?
??
?
Parfait, j'arrive à 5 h
Parfait j'arrive
merci mais non
Merci, mais il manque une roue
non
Non merci
no
no thanks
No thank you
Not ok
pas ok
pas merci
5
17h
5 h
#142
#1
1
2
a
demain
Demain matin
oui demain
Ok à demain 9 h
Yes at 5
Yes but not today
Thanks, one more thing
Thanks but it still leaks
Thank you, what about Tuesday
ok where
ok where?
Great, where do I park?
Great bike
Perfect timing
cool bike
Super vélo
bon
Bonjour
Hello
Allô
ok ok ok ok ok ok ok
thanks thanks thanks thanks thanks thanks thanks
merci beaucoup de me rappeler demain
ok le 5
Ok Tuesday
Oui Marie
Yes please
oui svp
oui s'il vous plaît
D'accord pour mardi
Compris, je passe à midi
Reçu 20 $
Got it at 5
Noted: 142 rue Cartier
Merci de me rappeler
Merci de passer
C'est bon pour jeudi
C'est pas bon
C'est combien
Tout est cassé
The wheel is fine
All my stuff
Very bad
Bon vélo
/done
#
merci /done
ok / demain
1️⃣
👍 5 h
100
٥
Да
شكرا على الوقت غدا
\u200e
\u200b
"""


def texts(block: str) -> list[str]:
    return [one for one in block.strip("\n").split("\n") if one]


@pytest.mark.parametrize("text", [*texts(BARE), "Ok\nMerci", "  merci  "])
def test_bare(text: str) -> None:
    assert gist.is_bare(text)


@pytest.mark.parametrize("text", ["", " ", *texts(ANSWERS)])
def test_what_says_or_asks_something_is_not_bare(text: str) -> None:
    assert not gist.is_bare(text)


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
