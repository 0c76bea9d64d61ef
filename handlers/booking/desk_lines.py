"""Lines of the front desk: the hospital that is meant, and what the rest is read into."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from unicodedata import category

from domain import queries
from domain.model import Hospital, hospital_key
from handlers import parsing
from handlers.booking import search_screens
from handlers.parsing import ParseError, PartKind, Reading, UnreadWords
from handlers.view import View

ACTS_WITHIN = timedelta(days=180)
"""So far ahead a line may open dates without a card."""
MAX_AHEAD = MAX_BACK = timedelta(days=365)
_QUOTED = re.compile(r"[\"“'‘「]([^\"”'’」]{1,50})[\"”'’」](?=\s|$)")
_WORDS_OF_NAMES = frozenset({PartKind.HOSPITAL, PartKind.INTENT, PartKind.PERSON, PartKind.UNREAD})
MAX_NAME_WORDS = 6
"""In the name of a hospital, at most so many are looked up."""
MAX_SIMILAR_CHARS = 24
"""Longer names are not compared letter by letter with all others."""
_SHOWN_ON_CARD = frozenset({"parse.unread", "parse.intent", "parse.day_later"})
_KINDS_OF_THING = frozenset({"병원", "검진일", "날짜", "a", "the", "hospital", "date", "dates"})
"""Words that say what kind of thing a wish is about, and are no name by themselves."""
_PLAIN_WISHES_KOREAN = """
    정원 정원변경 정원을 변경 바꿔 바꿔줘 더 더받을 게요 추가로 로 열어 열어줘 열기 오픈 추가
    등록 검진일추가 날짜추가 을 를 해 줘 주세요
"""
_PLAIN_WISHES_ENGLISH = """
    open add register capacity set setcapacity setthecapacity changecapacity please
"""
_PLAIN_WISHES = frozenset((_PLAIN_WISHES_KOREAN + _PLAIN_WISHES_ENGLISH).split())
"""Words of a wish that may act at once; with others ("less", "not", "later") a card comes first."""
_PREPOSITIONS = frozenset({"at", "on", "in", "for", "with"})
"""They join a name to the rest of an English line, and at its edges are no part of it."""
_NO_NAME = re.compile(r"[0-9]|[^\w\s]")


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A typed line. `hospital`: the live one of exactly that name; `name`: the name typed, where
    there is none; `unread`: words that are no part of either; `plain`: it asks nothing, and its
    wish is no more than its command.
    """

    reading: Reading
    hospital: Hospital | None
    name: str | None
    unread: tuple[str, ...]
    plain: bool = True

    @property
    def certain(self) -> bool:
        """Whether every word was read, each part with one meaning, and it says no more."""
        return self.plain and not self.unread and not self.reading.ambiguous - {PartKind.HOSPITAL}

    def unused(self, *kinds: PartKind) -> list[str]:
        """The words of its parts besides a name's and those of these kinds."""
        taken, text = _WORDS_OF_NAMES | {*kinds}, self.reading.text
        return [text[p.start : p.end] for p in self.reading.parts if p.kind not in taken]

    def refuse_doubts(self, *, today: date, past: bool = False) -> None:
        """Raise ParseError for a part that breaks a rule or has two meanings. A day that a card can
        show, of the next year, and words that were not read are no such part. `past`: nor is a day
        that has passed.
        """
        example = (today + timedelta(weeks=1)).isoformat()
        for doubt in self.reading.doubts:
            if doubt.rule not in _SHOWN_ON_CARD:
                values = {"most": parsing.MAX_CAPACITY, "example": example, **dict(doubt.values)}
                raise ParseError(doubt.rule, **values)
        if self.reading.days and self.reading.days[0] < today and not past:
            raise ParseError("parse.day_past", day=self.reading.days[0], example=example)
        last = today + MAX_AHEAD
        if any(day > last for day in self.reading.days):
            raise ParseError("parse.day_far", last=last, example=last.isoformat())

    def one_day(self, *, today: date, places: bool = False, past: bool = False) -> date | None:
        """The day of a line that names a hospital and a day at most, with `places` their number.

        Raises ParseError for anything else that it holds, read or not.
        """
        self.refuse_doubts(today=today, past=past)
        other = self.unused(PartKind.DAYS, *([PartKind.PLACES] if places else []))
        first = today - MAX_BACK
        if past and self.reading.days and self.reading.days[0] < first:
            shown = (today - timedelta(weeks=1)).isoformat()
            raise ParseError("parse.day_old", first=first, example=shown)
        if self.unread or other:
            raise UnreadWords([*self.unread, *other])
        if len(self.reading.days) > 1 or self.reading.weekly or self.reading.excluded:
            raise ParseError("parse.one_day", example=(today + timedelta(weeks=1)).isoformat())
        return next(iter(self.reading.days), None)

    def days_certain(self, *, today: date) -> bool:
        """Whether its days may be opened unasked: near, and of no year that was only inferred."""
        days = self.reading.days
        typed_year = any(str(day.year) in self.reading.text for day in days)
        inferred = not typed_year and any(day.year > today.year for day in days)
        return not inferred and all(day <= today + ACTS_WITHIN for day in days)


async def read_line(view: View, text: str, *, past: bool = False) -> DeskLine:
    """Read a line; a name in quotation marks is literal. Raises ParseError."""
    text = parsing.clean(parsing.visible(text))
    line = await _line_of(view, text, past=past)
    return line if _is_plain(text) else replace(line, plain=False)


async def _line_of(view: View, text: str, *, past: bool) -> DeskLine:
    quoted = _QUOTED.search(text)
    if quoted is not None:
        rest = f"{text[: quoted.start()]} {text[quoted.end() :]}"
        found = await search_screens.hospital_called(view, quoted[1])
        name = parsing.hospital_name(quoted[1]) if found is None else None
        return _line(_read(view, rest, past=past), found, name)
    words = text.split()
    ends = range(min(len(words), MAX_NAME_WORDS), 0, -1)
    keys = [hospital_key(" ".join(words[:end]).rstrip(",")) for end in ends]
    begun = await view.read(queries.first_hospital, keys=keys)
    if begun is not None:
        rest = " ".join(words[ends[begun[0]] :])
        return _line(_read(view, rest, past=past), begun[1], None)
    reading = _read(view, text, past=past)
    name, left = _split(_beside_parts(reading))
    found = await search_screens.hospital_called(view, name) if name else None
    name_or_none = parsing.hospital_name(name) if name and found is None else None
    return DeskLine(reading, found, name_or_none, left)


async def of_intent(view: View, reading: Reading, *, past: bool = False) -> DeskLine:
    """The line of a typed wish, without the words that say it; of a tapped choice, its parts.

    Raises ParseError.
    """
    if not reading.text:
        named = reading.hospital
        found = None if named is None else await view.read(queries.hospital, hospital=named.id)
        return DeskLine(reading, found, None, ())
    line = await read_line(view, without_intent(reading), past=past)
    line = replace(line, reading=replace(line.reading, places_change=reading.places_change))
    said = {reading.text[p.start : p.end] for p in reading.parts if p.kind is PartKind.INTENT}
    only = all("".join(words.casefold().split()) in _PLAIN_WISHES for words in said)
    return line if only and _is_plain(reading.text) else replace(line, plain=False)


async def of_change(view: View, reading: Reading) -> DeskLine:
    """The same of a wish that changes something. Where it names no hospital and there is only one,
    that is meant, and shown before anything is done.
    """
    line = await of_intent(view, reading)
    if line.hospital is not None or line.name is not None:
        return line
    return replace(line, hospital=await view.read(queries.only_hospital), plain=False)


def _is_plain(text: str) -> bool:
    """Whether it asks nothing and has no sign that could say the opposite."""
    return "?" not in text and not any(category(c) == "So" for c in text)


def without_intent(reading: Reading) -> str:
    """The words of a line besides those that say what it wants, and Korean ones without meaning."""
    rest = list(reading.text)
    read = {at for part in reading.parts for at in range(part.start, part.end)}
    for part in reading.parts:
        if part.kind is PartKind.INTENT:
            rest[part.start : part.end] = " " * (part.end - part.start)
    for unread in reading.unread:
        start = reading.text.find(unread)
        read.update(range(start, start + len(unread)))
    rest = [" " if "가" <= c <= "힣" and at not in read else c for at, c in enumerate(rest)]
    words = "".join(rest).split()
    return "" if _KINDS_OF_THING.issuperset(word.casefold() for word in words) else " ".join(words)


async def meant(view: View, line: DeskLine) -> Hospital | None:
    """The hospital of that name, else the only one whose name holds it or is one letter off: for
    what reads, or asks again before it acts.
    """
    if line.hospital is not None or line.name is None:
        return line.hospital
    held = await search_screens.fitting(view, line.name)
    if held or len(line.name) > MAX_SIMILAR_CHARS:
        return held[0] if len(held) == 1 else None
    unread = Reading(line.name, unread=(line.name,))  # so that it is read once, with hospitals
    reading = await search_screens.read_line(view, line.name, first=unread)
    named = None if reading.unread else reading.hospital
    return None if named is None else await view.read(queries.hospital, hospital=named.id)


def _line(reading: Reading, found: Hospital | None, name: str | None) -> DeskLine:
    left = (word for word in _beside_parts(reading) if word.casefold() not in _PREPOSITIONS)
    return DeskLine(reading, found, name, tuple(left))


def _read(view: View, text: str, *, past: bool) -> Reading:
    return parsing.read(text, today=view.today, language=view.language, desk=True, past=past)


def _beside_parts(reading: Reading) -> list[str]:
    """The words that no day, time, number or code was read from."""
    rest = list(reading.text)
    for part in reading.parts:
        if part.kind not in _WORDS_OF_NAMES:
            rest[part.start : part.end] = " " * (part.end - part.start)
    words = "".join(rest).split()
    return [word for word in words if any(c.isalnum() for c in word)]


def _split(words: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """A name, and the words that look like another part misread."""
    left = tuple(word for word in words if _NO_NAME.search(word.rstrip(",")))
    name = [word.rstrip(",") for word in words if word not in left]
    while name and name[-1].casefold() in _PREPOSITIONS:
        name.pop()
    while name and name[0].casefold() in _PREPOSITIONS:
        name.pop(0)
    return " ".join(name), left
