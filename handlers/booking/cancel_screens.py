"""Cards to cancel a booking: confirmation with the deadline, and the result."""

from collections.abc import Sequence

from domain import queries
from domain.answer import Answer
from domain.model import Status
from domain.ports.bookings import BookingCard
from handlers.parsing import Intent
from handlers.ui import booking_card
from handlers.ui.buttons import (
    CommitCancel,
    ShowBooking,
    ShowCancelConfirmation,
    ShowMonth,
    ShowOpenings,
)
from handlers.ui.callback_data import key, number_of_code
from handlers.ui.screen import Asks, Row, Screen, book_row, home_row, joined, mine_row
from handlers.view import View

MAX_LISTED = 10
TOO_LATE = "refused.too_late_cancel"


async def choose(view: View) -> Screen:
    """The choice of a booking: none to cancel, the only one's card, or a list by date."""
    mine = await view.read(queries.my_upcoming, person=view.me)
    if not mine:
        return Screen(view.say("booking.nothing_to_cancel"), [[*book_row(view), *home_row(view)]])
    return of(view, mine)


def of(view: View, mine: Sequence[BookingCard]) -> Screen:
    """The card of the only one, or the list of several to choose from, by date."""
    if len(mine) == 1:
        return ask(view, mine[0])
    shown = mine[:MAX_LISTED]
    texts = [booking_card.text(view, booking_card.of_card(each)) for each in shown]
    keys = [
        [key(_label(view, each), ShowCancelConfirmation(number_of_code(each.booking.code)))]
        for each in shown
    ]
    said = joined(view.say("booking.which_cancel"), *texts)
    return Screen(said, [*keys, home_row(view)], asks=Asks(intent=Intent.CANCEL))


def ask(view: View, found: BookingCard, *, changed: bool = False) -> Screen:
    """The card whose ❌ cancels, or the reason without ❌; `changed`: since the last card."""
    shown = booking_card.of_card(found)
    closed = _closed(view, found)
    if closed is not None:
        said = None if closed == TOO_LATE else view.say(closed)
        text = joined(said, _details(view, found))
        return Screen(text, _after(view, found), view.plain(closed))
    commit = CommitCancel(number_of_code(shown.code), shown.version)
    said = joined(
        view.say("booking.ask_cancel"), _details(view, found), view.say("booking.what_cancel_does")
    )
    keep = ShowBooking(number_of_code(shown.code), kept=True)
    rows = [
        [key(view.plain("button.commit_cancel"), commit, "danger")],
        [key(view.plain("button.keep"), keep)],
    ]
    alert = view.plain("booking.changed") if changed else None
    return Screen(said, rows, alert, asks=Asks(yes=commit, no=keep))


def kept(view: View, shown: Screen) -> Screen:
    """The booking's own screen after the person chose to keep it."""
    return Screen(joined(view.say("booking.kept"), shown.text), shown.rows)


async def own(view: View, *, booking: int) -> BookingCard | None:
    """The reader's own booking; an admin's refusals may be about any person's."""
    mine = await view.own_booking(booking)
    if mine is None and view.admin:
        return await view.read(queries.any_booking, booking=booking)
    return mine


async def cancelled(view: View, answer: Answer) -> Screen:
    """Cancelled; where to book again."""
    found = await own(view, booking=answer.number("booking"))
    if found is None:
        return Screen(view.say("booking.cancelled"), [mine_row(view)], lasting=True)
    said = joined(
        view.say("booking.cancelled"),
        booking_card.text(view, booking_card.of_card(found), status=False),
    )
    return Screen(said, _after(view, found), lasting=True)


def _closed(view: View, found: BookingCard) -> str | None:
    """The key of the reason why it cannot be cancelled online, None if it can."""
    booking = found.booking
    if booking.status is Status.CANCELLED:
        return "refused.already_cancelled"
    if booking.status is Status.FORCE_CANCELLED:
        return "refused.already_force_cancelled"
    if booking.day < view.today:
        return "refused.past"
    return None if booking_card.cancellable(view, booking.day) else TOO_LATE


def _details(view: View, found: BookingCard) -> str:
    shown = booking_card.of_card(found)
    if not booking_card.upcoming(view, shown):
        return booking_card.text(view, shown)
    deadline = booking_card.deadline(view, day=shown.day, phone=shown.phone)
    return joined(booking_card.text(view, shown), deadline)


def _after(view: View, found: BookingCard) -> list[Row]:
    again = ShowOpenings() if found.hospital.deleted else ShowMonth(found.hospital.id)
    standing = found.booking.status is Status.BOOKED
    label = view.plain("button.book_other_day" if standing else "button.book_again")
    return [[key(label, again)], mine_row(view)]


def _label(view: View, found: BookingCard) -> str:
    name, day = found.hospital.name, found.booking.day
    if booking_card.cancellable(view, day):
        return view.plain("button.hospital_day", hospital=name, day=day)
    return view.plain("button.hospital_day_by_phone", hospital=name, day=day)


ANSWERS = {"cancelled": cancelled}
