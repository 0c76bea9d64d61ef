"""The rule for names of people and of hospitals: what they may look like where others read them.

A name must not read as a link, role or status, nor contain invisible characters. Real names of all
scripts in use pass; Unicode TR 39 says which may stand together ("highly restrictive": scripts that
are written together, and Latin).
"""

import re
import unicodedata
from collections.abc import Callable

from handlers.parsing.reserved_words import has_reserved_word
from handlers.parsing.text import MAX_CHARS, ParseError, clean, is_unseen, visible

MAX_PERSON_CHARS = 64
MAX_HOSPITAL_CHARS = 50
MAX_SHARED_MARKS = 2
"""Accents on one letter: Vietnamese, as some keyboards type it, has two."""
MAX_OWN_MARKS = 4
"""Vowel signs and the like of a script of its own on one letter: Burmese has four."""

_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\u00b4`\uff07", "'"))
_SIGNS = " '-.,·・׳״"
_LIKE_SIGNS = "\u01c0\u01c1\u01c2\u01c3\u02d0\u02d1\ua78b\ua78c\ua78f"
"""Letters that are read as | ! : ' and a dot."""
_DOUBLED = re.compile(r"[-'.,·・]\s?[-'.,·・]")
_FINE_DOUBLES = re.compile(r"\.[-,]|[-\s]'")  # J.-P., Jr., al-'Arabi and 't Hooft
_IN_QUOTES = re.compile(r"(?<!\S)'\S+'(?!\S)")
_SON_OF = re.compile(r"(?<= )[asd]/[lop](?= )")  # a/l, a/p, s/o, d/o: Malaysia, Singapore
_STYLED = ("<font>", "<circle>", "<square>")  # kinds of decomposition in Unicode: 𝐀, Ⓐ, 🄰
_DOT_INSIDE = re.compile(r"([^\s.,'-]+)\.(?=([^\s.,'-]+))")
_JOINERS = frozenset("\u200c\u200d\u180b\u180c\u180d\u180f")
_IDEOGRAPH_VARIANTS = range(0xE0100, 0xE01F0)  # which shape of a kanji; dropped
_JOINING = range(0x0600, 0x18B0)  # Arabic to Mongolian: scripts whose spelling needs joiners
_TOGETHER = (
    frozenset({"HANGUL", "CJK"}),
    frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC"}),
    frozenset({"CJK", "BOPOMOFO"}),
)
_SCRIPTS = frozenset(
    {
        *("ARABIC", "ARMENIAN", "BENGALI", "BOPOMOFO", "CJK", "CYRILLIC", "DEVANAGARI", "ETHIOPIC"),
        *("GEORGIAN", "GREEK", "GUJARATI", "GURMUKHI", "HANGUL", "HEBREW", "HIRAGANA", "KANNADA"),
        *("KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC", "KHMER", "LAO", "LATIN", "MALAYALAM"),
        *("MONGOLIAN", "MYANMAR", "ORIYA", "SINHALA", "TAMIL", "TELUGU", "THAANA", "THAI"),
        "TIBETAN",
    }
)
"""The scripts in everyday use (Unicode Standard Annex 31, table 5) and Mongolian, as letters are
named. Others have letters that look like Latin ones.
"""
_EAST_ASIAN = frozenset[str]().union(*_TOGETHER)
_LINKS = re.compile(r"[@#=$\\]|://|(?<![\w<])/(?=\w)|\w\.[^\W\d_]{2}")
_OPENING = frozenset({"Ps", "Pi"})


def person_name(text: str) -> str:
    """Parse a person's name: letters, with spaces and - ' . , between; "Surname, Given" too.

    Raises ParseError with the rule that is broken.
    """
    typed = text.strip()
    if len(typed) > MAX_CHARS:
        raise ParseError("parse.person_name", most=MAX_PERSON_CHARS)
    if any(_hides(typed, at) for at in range(len(typed))):
        raise ParseError("parse.hidden")
    if any(map(_is_styled, typed)):
        raise ParseError("parse.person_name_sign")
    name = _tidy(clean(visible(typed.translate(_APOSTROPHES))))
    for rule, is_broken in _PERSON_RULES.items():
        if is_broken(name):
            raise ParseError(rule, most=MAX_PERSON_CHARS)
    return _DOT_INSIDE.sub(_apart, name)


def hospital_name(text: str) -> str:
    """Parse the name of a hospital that is registered: 1 to 50 characters with a letter or digit.

    Raises ParseError with the rule that is broken.
    """
    name = wanted_hospital(text)
    for rule, is_broken in _HOSPITAL_RULES.items():
        if is_broken(name):
            raise ParseError(rule)
    return name


def wanted_hospital(text: str) -> str:
    """Parse a hospital's name to look for, also one that could not be registered any more.

    Raises ParseError.
    """
    name = "" if len(text) > MAX_CHARS else clean(visible(text))
    if len(name) > MAX_HOSPITAL_CHARS or not any(c.isalnum() for c in name):
        raise ParseError("parse.hospital_name", most=MAX_HOSPITAL_CHARS)
    return name


def _hides(text: str, at: int) -> bool:
    """Whether nothing is seen of that character, though the script does not need it there."""
    c, before = text[at], text[at - 1 : at]
    needed = c in _JOINERS and before != "" and ord(before) in _JOINING and _is_letter(before)
    shaped = ord(c) in _IDEOGRAPH_VARIANTS and _script(before) == "CJK"
    return is_unseen(c) and not needed and not shaped


def _is_styled(c: str) -> bool:
    """Whether it is a styled variant of a letter (bold, circled, squared), or white space other
    than between words.
    """
    if c.isspace():
        return unicodedata.category(c) != "Zs"
    return unicodedata.decomposition(c).startswith(_STYLED)


def _tidy(name: str) -> str:
    dashed = "".join("-" if unicodedata.category(c) == "Pd" or c == "\u2212" else c for c in name)
    return re.sub(r" ?, ?", ", ", re.sub(r" ?- ?", "-", dashed)).strip()


def _apart(found: re.Match[str]) -> str:
    """`J.Kim` as `J. Kim`, which is no domain; `J.R.R. Kim` and `Ph.D.` stay."""
    return f"{found[0]} " if _letters(found[2]) > 1 else found[0]


def _letters(piece: str) -> int:
    """How many letters, not counting the signs on them."""
    return sum(map(str.isalpha, piece))


def _has_digit(name: str) -> bool:
    return any(c.isnumeric() and unicodedata.category(c)[0] == "N" for c in name)


def _has_odd_length(name: str) -> bool:
    return not 1 <= len(name) <= MAX_PERSON_CHARS


def _has_odd_sign(name: str) -> bool:
    seen = _SON_OF.sub("", name).removeprefix("'")
    return (
        not unicodedata.category(seen[:1] or " ").startswith("L")
        or name[-1] in "-,·・"
        or not all(c in _SIGNS or _is_letter(c) for c in seen)
        or name.count(",") > 2
        or " ." in name
        or _IN_QUOTES.search(name) is not None
        or _DOUBLED.search(_FINE_DOUBLES.sub("", name)) is not None
    )


def _has_odd_dot(name: str) -> bool:
    """A dot between letters that neither follows an initial nor stands before one."""
    return any(
        min(_letters(found[1]), _letters(found[2])) != 1 or found[1].islower() or found[2].islower()
        for found in _DOT_INSIDE.finditer(name)
    )


def _has_odd_marks(name: str) -> bool:
    """Marks that stand alone, enclose, cross out, repeat, pile up or are of another script."""
    base, marks = "", ""
    for c in unicodedata.normalize("NFD", name):
        if unicodedata.category(c)[0] != "M":
            base, marks = c, ""
            continue
        shared = sum(unicodedata.name(each, "").startswith("COMBINING") for each in marks + c)
        if (
            not _is_mark_of(base, c)
            or marks[-1:] == c
            or shared > MAX_SHARED_MARKS
            or len(marks) >= MAX_OWN_MARKS
        ):
            return True
        marks += c
    return False


def _is_mark_of(base: str, mark: str) -> bool:
    """Whether it is an accent, or a mark of that letter's script."""
    name = unicodedata.name(mark, "?")
    shared = name.startswith("COMBINING")
    crosses = unicodedata.category(mark) == "Me" or "OVERLAY" in name
    return base.isalpha() and not crosses and (shared or _script(mark) == _script(base))


def _mixes_scripts(name: str, *, joined: bool = False) -> bool:
    """Whether scripts stand beside each other that are not written together; `joined`: Latin may
    stand in one word with those of East Asia.
    """
    words = [_scripts(word) for word in name.split()]
    others = frozenset[str]().union(*words) - {"LATIN"}
    if not _are_together(others) or not others <= _SCRIPTS:
        return True
    return not (joined and others <= _EAST_ASIAN) and any(
        "LATIN" in word and len(word) > 1 for word in words
    )


def _are_together(scripts: frozenset[str]) -> bool:
    return len(scripts) <= 1 or any(scripts <= each for each in _TOGETHER)


def _scripts(word: str) -> frozenset[str]:
    """The scripts of the letters, by the first word of their Unicode names."""
    return frozenset(map(_script, filter(str.isalpha, word))) - {"MODIFIER"}


def _script(c: str) -> str:
    return unicodedata.name(c, "?").partition(" ")[0] if c else ""


def _is_letter(c: str) -> bool:
    like_a_sign = _is_jamo(c) or c in _LIKE_SIGNS
    return bool(c) and unicodedata.category(c)[0] in "LM" and not like_a_sign


def _is_jamo(c: str) -> bool:
    """A part of a Korean syllable that stands alone."""
    return "\u1100" <= c <= "\u11ff" or "\ua960" <= c <= "\ua97f" or "\ud7b0" <= c <= "\ud7ff"


def _starts_with_sign(name: str) -> bool:
    """A table program would take = + - @ at the start of a cell for a formula."""
    first = name[1:2] if unicodedata.category(name[0]) in _OPENING else name[0]
    return not first.isalnum()


Rules = dict[str, Callable[[str], bool]]
_PERSON_RULES: Rules = {
    "parse.person_name": _has_odd_length,
    "parse.person_name_digit": _has_digit,
    "parse.name_marks": _has_odd_marks,
    "parse.person_name_jamo": lambda name: any(map(_is_jamo, name)),
    "parse.person_name_sign": _has_odd_sign,
    "parse.person_name_dot": _has_odd_dot,
    "parse.name_scripts": _mixes_scripts,
    "parse.person_name_word": has_reserved_word,
}
_HOSPITAL_RULES: Rules = {
    "parse.hospital_name_start": _starts_with_sign,
    "parse.hospital_name_link": lambda name: _LINKS.search(name) is not None,
    "parse.name_marks": _has_odd_marks,
    "parse.name_scripts": lambda name: _mixes_scripts(name, joined=True),
}
