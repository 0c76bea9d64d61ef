"""Typed lines and their right readings: the files of `corpus/`, described in its README."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from handlers.parsing import HospitalName, Intent

TODAY = date(2027, 3, 1)
FOLDER = Path(__file__).with_name("corpus")
LANGUAGES = ("ko", "en")
HOSPITALS = tuple(
    HospitalName(number, names)
    for number, names in enumerate(
        (
            ("한빛병원", "Hanbit Hospital"),
            ("새봄의원", "Saebom Clinic"),
            ("가온내과", "Gaon Internal Medicine"),
            ("오늘내과", "Oneul Clinic"),
            ("강남한빛병원", "Gangnam Hanbit Hospital"),
        ),
        1,
    )
)


@dataclass(frozen=True)
class Right:
    """One right reading of a line."""

    intent: Intent | None
    hospital: frozenset[str]
    days: frozenset[date]
    weekly: frozenset[int]
    excluded: frozenset[date | int]
    time: tuple[str, ...]
    part: str | None
    places: int | None
    person: str | None
    code: str | None
    phone: str | None
    unread: tuple[str, ...]
    certainty: str
    bound: bool
    """Days or time are one end of an open stretch, such as 3/20 이후."""

    @property
    def ambiguous(self) -> bool:
        return self.certainty == "ambiguous"


@dataclass(frozen=True)
class Line:
    """A typed line, and all readings that are right."""

    text: str
    language: str
    kind: str
    desk: bool
    rights: tuple[Right, ...]
    note: str


@cache
def lines(name: str) -> tuple[Line, ...]:
    """All lines of a file, such as ko or en_held."""
    rows = (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()
    return tuple(line_of(json.loads(row), name.partition("_")[0]) for row in rows)


def line_of(row: Mapping[str, Any], language: str) -> Line:
    """The line that a row of a file describes."""
    rights = [_right(row), *(_right({**row, **other}) for other in row.get("also", ()))]
    desk = row.get("who") == "desk"
    return Line(row["text"], language, row["kind"], desk, tuple(rights), row.get("note", ""))


def _right(row: Mapping[str, Any]) -> Right:
    intent, hospital = row.get("intent"), row.get("hospital") or ()
    return Right(
        intent=Intent(intent) if intent else None,
        hospital=frozenset([hospital] if isinstance(hospital, str) else hospital),
        days=frozenset(map(date.fromisoformat, row.get("days", ()))),
        weekly=frozenset(row.get("weekly", ())),
        excluded=frozenset(map(_day_or_weekday, row.get("excluded", ()))),
        time=tuple(row.get("time") or ()),
        part=row.get("part"),
        places=row.get("places"),
        person=row.get("person"),
        code=row.get("code"),
        phone=row.get("phone"),
        unread=tuple(row.get("unread", ())),
        certainty=row.get("certainty", "certain"),
        bound=row.get("bound", False),
    )


def _day_or_weekday(value: str | int) -> date | int:
    return value if isinstance(value, int) else date.fromisoformat(value)
