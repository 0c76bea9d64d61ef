"""Typed fields, one parser each; whether a value is known or free is decided elsewhere."""

import re

from domain.model import CODE_ALPHABET, CODE_CHARS, CODE_PREFIX
from handlers.parsing.id_numbers import refuse_card_number
from handlers.parsing.text import ParseError, clean, clean_prose, plain_dashes, visible

MAX_CAPACITY = 1000
MAX_NOTE_CHARS = 200

_CAPACITY = re.compile(r"([0-9]{1,4})(?: ?명)?")
_PHONE = re.compile(r"\+?[0-9]+(?:-[0-9]+)*")
_CODE = re.compile(
    rf"(?:예약번호[는은가:]?|CODE:?)?({CODE_PREFIX.rstrip('-')})?([0-9A-Z]{{{CODE_CHARS}}})"
)
_LOOK_ALIKE = str.maketrans("OIL", "011")
"""Letters that no code has, and the digits that they are taken for."""


def capacity(text: str) -> int:
    """Parse a capacity from 1 to 1,000: `30` or `30명`. Raises ParseError."""
    found = _CAPACITY.fullmatch(clean(text))
    places = int(found[1]) if found else 0
    if not 1 <= places <= MAX_CAPACITY:
        raise ParseError("parse.capacity", most=MAX_CAPACITY)
    return places


def phone(text: str) -> str:
    """Parse a phone number: digits and hyphens, optionally with a leading +. Raises ParseError."""
    typed = re.sub(r"[-. /()]+", "-", plain_dashes(clean(text))).strip("-").replace("+-", "+")
    if (
        not 7 <= len(typed) <= 20
        or not _PHONE.fullmatch(typed)
        or typed.count("-") > len(typed) - 7
    ):
        raise ParseError("parse.phone")
    return typed


def note(text: str) -> str:
    """Parse a preparation note: one line of at most 200 characters. Raises ParseError."""
    words = clean_prose(visible(text))
    if not 1 <= len(words) <= MAX_NOTE_CHARS:
        raise ParseError("parse.note", most=MAX_NOTE_CHARS)
    refuse_card_number(words)
    return words


def code(text: str) -> str:
    """Parse a booking code to the form `HS-7K3QX2`, with O for 0, and I and L for 1.

    `7K3QX2` and `예약번호 7K3QX2` are codes too; six letters without a digit need the prefix.
    Raises ParseError.
    """
    typed = re.sub(r"[- ]", "", plain_dashes(clean(text)))
    upper = "".join(c.upper() if c.isascii() else c for c in typed)
    found = _CODE.fullmatch(upper)
    if found is None or (not found[1] and not any(map(str.isdecimal, found[2]))):
        raise ParseError("parse.code")
    letters = found[2].translate(_LOOK_ALIKE)
    if not set(letters) <= set(CODE_ALPHABET):
        raise ParseError("parse.code")
    return CODE_PREFIX + letters
