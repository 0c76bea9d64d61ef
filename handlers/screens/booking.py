"""From a day to a booking: the confirm card and the booked card. What stands in the way is
elsewhere.
"""

from datetime import date

from telegram import CopyTextButton, InlineKeyboardButton

from domain import queries
from domain.facts import Answer
from domain.queries import BookingCard, SlotCard
from handlers.buttons import key
from handlers.screen import Screen, joined
from handlers.screens import card, closed, consent, home
from handlers.screens.home import home_row, mine_row
from handlers.taps import AskCancel, ChangeName, Confirm, Month, StopDialogue
from handlers.view import View


async def offer(view: View, *, slot: int) -> Screen:
    """The confirm card of a slot, or what stands in its way."""
    wanted = await view.read(queries.slot_card, slot=slot)
    if wanted is None or wanted.slot.deleted or wanted.hospital.deleted:
        return closed.gone(view, wanted)
    rules = view.services.rules
    if view.now >= rules.book_until.before(wanted.slot.day, rules.zone):
        return closed.too_late(view, wanted)
    mine = await _mine_on(view, wanted.slot.day)
    if mine is not None:
        return closed.already_booked(view, mine)
    if wanted.slot.free <= 0:
        return await closed.sold_out(view, wanted)
    return _known(view, slot=slot) or _confirm(view, wanted)


async def booked(view: View, answer: Answer) -> Screen:
    """The booking that was made, or that was there already."""
    found = await view.read(queries.my_booking, person=view.me, booking=answer.number("booking"))
    if found is None:
        return Screen(view.say("refused.not_found"), [home_row(view)])
    shown = card.of_card(found)
    if not card.upcoming(view, shown):
        return Screen(card.text(view, shown), [mine_row(view)])
    who = card.examinee(view, found.name)
    told = "\n".join(line for line in (card.text(view, shown), who) if line)
    said = joined(view.say("booking.booked"), told, _small_print(view, found))
    code = CopyTextButton(shown.code)
    copy = InlineKeyboardButton(view.plain("button.copy_code"), copy_text=code)
    rows = [[copy], mine_row(view)]
    if card.cancellable(view, shown.day):
        rows[0].append(key(view.plain("button.cancel"), AskCancel(shown.booking)))
    return Screen(said, rows)


def _known(view: View, *, slot: int) -> Screen | None:
    if consent.missing(view):
        return consent.card(view, slot=slot)
    if view.person is None or view.person.name is None:
        return consent.name_missing(view, slot=slot)
    return None


def _confirm(view: View, wanted: SlotCard) -> Screen:
    at, slot = wanted.hospital, wanted.slot
    name = (view.person and view.person.name) or ""
    said = joined(
        view.say("booking.confirm", hospital=at.name, day=slot.day, name=name),
        view.say("booking.note", note=at.note) if at.note else None,
        card.deadline(view, day=slot.day, phone=at.phone, booked=False),
        view.say("booking.not_held"),
    )
    rename = key(view.plain("button.change_name"), ChangeName(slot.id))
    other = key(view.plain("button.other_day"), Month(at.id, slot.day.replace(day=1)))
    return Screen(
        said,
        [
            [key(view.plain("button.confirm"), Confirm(slot.id), "success")],
            [rename, other],
            [key(view.plain("button.stop"), StopDialogue())],
        ],
    )


def _small_print(view: View, found: BookingCard) -> str:
    at, day = found.hospital, found.booking.day
    note = view.say("booking.note", note=at.note) if at.note else None
    return joined(note, card.deadline(view, day=day, phone=at.phone))


async def _mine_on(view: View, day: date) -> BookingCard | None:
    if view.person is None:
        return None
    mine = await view.read(queries.my_upcoming, person=view.me)
    return next((each for each in mine if each.booking.day == day), None)


async def _go_on(view: View, slot: int | None, note: str) -> Screen:
    """Back to where they were, with a word on what was just stored."""
    screen = await (home.menu(view) if slot is None else offer(view, slot=slot))
    return Screen(joined(note, screen.text), screen.rows, screen.alert)


async def _agreed(view: View, answer: Answer) -> Screen:
    slot = _slot(answer)
    if consent.missing(view):
        return consent.card(view, slot=slot)
    return await _go_on(view, slot, view.say("consent.agreed"))


async def _named(view: View, answer: Answer) -> Screen:
    return await _go_on(view, _slot(answer), view.say("consent.named"))


def _slot(answer: Answer) -> int | None:
    return None if answer.facts.get("slot") is None else answer.number("slot")


ANSWERS = {"booked": booked, "agreed": _agreed, "named": _named}
