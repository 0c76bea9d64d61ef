"""Screens of refusals: the reason, and the card it is about."""

from datetime import date, timedelta

from domain import queries
from domain.answer import Answer
from domain.ports.hospitals import SlotCard
from handlers.booking import cancel_screens, confirm_screens, consent_screens, directory_screens
from handlers.frontdesk import lookup_screens
from handlers.hospitals import delete_screens, register_screens
from handlers.privacy import screens as privacy_screens
from handlers.ui import booking_card, system
from handlers.ui.buttons import StartAddHospital
from handlers.ui.callback_data import key
from handlers.ui.screen import Screen, book_row, home_row, joined, mine_row
from handlers.view import View


async def out_of_date(view: View, answer: Answer) -> Screen:
    """The card or question has changed meanwhile; a card is drawn again."""
    if "hospital" in answer.facts and view.admin:
        return await delete_screens.out_of_date(view, answer)
    if "booking" in answer.facts:
        return await _booking_changed(view, booking=answer.number("booking"))
    if "bookings" in answer.facts:
        upcoming = await view.read(queries.my_upcoming, person=view.me)
        return privacy_screens.ask(view, upcoming, changed=True)
    return Screen(view.say("refused.out_of_date"), [home_row(view)])


async def _booking_changed(view: View, *, booking: int) -> Screen:
    mine = await view.own_booking(booking)
    if mine is not None:
        return cancel_screens.ask(view, mine, changed=True)
    if not view.admin:
        return Screen(view.say("refused.not_found"), [mine_row(view)])
    shown = await lookup_screens.booking_card(view, booking=booking)
    return shown.also(view.plain("booking.changed"))


async def not_found(view: View, answer: Answer) -> Screen:
    """No such thing, or somebody else's: both look the same."""
    if "slot" in answer.facts:
        return confirm_screens.gone(view, await _slot(view, answer))
    if "day" in answer.facts:
        return await _date_unknown(view, answer)
    if "by" in answer.facts:
        return Screen(view.say("mine.unknown_code"), [home_row(view)])
    if "hospital" in answer.facts:
        return directory_screens.hospital_gone(view)
    return Screen(view.say("refused.not_found"), [mine_row(view)])


async def too_late(view: View, answer: Answer) -> Screen:
    """A deadline has passed: to cancel a booking, to book a slot, to open a date."""
    if "booking" in answer.facts:
        return await of_booking(view, answer)
    if "day" in answer.facts:
        return await _day_closed(view, answer)
    wanted = await _slot(view, answer)
    return (
        confirm_screens.gone(view, None)
        if wanted is None
        else confirm_screens.too_late(view, wanted)
    )


async def of_booking(view: View, answer: Answer) -> Screen:
    """A booking that cannot be cancelled; its card says why."""
    found = await cancel_screens.own(view, booking=answer.number("booking"))
    if found is None:
        return Screen(view.say("refused.not_found"), [mine_row(view)])
    return cancel_screens.ask(view, found)


async def already_cancelled(view: View, answer: Answer) -> Screen:
    """Cancelled before; the second of two taps shows what the first one did."""
    if not answer.facts.get("repeated"):
        return await of_booking(view, answer)
    if answer.facts.get("by_admin") and view.admin:
        return await lookup_screens.cancelled_for_person(view, answer)
    return await cancel_screens.cancelled(view, answer)


async def sold_out(view: View, answer: Answer) -> Screen:
    """No place left; offers other dates."""
    wanted = await _slot(view, answer)
    if wanted is None:
        return confirm_screens.gone(view, None)
    return await confirm_screens.sold_out(view, wanted, meanwhile=True)


async def already_booked(view: View, answer: Answer) -> Screen:
    """Second booking on one day."""
    booking = answer.number("booking")
    mine = await view.own_booking(booking)
    if mine is None:
        return Screen(view.say("refused.already_booked"), [[*book_row(view), *home_row(view)]])
    return confirm_screens.already_booked(view, mine)


async def too_many(view: View, answer: Answer) -> Screen:
    """Limit of upcoming bookings reached."""
    return confirm_screens.too_many(view, limit=answer.number("limit"))


async def consent_missing(view: View, _: Answer) -> Screen:
    """Ask for the missing consent."""
    return consent_screens.card(view, slot=None)


async def name_missing(view: View, _: Answer) -> Screen:
    """Ask for the examinee's name."""
    return consent_screens.name_missing(view, slot=None)


async def not_admin(view: View, _: Answer) -> Screen:
    """Same screen as for a command that does not exist."""
    return system.unknown_command(view, "/", [])


async def _slot(view: View, answer: Answer) -> SlotCard | None:
    return await view.read(queries.slot_card, slot=answer.number("slot"))


async def _date_unknown(view: View, answer: Answer) -> Screen:
    at = await view.read(queries.hospital, hospital=answer.number("hospital"))
    if at is None:
        return directory_screens.hospital_gone(view)
    day = date.fromisoformat(answer.text("day"))
    add = [key(view.plain("register.add_dates"), StartAddHospital(at.id))]
    return Screen(view.say("admin.no_such_date", hospital=at.name, day=day), [add, home_row(view)])


async def _day_closed(view: View, answer: Answer) -> Screen:
    """A date that is too late to open; the registration in progress stays visible."""
    day, rules = date.fromisoformat(answer.text("day")), view.services.rules
    until = booking_card.instant(view, rules.book_until.before(day, rules.zone))
    example = (view.today + timedelta(weeks=1)).isoformat()
    why = "refused.day_over" if day < view.today else "refused.too_late_day"
    said = view.say(why, day=day, until=until, example=example)
    question = await register_screens.open_question(view)
    if question is None:
        return Screen(said, [home_row(view)])
    alert = view.plain(why, day=day, until=until, example=example)
    return Screen(joined(said, question.text), question.rows, alert)


ANSWERS = {
    "OutOfDate": out_of_date,
    "NotFound": not_found,
    "TooLate": too_late,
    "SoldOut": sold_out,
    "AlreadyBooked": already_booked,
    "TooMany": too_many,
    "ConsentMissing": consent_missing,
    "NameMissing": name_missing,
    "AlreadyCancelled": already_cancelled,
    "AlreadyForceCancelled": of_booking,
    "Past": of_booking,
    "NotAdmin": not_admin,
}
