"""Reader of typed lines: finders one after the other, each on what the ones before left over."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from handlers.parsing import dates, hospital_names, intents, line_state, line_words, persons
from handlers.parsing.calendar.counts import SEVERAL_COUNTS
from handlers.parsing.calendar.found import CalendarWords, find
from handlers.parsing.calendar.rewriter import ReadContext
from handlers.parsing.line_parts import (
    HospitalName,
    Intent,
    PartKind,
    PlacesChange,
    Reading,
    TimeRange,
)
from handlers.parsing.line_state import FoundCalendar, LineState, Words, lowered, masked
from handlers.parsing.line_words import COUNTED_DAYS, MARKS, TEXTED, WORD
from handlers.parsing.numbers import (
    Number,
    added_places,
    adds_to,
    change_words,
    codes,
    phones,
    places,
    places_change,
)
from handlers.parsing.text import MAX_LINE_CHARS, ParseError, clean, plain_dashes
from handlers.parsing.words.scan import TAKEN, as_typed, clear_cache
from handlers.texts import Value

MAX_DESK_LINE_CHARS = 250
"""Longest line of the front desk, which may list days: 14 as "11 October 2027", 16 as "2027년 10월
11일", of which MAX_TOKENS lets 12 be read.
"""
_NAMES = re.compile(r"이름|성함|name is|i'm |i am |call me |name's ")
_GREETS = re.compile(
    r" *good (?:morning|afternoon|evening)(?=[,.!]* +[^ ,.!]+[ ,.!])(?! +(?:slot|time|works|is))"
)
_OF_HOSPITAL = re.compile(rf"(?<={re.escape(TAKEN)})['’]s(?= |$)")
_NUMBER_SIGN = re.compile(
    r"(?:\b(?:(?:booking|reservation|appointment|confirmation|reference|ref) )?"
    rf"(?:no|nr|num|id)[.:]? ?|#)(?={re.escape(TAKEN)})"
)
_CALL_ME = re.compile(rf"\b(?:you can )?call me (?={re.escape(TAKEN)})")
_ONLY_HOSPITALS = re.compile(
    r"(?:병원|의원|hospitals?|clinics?)(?:요|이요)?[ .!~?]*", re.IGNORECASE
)
"""A line that says no more than what kind of place it is about."""
_OUT_OF_REACH = frozenset({"parse.day_far", "parse.day_past"})


def read(
    text: str,
    *,
    today: date,
    language: str = "ko",
    hospitals: Sequence[HospitalName] = (),
    desk: bool = False,
    past: bool = False,
    first: Reading | None = None,
) -> Reading:
    """Read a line. `hospitals`: those whose names may be meant, of a caller that looked them up by
    `unread` of a `first` reading of it. `desk`: a line of the front desk, whose hospital must be
    exact to be certain, and which may open many days. `past`: a day without a year is the nearest
    one, which may have passed, and not the next; how far back it may lie is the caller's to check.

    Raises ParseError only for text that cannot be read at all: broken, or of more than 200
    characters, of the desk 250.
    """
    shown = as_typed(plain_dashes(clean(text)))
    most = MAX_DESK_LINE_CHARS if desk else MAX_LINE_CHARS
    if len(shown) > most:
        raise ParseError("parse.too_long", most=most)
    line = LineState(shown, lowered(shown), today)
    if first is not None and first.text == shown and isinstance(first.found, FoundCalendar):
        line.calendar = first.found
    line.skip(line_words.laughter(line.rest))
    line.skip_words(TEXTED, COUNTED_DAYS, _GREETS)
    found = _found(line, hospitals, ReadContext(today, language, past, desk))
    _leftovers(line)
    clear_cache()
    return replace(
        found,
        parts=tuple(sorted(line.parts, key=lambda part: part.start)),
        unread=tuple(shown[start:end] for start, end in sorted(line.unread)),
        ambiguous=frozenset(line.ambiguous),
        doubts=tuple(line.doubts),
        found=line.calendar,
    )


def _found(line: LineState, hospitals: Sequence[HospitalName], context: ReadContext) -> Reading:
    """What the line says; each finder takes its words, so that the next ones do not see them."""
    desk = context.desk
    odd = _odd_name(line)
    code, phone = _code_and_phone(line)
    exact = hospital_names.exact(line.rest, hospitals)
    if exact is not None:
        line.take(PartKind.HOSPITAL, (exact[1], exact[2]))
    announced = _announced(line)
    added = _added(line) if desk else None
    calendar = _calendar(line, context)
    line.skip(line_words.suits(line.rest, calendar))
    places_count = added or _places(line, calendar, desk=desk)
    named = _hospitals(line, hospitals, exact and exact[0], desk=desk)
    intent, negated = _intent(line, calendar, desk=desk)
    change = _change(line, added=added is not None)
    person = odd or announced or _person(line)
    line.skip(intents.filler_spans(line.rest, desk=desk or not (intent or negated)))
    line.skip(line_words.soft_words(line))
    if desk and negated is None:
        intent = _of_places(line, intent, change) if intent else _meant(line, calendar, change)
    line_state.doubt_intent(line, intent, named=person is not None and places_count is None)
    intent = _likely(line, intent, negated, calendar, person, desk=desk)
    line_state.doubt_meaning(line, calendar, intent, named=person is not None, desk=desk)
    return Reading(
        line.text,
        intent=intent,
        negated=negated,
        hospitals=named,
        days=calendar.ends if intent is Intent.CHANGE and calendar.ends else calendar.days,
        weekly=calendar.weekly,
        excluded=calendar.excluded,
        time=_time(calendar, intent),
        part_of_day=None if intent is Intent.PREPARE else calendar.part,
        places=places_count,
        places_change=change,
        person=person,
        code=code,
        phone=phone,
    )


def _code_and_phone(line: LineState) -> tuple[str | None, str | None]:
    code = _one(line, PartKind.CODE, codes(line.rest))
    phone = _one(line, PartKind.PHONE, phones(line.rest))
    if code or phone:
        line.skip_words(_NUMBER_SIGN)
    return code, phone


def _hospitals(
    line: LineState, hospitals: Sequence[HospitalName], exact: HospitalName | None, *, desk: bool
) -> tuple[HospitalName, ...]:
    """The one that was named exactly, or those that are meant, without those that are denied."""
    named = (exact,) if exact is not None else _similar(line, hospitals, desk=desk)
    if named:
        line.skip(hospital_names.denied_spans(line.rest, hospitals))
        line.skip(hospital_names.denied(line.rest, hospitals))
    line.skip_words(_OF_HOSPITAL)
    return named


def _likely(
    line: LineState,
    intent: Intent | None,
    negated: Intent | None,
    calendar: CalendarWords,
    person: str | None,
    *,
    desk: bool,
) -> Intent | None:
    """The intent that is left when what only sounds like one is taken away."""
    if line_words.is_unclear(line, intent, calendar):
        line.doubt(PartKind.INTENT, (), "parse.intent")
        intent = line_words.likelier(line, intent)
    intent = line_words.beside(line, intent, calendar, person)
    if intent is negated is None and not desk and PartKind.INTENT not in line.ambiguous:
        intent = line_words.asked_for(line)
    return intent


def _time(calendar: CalendarWords, intent: Intent | None) -> TimeRange | None:
    """The time; of a change "from 9 to 10" the new one."""
    if intent is Intent.CHANGE and calendar.time is not None and calendar.time_ends:
        return TimeRange(calendar.time.last, calendar.time.last)
    return calendar.time


def _added(line: LineState) -> int | None:
    """The places behind a plus sign, taken before they can be read as a day."""
    found = added_places(line.rest)
    if found is None or not found.value:
        return None
    line.take(PartKind.PLACES, (found.start, found.end))
    return int(found.value)


def _one(line: LineState, kind: PartKind, found: Sequence[Number]) -> str | None:
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


def _calendar(line: LineState, context: ReadContext) -> CalendarWords:
    known = line.calendar
    if known is None or (known.rest, known.context) != (line.rest, context):
        known = FoundCalendar(line.rest, context, find(line.rest, context))
    line.calendar, found = known, known.words
    asked = intents.find(line.rest, desk=context.desk) if found.part or found.time_doubt else None
    inside = [
        (start, end)
        for start, end in (asked.spans if asked else ())
        if any(start <= a and b <= end and (a, b) != (start, end) for a, b in found.time_words)
    ]
    if inside:  # "아침 먹어도 돼요?": the meal, no part of the day
        kept = line.rest
        found = find(masked(kept, inside), context)
    line.take(PartKind.DAYS, *found.day_words)
    line.take(PartKind.TIME, *found.time_words)
    for start, end, rule in found.unread:
        why, values = _reason(line, (start, end), rule)
        kind = PartKind.PLACES if rule == SEVERAL_COUNTS else PartKind.DAYS
        line.leave(kind, (start, end), why, **values)
    if found.days_doubt:
        day, rule = found.days[0] if found.days else line.today, found.days_doubt
        if rule == "parse.day_weekday" and len(found.days) > 1:
            rule = "parse.day_order"  # it is not known of which of the days
        ends = dict(zip(("first", "last"), found.empty, strict=False))
        line.doubt(PartKind.DAYS, sorted(found.day_words), rule, day=day, **ends)
    if found.weekly and found.days and not found.days_doubt:
        line.doubt(PartKind.DAYS, sorted(found.day_words), "parse.day_order")
    if found.time_doubt:
        line.doubt(PartKind.TIME, sorted(found.time_words), found.time_doubt)
    return found


def _reason(line: LineState, words: Words, rule: str) -> tuple[str, Mapping[str, Value]]:
    """Why a day is unread: that there is none, unless it is a plain one out of reach."""
    try:
        dates.day(line.text[words[0] : words[1]], today=line.today)
    except ParseError as broken:
        if broken.rule in _OUT_OF_REACH:
            return broken.rule, broken.values
    return rule, {}


def _places(line: LineState, calendar: CalendarWords, *, desk: bool) -> int | None:
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


def _change(line: LineState, *, added: bool) -> PlacesChange:
    """Whether the places are all there are to be, more or fewer, with the words that say so."""
    counted = [part for part in line.parts if part.kind is PartKind.PLACES]
    if added or not counted:
        return PlacesChange.MORE if added else PlacesChange.TO
    text, words = lowered(line.text), (counted[0].start, counted[0].end)
    change = places_change(text, words)
    said = change_words(text, words, change)
    line.take(PartKind.PLACES, *(each for each in said if TAKEN not in line.rest[slice(*each)]))
    return change


def _intent(
    line: LineState, calendar: CalendarWords, *, desk: bool
) -> tuple[Intent | None, Intent | None]:
    found = intents.find(line.rest, desk=desk)
    if found is None and _ONLY_HOSPITALS.fullmatch(line.text):
        line.take(PartKind.INTENT, (0, len(line.text)))
        return Intent.HOSPITALS, None
    if found is None:
        return line_words.exchanged(line, calendar), None
    unclear = found.intent is None and found.negated is None
    if line_words.wishes_differ(line, calendar, desk=desk):
        line.doubt(PartKind.DAYS, sorted(calendar.day_words), "parse.intent")
        unclear |= found.intent is None
        likely = found.negated or found.likely
        found = replace(found, negated=None, likely=likely) if unclear else found
    line.take(PartKind.INTENT, *found.spans)
    if unclear:
        line.doubt(PartKind.INTENT, sorted(found.spans), "parse.intent")
    return found.intent or found.likely, found.negated


def _similar(
    line: LineState, hospitals: Sequence[HospitalName], *, desk: bool
) -> tuple[HospitalName, ...]:
    found = hospital_names.similar(line.rest, hospitals, desk=desk) if hospitals else None
    if found is None:
        return ()
    line.take(PartKind.HOSPITAL, (found.start, found.end))
    if not found.certain:
        line.doubt(PartKind.HOSPITAL, [(found.start, found.end)], "parse.hospital")
    return found.hospitals


def _person(line: LineState) -> str | None:
    pairs = zip(line.rest, line.text, strict=True)
    found = persons.find("".join(c if c == TAKEN else typed for c, typed in pairs))
    if found is None:
        return None
    name, start, end = found
    line.take(PartKind.PERSON, (start, end))
    return name


def _announced(line: LineState) -> str | None:
    """A name behind words that introduce one."""
    name = _person(line) if _NAMES.search(line.rest) else None
    if name:
        line.skip_words(_CALL_ME)
    return name


def _odd_name(line: LineState) -> str | None:
    """A name that is a day or a month: taken before the days are, and asked."""
    found = persons.named_as_day(line.text)
    if found is None:
        return None
    name, start, end, certain = found
    line.take(PartKind.PERSON, (start, end))
    if not certain:
        line.doubt(PartKind.PERSON, [(start, end)], "parse.unread")
    return name


def _of_places(line: LineState, intent: Intent, change: PlacesChange) -> Intent:
    """The intent; fewer places, those added to a day, and a changed number are of an open day."""
    kinds = {part.kind for part in line.parts}
    added = change is PlacesChange.MORE and adds_to(line.text.casefold())
    of_open = intent is Intent.OPEN and (added or change is PlacesChange.FEWER)
    moves = not kinds.isdisjoint((PartKind.CODE, PartKind.PERSON))
    changed = intent is Intent.CHANGE and PartKind.PLACES in kinds and not moves
    return Intent.CAPACITY if of_open or changed else intent


def _meant(line: LineState, calendar: CalendarWords, change: PlacesChange) -> Intent | None:
    """What the desk asks for without a verb: a number of places opens days, more or fewer of them
    are of open ones, a person is booked, today alone is its list.
    """
    if PartKind.INTENT in line.ambiguous:
        return None
    kinds = {part.kind for part in line.parts}
    if kinds == {PartKind.DAYS} and calendar.days == (line.today,):
        return Intent.ROSTER
    kinds |= {doubt.kind for doubt in line.doubts if doubt.kind is PartKind.PLACES}
    if PartKind.PLACES in kinds and (PartKind.DAYS in kinds or calendar.unread):
        return Intent.OPEN if change is PlacesChange.TO else Intent.CAPACITY
    if PartKind.PERSON in kinds and PartKind.DAYS in kinds:
        return Intent.BOOK_FOR
    return None


def _leftovers(line: LineState) -> None:
    """Name the words that are left as unread, those that stand together as one; of a line of which
    nothing was understood, all.
    """
    if not line.parts and not line.doubts:
        line.rest = lowered(line.text)
    runs: list[Words] = []
    for found in WORD.finditer(line.rest):
        word = found[0].strip(MARKS)
        if not any(c.isalnum() for c in word) and line.parts:
            continue
        start = found.start() + found[0].find(word) if word else found.start()
        end = start + len(word) if word else found.end()
        joined = runs and not line.rest[runs[-1][1] : start].strip(" ")
        runs[-1:] = [(runs[-1][0], end)] if joined else [*runs[-1:], (start, end)]
    if line.text and not (runs or line.parts or line.ambiguous or line.unread):
        runs = [(0, len(line.text))]  # only words without a meaning of their own
    for words in runs:
        line.leave(PartKind.UNREAD, words, "parse.unread")
