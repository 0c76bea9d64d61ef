"""A day's roster for the front desk, and lists to choose hospital and date from."""

from collections.abc import Sequence
from datetime import date, timedelta

from telegram import InlineKeyboardButton

from domain import queries
from domain.answer import Answer
from domain.model import Hospital, Status
from domain.ports.bookings import BookingCard, RosterEntry
from domain.ports.hospitals import SlotCard
from handlers.booking import search_screens
from handlers.parsing import Intent
from handlers.ui import booking_card
from handlers.ui.buttons import ChooseRoster, ShowRoster, StartAddHospital
from handlers.ui.callback_data import key
from handlers.ui.paging import Paged, arrows, paged
from handlers.ui.screen import Asks, Screen, home_row, joined
from handlers.view import View

PEOPLE_PER_PAGE = 32
"""People per screen: with the longest names still below 4,096 characters."""
MAX_OFFERED = 20
"""Dates or hospitals on one page."""


async def roster(view: View, answer: Answer) -> Screen:
    """Code, name and status of each booking, ☎ for people who can only be reached by phone."""
    found = await view.read(queries.roster, slot=answer.number("slot"))
    if found is None:
        return await search_screens.gone(view)
    slot = found.slot
    shown = paged(found.guests, page=int(answer.facts.get("page") or 0), size=PEOPLE_PER_PAGE)
    standing = sum(guest.booking.status is Status.BOOKED for guest in found.guests)
    head = view.say(
        "roster.head",
        hospital=found.hospital.name,
        day=slot.day,
        booked=standing,
        capacity=slot.capacity,
    )
    text = joined(head, _lines(view, found.hospital, shown), _foot(view, shown, day=slot.day))
    refresh = key(view.plain("roster.refresh"), ShowRoster(slot.id, shown.page))
    turned = arrows(shown, lambda n: ShowRoster(slot.id, n))
    return Screen(text, [*turned, [refresh, *home_row(view)]])


async def choose_near(view: View, *, above: str | None = None) -> Screen:
    """What is open today and tomorrow, else the next dates, below the text of that key; how to ask
    for a roster where there is no date at all.
    """
    days = [view.today, view.today + timedelta(days=1)]
    near = [each for day in days for each in await view.read(queries.openings_on, day=day)]
    cards: Sequence[SlotCard] = near
    if not near:
        cards = await view.read(queries.openings_from, first=view.today, limit=MAX_OFFERED)
    what = "roster.near" if near else ("roster.next" if cards else "roster.usage")
    said = view.say(what, example=search_screens.example(view))
    rows = [*([_offered(view, each)] for each in cards[:MAX_OFFERED]), home_row(view)]
    text = joined(None if above is None else view.say(above), said)
    return Screen(text, rows, asks=Asks(intent=Intent.ROSTER))


async def choose_on(view: View, *, day: date, page: int = 0) -> Screen:
    """With a date alone: the hospitals open on it; without any, the next dates."""
    shown = paged(await view.read(queries.openings_on, day=day), page=page, size=MAX_OFFERED)
    if not shown.items:
        return await _after(view, day)
    said = view.say("roster.which", day=day)
    turned = arrows(shown, lambda n: ChooseRoster(n, None, day))
    rows = [*([_offered(view, each)] for each in shown.items), *turned, home_row(view)]
    return Screen(said, rows, asks=Asks(intent=Intent.ROSTER))


async def _after(view: View, day: date) -> Screen:
    """That no hospital is open on the day, with the next dates."""
    cards = await view.read(queries.openings_from, first=day, limit=MAX_OFFERED)
    said = view.say("roster.nothing_on", day=day)
    rows = [*([_offered(view, each)] for each in cards), home_row(view)]
    asks = Asks(intent=Intent.ROSTER)
    return Screen(joined(said, view.say("roster.near") if cards else None), rows, asks=asks)


async def choose_date(
    view: View, *, hospital: Hospital, missing: date | None = None, page: int = 0
) -> Screen:
    """With a hospital alone, or a date it is closed on: its dates."""
    slots = await view.read(queries.slots, hospital=hospital.id)
    shown = paged(slots, page=page, size=MAX_OFFERED)
    said = view.say("roster.which_date", hospital=hospital.name)
    if missing is not None:
        said = view.say("admin.no_such_date", hospital=hospital.name, day=missing)
    add = key(view.plain("register.add_dates"), StartAddHospital(hospital.id))
    days = [[_offered(view, SlotCard(slot, hospital))] for slot in shown.items]
    turned = arrows(shown, lambda n: ChooseRoster(n, hospital.id))
    asks = Asks(intent=Intent.ROSTER, hospital=hospital.id)
    return Screen(said, [*days, *turned, [add, *home_row(view)]], asks=asks)


async def unknown(view: View, *, name: str, day: date | None) -> Screen:
    """Unknown hospital; offers those with similar names."""
    near = await search_screens.nearest(view, name, day=day)
    slots_of = await view.read(queries.slots_of, hospitals=[each.id for each in near])
    slots = [
        SlotCard(slot, each)
        for each in near
        for slot in slots_of[each.id]
        if day is None or slot.day == day
    ]
    first = {each.hospital.id: each for each in reversed(slots)}
    return search_screens.unknown_hospital(
        view, name, near, lambda each: _offered(view, first[each.id]) if each.id in first else None
    )


def _lines(view: View, hospital: Hospital, shown: Paged[RosterEntry]) -> str:
    if not shown.items:
        return view.say("roster.empty")
    lines = [_line(view, hospital, guest, n) for n, guest in enumerate(shown.items, shown.first)]
    return "\n".join(lines)


def _line(view: View, hospital: Hospital, guest: RosterEntry, n: int) -> str:
    booking = guest.booking
    status = booking_card.status_word(
        view, booking_card.of_card(BookingCard(booking, hospital, None))
    )
    name = guest.name or view.plain("admin.no_name")
    phone = "" if guest.reachable else " ☎"
    return view.say("roster.line", n=n, code=booking.code, name=name, status=status, phone=phone)


def _foot(view: View, shown: Paged[RosterEntry], *, day: date) -> str:
    standing = [each.booking for each in shown.items if each.booking.status is Status.BOOKED]
    ahead = standing if day >= view.today else []
    notes: Sequence[str] = [
        view.say("roster.look_up", code=ahead[0].code) if ahead else "",
        view.say("roster.phone") if any(not guest.reachable for guest in shown.items) else "",
        view.say("roster.page", page=shown.page + 1, pages=shown.pages) if shown.pages > 1 else "",
    ]
    return "\n".join(note for note in notes if note)


def _offered(view: View, at: SlotCard) -> InlineKeyboardButton:
    label = view.plain(
        "roster.offered", hospital=at.hospital.name, day=at.slot.day, booked=at.slot.taken
    )
    return key(label, ShowRoster(at.slot.id))
