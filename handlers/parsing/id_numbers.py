"""Detection of numbers that must not be stored: resident registration and bank card numbers.

The text is not kept, and no input raises another error.
"""

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate

from handlers.parsing.text import ParseError, is_unseen, plain_dashes

_MIN_DIGITS = 11  # 88.1.1-1234567
_DIGITS, _FRONT_DIGITS = 13, 6
_RUN = re.compile(r"(?<![0-9+])[0-9](?:(?:[^\w+]|[_년월일생]){0,6}[0-9])*")
"""Digits with at most a few signs between them; after a + they are a telephone number."""
_GROUP = re.compile(r"[0-9]+")
_BACKS = {(7,), (1, 6), (1, 3, 3), (1,) * 7}
"""How the seven digits of the back part are grouped wherever the birth date stands before them."""
_CONTIGUOUS_BACKS = {(3, 4), (4, 3)}
"""How else where the birth date is one group or three, and the same signs stand everywhere."""
_CENTURIES = {"19": "1256", "20": "3478"}
"""First digits of the back part of those born then; 5 to 8 are for foreigners."""
_DATED = re.compile(
    r"(?<![0-9+])(?=(19|20)?[0-9]{2}(?=[0-9]{4}(?![0-9])|[^0-9])"
    r"([-./ ]{0,2}|년 ?)(1[0-2]|0?[1-9])(?:\2|월 ?)([12][0-9]|3[01]|0?[1-9])(?![0-9])"
    r"(?:(?:[^\w+]|[_일생]){0,6}|[^0-9]{0,16}(?:뒷|뒤|주민|등록번호|back|last|resident"
    r"|다시|대시|빼기|dash|minus|[남여])[^0-9]{0,16})"
    r"([1-8])[\W_]{0,3}[0-9]{6}(?![0-9]))",
    re.IGNORECASE,
)
"""A birth date in other forms, also with words between it and the back part."""
_UNDIVIDED = re.compile(
    r"(?<![0-9+])(19|20)?[0-9]{2}([0-9]{2})([0-9]{2})[^0-9]{0,12}([1-8])[0-9]{6}(?![0-9원])"
)
"""A birth date and a back part of one group each, whatever stands between; no sum of money."""
_MISTYPED = re.compile(r"(?<![A-Za-z0-9])(?:[0-9OoIl]{6,8}|[0-9OoIl]{13})(?![A-Za-z0-9])")
_SPELLED = re.compile(r"[공영일이삼사오육륙칠팔구]{6,}")
_AS_DIGITS = str.maketrans("OoIl공영일이삼사오육륙칠팔구", "0011001234566789")
_LINES = frozenset("\u3161\u3163\u4e00")
"""Letters ㅡ, ㅣ and 一 that are typed for a dash."""
_BORN = re.compile("[01][0-9][0-3][0-9][1-8]")
"""Month and day of a birth date with a century's digit, to be looked for cheaply."""
_BIRTHDAYS = frozenset(f"{date(2000, 1, 1) + timedelta(days=n):%m%d}" for n in range(366))
"""Month and day of each day that there is, at least in a leap year."""
_CARD = re.compile(
    r"(?<![0-9-])(?:[0-9]{4}([ -]?)[0-9]{4}\1[0-9]{4}\1[0-9]{4}"
    r"|3[0-9]{3}([ -]?)[0-9]{6}\2[0-9]{5})(?![0-9-])"
)


def looks_like_resident_number(text: str) -> bool:
    """Whether the text may contain a Korean resident or alien registration number.

    That is a birth date of six digits, a digit from 1 to 8 for century, sex and nationality, and
    six more; in any digits, spaced or grouped in any way that is no list of dates and numbers.
    """
    plain = _SPELLED.sub(_as_digits, _MISTYPED.sub(_as_digits, _plain_digits(text)))
    if sum(map(str.isdigit, plain)) < _MIN_DIGITS:
        return False
    return (
        any(map(_is_undivided, _UNDIVIDED.finditer(plain)))
        or any(map(_is_dated, _DATED.finditer(plain)))
        or any(map(_has_number, _RUN.findall(plain)))
    )


def refuse_card_number(text: str) -> None:
    """Raise ParseError if the text may contain a bank card number."""
    if any(_luhn(found.group()) for found in _CARD.finditer(_plain_digits(plain_dashes(text)))):
        raise ParseError("parse.card_number")


def _as_digits(found: re.Match[str]) -> str:
    return found[0].translate(_AS_DIGITS)


def _is_undivided(found: re.Match[str]) -> bool:
    century, month, day, back = found.groups()
    return _is_birthday(month, day) and (century is None or back in _CENTURIES[century])


def _is_dated(found: re.Match[str]) -> bool:
    century, _, month, day, back = found.groups()
    return _is_birthday(month, day) and (century is None or back in _CENTURIES[century])


def _has_number(run: str) -> bool:
    """Whether some of the groups of digits are a number of 13 in all."""
    groups = _GROUP.findall(run)
    digits = "".join(groups)
    if len(digits) < _DIGITS or _BORN.search(digits) is None:
        return False
    signs: list[str] = []
    at = {start: group for group, start in enumerate(accumulate(map(len, groups), initial=0))}
    for start, first in at.items():
        end = at.get(start + _DIGITS)
        if end is None or not _is_number(digits, start):
            continue
        signs = signs or [each.strip(" 년월일생") for each in _GROUP.split(run)]
        sizes = tuple(map(len, groups[first:end]))
        if _is_grouped(sizes, tuple(signs[first + 1 : end + 1])):
            return True
    return False


@lru_cache(maxsize=512)
def _is_grouped(sizes: tuple[int, ...], signs: tuple[str, ...]) -> bool:
    """Whether digits so grouped are one number, and no list of dates and of other numbers; `signs`
    are those between the groups, and the one behind.
    """
    ends = list(accumulate(sizes))
    if _FRONT_DIGITS not in ends:  # 8801011 234567
        return sizes == (_DIGITS,) or (_FRONT_DIGITS + 1 in ends and sizes[-1] == 6)
    front = ends.index(_FRONT_DIGITS) + 1
    back = sizes[front:]
    if back in _BACKS:
        return len(set(signs[: front - 1])) <= 1  # 12/05 30 is no date
    # 880101 123 4567, but neither 261205 234-5678 nor 261205 254 1588-1234.
    alike = len(set(signs[:-1])) == 1 and not signs[-1]
    if front == 1 and signs[0] == "-":  # 880101-12-34567, but no dates as in 261205-261212-3
        return alike and back != (6, 1)
    return alike and back in _CONTIGUOUS_BACKS and sizes[:front] in {(6,), (2, 2, 2)}


def _is_number(digits: str, start: int) -> bool:
    """Whether the digits from there on are a birth date and a century's digit."""
    return digits[start + 6] in "12345678" and digits[start + 2 : start + 6] in _BIRTHDAYS


def _is_birthday(month: str, day: str) -> bool:
    return f"{month:0>2}{day:0>2}" in _BIRTHDAYS


def _plain_digits(text: str) -> str:
    return "".join([c if " " <= c <= "~" else _plain_digit(c) for c in text])


@lru_cache(maxsize=4096)
def _plain_digit(c: str) -> str:
    digit = unicodedata.digit(c, None)
    if digit is not None:
        return str(digit)
    if c.isspace():
        return " "
    if c in _LINES:
        return "-"
    # Combining marks go too: an emoji keycap is a digit with two of them.
    return "" if is_unseen(c) or unicodedata.category(c) in {"Mn", "Me"} else plain_dashes(c)


def _luhn(number: str) -> bool:
    digits = [int(c) for c in reversed(number) if c.isdecimal()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
