"""The confirm card, the booked card, and the cards of refused bookings."""

from collections.abc import Sequence
from dataclasses import replace

from telegram import CopyTextButton, InlineKeyboardButton

from domain import queries
from domain.answer import Answer
from domain.ports.bookings import BookingCard
from domain.ports.hospitals import SlotCard
from handlers.booking import consent_screens
from handlers.parsing import Intent
from handlers.texts import Value
from handlers.ui import booking_card, home
from handlers.ui.buttons import (
    AddToCalendar,
    ChangeName,
    Confirm,
    PickSlot,
    ShowBooking,
    ShowMonth,
    ShowOpenings,
    StopDialogue,
)
from handlers.ui.callback_data import key, number_of_code
from handlers.ui.screen import Asks, Rows, Screen, home_row, joined, mine_row
from handlers.view import View


async def sold_out(view: View, wanted: SlotCard, *, meanwhile: bool = False) -> Screen:
    """Full, or filled up `meanwhile`: the nearest dates there, other hospitals the same day."""
    why = "refused.sold_out" if meanwhile else "refused.full"
    full = view.say(why, hospital=wanted.hospital.name, day=wanted.slot.day)
    dates, elsewhere = await view.read(queries.nearby, slot=wanted.slot.id)
    offer = "refused.sold_out_offer" if dates or elsewhere else "refused.sold_out_nothing"
    rows = [*_choice(view, [*dates, *elsewhere]), *_around(view, wanted)]
    asks = Asks(intent=Intent.BOOK, hospital=wanted.hospital.id)
    return Screen(joined(full, view.say(offer)), rows, asks=asks)


def gone(view: View, wanted: SlotCard | None) -> Screen:
    """A date that was deleted, perhaps with its hospital."""
    deleted = wanted is not None and wanted.hospital.deleted
    return _told(view, "refused.hospital_gone" if deleted else "refused.slot_gone", wanted)


def too_late(view: View, wanted: SlotCard) -> Screen:
    """Its book_until has passed."""
    day, rules = wanted.slot.day, view.services.rules
    if day < view.today:
        return _told(view, "refused.day_over", wanted)
    until = booking_card.instant(view, rules.book_until.before(day, rules.zone))
    said = view.say("refused.too_late_book", day=day, until=until)
    return Screen(said, _around(view, wanted))


def already_booked(view: View, mine: BookingCard) -> Screen:
    """The booking that the person already has on that date."""
    said = joined(
        view.say("refused.already_booked"), booking_card.text(view, booking_card.of_card(mine))
    )
    show = key(view.plain("button.show"), ShowBooking(number_of_code(mine.booking.code)))
    other = key(view.plain("button.book_other_day"), ShowMonth(mine.hospital.id))
    return Screen(said, [[show], [other, *home_row(view)]])


def too_many(view: View, *, limit: int) -> Screen:
    """The limit of upcoming bookings is reached."""
    return Screen(view.say("refused.too_many", limit=limit), [mine_row(view)])


async def limit_reached(view: View) -> Screen | None:
    """The same, where no further booking can be made; None where one can."""
    mine = await _mine(view)
    limit = view.services.rules.max_active
    return too_many(view, limit=limit) if len(mine) >= limit else None


def _told(view: View, sentence: str, wanted: SlotCard | None) -> Screen:
    values: dict[str, Value] = {} if wanted is None else {"day": wanted.slot.day}
    return Screen(view.say(sentence, **values), _around(view, wanted))


def _choice(view: View, cards: Sequence[SlotCard]) -> Rows:
    return [
        [
            key(
                view.plain("button.hospital_day", hospital=at.name, day=slot.day),
                PickSlot(slot.id),
            )
        ]
        for slot, at in cards
    ]


def _around(view: View, wanted: SlotCard | None) -> Rows:
    elsewhere = key(view.plain("button.other_hospital"), ShowOpenings())
    if wanted is None or wanted.hospital.deleted:
        return [[elsewhere, *home_row(view)]]
    other = key(view.plain("button.book_other_day"), ShowMonth(wanted.hospital.id))
    return [[other, elsewhere], home_row(view)]


async def offer(view: View, *, slot: int) -> Screen:
    """The confirm card of a slot, or the card of what prevents the booking."""
    wanted = await view.read(queries.slot_card, slot=slot)
    if wanted is None or wanted.slot.deleted or wanted.hospital.deleted:
        return gone(view, wanted)
    rules = view.services.rules
    if view.now >= rules.book_until.before(wanted.slot.day, rules.zone):
        return too_late(view, wanted)
    mine = await _mine(view)
    that_day = next((each for each in mine if each.booking.day == wanted.slot.day), None)
    if that_day is not None:
        return already_booked(view, that_day)
    if wanted.slot.free <= 0:
        return await sold_out(view, wanted)
    if len(mine) >= rules.max_active:
        return too_many(view, limit=rules.max_active)
    return _known(view, slot=slot) or _confirm(view, wanted)


async def booked(view: View, answer: Answer) -> Screen:
    """The booking that was made, or existed already."""
    found = await view.own_booking(answer.number("booking"))
    if found is None:
        return Screen(view.say("refused.not_found"), [home_row(view)])
    shown = booking_card.of_card(found)
    if not booking_card.upcoming(view, shown):
        return Screen(booking_card.text(view, shown), [mine_row(view)])
    cancel = booking_card.cancel_keys(view, shown)
    code = CopyTextButton(shown.code)
    copy = InlineKeyboardButton(view.plain("button.copy_code"), copy_text=code)
    calendar = key(view.plain("button.calendar"), AddToCalendar(number_of_code(shown.code)))
    said = joined(view.say("booking.booked"), booking_card.text_with_advice(view, found))
    return Screen(said, [[calendar], [copy, *cancel], mine_row(view)], lasting=True)


def _known(view: View, *, slot: int) -> Screen | None:
    if view.missing_consent:
        return consent_screens.card(view, slot=slot)
    if view.person is None or view.person.name is None:
        return consent_screens.name_missing(view, slot=slot)
    return None


def _confirm(view: View, wanted: SlotCard) -> Screen:
    at, slot = wanted.hospital, wanted.slot
    name = (view.person and view.person.name) or ""
    said = joined(
        view.say("booking.confirm", hospital=at.name, day=slot.day, name=name),
        view.say("booking.note", note=at.note) if at.note else None,
        booking_card.deadline(view, day=slot.day, phone=at.phone, booked=False),
        view.say("booking.not_held"),
    )
    rename = key(view.plain("button.change_name"), ChangeName(slot.id))
    other = key(view.plain("button.other_day"), ShowMonth(at.id, slot.day.replace(day=1)))
    yes = Confirm(slot.id)
    return Screen(
        said,
        [
            [key(view.plain("button.confirm"), yes, "success")],
            [rename, other],
            [key(view.plain("button.stop"), StopDialogue())],
        ],
        asks=Asks(intent=Intent.BOOK, hospital=at.id, yes=yes, no=StopDialogue()),
    )


async def _mine(view: View) -> Sequence[BookingCard]:
    """The reader's upcoming bookings."""
    return await view.read(queries.my_upcoming, person=view.me) if view.person is not None else ()


async def _go_on(view: View, slot: int | None, note: str) -> Screen:
    """The screen where the person was, below a note of what was just stored."""
    screen = await (home.menu(view) if slot is None else offer(view, slot=slot))
    return replace(screen, text=joined(note, screen.text))


async def _agreed(view: View, answer: Answer) -> Screen:
    slot = _slot(answer)
    if view.missing_consent:
        return consent_screens.card(view, slot=slot)
    return await _go_on(view, slot, view.say("consent.agreed"))


async def _named(view: View, answer: Answer) -> Screen:
    return await _go_on(view, _slot(answer), view.say("consent.named"))


async def _name_kept(view: View, answer: Answer) -> Screen:
    return await _go_on(view, _slot(answer), view.say("name.kept"))


def _slot(answer: Answer) -> int | None:
    return None if answer.facts.get("slot") is None else answer.number("slot")


ANSWERS = {"booked": booked, "agreed": _agreed, "named": _named, "name_kept": _name_kept}
