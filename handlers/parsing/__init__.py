"""Parsers of typed text, the only ones other packages import.

Each returns a value or raises `ParseError` with the text key of the broken rule. None reads the
database: whether a hospital exists is decided elsewhere.
"""

from handlers.parsing.affirmations import says_yes
from handlers.parsing.fields import MAX_CAPACITY, capacity, code, note, phone
from handlers.parsing.id_numbers import looks_like_resident_number
from handlers.parsing.line import MAX_DESK_LINE_CHARS, read
from handlers.parsing.line_parts import (
    Doubt,
    HospitalName,
    Intent,
    PartKind,
    PlacesChange,
    Reading,
)
from handlers.parsing.names import hospital_name, person_name
from handlers.parsing.persons import doubt as name_doubt
from handlers.parsing.text import MAX_LINE_CHARS, ParseError, UnreadWords, clean, visible

__all__ = [
    "MAX_CAPACITY",
    "MAX_DESK_LINE_CHARS",
    "MAX_LINE_CHARS",
    "Doubt",
    "HospitalName",
    "Intent",
    "ParseError",
    "PartKind",
    "PlacesChange",
    "Reading",
    "UnreadWords",
    "capacity",
    "clean",
    "code",
    "hospital_name",
    "looks_like_resident_number",
    "name_doubt",
    "note",
    "person_name",
    "phone",
    "read",
    "says_yes",
    "visible",
]
