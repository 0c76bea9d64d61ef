"""Detection of numbers that must not be stored: resident registration and bank card numbers.

The text is not kept, and no input raises another error.
"""

import re
import unicodedata

from handlers.parsing.text import ParseError, plain_dashes

_RESIDENT = re.compile(
    r"(?<![0-9])[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[\W_]{0,3}[1-8][0-9]{6}(?![0-9])"
)
_CARD = re.compile(
    r"(?<![0-9-])(?:[0-9]{4}([ -]?)[0-9]{4}\1[0-9]{4}\1[0-9]{4}"
    r"|3[0-9]{3}([ -]?)[0-9]{6}\2[0-9]{5})(?![0-9-])"
)


def looks_like_resident_number(text: str) -> bool:
    """Whether the text may contain a Korean resident registration number, in any digits."""
    return _RESIDENT.search(_plain_digits(text)) is not None


def refuse_resident_number(text: str) -> None:
    """Raise ParseError if the text may contain a resident registration number."""
    if looks_like_resident_number(text):
        raise ParseError("parse.resident")


def refuse_card_number(text: str) -> None:
    """Raise ParseError if the text may contain a bank card number."""
    if any(_luhn(found.group()) for found in _CARD.finditer(_plain_digits(plain_dashes(text)))):
        raise ParseError("parse.card_number")


def _plain_digits(text: str) -> str:
    return "".join(map(_plain_digit, text))


def _plain_digit(c: str) -> str:
    digit = unicodedata.digit(c, None)
    if digit is not None:
        return str(digit)
    if c.isspace():
        return " "
    # Combining marks go too: an emoji keycap is a digit with two of them.
    return "" if unicodedata.category(c) in {"Cf", "Cc", "Mn", "Me"} else c


def _luhn(number: str) -> bool:
    digits = [int(c) for c in reversed(number) if c.isdecimal()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
