"""Several texts of a customer as one, for a phone. Pure."""

from collections.abc import Sequence

from ..texts import say

LONG = 900
"""So many characters of several texts are shown in full: six segments."""

FIRST, LAST = 3, 4
"""Of more, so many from their beginning and their end; the rest is in the history."""


def folded(texts: Sequence[str], number: int | None, language: str) -> str:
    """The texts one below the other, word for word; the same again and again is counted.

    Of a flood the first and the last few, and how many there are between.
    """
    lines = _counted(texts)
    if len(lines) > FIRST + LAST and sum(map(len, lines)) > LONG:
        between = say("fold_more", language, count=len(lines) - FIRST - LAST, n=number)
        lines = [*lines[:FIRST], between, *lines[-LAST:]]
    return "\n".join(lines)


def _counted(texts: Sequence[str]) -> list[str]:
    found: list[tuple[str, int]] = []
    for text in texts:
        if found and found[-1][0] == text:
            found[-1] = (text, found[-1][1] + 1)
        else:
            found.append((text, 1))
    return [text if times == 1 else f"{text} (x{times})" for text, times in found]
