"""Answers to questions about a visit or a hospital, from what is stored."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from domain import queries
from domain.model import Hospital
from domain.ports.bookings import BookingCard
from handlers.booking import directory_screens
from handlers.booking.change_screens import contact
from handlers.parsing import Intent
from handlers.ui import booking_card
from handlers.ui.buttons import ShowBooking, ShowMonth
from handlers.ui.callback_data import key, number_of_code
from handlers.ui.screen import Screen, home_row, joined
from handlers.view import View

QUESTIONS = (
    *(Intent.WHEN, Intent.WHERE, Intent.PREPARE, Intent.PRICE, Intent.CALL),
    Intent.PERSON,
)
"""The intents that are answered here."""


def of_visit(view: View, asked: Intent, visit: BookingCard) -> Screen:
    """The answer about a booking."""
    at, shown = visit.hospital, booking_card.of_card(visit)
    about = view.say(
        "answers.visit", hospital=at.name, day=shown.day, left=booking_card.days_left(view, shown)
    )
    show = key(view.plain("button.show"), ShowBooking(number_of_code(shown.code)))
    return Screen(joined(about, _answer(view, asked, at)), [[show, *home_row(view)]])


async def of_hospital(view: View, asked: Intent, at: Hospital) -> Screen:
    """The answer about a hospital at which the reader has no booking."""
    about = view.say("answers.hospital", hospital=at.name)
    following = await _following(view, at) if asked is Intent.WHEN else None
    book = key(view.plain("button.book_at", hospital=at.name), ShowMonth(at.id))
    return Screen(joined(about, following, _answer(view, asked, at)), [[book], home_row(view)])


async def of_any(view: View, asked: Intent) -> Screen:
    """The hospitals with their numbers, where it is not known which one is asked about."""
    listed = await directory_screens.listed(view)
    above = view.say("answers.person") if asked is Intent.PERSON else None
    return replace(listed, text=joined(above, view.say("answers.which"), listed.text))


async def _following(view: View, at: Hospital) -> str:
    slots = await view.read(queries.bookable, hospital=at.id)
    day = next((slot.day for slot in slots if slot.free > 0), None)
    if day is None:
        return view.say("answers.no_booking_no_days")
    return view.say("answers.no_booking", day=day)


def _answer(view: View, asked: Intent, at: Hospital) -> str:
    if asked is Intent.CALL and at.phone is None:
        return view.say("answers.no_phone")
    return joined(_SAID[asked](view, at), contact(view, at.phone))


def _noted(missing: str) -> Callable[[View, Hospital], str]:
    """The hospital's note, which may hold the answer; else that it has not written it down."""

    def said(view: View, at: Hospital) -> str:
        return view.say("answers.note", note=at.note) if at.note else view.say(missing)

    return said


_SAID: Mapping[Intent, Callable[[View, Hospital], str]] = {
    Intent.WHEN: _noted("answers.no_time"),
    Intent.WHERE: _noted("answers.no_address"),
    Intent.PREPARE: _noted("answers.no_note"),
    Intent.PRICE: lambda view, _: view.say("answers.no_price"),
    Intent.CALL: lambda _view, _at: "",
    Intent.PERSON: lambda view, _: view.say("answers.person"),
}
