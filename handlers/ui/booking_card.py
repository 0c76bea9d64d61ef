"""Text of a booking, the same on every card."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from domain.model import Status
from domain.ports.bookings import BookingCard
from domain.ports.mypage import HistoryEntry, Page
from handlers.view import View


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


def text(view: View, shown: CardContent) -> str:
    """Hospital, status, date and code, as HTML."""
    return view.say(
        "booking.card",
        hospital=shown.hospital,
        status=status_word(view, shown),
        day=shown.day,
        left=_left(view, shown),
        code=shown.code,
    )


def examinee(view: View, name: str | None) -> str | None:
    """Examinee's name, None if it cannot be decrypted."""
    return view.say("booking.examinee", name=name) if name else None


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


def _left(view: View, shown: CardContent) -> str:
    if not upcoming(view, shown):
        return ""
    days = (shown.day - view.today).days
    near = {0: "booking.left_today", 1: "booking.left_tomorrow"}
    return view.plain(near[days]) if days in near else view.plain("booking.left", days=days)
