"""Parsers of typed text, the only ones other packages import.

Each returns a value or raises `ParseError` with the text key of the broken rule. None reads the
database: whether a hospital exists is decided elsewhere.
"""

from handlers.parsing.arguments import (
    AddHospitalLine,
    CapacityLine,
    PartialHospital,
    add_hospital_line,
    capacity_line,
    name_and_day,
)
from handlers.parsing.dates import day, days
from handlers.parsing.fields import MAX_CAPACITY, capacity, code, note, phone
from handlers.parsing.id_numbers import looks_like_resident_number, refuse_resident_number
from handlers.parsing.line import read
from handlers.parsing.line_parts import (
    Doubt,
    HospitalName,
    Intent,
    PartKind,
    PartOfDay,
    Reading,
    TimeRange,
)
from handlers.parsing.names import hospital_name, person_name
from handlers.parsing.persons import doubt as name_doubt
from handlers.parsing.phrases import booking_line, command_of, says_stop, says_yes
from handlers.parsing.text import MAX_LINE_CHARS, ParseError, clean, visible

__all__ = [
    "MAX_CAPACITY",
    "MAX_LINE_CHARS",
    "AddHospitalLine",
    "CapacityLine",
    "Doubt",
    "HospitalName",
    "Intent",
    "ParseError",
    "PartKind",
    "PartOfDay",
    "PartialHospital",
    "Reading",
    "TimeRange",
    "add_hospital_line",
    "booking_line",
    "capacity",
    "capacity_line",
    "clean",
    "code",
    "command_of",
    "day",
    "days",
    "hospital_name",
    "looks_like_resident_number",
    "name_and_day",
    "name_doubt",
    "note",
    "person_name",
    "phone",
    "read",
    "refuse_resident_number",
    "says_stop",
    "says_yes",
    "visible",
]
