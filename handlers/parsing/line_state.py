"""A line while it is read: what is left of it, and what was found."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from handlers.parsing import dates
from handlers.parsing.calendar.found import CalendarWords
from handlers.parsing.calendar.rewriter import ReadContext
from handlers.parsing.fields import MAX_CAPACITY
from handlers.parsing.line_parts import Doubt, Part, PartKind
from handlers.parsing.words.scan import TAKEN
from handlers.texts import Value

Words = tuple[int, int]
"""Where words stand: the offsets of their first character and behind their last."""


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
