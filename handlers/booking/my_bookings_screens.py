"""One's own bookings with their history, from the read model; from the write side while that is
behind or down.
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from domain import queries
from domain.errors import Unavailable
from domain.model import Status
from domain.ports.bookings import BookingCard
from domain.ports.mypage import HistoryEntry
from handlers.parsing import Intent
from handlers.texts import Html
from handlers.ui import booking_card
from handlers.ui.booking_card import CardContent
from handlers.ui.buttons import ShowBooking, ShowMyBookings
from handlers.ui.calendar_file import CalendarEvent, booking_uid, to_ics
from handlers.ui.callback_data import key, number_of_code
from handlers.ui.screen import (
    Asks,
    Document,
    Row,
    Rows,
    Screen,
    book_row,
    home_row,
    joined,
    mine_row,
)
from handlers.view import View

PAST_SHOWN, MAX_PAST_SHOWN = 5, 10
MAX_UPCOMING_SHOWN = 5
"""More cards would not fit into one message."""

HISTORY = {
    "BookingMade": "mine.made",
    "BookingCancelled": "mine.cancelled",
    "BookingForceCancelled": "mine.force_cancelled",
    "PlaceReturned": "mine.returned",
}


CANCELLED = {Status.CANCELLED, Status.FORCE_CANCELLED}
UNTOLD = {"PlaceReturned"}
"""Left out of the short history."""


class FoundBookings(NamedTuple):
    """The bookings found; `behind`: their history is not there yet."""

    shown: Sequence[CardContent]
    behind: bool


async def listed(view: View, *, past: bool = False) -> Screen:
    """Upcoming ones, the soonest first; with `past`, or where there are none, the last that are
    over.
    """
    found = await _bookings(view)
    if not found.shown:
        return Screen(view.say("mine.empty"), [[*book_row(view), *home_row(view)]])
    ahead = sorted((s for s in found.shown if booking_card.upcoming(view, s)), key=lambda s: s.day)
    over = [each for each in found.shown if not booking_card.upcoming(view, each)]
    follows = view.say("mine.follows") if found.behind else None
    if past and over:
        return _over(view, over[:MAX_PAST_SHOWN], follows)
    shown = ahead[:MAX_UPCOMING_SHOWN]
    told = [] if shown else over[:PAST_SHOWN]
    said = joined(
        view.say("mine.title"),
        *([_told(view, each) for each in shown] or [view.say("mine.no_upcoming")]),
        view.say("mine.past") if told else None,
        *(_told(view, each) for each in told),
        follows,
    )
    hidden = len(over) - len(told)
    more = key(view.plain("mine.show_past", n=len(over)), ShowMyBookings(past=True))
    rows = [*(_keys(view, each) for each in shown), *_days(view, told)]
    rows = [*rows, [more]] if hidden else rows
    return Screen(said, [*rows, [*book_row(view), *home_row(view)]], asks=Asks(intent=Intent.SHOW))


def _over(view: View, over: Sequence[CardContent], follows: str | None) -> Screen:
    """The last bookings that are over or cancelled."""
    said = joined(view.say("mine.past"), *(_told(view, each) for each in over), follows)
    return Screen(said, [*_days(view, over), mine_row(view)])


def some(view: View, mine: Sequence[BookingCard]) -> Screen:
    """Several bookings to choose from."""
    shown = [booking_card.of_card(each) for each in mine[:MAX_UPCOMING_SHOWN]]
    said = joined(view.say("mine.title"), *(_told(view, each) for each in shown))
    return Screen(said, [*(_keys(view, each) for each in shown), mine_row(view)])


async def one(view: View, mine: BookingCard | None) -> Screen:
    """One booking with its history; another person's is not found, like one that never was."""
    if mine is None:
        return Screen(view.say("mine.unknown_code"), [mine_row(view)])
    shown = booking_card.of_card(mine)
    history = await _history(view, shown)
    told = [view.say("mine.history"), *(_moment(view, each) for each in history)]
    said = joined(
        _told(view, shown),
        "\n".join(told) if history else view.say("mine.follows"),
    )
    keys = booking_card.cancel_keys(view, shown) if booking_card.upcoming(view, shown) else []
    return Screen(said, [keys, mine_row(view)] if keys else [mine_row(view)])


def calendar_file(view: View, mine: BookingCard, *, bot: int) -> Screen:
    """The booking as a file that puts it into a calendar; once cancelled, takes it out again."""
    booking, at = mine.booking, mine.hospital
    phone = [f"☎ {at.phone}"] if at.phone else []
    event = CalendarEvent(
        uid=booking_uid(bot=bot, code=booking.code),
        sequence=booking.version,
        day=booking.day,
        summary=view.plain("calendar_file.summary"),
        location=at.name,
        description="\n".join([view.plain("calendar_file.code", code=booking.code), *phone]),
    )
    cancelled = booking.status in CANCELLED
    content = to_ics(event, stamp=view.now, cancelled=cancelled)
    caption = "calendar_file.cancelled" if cancelled else "calendar_file.caption"
    said = view.say(caption, day=booking.day, code=booking.code)
    document = Document(f"{booking.code}.ics", content)
    return Screen(said, [mine_row(view)], document=document, lasting=True)


def gone(view: View) -> Screen:
    """The booking on the button is not theirs, or its person was erased."""
    return Screen(view.say("refused.not_found"), [mine_row(view)])


async def _bookings(view: View) -> FoundBookings:
    versions = await view.read(queries.my_versions, person=view.me)
    try:
        if await view.read_mypage(queries.page_versions, person=view.me) == versions:
            pages = await view.read_mypage(queries.my_pages, person=view.me)
            return FoundBookings([booking_card.of_page(page) for page in pages], behind=False)
    except Unavailable:
        pass  # the write side knows everything but the history
    cards = await view.read(queries.my_bookings, person=view.me)
    return FoundBookings([booking_card.of_card(each) for each in cards], behind=True)


async def _history(view: View, shown: CardContent) -> Sequence[HistoryEntry]:
    try:
        page = await view.read_mypage(queries.my_page, person=view.me, code=shown.code)
    except Unavailable:
        return ()
    return page.history if page is not None and page.version == shown.version else ()


def _told(view: View, shown: CardContent) -> str:
    deadline = booking_card.deadline(view, day=shown.day, phone=shown.phone)
    told = [each for each in shown.history if each.kind not in UNTOLD]
    so_far = " → ".join(_moment(view, each) for each in told)
    lines = [
        booking_card.text(view, shown),
        deadline if booking_card.upcoming(view, shown) else None,
        view.say("mine.so_far", history=Html(so_far)) if so_far else None,
    ]
    return "\n".join(line for line in lines if line)


def what(view: View, kind: str) -> str:
    """An event kind in the reader's language; a newer release's by its name."""
    return view.plain(HISTORY[kind]) if kind in HISTORY else kind


def _moment(view: View, moment: HistoryEntry) -> str:
    at = booking_card.instant(view, moment.at)
    return view.say("mine.moment", at=at, what=what(view, moment.kind))


def _keys(view: View, shown: CardContent) -> Row:
    day = view.words.short(shown.day)
    show = key(view.plain("button.show_day", day=day), ShowBooking(number_of_code(shown.code)))
    return [show, *booking_card.cancel_keys(view, shown, by_day=True)]


def _days(view: View, shown: Sequence[CardContent]) -> Rows:
    """A button for each, by its day; with the code where a day repeats."""
    times = Counter(each.day for each in shown)
    keys = [
        key(_day_label(view, each, times[each.day] > 1), ShowBooking(number_of_code(each.code)))
        for each in shown
    ]
    return [keys[n : n + 2] for n in range(0, len(keys), 2)]


def _day_label(view: View, shown: CardContent, repeats: bool) -> str:
    day = view.words.short(shown.day)
    label = "mine.show_day_code" if repeats else "button.show_day"
    return view.plain(label, day=day, code=shown.code)
