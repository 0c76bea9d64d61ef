"""A line while it is read: what is left of it, what was found, and what is to be asked."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from handlers.parsing import dates, intents, persons
from handlers.parsing.calendar.found import CalendarWords
from handlers.parsing.calendar.rewriter import ReadContext
from handlers.parsing.fields import MAX_CAPACITY
from handlers.parsing.line_parts import Doubt, Intent, Part, PartKind
from handlers.parsing.words.scan import TAKEN
from handlers.texts import Value

Words = tuple[int, int]
"""Where words stand: the offsets of their first character and behind their last."""

_OPENS_OR_SETS = re.compile(r"(?<=[a-z0-9] )capacity [0-9]+$")
"""`20 March capacity 30` opens a day that there is not, and changes one that there is."""
_SAID_NAME = re.compile(r"이름|성함|name is")
_OF_A_VISIT = frozenset({Intent.BOOK, Intent.CHANGE, Intent.CANCEL, Intent.SHOW, Intent.WHEN})
"""What may be asked for another person."""
_HOLIDAYS = re.compile("공휴일|(?:public|bank|national) holidays")
"""Days that are not looked up by this word: beside one day its reason, else to be asked for."""
_NOT_OPENED = re.compile("(?:열지|오픈하지|받지|등록하지) ?(?:는 ?)?(?:말|마)")
"""Said of a day beside others that are opened."""


@dataclass(frozen=True, slots=True)
class FoundCalendar:
    """The days and times of what was left of a line when they were looked for."""

    rest: str
    context: ReadContext
    words: CalendarWords


@dataclass(slots=True)
class LineState:
    """A line while it is read: what is left of it, and what was found."""

    text: str
    rest: str
    today: date
    calendar: FoundCalendar | None = None
    parts: list[Part] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    ambiguous: set[PartKind] = field(default_factory=set)
    unread: list[Words] = field(default_factory=list)

    def take(self, kind: PartKind, *words: Words) -> None:
        """Note the words as a part, and take them out of what is left."""
        self.parts += [Part(kind, start, end) for start, end in words]
        self.rest = masked(self.rest, words)

    def skip(self, words: Iterable[Words]) -> None:
        """Take words out of what is left that say nothing."""
        self.rest = masked(self.rest, words)

    def skip_words(self, *patterns: re.Pattern[str]) -> None:
        """Skip what a pattern finds, of one with a group that group."""
        for pattern in patterns:
            self.skip([found.span(pattern.groups) for found in pattern.finditer(self.rest)])

    def leave(self, kind: PartKind, words: Words, rule: str, **values: Value) -> None:
        """Name words as unread, and why."""
        self.unread.append(words)
        self.rest = masked(self.rest, [words])
        self._note(Doubt(kind, self.text[words[0] : words[1]], rule, tuple(values.items())))

    def doubt(self, kind: PartKind, words: Sequence[Words], rule: str, **values: Value) -> None:
        """Name words as ambiguous, and why."""
        self.ambiguous.add(kind)
        start, end = (words[0][0], words[-1][1]) if words else (0, len(self.text))
        self._note(Doubt(kind, self.text[start:end], rule, tuple(values.items())))

    def _note(self, doubt: Doubt) -> None:
        """Add a doubt with the values that its text may need."""
        values: dict[str, Value] = {
            "example": dates.example(self.today),
            "until": dates.example(self.today, weeks=3),
            "first": self.today + timedelta(weeks=3),
            "last": self.today + timedelta(weeks=1),
            "words": doubt.words,
            "most": MAX_CAPACITY,
        }
        self.doubts.append(replace(doubt, values=tuple((values | dict(doubt.values)).items())))


def lowered(text: str) -> str:
    """In lower case without a change of length, so that offsets stay."""
    return "".join(low if len(low := c.lower()) == 1 else c for c in text)


def masked(text: str, words: Iterable[Words]) -> str:
    for start, end in words:
        text = text[:start] + TAKEN * (end - start) + text[end:]
    return text


def doubt_intent(line: LineState, intent: Intent | None, *, named: bool) -> None:
    """Ask whether days are opened or a person is booked, or places are set or added."""
    opens_or_sets = intent is Intent.CAPACITY and _OPENS_OR_SETS.search(line.text)
    if opens_or_sets or (intent is Intent.OPEN and named):
        line.doubt(PartKind.INTENT, (), "parse.intent")


def doubt_meaning(
    line: LineState, calendar: CalendarWords, intent: Intent | None, *, named: bool, desk: bool
) -> None:
    """Ask which days, whose visit or which wish is meant; `named`: a person is."""
    _doubt_days(line, calendar, intent, named=named, desk=desk)
    if desk:
        _doubt_refusal(line, calendar, intent)
    elif not named:
        _doubt_patient(line, intent)


def _doubt_patient(line: LineState, intent: Intent | None) -> None:
    """Ask whose visit is meant where a relative has it, or comes along; not of a number of them."""
    found = persons.relative(line.text)
    kinds = {part.kind for part in line.parts}
    visit = intent in _OF_A_VISIT or (intent is None and kinds & {PartKind.DAYS, PartKind.HOSPITAL})
    if found and visit and PartKind.PLACES not in kinds:
        line.doubt(PartKind.PERSON, [found], "parse.unread")


def _doubt_refusal(line: LineState, calendar: CalendarWords, intent: Intent | None) -> None:
    """Ask what the desk means by "no", by places on days that it closes or cannot open, and which
    of several days it does not open.
    """
    kinds = {part.kind for part in line.parts}
    of_days = PartKind.DAYS in kinds and kinds & {PartKind.HOSPITAL, PartKind.PLACES}
    denied = intent is Intent.NO and of_days
    unsure = intent in (Intent.OPEN, Intent.CAPACITY) and intents.denies(line.text)
    if denied or (PartKind.PLACES in kinds and (unsure or intent is Intent.CLOSE)):
        line.doubt(PartKind.INTENT, (), "parse.intent")
    if len(calendar.day_words) > 1 and _NOT_OPENED.search(line.text):
        line.doubt(PartKind.DAYS, sorted(calendar.day_words), "parse.day_order")


def _doubt_days(
    line: LineState, calendar: CalendarWords, intent: Intent | None, *, named: bool, desk: bool
) -> None:
    """Ask for times of which only a change takes the last, for days that may be a name, that a
    change may count from the booked day, and which days the desk closes, where it names a weekday,
    public holidays or only a hospital.
    """
    if calendar.several_times and intent is not Intent.CHANGE:
        line.doubt(PartKind.TIME, calendar.time_words, "parse.time_order")
    name = calendar.days and not named and _SAID_NAME.search(line.text)
    change = intent is Intent.CHANGE and calendar.by_length
    kinds = {part.kind for part in line.parts} | {doubt.kind for doubt in line.doubts}
    no_day = PartKind.HOSPITAL in kinds and PartKind.DAYS not in kinds
    holidays = len(calendar.days) != 1 and _HOLIDAYS.search(line.text.casefold()) is not None
    close = desk and intent is Intent.CLOSE and (calendar.on_weekday or no_day or holidays)
    if name or change or close:
        line.doubt(PartKind.DAYS, calendar.day_words, "parse.day_order")
