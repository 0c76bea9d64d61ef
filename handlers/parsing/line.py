"""Reader of typed lines: finders one after the other, each on what the ones before left over."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from handlers.parsing import hospital_names, intents, persons
from handlers.parsing.calendar.found import CalendarWords, find
from handlers.parsing.calendar.rewriting import Context
from handlers.parsing.numbers import Number, codes, phones, places
from handlers.parsing.reading import (
    Doubt,
    HospitalName,
    Intent,
    Part,
    PartKind,
    Reading,
    TimeRange,
)
from handlers.parsing.text import clean, plain_dashes
from handlers.parsing.words.scan import TAKEN
from handlers.texts import Value

Words = tuple[int, int]
_WORD = re.compile(r"[^ |]+")
_MARKS = ".,!?~'\"“”‘’…:;()[]{}<>#&+-*/^@_·、。♡♥"


@dataclass(slots=True)
class _Line:
    """A line while it is read: what is left of it, and what was found."""

    text: str
    rest: str
    today: date
    parts: list[Part] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    ambiguous: set[PartKind] = field(default_factory=set)
    unread: list[Words] = field(default_factory=list)

    def take(self, kind: PartKind, *words: Words) -> None:
        self.parts += [Part(kind, start, end) for start, end in words]
        self.rest = _masked(self.rest, words)

    def skip(self, words: Iterable[Words]) -> None:
        self.rest = _masked(self.rest, words)

    def leave(self, kind: PartKind, words: Words, rule: str, **values: Value) -> None:
        """Name words as unread, and why."""
        self.unread.append(words)
        self.rest = _masked(self.rest, [words])
        self.doubts.append(Doubt(kind, self.text[words[0] : words[1]], rule, tuple(values.items())))

    def doubt(self, kind: PartKind, words: Sequence[Words], rule: str, **values: Value) -> None:
        """Name words as ambiguous, and why."""
        self.ambiguous.add(kind)
        start, end = (words[0][0], words[-1][1]) if words else (0, len(self.text))
        self.doubts.append(Doubt(kind, self.text[start:end], rule, tuple(values.items())))


def read(
    text: str,
    *,
    today: date,
    language: str = "ko",
    hospitals: Sequence[HospitalName] = (),
    desk: bool = False,
    past: bool = False,
) -> Reading:
    """Read a line. `hospitals`: those whose names may be meant, of a caller that looked them up by
    `unread` of a first reading. `desk`: a line of the front desk, whose hospital must be exact to
    be certain, and which may open many days. `past`: days may lie up to 365 days back.

    Raises ParseError only for text that cannot be read at all: broken, or too long.
    """
    shown = plain_dashes(clean(text))
    line = _Line(shown, _lower(shown), today)
    code = _one(line, PartKind.CODE, codes(line.rest))
    phone = _one(line, PartKind.PHONE, phones(line.rest))
    exact = hospital_names.exact(line.rest, hospitals)
    if exact is not None:
        line.take(PartKind.HOSPITAL, (exact[1], exact[2]))
    context = Context(today, language, past, desk)
    calendar = _calendar(line, context)
    count = _places(line, calendar, desk=desk)
    named = (exact[0],) if exact is not None else ()
    if not named and desk and _names_before_intent(line, hospitals):
        named = _similar(line, hospitals, desk=desk)
    intent, negated = _intent(line, desk=desk)
    named = named or _similar(line, hospitals, desk=desk)
    person = _person(line)
    line.skip(intents.filler_spans(line.rest, desk=desk))
    days = calendar.ends if intent is Intent.CHANGE and calendar.ends else calendar.days
    if intent is None and negated is None and PartKind.INTENT not in line.ambiguous:
        intent = _meant(line, desk=desk, day=bool(days or calendar.weekly), count=count is not None)
    _leftovers(line)
    return Reading(
        shown,
        tuple(sorted(line.parts, key=lambda part: part.start)),
        intent=intent,
        negated=negated,
        hospitals=named,
        days=days,
        weekly=calendar.weekly,
        excluded=calendar.excluded,
        time=_time(calendar, intent),
        part_of_day=calendar.part,
        places=count,
        person=person,
        code=code,
        phone=phone,
        unread=tuple(shown[start:end] for start, end in sorted(line.unread)),
        ambiguous=frozenset(line.ambiguous),
        doubts=tuple(line.doubts),
    )


def _time(calendar: CalendarWords, intent: Intent | None) -> TimeRange | None:
    """The time; of a change "from 9 to 10" the new one."""
    if intent is Intent.CHANGE and calendar.time is not None and calendar.time_ends:
        return TimeRange(calendar.time.last, calendar.time.last)
    return calendar.time


def _lower(text: str) -> str:
    """In lower case without a change of length, so that offsets stay."""
    return "".join(low if len(low := c.lower()) == 1 else c for c in text)


def _masked(text: str, words: Iterable[Words]) -> str:
    for start, end in words:
        text = text[:start] + TAKEN * (end - start) + text[end:]
    return text


def _one(line: _Line, kind: PartKind, found: Sequence[Number]) -> str | None:
    """The one value there is; several are asked, a broken one is unread."""
    for each in found:
        if not each.value:
            line.leave(kind, (each.start, each.end), f"parse.{kind}")
    good = [each for each in found if each.value]
    line.take(kind, *((each.start, each.end) for each in good))
    if len({each.value for each in good}) > 1:
        line.doubt(kind, [(each.start, each.end) for each in good], f"parse.{kind}")
        return None
    if good and good[0].doubt:
        line.doubt(kind, [(good[0].start, good[0].end)], good[0].doubt)
    return good[0].value if good else None


def _calendar(line: _Line, context: Context) -> CalendarWords:
    found = find(line.rest, context)
    asked = intents.find(line.rest, desk=context.desk)
    inside = [
        (start, end)
        for start, end in (asked.spans if asked else ())
        if any(start <= a and b <= end and (a, b) != (start, end) for a, b in found.time_words)
    ]
    if inside:  # "아침 먹어도 돼요?": the meal, no part of the day
        kept = line.rest
        found = find(_masked(kept, inside), context)
    line.take(PartKind.DAYS, *found.day_words)
    line.take(PartKind.TIME, *found.time_words)
    for start, end, rule in found.unread:
        line.leave(PartKind.DAYS, (start, end), rule)
    if found.days_doubt:
        line.doubt(PartKind.DAYS, sorted(found.day_words), found.days_doubt)
    if found.weekly and found.days and not found.days_doubt:
        line.doubt(PartKind.DAYS, sorted(found.day_words), "parse.day_order")
    if found.time_doubt:
        line.doubt(PartKind.TIME, sorted(found.time_words), found.time_doubt)
    return found


def _places(line: _Line, calendar: CalendarWords, *, desk: bool) -> int | None:
    found = places(
        line.rest, desk=desk and bool(calendar.days or calendar.weekly or calendar.unread)
    )
    line.take(PartKind.PLACES, *((each.start, each.end) for each in found if each.value))
    for each in found:
        if not each.value:
            line.leave(PartKind.PLACES, (each.start, each.end), "parse.capacity")
    values = {each.value for each in found if each.value}
    if len(values) > 1:
        line.doubt(PartKind.PLACES, [(each.start, each.end) for each in found], "parse.capacity")
        return None
    return int(values.pop()) if values else None


def _intent(line: _Line, *, desk: bool) -> tuple[Intent | None, Intent | None]:
    found = intents.find(line.rest, desk=desk)
    if found is None:
        return None, None
    line.take(PartKind.INTENT, *found.spans)
    if found.intent is None and found.negated is None:
        line.doubt(PartKind.INTENT, sorted(found.spans), "parse.intent")
    return found.intent, found.negated


def _names_before_intent(line: _Line, hospitals: Sequence[HospitalName]) -> bool:
    """Whether a desk line asks for one thing only once part of a hospital's name is set aside:
    the 미래 of 미래의원 also resembles a word for a change.
    """
    asked = intents.find(line.rest, desk=True)
    if asked is None or asked.intent is not None or asked.negated is not None:
        return False
    named = hospital_names.similar(line.rest, hospitals, desk=True)
    if named is None:
        return False
    apart = intents.find(_masked(line.rest, [(named.start, named.end)]), desk=True)
    return apart is not None and apart.intent is not None


def _similar(
    line: _Line, hospitals: Sequence[HospitalName], *, desk: bool
) -> tuple[HospitalName, ...]:
    found = hospital_names.similar(line.rest, hospitals, desk=desk)
    if found is None:
        return ()
    line.take(PartKind.HOSPITAL, (found.start, found.end))
    if not found.certain:
        line.doubt(PartKind.HOSPITAL, [(found.start, found.end)], "parse.hospital")
    return found.hospitals


def _person(line: _Line) -> str | None:
    pairs = zip(line.rest, line.text, strict=True)
    found = persons.find("".join(c if c == TAKEN else typed for c, typed in pairs))
    if found is None:
        return None
    name, start, end = found
    line.take(PartKind.PERSON, (start, end))
    return name


def _meant(line: _Line, *, desk: bool, day: bool, count: bool) -> Intent | None:
    """What the desk asks for without a verb: a number of places opens days."""
    if not desk:
        return None
    if day and count:
        return Intent.OPEN
    return None


def _leftovers(line: _Line) -> None:
    """Name the words that are left as unread, those that stand together as one."""
    runs: list[Words] = []
    for found in _WORD.finditer(line.rest):
        word = found[0].strip(_MARKS)
        if not any(c.isalnum() for c in word) and line.parts:
            continue
        start = found.start() + found[0].find(word) if word else found.start()
        end = start + len(word) if word else found.end()
        joined = runs and not line.rest[runs[-1][1] : start].strip(" ")
        runs[-1:] = [(runs[-1][0], end)] if joined else [*runs[-1:], (start, end)]
    for words in runs:
        line.leave(PartKind.UNREAD, words, "parse.unread")
