"""Text and buttons of a booking, the same on every card."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from domain import queries
from domain.model import Status
from domain.ports.bookings import BookingCard
from domain.ports.mypage import HistoryEntry, Page
from handlers.ui.buttons import ShowCancelConfirmation
from handlers.ui.callback_data import code_of_number, key, number_of_code
from handlers.ui.screen import Row, joined
from handlers.view import View

NEAR = {0: "booking.left_today", 1: "booking.left_tomorrow"}
"""Text for the days that are left, where it is not the number."""


class CardContent(NamedTuple):
    """Content of a card, from the write side or the read model."""

    booking: int
    version: int
    code: str
    hospital: str
    phone: str | None
    day: date
    status: Status
    history: Sequence[HistoryEntry] = ()


def of_card(card: BookingCard) -> CardContent:
    """From the write side, which has no history."""
    booking, at = card.booking, card.hospital
    return CardContent(
        booking.id, booking.version, booking.code, at.name, at.phone, booking.day, booking.status
    )


def of_page(page: Page) -> CardContent:
    """From the read model."""
    return CardContent(
        page.booking,
        page.version,
        page.code,
        page.hospital,
        page.phone,
        page.day,
        page.status,
        page.history,
    )


async def pressed(view: View, number: int) -> BookingCard | None:
    """The reader's own booking that a button names; None also when it is another person's."""
    code = code_of_number(number)
    if code is None:
        return await view.own_booking(number)
    return await view.read(queries.my_booking_by_code, person=view.me, code=code)


def upcoming(view: View, shown: CardContent) -> bool:
    """Whether it is booked and its day has not passed."""
    return shown.status is Status.BOOKED and shown.day >= view.today


def cancellable(view: View, day: date) -> bool:
    """Whether a booking of that day is still before the cancellation deadline."""
    rules = view.services.rules
    return view.now < rules.cancel_until.before(day, rules.zone)


def status_word(view: View, shown: CardContent) -> str:
    """Status as text; a booked one whose day has passed is past."""
    past = shown.status is Status.BOOKED and shown.day < view.today
    return (
        view.plain("status.past")
        if past
        else view.words.name_of(f"status.{shown.status}", shown.status)
    )


def text(
    view: View, shown: CardContent, *, examinee: str | None = None, status: bool = True
) -> str:
    """Hospital, status, date, code and, if given, the examinee's name, as HTML; `status` False
    below a heading that says it.
    """
    card = view.say(
        "booking.card",
        hospital=shown.hospital,
        status=view.plain("booking.status", status=status_word(view, shown)) if status else "",
        day=shown.day,
        left=days_left(view, shown),
        code=shown.code,
    )
    return f"{card}\n{view.say('booking.examinee', name=examinee)}" if examinee else card


def days_left(view: View, shown: CardContent) -> str:
    """How far ahead the visit is, behind its date; nothing once it is over."""
    days = (shown.day - view.today).days
    if not upcoming(view, shown):
        return ""
    return view.plain(NEAR.get(days, "booking.left"), days=days)


def text_with_advice(view: View, found: BookingCard) -> str:
    """Text with the examinee, how to prepare, and the cancellation deadline."""
    booking, at = found.booking, found.hospital
    card = text(view, of_card(found), examinee=found.name, status=False)
    called = at.phone is not None and cancellable(view, booking.day)
    return joined(
        f"{card}\n{view.say('register.phone', phone=at.phone or '')}" if called else card,
        view.say("booking.note", note=at.note) if at.note else None,
        deadline(view, day=booking.day, phone=at.phone),
    )


def cancel_keys(view: View, shown: CardContent, *, by_day: bool = False) -> Row:
    """The button to cancel, unless it is too late; `by_day`: it names the day, among others."""
    if not cancellable(view, shown.day):
        return []
    day = view.words.short(shown.day)
    label = view.plain("change.cancel", day=day) if by_day else view.plain("button.cancel")
    return [key(label, ShowCancelConfirmation(number_of_code(shown.code)))]


def instant(view: View, moment: datetime) -> str:
    """An instant in the hospitals' time zone."""
    return view.words.instant(moment, view.services.rules.zone)


def cancel_until(view: View, day: date) -> str:
    """Cancellation deadline of a booking on that day."""
    rules = view.services.rules
    return instant(view, rules.cancel_until.before(day, rules.zone))


def deadline(view: View, *, day: date, phone: str | None, booked: bool = True) -> str:
    """Cancellation deadline as text, or the number to call; `booked` False: before booking."""
    rules = view.services.rules
    moment = rules.cancel_until.before(day, rules.zone)
    until = instant(view, moment)
    if view.now < moment:
        return view.say("booking.cancel_until", until=until)
    if phone is None:
        said = "booking.cancel_at_hospital" if booked else "booking.final_at_hospital"
        return view.say(said, until=until)
    said = "booking.cancel_by_phone" if booked else "booking.final_by_phone"
    return view.say(said, until=until, phone=phone)
