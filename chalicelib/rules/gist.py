"""What kind of text this is, whatever it says: pure, and the same for both languages.

A text is *bare* when it only thanks or agrees; a *reaction* when it frames words that were shown
there; *automatic* when a phone wrote it. None of the three is ever taken for an answer.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NOT_PLAIN = re.compile(r"[^a-z0-9]+")

_LEADS = _words(
    "ok okay okey k kk dac dacc daccord d parfait perfect super top great cool nice genial "
    "excellent fine yes oui ouais yep yup yeah merci thanks thank thx ty tks cheers noted note "
    "compris understood got recu alright mci c bonne bien mille un many all mercis "
    "awesome thnx tnx received"
)
"""A bare text begins with one of these…"""

_FOLLOWERS = _words(
    "accord you your very so much many a vous toi beaucoup bien est bon bonne good day night "
    "evening journee soiree nuit fin de semaine it all right everyone tous tout monde "
    "lot again help for encore pour votre ton aide grand bcp infiniment u have a nice pleasure"
)
"""… and goes on with these or those."""

_PHRASES = re.compile(
    r"\b(?:no (?:problem|worries)|will do|ca marche|pas de (?:souci|probleme)s?|de rien)\b"
)
_QUOTED = re.compile(r"[\"“”„«»‟]\s*(.+?)\s*[\"“”„«»‟]\s*\W*$", re.DOTALL)
_LAST_QUOTED = re.compile(r"[\"“”„«»‟]\s*([^\"“”„«»‟]+?)\s*[\"“”„«»‟]\s*\W*$", re.DOTALL)
_REACTED_TO_MEDIA = re.compile(
    r"^(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|reacted(?: \w+)* to|"
    r"removed an? [\w ]+ from|"
    r"a (?:aime|adore|ri(?: de?| a)?|rigole a|souligne|mis en evidence|reagi (?:avec |par )?a)|"
    r"n a pas aime|s interroge sur|a (?:supprime|retire) (?:un|une|le|la) [\w ]+ d[eu]?)\s+"
    r"(?:an? |une? |l |d |la |le )?"
    r"(?:image|movie|photo|video|attachment|audio message|piece jointe|message audio)$"
)
_FRAME = re.compile(
    r"(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|reacted\b.*|removed\b.*|"
    r"a (?:aime|adore|ri|rigole|souligne|mis|reagi|supprime|retire)\b.*|"
    r"n a pas aime|s interroge\b.*)$"
)
_TELLING = 12
_AUTOMATIC = re.compile(
    r"^(?:(?:this is an? )?auto(?:matic|mated)? ?(?:reply|response|reponse|message)\b"
    r"|(?:ceci est une? )?(?:reponse|message) auto(?:mati(?:que|se|see))?\b"
    r"|(?:i m|i am) (?:currently )?driving\b"
    r"|je (?:suis au volant|conduis|suis en train de conduire)\b"
    r"|(?:i m|i am) (?:currently )?(?:not receiving notifications|out of (?:the )?office)\b"
    r"|je suis (?:actuellement )?absente? du bureau\b"
    r"|out of office\b|absence du bureau\b"
    r"|je ne recois pas (?:de|les) notifications\b)"
)
_FRAME_LIMIT = 40

KEPT = 200
"""So much is kept of a text that was shown (characters)."""


def plain(text: str) -> str:
    """`text` for comparing: small letters, without accents, punctuation and invisible marks."""
    if text.isascii():  # the same, in a tenth of the time
        return _NOT_PLAIN.sub(" ", text.lower()).strip()
    text = text.replace("œ", "oe").replace("Œ", "oe").replace("’", "'")
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    kept = (c if c.isalnum() or c == "'" else " " for c in decomposed if not _mark(c))
    return " ".join("".join(kept).replace("'", " ").split())


def _mark(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Cf", "Me")


def visible(text: str) -> str:
    """`text` without invisible marks and outer space."""
    return "".join(c for c in text if unicodedata.category(c) != "Cf").strip()


def opening(text: str) -> str:
    """`text` from its first visible character on: phones put invisible marks in front."""
    place = 0
    while place < len(text) and (
        text[place].isspace() or unicodedata.category(text[place]) == "Cf"
    ):
        place += 1
    return text[place:]


def is_empty(text: str) -> bool:
    """Nothing that a person would see: space, controls, and marks without a letter to stand on."""
    return not any(
        unicodedata.category(c) != "Cc" and not _mark(c) for c in text if not c.isspace()
    )


def is_emoji(text: str) -> bool:
    """Signs and emoji only, no letter or digit."""
    seen = visible(text)
    return bool(seen) and not any(c.isalnum() for c in seen) and not any(c in "?#/" for c in seen)


def is_bare(text: str) -> bool:
    """Only thanks, agreement or emoji: nothing that asks for or says anything."""
    if "?" in text or "？" in text:
        return False
    text = text.replace("<3", "♥")
    if is_emoji(text):
        return True
    words = _PHRASES.sub("ok", plain(text)).split()
    if not words or len(words) > 6:
        return False
    return words[0] in _LEADS and all(word in _LEADS or word in _FOLLOWERS for word in words)


def digit(text: str) -> int | None:
    """The digit where a text is nothing but one: `1`, `2.`, `(3)`, a keycap; else None."""
    said = plain(text)
    return int(said) if len(said) == 1 and said.isascii() and said.isdigit() else None


def is_name(text: str, names: Iterable[str | None]) -> bool:
    """Whether a text is nothing but one of these names, or its first word."""
    said, known = plain(text), [plain(name or "") for name in names]
    return bool(said) and any(said == name or [said] == name.split()[:1] for name in known)


def is_reaction(text: str, shown: tuple[str, ...]) -> bool:
    """A short frame around words that were shown there, or around a picture.

    The frames of phones differ by maker, version and language, so it is the quoted words that are
    matched, against `shown`: the last few texts of that line. A long quote may be cut short.
    """
    seen = visible(text)
    if _REACTED_TO_MEDIA.match(plain(seen)):
        return True
    # `A supprimé un « J'aime » de « … »`: the last pair may be the quote, or the first.
    found = (_QUOTED.search(seen), _LAST_QUOTED.search(seen))
    return any(_frames(match, seen, shown) for match in found if match)


def _frames(match: re.Match[str], seen: str, shown: tuple[str, ...]) -> bool:
    if match.start() > _FRAME_LIMIT or match.start() == 0:
        return False
    quote, known_frame = match.group(1), _FRAME.match(plain(seen[: match.start()])) is not None
    if known_frame and any(plain(quote) in plain(text) for text in shown):
        return True
    # Without a known verb a short quote may be a person's: Your answer was "yes".
    telling = len(plain(quote)) >= _TELLING or is_emoji(seen[: match.start()].partition(" ")[0])
    return telling and any(_covers(quote, text) for text in shown)


def _covers(quote: str, shown: str) -> bool:
    """Whether a quote is the whole of `shown`, or its beginning where the quote was cut short.

    Of a long text no more than its first `KEPT` characters are known.
    """
    quoted, text = plain(quote), plain(shown)
    if not quoted:
        return not text
    was_cut = quote.rstrip().endswith(("…", "..."))
    known_in_part = len(shown) >= KEPT
    return (
        quoted == text
        or (was_cut and text.startswith(quoted))
        or (known_in_part and quoted.startswith(text))
    )


def digest(text: str) -> str:
    """A mark of what a text says, the same however it is written; not to be undone."""
    return hashlib.sha256(plain(text).encode()).hexdigest()[:16]


def is_automatic(text: str) -> bool:
    """A phone's own answer while its owner drives or is away."""
    return _AUTOMATIC.match(plain(visible(text))) is not None
