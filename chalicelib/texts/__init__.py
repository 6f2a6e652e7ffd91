"""Every sentence a person receives: `en.toml`, `fr.toml`, and the code that picks and fits them.

To add a language, copy `en.toml` to its code (`es.toml`) and translate; what it lacks is said in
English. The tests check keys, placeholders, alphabet and length.
"""

from .catalog import (
    channel_name,
    channel_words,
    command_words,
    languages,
    placeholders,
    say,
    say_own,
    sentences,
)
from .gsm import Size, clip, fit, fitted, fold, quote, size
from .media import media_words
from .moments import day, until, when
from .typography import plain_typography, split

__all__ = [
    "Size",
    "channel_name",
    "channel_words",
    "clip",
    "command_words",
    "day",
    "fit",
    "fitted",
    "fold",
    "languages",
    "media_words",
    "placeholders",
    "plain_typography",
    "quote",
    "say",
    "say_own",
    "sentences",
    "size",
    "split",
    "until",
    "when",
]
