"""What people write, as it travels: smart typography made cheap, long texts in numbered parts.

Phones write curly quotes and long dashes by themselves, and one of them makes a whole text UCS-2.
Where nothing is lost such a sign is written plainly; letters and emoji never change.
"""

import re
import unicodedata

from .gsm import size

_SPACES = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
_UNBREAKABLE = "\u00a0\u2007\u202f"

# ZWSP, word joiner, BOM and soft hyphen; LRM, RLM, and what phones put around a pasted number. Not
# the marks that turn text around (RLE, RLO, RLI), nor what shapes letters and emoji (ZWJ, ZWNJ,
# variation selectors): with one of those a text stays as it is.
_INVISIBLE = "\u200b\u2060\ufeff\u00ad\u200e\u200f\u202a\u202c\u202d\u2066\u2068\u2069"

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′‵", "'"),
        **dict.fromkeys("“”„‟″‶", '"'),
        **dict.fromkeys("\u2010\u2011‒–—―−", "-"),
        **dict.fromkeys(_SPACES, " "),
        **dict.fromkeys(_INVISIBLE, ""),
        "…": "...",
    }
)

_ZWJ = "\u200d"
_ZWNJ = "\u200c"


def plain_typography(text: str) -> str:
    """`text` with smart typography in GSM-7, where that makes all of it GSM-7; else `text` itself.

    Curly quotes, primes and guillemets become straight quotes, dashes `-`, the ellipsis `...`,
    narrow and fixed spaces a space; invisible marks go. All or nothing: beside a letter or an emoji
    that makes the text UCS-2 anyhow, a plain quote would save nothing. Never more segments than
    before: a text full of ellipses, three characters each, stays as it is.
    """
    before = size(text)
    if before.encoding == "GSM-7":
        return text
    plain = _unguillemet(_unguillemet(text, "«", "»", '"'), "‹", "›", "'").translate(_PLAIN)
    after = size(plain)
    cheaper = after.encoding == "GSM-7" and after.segments <= before.segments
    return plain if cheaper and plain.strip() else text


def _unguillemet(text: str, left: str, right: str, quote: str) -> str:
    """Guillemets that quote as `quote`; others (`Menu » Wi-Fi`) stay.

    French ones lose the space inside them. German ones point inwards, »so«: there the space beside
    one stands between words.
    """
    if _paired(text, left, right):
        return re.sub(f"{left}[ {_SPACES}]?|[ {_SPACES}]?{right}", quote, text)
    if _paired(text, right, left):
        return text.replace(left, quote).replace(right, quote)
    return text


def _paired(text: str, opening: str, closing: str) -> bool:
    """Whether every `opening` in `text` has its `closing` behind it, and the other way round."""
    depth = 0
    for char in text:
        depth += (char == opening) - (char == closing)
        if depth < 0:
            return False
    return depth == 0


def split(text: str, limit: int) -> tuple[str, ...]:
    """`text` in parts of at most `limit` characters (code points), numbered in front: `(1/3) `.

    A text within the limit comes back alone and untouched. A longer one loses the white space at
    its ends and at the cuts, nothing else that shows. It is cut between words; inside a word that
    no part could hold; inside a character made of several code points only if no part could hold
    that either. A part that would show nothing is left out: () for a long text of which nothing
    shows. ValueError: so low a limit that the numbers leave no room.
    """
    if len(text) <= limit:
        return (text,)
    if len(whole := text.strip()) <= limit:
        return (whole,) if _shows(whole) else ()
    width = 1  # digits of the number of parts: the more parts, the less each holds
    while (room := limit - len("(/) ") - 2 * width) > 0:
        parts = [part for part in _cut(whole, room) if _shows(part)]
        if len(parts) <= 1:
            return tuple(parts)
        if len(str(len(parts))) <= width:
            return tuple(f"({n}/{len(parts)}) {part}" for n, part in enumerate(parts, 1))
        width += 1
    raise ValueError(f"A text of {len(whole)} characters cannot go in numbered parts of {limit}.")


def _cut(text: str, room: int) -> list[str]:
    """`text`, which neither begins nor ends with white space, in parts of at most `room`."""
    parts, start = [], 0
    while len(text) - start > room:
        end = _end(text, start, room)
        parts.append(text[start:end].rstrip())
        start = end
        while start < len(text) and _is_gap(text, start):
            start += 1
    return [*parts, text[start:]]


def _end(text: str, start: int, room: int) -> int:
    """Where the part that begins at `start` ends: the last good place within `room`."""
    places = range(start + room, start, -1)
    gaps = [place for place in places if _is_gap(text, place)]
    # "Bonjour !" has a space that does not break; it is still better than the middle of a word.
    breaks = (place for place in gaps if text[place] not in _UNBREAKABLE)
    between_words = next(breaks, gaps[0] if gaps else None)
    if between_words is not None:
        return between_words
    return next((place for place in places if not _continues(text, place)), start + room)


def _is_gap(text: str, place: int) -> bool:
    """White space at `place`, with no mark that stands on it."""
    return text[place].isspace() and not _continues(text, place + 1)


def _continues(text: str, place: int) -> bool:
    """Whether what stands at `place` belongs to the character before it, as people see it.

    Not the whole of Unicode's rules (UAX 29): marks, joined and toned emoji, tags, flags, Hangul in
    pieces, and surrogates that were never put together.
    """
    if not 0 < place < len(text):
        return False
    char, previous = text[place], text[place - 1]
    return (
        unicodedata.category(char).startswith("M")
        or char in (_ZWJ, _ZWNJ)
        or previous == _ZWJ
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
        or "\u1160" <= char <= "\u11ff"
        or ("\udc00" <= char <= "\udfff" and "\ud800" <= previous <= "\udbff")
        or (_is_flag_half(char) and _flag_halves_before(text, place) % 2 == 1)
    )


def _is_flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _flag_halves_before(text: str, place: int) -> int:
    """How many flag halves stand directly before `place`: an odd one waits for its other half."""
    first = place
    while first and _is_flag_half(text[first - 1]):
        first -= 1
    return place - first


def _shows(text: str) -> bool:
    """Whether a person would see anything: more than space, controls and marks on nothing."""
    return any(
        not char.isspace() and unicodedata.category(char) not in ("Cc", "Cf", "Mn", "Me")
        for char in text
    )
