"""What typed lines of customers do: each leads to a card; only the language is set at once."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from domain import queries
from domain.model import Hospital
from domain.ports.bookings import BookingCard
from handlers import parsing
from handlers.booking import (
    answers_screens,
    cancel_screens,
    change_screens,
    directory_screens,
    examinee,
    line_screens,
    my_bookings_screens,
    search_screens,
)
from handlers.context import Context
from handlers.parsing import Intent, PartKind, Reading
from handlers.ui import booking_card, home
from handlers.ui.buttons import ChangeName, ShowBooking
from handlers.ui.callback_data import key, number_of_code
from handlers.ui.screen import Screen, home_row, joined
from handlers.view import View

OnCommand = Callable[[Context, str], Awaitable[Screen | None]]
"""Gets the text behind the command. None: the answer of the operation it ran is shown."""
OnIntent = Callable[[Context, Reading], Awaitable[Screen | None]]
"""Gets the reading of the typed line; what it names is not checked yet."""
_LANGUAGES = {
    "en": re.compile(r"영어|잉글리[시쉬]|\benglish\b|\beng?\b", re.IGNORECASE),
    "ko": re.compile(r"한국어|한국말|한글|\bkorean\b|\bhangu[kl]", re.IGNORECASE),
}


async def book(context: Context, reading: Reading) -> Screen:
    """The step of a new booking that the line leads to."""
    if reading.code is not None:
        return await show(context, reading)
    return await line_screens.booking(context.view, reading)


async def hospitals(context: Context, reading: Reading) -> Screen:
    """The hospitals, or those that the line names."""
    return await line_screens.step(context.view, reading, otherwise=directory_screens.listed)


async def cancel(context: Context, reading: Reading) -> Screen:
    """The card that cancels the booking meant, or the choice of those that fit."""
    view, meant = context.view, await _meant(context.view, reading)
    if meant.fit:
        return _noted(view, reading, cancel_screens.of(view, meant.fit))
    if meant.narrowed and len(meant.all) == 1:  # another one's card would offer the wrong ❌
        return _noted(view, reading, await my_bookings_screens.listed(view), meant)
    return _noted(view, reading, await cancel_screens.choose(view), meant)


async def rename(context: Context, _: Reading) -> Screen | None:
    """Ask for the patient's name; a name in the same line is not used."""
    if context.view.person is None:
        return await home.menu(context.view, context.view.say("name.none_yet"))
    return await examinee.on_change_name(context, ChangeName(None))


async def show(context: Context, reading: Reading) -> Screen:
    """The bookings meant, or all."""
    view, meant = context.view, await _meant(context.view, reading)
    if not meant.narrowed or not meant.fit:
        return _noted(view, reading, await my_bookings_screens.listed(view), meant)
    if len(meant.fit) == 1:
        return _noted(view, reading, await my_bookings_screens.one(view, meant.fit[0]))
    return _noted(view, reading, my_bookings_screens.some(view, meant.fit))


async def change(context: Context, reading: Reading) -> Screen:
    """How to get another date; the line may name the booking, the new day, or both."""
    view, days = context.view, line_screens.days_of(context.view, reading)
    meant = await _meant(view, reading)
    if reading.code is not None and not meant.fit:
        return _noted(view, reading, await my_bookings_screens.listed(view), meant)
    mine = meant.fit if reading.code is not None else meant.all
    there = {each.id for each in reading.hospitals}
    mine = [each for each in mine if each.hospital.id in there] or mine
    old = [each for each in mine if each.booking.day in days]
    others = [day for day in days if day not in {each.booking.day for each in old}]
    screen = await change_screens.change(
        view,
        old or mine,
        to=others[0] if len(others) == 1 else None,
        at=await _hospital(view, reading),
    )
    return _noted(view, reading, screen)


async def waitlist(context: Context, reading: Reading) -> Screen:
    """That there is no wait list, and what is free."""
    view, days = context.view, line_screens.days_of(context.view, reading)
    at = await _hospital(view, reading) or await view.read(queries.only_hospital)
    near = days[0] if days else None
    return _noted(view, reading, await change_screens.no_wait_list(view, at, near=near))


def command(on_command: OnCommand) -> OnIntent:
    """The handler of a line that means a command without arguments."""

    async def on_line(context: Context, _: Reading) -> Screen | None:
        return await on_command(context, "")

    return on_line


def question(asked: Intent) -> OnIntent:
    """The handler of a question about a visit or a hospital."""

    async def on_question(context: Context, reading: Reading) -> Screen:
        return _noted(context.view, reading, await _answered(context.view, asked, reading))

    return on_question


async def language(context: Context, reading: Reading) -> Screen | None:
    """Switch to the language that the line names; without one, the choice."""
    named = [each for each, words in _LANGUAGES.items() if words.search(reading.text)]
    if len(named) != 1 or reading.unread or "?" in reading.text:
        return home.languages(context.view)
    return await examinee.switch(context, named[0])


async def thanks(context: Context, _: Reading) -> Screen:
    """A friendly word."""
    return Screen(context.view.say("answers.thanks"), [home_row(context.view)])


async def unasked(context: Context, _: Reading) -> Screen:
    """A yes or a no to nothing."""
    return await home.menu(context.view, context.view.say("answers.nothing_asked"))


async def stop(context: Context, _: Reading) -> Screen:
    """A wish to leave where no question is open."""
    return await home.nothing_open(context.view)


async def denied(context: Context, reading: Reading) -> Screen:
    """A line that denies its intent: nothing is done, and what stands is said."""
    view, meant = context.view, await _meant(context.view, reading)
    visit = next(iter(meant.fit or meant.all), None)
    if visit is None:
        return await home.menu(view, view.say("answers.nothing_changed"))
    card = booking_card.text(view, booking_card.of_card(visit))
    shown = key(view.plain("button.show"), ShowBooking(number_of_code(visit.booking.code)))
    return Screen(joined(view.say("booking.kept"), card), [[shown, *home_row(view)]])


async def named_bookings(view: View, text: str) -> Reading:
    """Read what is typed behind a command about bookings: a code, a hospital or a day.

    Raises ParseError.
    """
    reading = await search_screens.read_line(view, text)
    misread = any(each.kind is PartKind.DAYS for each in reading.doubts)
    if reading.code or reading.hospitals or reading.days or reading.weekly or misread:
        return reading
    return replace(reading, code=parsing.code(text), unread=())


async def cannot_come(view: View, reading: Reading) -> Reading:
    """The line; where it only says that a booked day does not suit, as one that wants another."""
    if reading.intent is not None or reading.days or PartKind.INTENT in reading.ambiguous:
        return reading
    mine = await view.read(queries.my_upcoming, person=view.me) if reading.excluded else ()
    booked = tuple(each.booking.day for each in mine if each.booking.day in reading.excluded)
    if not booked:
        return reading
    return replace(reading, intent=Intent.CHANGE, days=booked, excluded=())


class _Meant(NamedTuple):
    """The reader's bookings: all upcoming ones, and those that fit what the line names."""

    all: Sequence[BookingCard]
    fit: Sequence[BookingCard]
    narrowed: bool


async def names_booking(view: View, reading: Reading) -> bool:
    """Whether the line names one of the reader's bookings."""
    return bool((await _meant(view, reading)).fit)


async def _meant(view: View, reading: Reading) -> _Meant:
    mine = await view.read(queries.my_upcoming, person=view.me)
    if reading.code is not None:
        found = await view.read(queries.my_booking_by_code, person=view.me, code=reading.code)
        return _Meant(mine, [] if found is None else [found], narrowed=True)
    there = {each.id for each in reading.hospitals}
    ambiguous = PartKind.DAYS in reading.ambiguous
    days = set(reading.days if ambiguous else line_screens.days_of(view, reading))
    fit = [
        each
        for each in mine
        if (not there or each.hospital.id in there) and (not days or each.booking.day in days)
    ]
    return _Meant(mine, fit, narrowed=bool(there or days))


def _noted(view: View, reading: Reading, screen: Screen, none_of: _Meant | None = None) -> Screen:
    """The screen below what was not read, and below that no booking fits, if `none_of` says so."""
    none = none_of is not None and none_of.narrowed and not none_of.fit
    unknown = "mine.unknown_code" if reading.code is not None else "answers.no_such_booking"
    above = joined(line_screens.misread(view, reading), view.say(unknown) if none else None)
    return replace(screen, text=joined(above, screen.text))


async def _answered(view: View, asked: Intent, reading: Reading) -> Screen:
    meant = await _meant(view, reading)
    if meant.fit:
        return answers_screens.of_visit(view, asked, meant.fit[0])
    at = await _hospital(view, reading)
    if at is None and meant.all and not reading.hospitals:
        return answers_screens.of_visit(view, asked, meant.all[0])
    at = at or (None if reading.hospitals else await view.read(queries.only_hospital))
    if at is None and asked is Intent.WHEN and not reading.hospitals:
        return await my_bookings_screens.listed(view)
    if at is None:
        return await answers_screens.of_any(view, asked)
    return await answers_screens.of_hospital(view, asked, at)


async def _hospital(view: View, reading: Reading) -> Hospital | None:
    """The live hospital that the line names for certain."""
    named = reading.hospital
    return None if named is None else await view.read(queries.hospital, hospital=named.id)
