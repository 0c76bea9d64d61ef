"""A typed line read into its parts: what is certain, what is ambiguous, what is unread.

The reader is deterministic and never raises for what a person means: a part has one certain value,
or the candidates that are to be asked, or it is named as unread. Nothing is guessed silently.
"""

import re
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from handlers.texts import Value


class Intent(StrEnum):
    """What a line asks for; the last ones are the front desk's."""

    BOOK = "book"
    CHANGE = "change"
    CANCEL = "cancel"
    RENAME = "rename"
    SHOW = "show"
    WHEN = "when"
    WHERE = "where"
    PREPARE = "prepare"
    PRICE = "price"
    CALL = "call"
    WAITLIST = "waitlist"
    LANGUAGE = "language"
    HELP = "help"
    THANKS = "thanks"
    YES = "yes"
    NO = "no"
    STOP = "stop"
    PERSON = "human"
    START = "start"
    HOSPITALS = "hospitals"
    PRIVACY = "privacy"
    OPEN = "open"
    CLOSE = "close"
    ROSTER = "roster"
    CAPACITY = "capacity"
    TODAY = "today"
    FIND = "find"
    BOOK_FOR = "bookfor"
    MOVE = "move"
    ANNOUNCE = "announce"


class PartOfDay(StrEnum):
    """A part of the day without a clock time."""

    MORNING = "morning"
    NOON = "noon"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class PlacesChange(StrEnum):
    """What becomes of a number of places: all there are to be, so many more, or fewer."""

    TO = "to"
    MORE = "more"
    FEWER = "fewer"


class PartKind(StrEnum):
    """The kinds of parts of a line."""

    INTENT = "intent"
    HOSPITAL = "hospital"
    DAYS = "days"
    TIME = "time"
    PLACES = "places"
    PERSON = "person"
    CODE = "code"
    PHONE = "phone"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class HospitalName:
    """A hospital and all names that find it, the one it is called by first."""

    id: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the line, as offsets into `Reading.text`."""

    kind: PartKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a part is ambiguous or unread: the words as typed, and a text key with its values.

    Keys are those of `parse.*`, as in ParseError: parse.day_past, parse.day_later (it has passed,
    the next such day is asked), parse.day_missing, parse.day_weekday, parse.day_order, ...
    """

    kind: PartKind
    words: str
    rule: str
    values: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class TimeRange:
    """From `first` to `last` o'clock of a civil day; one time where they are equal."""

    first: time
    last: time


@dataclass(frozen=True, slots=True)
class Reading:
    """A line in parts.

    `days`: the civil days named, sorted, net of `excluded`; the candidates where PartKind.DAYS is
    in `ambiguous`. `weekly`: ISO weekdays (1 Monday) of a pattern without bounds. `hospitals`: the
    one that is meant, or the candidates. `unread`: what was typed and not read, as typed; empty
    when every word is accounted for. `negated`: the intent that the line denies, as in
    "취소하지 마세요". `places_change`: whether `places` are all there are to be, or so many more or
    fewer, as in +10.
    """

    text: str
    parts: tuple[Part, ...] = ()
    intent: Intent | None = None
    negated: Intent | None = None
    hospitals: tuple[HospitalName, ...] = ()
    days: tuple[date, ...] = ()
    weekly: frozenset[int] = frozenset()
    excluded: tuple[date | int, ...] = ()
    time: TimeRange | None = None
    part_of_day: PartOfDay | None = None
    places: int | None = None
    places_change: PlacesChange = PlacesChange.TO
    person: str | None = None
    code: str | None = None
    phone: str | None = None
    unread: tuple[str, ...] = ()
    ambiguous: frozenset[PartKind] = frozenset()
    doubts: tuple[Doubt, ...] = ()
    found: object = field(default=None, compare=False, repr=False)
    """What the reader found of days and times, so that it reads them once of a line read twice."""

    @property
    def certain(self) -> bool:
        """Whether every part has one meaning and no word is unread."""
        return not self.ambiguous and not self.unread

    @property
    def only_intent(self) -> bool:
        """Whether it is certain, and all it says is what it asks for."""
        kinds = {part.kind for part in self.parts}
        return self.certain and self.intent is not None and kinds == {PartKind.INTENT}

    @property
    def other_words(self) -> list[str]:
        """The words, in lower case, no letter of which is in a part."""
        read = {at for part in self.parts for at in range(part.start, part.end)}
        rest = "".join(" " if at in read else c for at, c in enumerate(self.text.casefold()))
        return re.findall(r"[^\W_]+", rest)

    @property
    def whole(self) -> bool:
        """Whether all of its letters and digits are in a part, so that it has no other words."""
        read = {at for part in self.parts for at in range(part.start, part.end)}
        return all(at in read or not c.isalnum() for at, c in enumerate(self.text))

    @property
    def hospital(self) -> HospitalName | None:
        """The one hospital that is meant for certain, if any."""
        sure = len(self.hospitals) == 1 and PartKind.HOSPITAL not in self.ambiguous
        return self.hospitals[0] if sure else None

    @property
    def day(self) -> date | None:
        """The one day that is meant for certain, if any."""
        sure = len(self.days) == 1 and PartKind.DAYS not in self.ambiguous
        return self.days[0] if sure else None
