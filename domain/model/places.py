"""Hospitals, their programs and their slots."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

WHOLE_DAY = ""
"""Start of a slot that has no time."""
IMPLICIT_PROGRAM = ""
"""Name of the program of a hospital that has not named any."""


class HospitalState(StrEnum):
    """State of a hospital: bookable, taking no new bookings, gone."""

    OPEN = "open"
    PAUSED = "paused"
    DELETED = "deleted"


class ProgramState(StrEnum):
    """State of a program: bookable, taking no new bookings, gone."""

    OPEN = "open"
    CLOSED = "closed"
    DELETED = "deleted"


class SlotState(StrEnum):
    """State of a slot. `closing`: a closure that can still be undone; `closed`: no new bookings."""

    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Hospital:
    """A hospital. `key` is unique among live ones."""

    id: int
    name: str
    key: str
    phone: str | None
    note: str | None
    state: HospitalState

    @property
    def deleted(self) -> bool:
        """Whether it is gone."""
        return self.state is HospitalState.DELETED


@dataclass(frozen=True, slots=True)
class Program:
    """A kind of screening at a hospital; the implicit one has no name."""

    id: int
    hospital: int
    name: str
    state: ProgramState


@dataclass(frozen=True, slots=True)
class Slot:
    """A hospital's places for a program on a civil date, from `start` (HH:MM) or all day long.
    `taken` counts its bookings and holds.
    """

    id: int
    hospital: int
    program: int
    day: date
    start: str
    capacity: int
    taken: int
    version: int
    state: SlotState

    @property
    def free(self) -> int:
        """Places that can be booked: none where it is not open."""
        return self.capacity - self.taken if self.state is SlotState.OPEN else 0

    @property
    def deleted(self) -> bool:
        """Whether it is gone."""
        return self.state is SlotState.DELETED


@dataclass(frozen=True, slots=True)
class Deletion:
    """Deletion of a hospital or of one of its dates, with its impact at that moment."""

    id: int
    hospital: int
    day: date | None
    by: int
    bookings: int
    people: int


def hospital_key(name: str) -> str:
    """Normalised name that two spellings of a hospital share: NFKC, casefold, no whitespace."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
