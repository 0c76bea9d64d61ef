"""Typed fields, one parser each; whether a value is known or free is decided elsewhere."""

import re
import unicodedata

from handlers.parsing.id_numbers import refuse_card_number
from handlers.parsing.text import ParseError, clean, clean_prose, plain_dashes, visible

MAX_CAPACITY = 1000
MAX_HOSPITAL_CHARS = 50
MAX_PERSON_CHARS = 30
MAX_NOTE_CHARS = 200

_CAPACITY = re.compile(r"([0-9]{1,4})(?: ?명)?")
_PHONE = re.compile(r"\+?[0-9]+(?:-[0-9]+)*")
_CODE = re.compile(r"HS([0-9A-HJKMNP-TV-Z]{6})")
_CURLY = str.maketrans("\u2018\u2019\u02bc", "'''")


def capacity(text: str) -> int:
    """Parse a capacity from 1 to 1,000: `30` or `30명`. Raises ParseError."""
    found = _CAPACITY.fullmatch(clean(text))
    places = int(found[1]) if found else 0
    if not 1 <= places <= MAX_CAPACITY:
        raise ParseError("parse.capacity", most=MAX_CAPACITY)
    return places


def hospital_name(text: str) -> str:
    """Parse a hospital name: 1 to 50 characters with a letter or digit. Raises ParseError."""
    name = clean(visible(text))
    if len(name) > MAX_HOSPITAL_CHARS or not any(c.isalnum() for c in name):
        raise ParseError("parse.hospital_name", most=MAX_HOSPITAL_CHARS)
    return name


def person_name(text: str) -> str:
    """Parse a person's name: 2 to 30 letters, with spaces and '-. between. Raises ParseError."""
    name = clean(visible(text)).translate(_CURLY)
    if (
        not 2 <= len(name) <= MAX_PERSON_CHARS
        or not name[0].isalpha()
        or not all(map(_in_name, name))
    ):
        raise ParseError("parse.person_name", most=MAX_PERSON_CHARS)
    return name


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
    """Parse a booking code to the form `HS-7K3QX2`. Characters that no code contains are not
    guessed.

    Raises ParseError.
    """
    found = _CODE.fullmatch(re.sub(r"[- ]", "", plain_dashes(clean(text))).upper())
    if found is None:
        raise ParseError("parse.code")
    return f"HS-{found[1]}"


def _in_name(c: str) -> bool:
    return c in " '-." or unicodedata.category(c)[0] in "LM"
