"""Lists of hospitals: phone, next date, places left; for admins with the numbers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from telegram import InlineKeyboardButton

from domain import queries
from domain.model import Hospital, Slot
from domain.ports.hospitals import HospitalOpening, SlotCard
from handlers.parsing import Intent
from handlers.ui import calendar
from handlers.ui.booking_card import instant
from handlers.ui.buttons import (
    FullDay,
    PickSlot,
    ShowHospitals,
    ShowMonth,
    ShowOpenings,
    ShowRoster,
    StartAddHospital,
)
from handlers.ui.calendar import DayMark
from handlers.ui.callback_data import Button, key
from handlers.ui.paging import arrows, paged
from handlers.ui.screen import Asks, Rows, Screen, add_hospital_row, home_row, joined
from handlers.view import View

PAGE_SIZE = 8
NEAREST = 4
"""How many other dates are offered where a date has no place."""
SlotsByHospital = Mapping[int, Sequence[Slot]]


def how_full(free: int) -> str:
    """The level of free places: full, few or plenty."""
    if free <= 0:
        return "full"
    return "few" if free <= calendar.FEW_PLACES else "plenty"


def left(view: View, free: int) -> str:
    """The level of free places in the reader's language."""
    return view.plain(f"booking.{how_full(free)}")


def none(view: View) -> Screen:
    """No hospital yet; an admin can change that."""
    if view.admin:
        return Screen(view.say("booking.none_yet"), [add_hospital_row(view), home_row(view)])
    return Screen(view.say("booking.no_openings"), [home_row(view)])


async def openings_listed(view: View, *, page: int = 0) -> Screen:
    """Hospitals to book at, the soonest first."""
    found = await view.read(queries.openings)
    if not found:
        return none(view)
    shown = paged(found, page=page, size=PAGE_SIZE)
    keys = [[key(_label(view, each), ShowMonth(each.hospital.id))] for each in shown.items]
    rows = [*keys, *arrows(shown, ShowOpenings), home_row(view)]
    return Screen(view.say("booking.openings"), rows, asks=Asks(intent=Intent.BOOK))


async def month(
    view: View, *, hospital: int, first: date | None = None, above: str | None = None
) -> Screen:
    """The calendar of a hospital, at the month of `first` or the first that has a free day."""
    at = await view.read(queries.hospital, hospital=hospital)
    if at is None:
        return hospital_gone(view)
    slots = await view.read(queries.bookable, hospital=hospital)
    if not slots:
        return Screen(joined(above, view.say("booking.no_days", hospital=at.name)), _around(view))
    free = next((slot.day for slot in slots if slot.free > 0), slots[0].day)
    shown = first or free
    said = "\n".join([view.say("booking.calendar", hospital=at.name), *_legend(view, slots, shown)])
    rows = [*_keys(view, at, slots, shown), *_around(view)]
    return Screen(joined(above, said), rows, asks=Asks(intent=Intent.BOOK, hospital=at.id))


def _legend(view: View, slots: Sequence[Slot], shown: date) -> list[str]:
    """The marks that the month shows."""
    month = (shown.year, shown.month)
    levels = {how_full(s.free) for s in slots if (s.day.year, s.day.month) == month}
    return [view.say(f"booking.calendar_{each}") for each in ("few", "full") if each in levels]


def hospital_gone(view: View) -> Screen:
    """A hospital that was deleted."""
    return Screen(view.say("refused.hospital_gone"), _around(view))


def _keys(view: View, at: Hospital, slots: Sequence[Slot], shown: date) -> Rows:
    by_day = {slot.day: slot for slot in slots}
    return calendar.month(
        year=shown.year,
        month=shown.month,
        days={day: DayMark(free=slot.free) for day, slot in by_day.items()},
        words=view.words,
        on_day=lambda day: _pressed(by_day[day]).pack(),
        on_month=lambda year, month: ShowMonth(at.id, date(year, month, 1)).pack(),
        first=slots[0].day,
        last=slots[-1].day,
    )


def _pressed(slot: Slot) -> Button:
    return PickSlot(slot.id) if slot.free > 0 else FullDay(slot.id)


def _around(view: View) -> Rows:
    return [[key(view.plain("button.other_hospital"), ShowOpenings()), *home_row(view)]]


def _label(view: View, opening: HospitalOpening) -> str:
    name = opening.hospital.name
    if opening.day is None:
        return view.plain("button.hospital_left", hospital=name, left=left(view, 0))
    return view.plain("button.hospital_day", hospital=name, day=opening.day)


async def listed(view: View, *, page: int = 0) -> Screen:
    """All hospitals with their next free date."""
    found = await view.read(queries.openings)
    if not found:
        return none(view)
    shown = paged(found, page=page, size=PAGE_SIZE)
    slots = await _slots(view, shown.items)
    parts = [_described(view, each, slots) for each in shown.items]
    keys = [[_key(view, each, slots)] for each in shown.items]
    rows = [*keys, *arrows(shown, ShowHospitals), home_row(view)]
    said = joined(view.say("booking.hospitals"), *parts)
    return Screen(said, rows, asks=Asks(intent=Intent.BOOK))


async def on_day(view: View, *, day: date, page: int = 0) -> Screen:
    """The hospitals that screen on a date, those with free places first; once that is closed to
    booking, other dates. Admins see the date all the same.
    """
    found = await view.read(queries.openings_on, day=day)
    if not found:
        return await _none_on(view, day)
    rules = view.services.rules
    until = rules.book_until.before(day, rules.zone)
    closed = view.now >= until
    note = view.say("booking.closed_on", day=day, until=instant(view, until)) if closed else None
    if closed and not view.admin:
        others = await openings_listed(view)
        return replace(others, text=joined(note, others.text))
    shown = paged(found, page=page, size=PAGE_SIZE)
    keys = [[_key_on(view, each)] for each in shown.items]
    parts = [_on_day(view, each, closed=closed) for each in shown.items]
    full = all(each.slot.free == 0 for each in found)
    near, dates = await _near(view, day) if full else (None, [])
    rows = [*keys, *arrows(shown, _turned_on(day)), *dates, *_elsewhere(view)]
    said = joined(view.say("booking.hospitals_on", day=day), note, *parts, near)
    return Screen(said, rows, asks=Asks(intent=Intent.BOOK, day=None if full else day))


async def _none_on(view: View, day: date) -> Screen:
    """That nothing is open on a date, and the nearest dates that are."""
    near, keys = await _near(view, day)
    said = joined(view.say("booking.none_on", day=day), near)
    return Screen(said, [*keys, *_elsewhere(view)], asks=Asks(intent=Intent.BOOK))


async def _near(view: View, day: date) -> tuple[str | None, Rows]:
    """The nearest dates with free places: a sentence and buttons; nothing for admins."""
    if view.admin:
        return None, []
    found = await view.read(queries.openings_near, day=day, limit=NEAREST)
    keys = [
        [key(view.plain("button.hospital_day", hospital=at.name, day=slot.day), PickSlot(slot.id))]
        for slot, at in found
    ]
    return (view.say("booking.near") if keys else None), keys


async def _slots(view: View, shown: Sequence[HospitalOpening]) -> SlotsByHospital:
    """The slots of the hospitals shown, for an admin; in one statement."""
    if not view.admin:
        return {}
    return await view.read(queries.slots_of, hospitals=[each.hospital.id for each in shown])


def _described(view: View, opening: HospitalOpening, slots: SlotsByHospital) -> str:
    at = opening.hospital
    following = (
        view.say("booking.next_none")
        if opening.day is None
        else view.say("booking.next", day=opening.day, left=left(view, opening.free))
    )
    told = _told(view, at.name, at.phone, following)
    if not view.admin:
        return told
    capacity, booked = sum(s.capacity for s in slots[at.id]), sum(s.taken for s in slots[at.id])
    numbers = view.say("booking.numbers", days=len(slots[at.id]), capacity=capacity, booked=booked)
    return f"{told}\n{numbers}"


def _on_day(view: View, card: SlotCard, *, closed: bool) -> str:
    at, slot = card.hospital, card.slot
    remaining = "" if closed else view.say(f"booking.on_day_{how_full(slot.free)}")
    told = _told(view, at.name, at.phone, remaining)
    if not view.admin:
        return told
    numbers = view.say("booking.numbers_on", capacity=slot.capacity, booked=slot.taken)
    return f"{told}\n{numbers}"


def _told(view: View, name: str, phone: str | None, following: str) -> str:
    number = "" if phone is None else view.plain("booking.phone", phone=phone)
    said = view.say("booking.hospital", hospital=name, phone=number)
    return f"{said}\n{following}" if following else said


def _key(view: View, opening: HospitalOpening, slots: SlotsByHospital) -> InlineKeyboardButton:
    """The button to its calendar; an admin's to its next roster, or to adding dates."""
    at = opening.hospital
    if not view.admin:
        return key(view.plain("button.book_at", hospital=at.name), ShowMonth(at.id))
    if not slots[at.id]:
        return key(view.plain("register.add_dates_at", hospital=at.name), StartAddHospital(at.id))
    return _key_on(view, SlotCard(slots[at.id][0], at))


def _key_on(view: View, card: SlotCard) -> InlineKeyboardButton:
    at, slot = card.hospital, card.slot
    if view.admin:
        return key(view.plain("roster.at", hospital=at.name, day=slot.day), ShowRoster(slot.id))
    label = "button.book_at" if slot.free > 0 else "button.other_days_at"
    return key(view.plain(label, hospital=at.name), PickSlot(slot.id))


def _turned_on(day: date) -> Callable[[int], ShowHospitals]:
    return lambda page: ShowHospitals(page, day)


def _elsewhere(view: View) -> list[list[InlineKeyboardButton]]:
    return [[key(view.plain("button.all_hospitals"), ShowHospitals()), *home_row(view)]]
