"""Screens of deleting a hospital or a date: list, confirmation, result."""

from datetime import date

from telegram import InlineKeyboardButton

from domain import queries
from domain.answer import Answer
from domain.model import Hospital, Slot
from domain.ports.hospitals import DeletionImpact
from handlers.booking import search_screens
from handlers.parsing import Intent
from handlers.ui.buttons import AskDelete, CommitDelete, DeclineDelete, ListDelete, ShowRoster
from handlers.ui.callback_data import key
from handlers.ui.paging import arrows, paged
from handlers.ui.screen import Asks, Rows, Screen, add_hospital_row, home_row, joined
from handlers.view import View

ITEMS_PER_PAGE = 8


async def listed(view: View, *, page: int) -> Screen:
    """Hospitals with the number of bookings a deletion would cancel."""
    found = await view.read(queries.hospitals)
    if not found:
        return Screen(view.say("delete.none"), [add_hospital_row(view), home_row(view)])
    shown = paged(found, page=page, size=ITEMS_PER_PAGE)
    ids = [each.id for each in shown.items]
    hits = await view.read(queries.deletion_impacts, hospitals=ids)
    rows = [[_offered(view, each, hits[each.id])] for each in shown.items]
    listed = [*rows, *arrows(shown, ListDelete), home_row(view)]
    return Screen(view.say("delete.choose"), listed, asks=Asks(intent=Intent.CLOSE))


async def dates(view: View, *, hospital: int, page: int) -> Screen:
    """One hospital's dates with the number of bookings on each."""
    found = await view.read(queries.hospital, hospital=hospital)
    if found is None:
        return await search_screens.gone(view)
    slots = await view.read(queries.slots, hospital=hospital)
    shown = paged(slots, page=page, size=ITEMS_PER_PAGE)
    rows = [[_date(view, each)] for each in shown.items]
    turned = arrows(shown, lambda n: ListDelete(n, hospital))
    said = view.say("delete.which_date", hospital=found.name)
    listed = [*rows, *turned, [_whole(view, found)], home_row(view)]
    return Screen(said, listed, asks=Asks(intent=Intent.CLOSE, hospital=hospital))


async def card(view: View, *, hospital: int, slot: int | None) -> Screen:
    """Confirmation card with the current number of bookings concerned."""
    found = await view.read(queries.hospital, hospital=hospital)
    if found is None:
        return await search_screens.gone(view)
    if slot is None:
        return await _card(view, found, slot=None, day=None)
    at = await view.read(queries.slot_card, slot=slot)
    if at is None or at.slot.deleted or at.slot.hospital != hospital:
        return _date_gone(view)
    return await _card(view, found, slot=slot, day=at.slot.day)


async def no_such_date(view: View, *, hospital: Hospital, day: date) -> Screen:
    """The hospital is not open on that date."""
    said = view.say("admin.no_such_date", hospital=hospital.name, day=day)
    one_date = await _other(view, hospital, slot=None)
    return Screen(said, [*one_date, [_whole(view, hospital)], home_row(view)])


async def unknown(view: View, *, name: str, day: date | None) -> Screen:
    """Unknown hospital; offers similar names that are open on that date."""
    close = await search_screens.nearest(view, name, day=day)
    there = [] if day is None else await view.read(queries.openings_on, day=day)
    slots = {at.id: slot for slot, at in there}

    def offer(each: Hospital) -> InlineKeyboardButton | None:
        if day is None:
            return key(each.name, AskDelete(each.id, None))
        slot = slots.get(each.id)
        if slot is None:
            return None
        return key(
            view.plain("button.hospital_day", hospital=each.name, day=day),
            AskDelete(each.id, slot.id),
        )

    return search_screens.unknown_hospital(view, name, close, offer)


async def deleted(view: View, answer: Answer) -> Screen:
    """Deleted; what happens to its bookings."""
    found = await view.read(queries.deletion, deletion=answer.number("deletion"))
    if found is None:
        return await search_screens.gone(view)
    deletion = found.deletion
    what = _what(view, found.hospital, deletion.day)
    said = (
        view.say("delete.telling", bookings=deletion.bookings, people=deletion.people)
        if deletion.bookings
        else view.say("delete.nobody")
    )
    rows = [[key(view.plain("delete.list"), ListDelete())], home_row(view)]
    return Screen(joined(view.say("delete.done", what=what), said), rows)


async def already_deleted(view: View, answer: Answer) -> Screen:
    """Deleted before: by another admin, or by the reader, who sees the result of that again."""
    if answer.facts.get("deletion") is not None:
        return await deleted(view, answer)
    slot = answer.facts.get("slot")
    alert = view.plain("delete.already")
    at = await view.read(queries.slot_card, slot=slot) if isinstance(slot, int) else None
    what = None if at is None else _what(view, at.hospital, at.slot.day)
    said = view.say("delete.already") if what is None else view.say("delete.already_so", what=what)
    return Screen(said, [[key(view.plain("delete.list"), ListDelete())], home_row(view)], alert)


async def out_of_date(view: View, answer: Answer) -> Screen:
    """The number of bookings has changed: the card again, with the current number."""
    hospital, day = answer.number("hospital"), answer.facts.get("day")
    slot = None
    if await view.read(queries.hospital, hospital=hospital) is None:
        return await search_screens.gone(view)
    if isinstance(day, str):
        on = date.fromisoformat(day)
        slot = await view.read(queries.slot_on, hospital=hospital, day=on)
        if slot is None:
            return _date_gone(view)
    fresh = await card(view, hospital=hospital, slot=None if slot is None else slot.id)
    return fresh.also(view.plain("delete.changed"))


async def _card(view: View, found: Hospital, *, slot: int | None, day: date | None) -> Screen:
    hit = await view.read(queries.deletion_impact, hospital=found.id, day=day)
    what = _what(view, found, day)
    hits = (
        view.say("delete.hits", bookings=hit.bookings, people=hit.people)
        if hit.bookings
        else view.say("delete.hits_nobody")
    )
    commit = CommitDelete(found.id, slot, hit.bookings)
    delete = key(view.plain("delete.commit"), commit, "danger")
    back = DeclineDelete(None if slot is None else found.id)
    keep = key(view.plain("delete.keep"), back)
    text = joined(view.say("delete.ask", what=what), hits)
    rows = [[delete], [keep], *await _other(view, found, slot=slot)]
    return Screen(text, rows, asks=Asks(yes=commit, no=back))


async def _other(view: View, found: Hospital, *, slot: int | None) -> Rows:
    """From a hospital's card to a single date, from a date's card back to the list."""
    if slot is not None:
        return [[key(view.plain("register.roster"), ShowRoster(slot)), _whole(view, found)]]
    slots = await view.read(queries.slots, hospital=found.id)
    one = key(view.plain("delete.one_date"), ListDelete(hospital=found.id))
    return [[one]] if slots else []


def _offered(view: View, each: Hospital, hit: DeletionImpact) -> InlineKeyboardButton:
    label = view.plain("delete.offered", hospital=each.name, bookings=hit.bookings)
    return key(label, AskDelete(each.id, None))


def _date(view: View, slot: Slot) -> InlineKeyboardButton:
    label = view.plain("delete.offered_date", day=slot.day, booked=slot.taken)
    return key(label, AskDelete(slot.hospital, slot.id))


def _what(view: View, found: Hospital, day: date | None) -> str:
    return found.name if day is None else f"{found.name} {view.words.day(day)}"


def _whole(view: View, found: Hospital) -> InlineKeyboardButton:
    return key(view.plain("delete.whole"), AskDelete(found.id, None))


def _date_gone(view: View) -> Screen:
    rows = [[key(view.plain("delete.list"), ListDelete())], home_row(view)]
    return Screen(view.say("admin.date_gone"), rows)


ANSWERS = {"deleted": deleted, "AlreadyDeleted": already_deleted}
