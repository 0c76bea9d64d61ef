"""Normalisation of typed text, and the error for text that breaks a rule."""

import unicodedata
from collections.abc import Iterable
from itertools import groupby

from handlers.texts import Value

MAX_CHARS = 500
"""Longest text that is parsed, in code points, of the 4,096 that Telegram delivers: twice the
longest line, which may come decomposed. Putting combining marks in order takes quadratic time.
"""
MAX_UNREAD_WORDS = 4
MAX_LINE_CHARS = 200
"""Longest line of a customer: a name, a date and a number need half of it."""

_BIDI = frozenset({"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"})
_DEFAULT_IGNORABLE = (
    *((0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x2060, 0x206F)),
    *((0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0xE0000, 0xE0FFF)),
)
"""Ranges of Default_Ignorable_Code_Point (Unicode Standard Annex 44), without those of category Cf
that stand alone.
"""
_BLANK = (0x2800, 0x16FE4, 0x1D159)
"""Symbols of which nothing is seen: an empty Braille cell, a filler, a note without a head."""
_LOOK_EMPTY = frozenset(
    chr(c)
    for first, last in (*_DEFAULT_IGNORABLE, *zip(_BLANK, _BLANK, strict=True))
    for c in range(first, last + 1)
)
_DASHES = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc\ufe63\uff0d", "-")
)


class ParseError(Exception):
    """Typed text that breaks a rule. `rule` is a text key, `values` fill its placeholders.

    str() is the rule alone, so that logs never contain what a person typed.
    """

    def __init__(self, rule: str, **values: Value) -> None:
        super().__init__(rule)
        self.rule = rule
        self.values = values


class UnreadWords(ParseError):
    """Words that were not read; its text names them in quotation marks, the first few of many."""

    def __init__(self, words: Iterable[str]) -> None:
        named = list(dict.fromkeys(words))[:MAX_UNREAD_WORDS]
        super().__init__("parse.unread", words="», «".join(named))


def clean(text: str) -> str:
    """Normalise to NFKC, without invisible characters, with single spaces.

    Raises ParseError for a lone surrogate and for more than 500 characters.
    """
    return _squeezed(_short(_compatible(_seen(text))))


def clean_prose(text: str) -> str:
    """As `clean`, but NFC: free text keeps its ① and ½."""
    return _squeezed(unicodedata.normalize("NFC", _seen(text)))


def visible(text: str) -> str:
    """Return the text unchanged, or raise ParseError if it contains invisible characters."""
    if "\x00" in text or any(unicodedata.bidirectional(c) in _BIDI for c in text):
        raise ParseError("parse.hidden")
    return text


def is_unseen(c: str) -> bool:
    """Whether nothing is seen of the character, and it is no space."""
    return not c.isspace() and (unicodedata.category(c) in {"Cf", "Cc"} or c in _LOOK_EMPTY)


def plain_dashes(text: str) -> str:
    """Replace every kind of dash by a hyphen."""
    return text.translate(_DASHES)


def _seen(text: str) -> str:
    return "".join(_kept(_short(text)))


def _short(text: str) -> str:
    if len(text) > MAX_CHARS:  # asked twice: one character can turn into eighteen
        raise ParseError("parse.too_long", most=MAX_CHARS)
    return text


def _kept(text: str) -> Iterable[str]:
    for c in text:
        category = unicodedata.category(c)
        if category == "Cs":
            raise ParseError("parse.broken")
        if c.isspace():
            yield " "
        elif not is_unseen(c):
            yield c


def _compatible(text: str) -> str:
    # NFKC would turn ² into a 2 and ½ into 1⁄2: those are no digits, so they keep their shape.
    return "".join(
        "".join(run) if shaped else unicodedata.normalize("NFKC", "".join(run))
        for shaped, run in groupby(text, lambda c: c.isnumeric() and not c.isdecimal())
    )


def _squeezed(text: str) -> str:
    return " ".join(text.split())
