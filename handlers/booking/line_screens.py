"""Screens of a typed line that wants a booking: the step its parts lead to, and what they cannot
do yet.
"""

import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

from telegram import InlineKeyboardButton

from domain import queries
from domain.model import Hospital
from handlers.booking import confirm_screens, directory_screens, search_screens
from handlers.parsing import HospitalName, Intent, PartKind, PlacesChange, Reading, UnreadWords
from handlers.texts import Html
from handlers.ui.buttons import PickSlot, ReadAs, ShowHome, ShowHospitals, ShowMonth, ShowOpenings
from handlers.ui.callback_data import Button, key
from handlers.ui.screen import Asks, Row, Rows, Screen, home_row, joined, mine_row
from handlers.view import View

Otherwise = Callable[[View], Awaitable[Screen]]

MAX_LISTED = 8
MAX_DAYS_SAID = 4
"""More days are not written out in a sentence."""
PATTERN_WEEKS = 5
"""How far ahead days of the week without dates are looked for."""

MAX_READINGS = 8
_REASONS = {"parse.day_later": "frame.day_later", "parse.day_weekday": "frame.day_weekday"}
"""Why a day is asked, besides that there are two."""

_FAMILY = re.compile(
    "(?<![가-힣])(?:부모님|어머니|아버지|어머님|아버님|엄마|아빠|남편|아내|와이프|배우자|가족|할머니|"
    "할아버지|아들|딸|자녀|동생|형|누나|언니|오빠|집사람|신랑|장모님|장인어른|시어머니|시아버지)"
    "(?=$|[^가-힣]|님|이|가|은|는|을|를|도|랑|과|와|분|께|꺼|것|한테|의)"
    r"|\b(?:parents?|mother|father|mom|mum|dad|husband|wife|spouse|"
    r"family|grandmother|grandfather|son|daughter|brother|sister)(?:'?s)?\b",
    re.IGNORECASE,
)
_PROGRAM = re.compile(
    "위내시경|대장내시경|수면내시경|내시경|초음파|종합검진|종합건강검진|국가검진|기업검진|암검진|"
    "채용검진|채용신체검사|신체검사|보건증|유방촬영|혈액검사|피검사|심전도|엑스레이|"
    r"\b(?:colonoscopy|gastroscopy|endoscopy|ultrasound|mammogram|blood test|x-?ray|ECG|CT|MRI)\b",
    re.IGNORECASE,
)


def which(view: View, reading: Reading) -> Screen | None:
    """The question which of the hospitals and days is meant, each as a button; None where buttons
    cannot say it.
    """
    if not _askable(reading):
        return None
    days: Sequence[date | None] = reading.days or (None,)
    hospitals: Sequence[HospitalName | None] = reading.hospitals or (None,)
    pairs = list(product(hospitals, days))[:MAX_READINGS]
    rows = [[_choice(view, reading, at, day)] for at, day in pairs]
    asked = "frame.which_hospital" if len(hospitals) > 1 else "frame.which_day"
    only = len(pairs) == 1
    reasons = [each for each in reading.doubts if each.rule in _REASONS]
    why = [view.say(_REASONS[each.rule], **dict(each.values)) for each in reasons]
    left = _unread(reading)
    named = unread(view, left) if left else None
    said = joined(named, *why, view.say("frame.this_one" if only else asked))
    asks = Asks(
        intent=reading.intent,
        hospital=hospitals[0].id if len(hospitals) == 1 and hospitals[0] is not None else None,
        day=days[0] if len(days) == 1 else None,
        no=ShowHome() if only else None,
    )
    return Screen(said, [*rows, home_row(view)], asks=asks)


def _askable(line: Reading) -> bool:
    """Whether buttons can say which of its hospitals and days are meant."""
    if line.places_change is not PlacesChange.TO:  # a button sets the places there are to be
        return False
    open_days = PartKind.DAYS in line.ambiguous
    open_hospital = PartKind.HOSPITAL in line.ambiguous
    if not (open_days and line.days) and not (open_hospital and line.hospitals):
        return False
    carried = open_days or len(line.days) <= 1
    dropped = line.weekly or line.excluded or line.person or line.phone or line.code
    return carried and not dropped and not (line.intent is Intent.OPEN and line.time)


def _choice(
    view: View, reading: Reading, at: HospitalName | None, day: date | None
) -> InlineKeyboardButton:
    meant = ReadAs(str(reading.intent), None if at is None else at.id, day, reading.places)
    if at is not None and day is not None and reading.places is not None:
        label = view.plain("frame.day_places", day=day, n=reading.places)
        return key(f"{label} · {at.names[0]}", meant)
    if at is not None and day is not None:
        return key(view.plain("button.hospital_day", hospital=at.names[0], day=day), meant)
    name = at.names[0] if at is not None else view.words.day(day or view.today)
    if reading.places is None:
        return key(name, meant)
    return key(f"{view.plain('frame.places', n=reading.places)} · {name}", meant)


async def without_wish(view: View, line: Reading) -> Screen:
    """What was not read of a line that says what it is about and not what is wanted, or asks: what
    is free is said, and to book it is offered, not assumed.
    """
    at, day = line.hospital, line.days[0] if len(line.days) == 1 else None
    left = [*_unread(line), *([line.person] if line.person else [])]
    meant = ReadAs(str(Intent.BOOK), None if at is None else at.id, day, None)
    label, free = view.plain("button.book"), None
    if at is not None:
        label = view.plain("button.book_at", hospital=at.names[0])
    if day is not None:
        label = view.plain("change.book_on", day=view.words.short(day))
    if at is not None and day is not None:
        label = f"{label} · {at.names[0]}"
        slot = await view.read(queries.slot_on, hospital=at.id, day=day)
        is_free = slot is not None and slot.free > 0
        said = "change.free" if is_free else "change.not_free"
        free = view.say(said, hospital=at.names[0], day=day)
    named = unread(view, left) if left else None
    rows: Rows = [[key(label, meant)], [*mine_row(view), *home_row(view)]]
    return Screen(joined(named, free, view.say("home.menu")), rows)


async def booking(view: View, reading: Reading) -> Screen:
    """The next step of a new booking, unless the limit is reached."""
    limit = await confirm_screens.limit_reached(view)
    return limit or await step(view, reading, otherwise=directory_screens.openings_listed)


async def step(view: View, reading: Reading, *, otherwise: Otherwise) -> Screen:
    """The screen that the line's parts lead to, below what could not be read or done; `otherwise`
    where it has no part.
    """
    named = reading.hospital
    at = None if named is None else await view.read(queries.hospital, hospital=named.id)
    if named is not None and at is None:
        return directory_screens.hospital_gone(view)
    screen = await _step(view, reading, at, otherwise)
    above = joined(misread(view, reading), _not_yet(view, reading, at))
    return replace(screen, text=joined(above, screen.text))


async def _step(view: View, reading: Reading, at: Hospital | None, otherwise: Otherwise) -> Screen:
    if at is None and reading.hospitals:
        return await _several(view, reading)
    if PartKind.DAYS in reading.ambiguous and reading.days:
        return await _which_day(view, at, reading.days)
    days = days_of(view, reading)
    if at is not None:
        return await _at(view, at, days)
    if days:
        return await _on(view, days)
    return await _nearest(view, reading) or await otherwise(view)


async def _several(view: View, reading: Reading) -> Screen:
    some = [await view.read(queries.hospital, hospital=each.id) for each in reading.hospitals]
    return search_screens.several(view, [each for each in some if each], day=reading.day)


async def _which_day(view: View, at: Hospital | None, days: Sequence[date]) -> Screen:
    """The days that the line may mean, one of which is to be tapped."""
    keys: list[Row] = []
    for day in days[:MAX_LISTED]:
        button: Button = ShowHospitals(0, day)
        if at is not None:
            slot = await view.read(queries.slot_on, hospital=at.id, day=day)
            button = ShowMonth(at.id, day.replace(day=1)) if slot is None else PickSlot(slot.id)
        keys.append([key(view.words.day(day), button)])
    return Screen(view.say("frame.which_day"), [*keys, home_row(view)], asks=_asks(at))


async def _at(view: View, at: Hospital, days: Sequence[date]) -> Screen:
    if not days:
        return await directory_screens.month(view, hospital=at.id)
    if len(days) == 1:
        return await on_day(view, at, days[0])
    slots = await view.read(queries.bookable, hospital=at.id)
    free = [slot for slot in slots if slot.free > 0 and slot.day in set(days)]
    said = _days_said(view, days)
    if not free:
        none = view.say("line.none_free_at", hospital=at.name, days=said)
        return await directory_screens.month(view, hospital=at.id, first=days[0], above=none)
    keys = [[key(view.words.day(slot.day), PickSlot(slot.id))] for slot in free[:MAX_LISTED]]
    others = key(view.plain("button.book_other_day"), ShowMonth(at.id))
    found = view.say("line.free_at", hospital=at.name, days=said)
    return Screen(found, [*keys, [others, *home_row(view)]], asks=_asks(at))


async def on_day(view: View, at: Hospital, day: date) -> Screen:
    """The confirm card of a hospital's day, or its calendar where it has no such day."""
    slot = await view.read(queries.slot_on, hospital=at.id, day=day)
    if slot is not None:
        return await confirm_screens.offer(view, slot=slot.id)
    if day < view.today:
        over = view.say("parse.day_past", day=day, example=search_screens.example(view))
        return await directory_screens.month(view, hospital=at.id, above=over)
    above = view.say("booking.not_open_on", hospital=at.name, day=day)
    return await directory_screens.month(view, hospital=at.id, first=day, above=above)


async def _on(view: View, days: Sequence[date]) -> Screen:
    if len(days) == 1:
        return await directory_screens.on_day(view, day=days[0])
    free = await view.read(queries.openings_among, days=days, limit=MAX_LISTED)
    said = _days_said(view, days)
    if not free:
        others = await directory_screens.openings_listed(view)
        none = view.say("line.none_free", days=said)
        return replace(others, text=joined(none, others.text))
    keys = [
        [key(view.plain("button.hospital_day", hospital=at.name, day=slot.day), PickSlot(slot.id))]
        for slot, at in free
    ]
    others_key = key(view.plain("button.all_hospitals"), ShowOpenings())
    rows = [*keys, [others_key, *home_row(view)]]
    return Screen(view.say("line.free", days=said), rows, asks=_asks(None))


async def _nearest(view: View, reading: Reading) -> Screen | None:
    """That no hospital has such a name, with those whose names are like it."""
    words = " ".join(_unread(reading))
    if not words:
        return None
    near = await search_screens.nearest(view, words)
    return search_screens.unknown(view, near, day=None)


def days_of(view: View, reading: Reading) -> tuple[date, ...]:
    """The days that a line names for certain, those of its days of the week included."""
    if reading.days or not reading.weekly:
        return () if PartKind.DAYS in reading.ambiguous else reading.days
    ahead = (view.today + timedelta(days=n) for n in range(7 * PATTERN_WEEKS))
    left_out = set(reading.excluded)
    return tuple(
        day
        for day in ahead
        if day.isoweekday() in reading.weekly
        and day not in left_out
        and day.isoweekday() not in left_out
    )


def misread(view: View, reading: Reading) -> str:
    """What was not read, in quotation marks, and why days were not."""
    doubts = [
        view.say(each.rule, **search_screens.with_example(view, dict(each.values)))
        for each in reading.doubts
        if each.kind is PartKind.DAYS
    ]
    words = _unread(reading)
    return joined(unread(view, words) if words else None, *doubts)


def unread(view: View, words: Sequence[str]) -> str:
    """That the words were not read, each in quotation marks; what else was read stands."""
    said = UnreadWords(words)
    return view.say(said.rule, **said.values)


def quoted(words: Sequence[str]) -> str:
    """The words as typed, each in quotation marks."""
    return ", ".join(f"«{each}»" for each in words)


def _unread(reading: Reading) -> list[str]:
    """What was not read, besides what `_not_yet` speaks of."""
    return [
        each
        for each in reading.unread
        if not _FAMILY.search(each) and not _PROGRAM.search(each.replace(" ", ""))
    ]


def _not_yet(view: View, reading: Reading, at: Hospital | None) -> str | None:
    """What was read and cannot be chosen yet, with the hospital's number."""
    said = list(_unable(view, reading))
    if not said:
        return None
    phone = at and at.phone
    ask = "line.ask_hospital" if phone is None else "line.call_hospital"
    return "\n".join([*said, view.say(ask, phone=phone or "")])


def _unable(view: View, reading: Reading) -> Iterator[str]:
    if reading.time is not None or reading.part_of_day is not None:
        yield view.say("line.no_times")
    if reading.person is not None:
        yield view.say("line.no_person", name=reading.person)
    if (reading.places or 1) > 1 or _FAMILY.search(reading.text):
        yield view.say("line.one_patient")
    program = _PROGRAM.search(reading.text)
    if program is not None:
        yield view.say("line.no_program", words=quoted([program[0]]))


def _days_said(view: View, days: Sequence[date]) -> Html:
    said = ", ".join(map(view.words.day, days[:MAX_DAYS_SAID]))
    return Html(f"{said} …" if len(days) > MAX_DAYS_SAID else said)


def _asks(at: Hospital | None) -> Asks:
    return Asks(intent=Intent.BOOK, hospital=None if at is None else at.id)
