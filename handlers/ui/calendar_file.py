"""iCalendar file (RFC 5545) of a booking, for the calendar of a phone.

Calendars are shared with family and colleagues: the file has neither the patient's name nor what
kind of visit it is.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

PRODUCT = "-//checkup-bot//checkup-bot//EN"
MAX_LINE_OCTETS = 75
"""Without the line break (RFC 5545, 3.1)."""
_BOOKINGS = UUID("6f0d3c0e-6c1b-4a53-9c0a-6a3f5e1b7d42")
_LINE_BREAK = re.compile(r"\r\n?|\n")
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_SPECIAL = re.compile(r"[\\;,]")


class CalendarEvent(NamedTuple):
    """An event; `sequence` grows with each change of it. Without `start`, which has a time zone, it
    lasts the whole day; with it `minutes`, or no time at all.
    """

    uid: str
    sequence: int
    day: date
    summary: str
    location: str
    description: str
    start: datetime | None = None
    minutes: int | None = None


def booking_uid(*, bot: int, code: str) -> str:
    """UID of a booking, the same for life: by it calendars find the event that they have."""
    return str(uuid5(_BOOKINGS, f"{bot}/{code}"))


def to_ics(event: CalendarEvent, *, stamp: datetime, cancelled: bool = False) -> bytes:
    """The file that puts the event into a calendar, or takes it out when it is `cancelled`.

    `stamp` is the time at which the file is made. Raises ValueError for a time without a zone.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        f"METHOD:{'CANCEL' if cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{_utc(stamp)}",
        *_when(event),
        f"SUMMARY:{_escaped(event.summary)}",
        f"LOCATION:{_escaped(event.location)}",
        f"DESCRIPTION:{_escaped(event.description)}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(map(_folded, lines)).encode()


def _when(event: CalendarEvent) -> Iterator[str]:
    if event.start is None:
        yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
        yield "TRANSP:TRANSPARENT"  # it takes some hours of that day, which are not known
        return
    yield f"DTSTART:{_utc(event.start)}"
    if event.minutes is not None:
        yield f"DURATION:PT{event.minutes}M"


def _utc(instant: datetime) -> str:
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    """Escape a value of type TEXT; control characters, which are not allowed, are left out."""
    lines = (_CONTROLS.sub("", line) for line in _LINE_BREAK.split(text))
    return "\\n".join(_SPECIAL.sub(r"\\\g<0>", line) for line in lines)


def _folded(line: str) -> str:
    """Break a line after at most 75 octets, never within a letter."""
    parts, room = [], MAX_LINE_OCTETS
    for letter in line:
        octets = len(letter.encode())
        if octets > room:
            parts.append("\r\n ")
            room = MAX_LINE_OCTETS - 1
        parts.append(letter)
        room -= octets
    return "".join(parts) + "\r\n"
