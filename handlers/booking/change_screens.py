"""Cards for what cannot be done in one step yet: another date for a booking, a wait list."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from telegram import InlineKeyboardButton

from domain import queries
from domain.model import Hospital, Slot
from domain.ports.bookings import BookingCard
from handlers.booking import directory_screens
from handlers.booking.cancel_screens import MAX_LISTED
from handlers.ui import booking_card
from handlers.ui.buttons import PickSlot, ShowCancelConfirmation, ShowMonth
from handlers.ui.callback_data import key, number_of_code
from handlers.ui.screen import Row, Screen, book_row, home_row, joined
from handlers.view import View

MAX_NEAREST = 3


async def change(
    view: View, mine: Sequence[BookingCard], *, to: date | None, at: Hospital | None
) -> Screen:
    """How to get another date for one of these bookings: `to` and `at` are the wish, if said."""
    if not mine:
        return Screen(view.say("change.nothing"), [[*book_row(view), *home_row(view)]])
    if len(mine) > 1:
        return await _which(view, mine[:MAX_LISTED])
    found = mine[0]
    booking, old = found.booking, found.hospital
    card = booking_card.text(view, booking_card.of_card(found))
    if not booking_card.cancellable(view, booking.day):
        said = joined(view.say("change.too_late"), card, contact(view, old.phone))
        return Screen(said, [home_row(view)])
    free, row = await _new_day(view, at or old, to)
    full = await _at_limit(view)
    said = joined(card, free, _how(view, full=full), contact(view, old.phone))
    return Screen(said, [*([] if full else [row]), [_cancel(view, found), *home_row(view)]])


async def no_wait_list(view: View, at: Hospital | None, *, near: date | None) -> Screen:
    """That there is no wait list yet, and the free days of the hospital nearest to that day."""
    if at is None:
        others = await directory_screens.openings_listed(view)
        return replace(others, text=joined(view.say("waitlist.none"), others.text))
    free = await _free(view, at)
    by_distance = sorted(free, key=lambda slot: abs((slot.day - (near or view.today)).days))
    shown = sorted(by_distance[:MAX_NEAREST], key=lambda slot: slot.day)
    keys = [[key(view.words.day(slot.day), PickSlot(slot.id))] for slot in shown]
    found = "waitlist.nearest" if shown else "waitlist.nothing_free"
    said = joined(
        view.say("waitlist.none"), view.say(found, hospital=at.name), contact(view, at.phone)
    )
    others_key = key(view.plain("button.book_other_day"), ShowMonth(at.id))
    return Screen(said, [*keys, [others_key, *home_row(view)] if shown else home_row(view)])


def contact(view: View, phone: str | None) -> str:
    """The number to call, or that the hospital is to be asked."""
    if phone is None:
        return view.say("answers.ask_there")
    return view.say("answers.call", phone=phone)


async def _at_limit(view: View) -> bool:
    """Whether no further booking can be made."""
    mine = await view.read(queries.my_upcoming, person=view.me)
    return len(mine) >= view.services.rules.max_active


def _how(view: View, *, full: bool) -> str:
    """The steps: the new day first, unless no further booking can be made."""
    if full:
        return view.say("change.cancel_first", limit=view.services.rules.max_active)
    return view.say("change.book_first")


async def _new_day(view: View, at: Hospital, to: date | None) -> tuple[str | None, Row]:
    """Whether the wished day is free, and the button that leads to a new day."""
    calendar = [key(view.plain("change.choose"), ShowMonth(at.id))]
    if to is None:
        return None, calendar
    slot = next((slot for slot in await _free(view, at) if slot.day == to), None)
    if slot is None:
        return view.say("change.not_free", hospital=at.name, day=to), calendar
    book = key(view.plain("change.book_on", day=view.words.day(to)), PickSlot(slot.id))
    return view.say("change.free", hospital=at.name, day=to), [book]


async def _free(view: View, at: Hospital) -> Sequence[Slot]:
    slots = await view.read(queries.bookable, hospital=at.id)
    return [slot for slot in slots if slot.free > 0]


async def _which(view: View, mine: Sequence[BookingCard]) -> Screen:
    full = await _at_limit(view)
    texts = [booking_card.text(view, booking_card.of_card(each)) for each in mine]
    rows = [_ways(view, each, full=full) for each in mine]
    said = joined(view.say("change.which"), *texts, _how(view, full=full))
    return Screen(said, [*(row for row in rows if row), home_row(view)])


def _ways(view: View, found: BookingCard, *, full: bool) -> Row:
    """To a new day, unless no further booking can be made, and to cancelling, while it can be."""
    cancellable = booking_card.cancellable(view, found.booking.day)
    return [
        *([] if full else [_calendar(view, found)]),
        *([_cancel(view, found)] if cancellable else []),
    ]


def _calendar(view: View, found: BookingCard) -> InlineKeyboardButton:
    day = view.words.short(found.booking.day)
    return key(view.plain("change.instead_of", day=day), ShowMonth(found.hospital.id))


def _cancel(view: View, found: BookingCard) -> InlineKeyboardButton:
    day = view.words.short(found.booking.day)
    button = ShowCancelConfirmation(number_of_code(found.booking.code))
    return key(view.plain("change.cancel", day=day), button)
