"""Where there are places: hospitals to book, and the month of one. Takes no place."""

from collections.abc import Sequence
from datetime import date

from domain import queries
from domain.model import Hospital, Slot
from domain.ports.hospitals import Opening
from handlers.ui import calendar
from handlers.ui.buttons import FullDay, Month, Openings, PickSlot
from handlers.ui.calendar import DayMark
from handlers.ui.callback_data import Button, key
from handlers.ui.home import add_hospital_row, home_row
from handlers.ui.paging import arrows, paged
from handlers.ui.screen import Rows, Screen, joined
from handlers.view import View

A_PAGE = 8


def how_full(free: int) -> str:
    """What the texts call it: full, few or plenty."""
    if free <= 0:
        return "full"
    return "few" if free <= calendar.FEW else "plenty"


def left(view: View, free: int) -> str:
    """How much is left, in a word."""
    return view.plain(f"booking.{how_full(free)}")


def none(view: View) -> Screen:
    """No hospital yet; an admin can change that."""
    if view.admin:
        return Screen(view.say("booking.none_yet"), [add_hospital_row(view), home_row(view)])
    return Screen(view.say("booking.no_openings"), [home_row(view)])


async def listed(view: View, *, page: int = 0) -> Screen:
    """Hospitals to book at, the soonest first."""
    found = await view.read(queries.openings)
    if not found:
        return none(view)
    shown = paged(found, page=page, size=A_PAGE)
    keys = [[key(_label(view, each), Month(each.hospital.id))] for each in shown.items]
    rows = [*keys, *arrows(shown, Openings), home_row(view)]
    return Screen(view.say("booking.openings"), rows)


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
    said = joined(above, view.say("booking.calendar", hospital=at.name))
    return Screen(said, [*_keys(view, at, slots, first), *_around(view)])


def hospital_gone(view: View) -> Screen:
    """A hospital that was deleted."""
    return Screen(view.say("refused.hospital_gone"), _around(view))


def _keys(view: View, at: Hospital, slots: Sequence[Slot], first: date | None) -> Rows:
    by_day = {slot.day: slot for slot in slots}
    free = next((slot.day for slot in slots if slot.free > 0), slots[0].day)
    shown = first or free
    return calendar.month(
        year=shown.year,
        month=shown.month,
        days={day: DayMark(free=slot.free) for day, slot in by_day.items()},
        words=view.words,
        on_day=lambda day: _pressed(by_day[day]).pack(),
        on_month=lambda year, month: Month(at.id, date(year, month, 1)).pack(),
        first=slots[0].day,
        last=slots[-1].day,
    )


def _pressed(slot: Slot) -> Button:
    return PickSlot(slot.id) if slot.free > 0 else FullDay(slot.id)


def _around(view: View) -> Rows:
    return [[key(view.plain("button.other_hospital"), Openings()), *home_row(view)]]


def _label(view: View, opening: Opening) -> str:
    name = opening.hospital.name
    if opening.day is None:
        return view.plain("button.hospital_left", hospital=name, left=left(view, 0))
    remaining = left(view, opening.free)
    return view.plain("button.hospital_day_left", hospital=name, day=opening.day, left=remaining)
