"""What a text costs on the wire, and how the desk's own texts stay cheap.

One character outside the GSM-7 alphabet (3GPP 23.038) makes the whole text UCS-2: 70 characters a
segment instead of 160. The desk therefore folds the names that it puts into its own sentences; what
people write is never touched.
"""

import unicodedata
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
_GSM = _BASIC | _EXTENDED

# What Unicode's own decomposition does not bring back to GSM-7.
_FOLDS = str.maketrans(
    {
        **dict.fromkeys("’‘‚‛′´`ʼ", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‹", "<"),
        **dict.fromkeys("›", ">"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict(zip("łŁđĐðÐıħĦ⁄•", "lLdDdDihH/-", strict=True)),
        **dict(zip("œŒþÞẞ", ("oe", "OE", "th", "Th", "SS"), strict=True)),
    }
)


class Size(NamedTuple):
    """What a text costs: GSM-7 units (or UTF-16 ones), and the segments they fill."""

    encoding: Literal["GSM-7", "UCS-2"]
    units: int
    segments: int


def size(text: str) -> Size:
    """The size of `text` as a carrier counts it; an empty text is 0 segments.

    A character of two units is never split between segments, so a long text may need one more
    than its units say.
    """
    if _GSM.issuperset(text):
        costs = [2 if char in _EXTENDED else 1 for char in text]
        return Size("GSM-7", sum(costs), _segments(costs, 160, 153))
    costs = [2 if ord(char) > 0xFFFF else 1 for char in text]
    return Size("UCS-2", sum(costs), _segments(costs, 70, 67))


def _segments(costs: Sequence[int], alone: int, joined: int) -> int:
    """How many segments hold these characters: one of `alone` units, or several of `joined`."""
    if sum(costs) <= alone:
        return 1 if costs else 0
    count, used = 1, 0
    for cost in costs:
        used += cost
        if used > joined:
            count, used = count + 1, cost
    return count


def fold(name: str) -> str:
    """`name` in GSM-7 and on one line: Benoît → Benoit, œ → oe, emoji dropped. May be ''."""
    composed = unicodedata.normalize("NFC", name)
    return " ".join("".join(map(_fold_char, composed)).split())


def _fold_char(char: str) -> str:
    """One character as GSM-7 characters; control characters and line ends become a space."""
    if unicodedata.category(char) in ("Cc", "Zl", "Zp"):
        return " "
    if char in _GSM:
        return char
    replaced = char.translate(_FOLDS)
    if replaced == char:
        replaced = unicodedata.normalize("NFKD", char).translate(_FOLDS)
    return "".join(filter(_GSM.__contains__, replaced))


def clip(text: str, limit: int) -> str:
    """`text` folded and, where longer than `limit` units, cut at a word and ended by `...`."""
    folded = fold(text)
    if size(folded).units <= limit:
        return folded
    cut = folded[: max(limit - 3, 0)]
    while size(cut).units > limit - 3 and cut:
        cut = cut[:-1]
    words = cut.rpartition(" ")[0] if folded[len(cut)] != " " else cut
    # A long word at the end is cut in the middle: half a word says more than half a line of none.
    kept = words if 2 * len(words) >= len(cut) else cut
    return kept.rstrip(" ,;:.-") + "..."


def quote(text: str, limit: int = 30) -> str:
    """`text` fit to stand between double quotes in a text of the desk's own.

    One line of GSM-7, at most `limit` units (4 or more). A text of which nothing is left (an emoji
    alone) is `...`; an empty one stays empty.
    """
    words = clip(text.translate(_FOLDS).replace('"', "'"), limit)
    return words or ("..." if text.strip() else "")


def fit(
    head: str,
    items: Sequence[str],
    more: Callable[[int], str],
    segments: int = 2,
    separator: str = ", ",
) -> str:
    """`head`, then as many `items` as fit in `segments` segments, then `more(number left out)`.

    `head` brings its own space or line end. With no item at all, the head alone comes back.
    """
    return fitted(head, items, more, segments, separator)[0]


def fitted(
    head: str,
    items: Sequence[str],
    more: Callable[[int], str],
    segments: int = 2,
    separator: str = ", ",
) -> tuple[str, int]:
    """As `fit`, with how many of the items are in the text; at least one, however long it is."""
    whole = head + separator.join(items)
    if size(whole).segments <= segments:
        return whole, len(items)
    best, shown = "", 0
    for count in range(1, len(items) + 1):
        left = [more(len(items) - count)] if count < len(items) else []
        candidate = head + separator.join([*items[:count], *left])
        if shown and size(candidate).segments > segments:
            break
        best, shown = candidate, count
    return best, shown
