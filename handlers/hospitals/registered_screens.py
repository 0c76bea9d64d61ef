"""Results of registering a hospital or changing a capacity."""

from datetime import date

from telegram import InlineKeyboardButton

from domain import queries
from domain.answer import Answer
from domain.model import Hospital, Slot
from handlers.booking import search_screens
from handlers.booking.desk_lines import DeskLine
from handlers.hospitals import register_screens
from handlers.parsing import MAX_CAPACITY, Intent, ParseError, PlacesChange
from handlers.ui.buttons import ReadAs, ShowHome, ShowRoster, StartAddHospital
from handlers.ui.callback_data import key
from handlers.ui.screen import Asks, Row, Rows, Screen, home_row, joined
from handlers.view import View

MAX_ROSTER_BUTTONS = 3
"""New dates that get a button to their roster."""


async def registered(view: View, answer: Answer) -> Screen:
    """The hospital with its new dates."""
    found = await view.read(queries.hospital, hospital=answer.number("hospital"))
    if found is None:
        return await search_screens.gone(view)
    days = _day(answer, "first"), _day(answer, "last")
    slots = await view.read(queries.slots, hospital=found.id)
    opened = [slot for slot in slots if days[0] <= slot.day <= days[1]]
    text = joined(_card(view, found, answer), _kept(view, answer))
    return Screen(text, [*_rosters(view, opened), *_ways_on(view, found, opened)])


async def hospital_changed(view: View, answer: Answer) -> Screen:
    """Current phone and note."""
    found = await view.read(queries.hospital, hospital=answer.number("hospital"))
    if found is None:
        return await search_screens.gone(view)
    text = joined(view.say("register.changed"), _about(view, found))
    return Screen(text, [_add_more(view, found), home_row(view)])


async def capacity_changed(view: View, answer: Answer) -> Screen:
    """Capacity before and after, and places taken."""
    card = await view.read(queries.slot_card, slot=answer.number("slot"))
    if card is None:
        return await search_screens.gone(view)
    slot = card.slot
    said = view.say(
        "register.capacity_changed",
        hospital=card.hospital.name,
        day=slot.day,
        before=answer.number("before"),
        capacity=slot.capacity,
        booked=slot.taken,
    )
    return Screen(said, [_roster(view, slot), home_row(view)])


async def capacity_same(view: View, answer: Answer) -> Screen:
    """Capacity unchanged."""
    card = await view.read(queries.slot_card, slot=answer.number("slot"))
    if card is None:
        return await search_screens.gone(view)
    said = view.say(
        "register.capacity_same",
        hospital=card.hospital.name,
        day=card.slot.day,
        capacity=answer.number("capacity"),
        booked=card.slot.taken,
    )
    return Screen(said, [_roster(view, card.slot), home_row(view)])


async def slot_exists(view: View, answer: Answer) -> Screen:
    """The date is open already; offers to change its capacity."""
    card = await view.read(queries.slot_card, slot=answer.number("slot"))
    if card is None:
        return await search_screens.gone(view)
    slot = card.slot
    said = view.say(
        "register.exists",
        hospital=card.hospital.name,
        day=slot.day,
        capacity=slot.capacity,
        booked=slot.taken,
    )
    alert = view.plain("register.exists_alert", capacity=slot.capacity, booked=slot.taken)
    how = [_change(view, card.hospital, slot, places=slot.capacity)]
    question = await register_screens.open_question(view)
    if question is not None:
        return Screen(joined(said, question.text), [how, *question.rows], alert)
    return Screen(said, [how, _roster(view, slot), home_row(view)], alert)


async def below_booked(view: View, answer: Answer) -> Screen:
    """Capacity below the number of bookings: no booking is cancelled for it."""
    card = await view.read(queries.slot_card, slot=answer.number("slot"))
    if card is None:
        return await search_screens.gone(view)
    slot = card.slot
    said = view.say(
        "register.below_booked", hospital=card.hospital.name, day=slot.day, booked=slot.taken
    )
    how = [_set(view, card.hospital, slot.day, places=max(1, slot.taken))]
    return Screen(said, [how, _roster(view, slot), home_row(view)])


async def which_capacity(view: View, line: DeskLine, *, day: date, places: int) -> Screen:
    """What the capacity is to be, and where: a button each, that changes it to the number shown,
    which of so many more or fewer places is the sum.
    """
    change = line.reading.places_change
    found = line.hospital
    if found is None:
        name = line.name or ""
        near = await search_screens.nearest(view, name, day=day)
        whole = change is PlacesChange.TO  # else of what there is at the hospital that is meant
        return search_screens.unknown_hospital(
            view, name, near, lambda each: _set(view, each, day, places=places) if whole else None
        )
    slot = await view.read(queries.slot_on, hospital=found.id, day=day)
    if slot is None:
        said = view.say("admin.no_such_date", hospital=found.name, day=day)
        return Screen(said, [_add_more(view, found), home_row(view)])
    places = _changed(slot.capacity, change, places)
    if places < 1:
        said = view.say("register.fewer", hospital=found.name, day=day, capacity=slot.capacity)
        return Screen(said, [home_row(view)])
    rows = [[_set(view, found, day, places=places)], home_row(view)]
    said = view.say(
        "register.ask_capacity", hospital=found.name, day=day, n=places, capacity=slot.capacity
    )
    yes = ReadAs(str(Intent.CAPACITY), found.id, day, places)
    return Screen(said, rows, asks=Asks(yes=yes, no=ShowHome()))


def _changed(capacity: int, change: PlacesChange, places: int) -> int:
    """The capacity that is meant. Raises ParseError where it is more than there may be."""
    if change is PlacesChange.FEWER:
        return capacity - places
    if change is PlacesChange.MORE:
        places += capacity
    if places > MAX_CAPACITY:
        raise ParseError("parse.capacity", most=MAX_CAPACITY, words=str(places))
    return places


def _set(view: View, at: Hospital, day: date, *, places: int) -> InlineKeyboardButton:
    label = view.plain("register.set_capacity", hospital=at.name, day=day, n=places)
    return key(label, ReadAs(str(Intent.CAPACITY), at.id, day, places))


def _card(view: View, found: Hospital, answer: Answer) -> str:
    opened = answer.number("opened")
    if not opened:
        return joined(view.say("register.nothing_opened"), _about(view, found))
    first, last = _day(answer, "first"), _day(answer, "last")
    when = view.words.day(first)
    if first != last:
        when = view.plain("register.several", first=first, last=last, n=opened)
    dates = view.say("register.dates", when=when, capacity=answer.number("capacity"))
    return joined(view.say("register.done"), f"{_about(view, found)}\n{dates}")


def _kept(view: View, answer: Answer) -> str | None:
    kept, named = answer.number("kept"), answer.facts.get("kept_days")
    if not kept or not isinstance(named, str):  # the answer of a release before 0.3.0
        return None
    days = [date.fromisoformat(day) for day in named.split(",")]
    return view.say("register.kept", n=kept, named=register_screens.named_days(view, days, of=kept))


def _about(view: View, found: Hospital) -> str:
    lines = [
        view.say("register.hospital", name=found.name),
        view.say("register.phone", phone=found.phone) if found.phone else None,
        view.say("booking.note", note=found.note) if found.note else None,
    ]
    return "\n".join(line for line in lines if line)


def _rosters(view: View, opened: list[Slot]) -> Rows:
    if len(opened) == 1:
        return [_roster(view, opened[0])]
    labels = [
        (view.plain("register.roster_of", day=slot.day), slot)
        for slot in opened[:MAX_ROSTER_BUTTONS]
    ]
    return [[key(label, ShowRoster(slot.id))] for label, slot in labels]


def _ways_on(view: View, found: Hospital, opened: list[Slot]) -> Rows:
    change = [_change(view, found, slot, places=slot.capacity) for slot in opened[:1]]
    return [row for row in (_add_more(view, found), change, home_row(view)) if row]


def _add_more(view: View, found: Hospital) -> Row:
    return [key(view.plain("register.add_dates"), StartAddHospital(found.id))]


def _roster(view: View, slot: Slot) -> Row:
    return [key(view.plain("register.roster"), ShowRoster(slot.id))]


def _change(view: View, found: Hospital, slot: Slot, *, places: int) -> InlineKeyboardButton:
    line = f"/capacity {found.name} {slot.day} {places}"
    return search_screens.copy(view.plain("register.change_capacity"), line)


def _day(answer: Answer, name: str) -> date:
    return date.fromisoformat(answer.text(name))


ANSWERS = {
    "registered": registered,
    "hospital_changed": hospital_changed,
    "capacity_changed": capacity_changed,
    "capacity_same": capacity_same,
    "SlotExists": slot_exists,
    "BelowBooked": below_booked,
}
