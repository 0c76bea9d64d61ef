"""Start menu, help, language choice, and the fallback screens."""

from datetime import timedelta

from domain import queries
from domain.answer import Answer
from domain.ports.bookings import BookingCard
from domain.rules import Deadline
from handlers.ui import booking_card
from handlers.ui.buttons import (
    ListDelete,
    ResumeDialogue,
    SetLanguage,
    ShowBooking,
    ShowCancelConfirmation,
    ShowHelp,
    ShowHospitals,
    ShowMyBookings,
    ShowPrivacy,
    ShowRosters,
)
from handlers.ui.callback_data import key, number_of_code
from handlers.ui.screen import Row, Screen, add_hospital_row, book_row, home_row, joined, mine_row
from handlers.view import View


async def menu(view: View, *notes: str) -> Screen:
    """Start menu; notes and the next booking come first, new people are greeted."""
    near = await _nearest(view)
    heading = "home.greeting" if view.person is None else "home.menu"
    if near is None:
        return Screen(joined(*notes, view.say(heading)), _menu_rows(view))
    shown = [
        view.say("home.next"),
        booking_card.text(view, booking_card.of_card(near)),
        near.hospital.note and view.say("booking.note", note=near.hospital.note),
    ]
    said = joined(*notes, "\n".join(line for line in shown if line), view.say(heading))
    show = key(view.plain("button.show"), ShowBooking(number_of_code(near.booking.code)))
    return Screen(said, [[show], *_menu_rows(view)])


async def stopped(view: View, _: Answer) -> Screen:
    """Dialogue ended; an upcoming booking, if there is one, can be cancelled from here."""
    said = view.say("home.stopped_admin" if view.admin else "home.stopped")
    booked = await _nearest(view) is not None
    cancel = [key(view.plain("button.cancel_booking"), ShowCancelConfirmation(None))]
    rows = [[*book_row(view), *(cancel if booked else [])], home_row(view)]
    return Screen(said, [add_hospital_row(view), *rows] if view.admin else rows)


async def nothing_open(view: View) -> Screen:
    """No dialogue to leave: shows what is booked, if anything."""
    if view.admin or await _nearest(view) is not None:
        return await menu(view)
    return await stopped(view, Answer("stopped"))


async def link_expired(view: View) -> Screen:
    """A deep link that is no longer valid."""
    return await menu(view, view.say("home.link_expired"))


async def _nearest(view: View) -> BookingCard | None:
    if view.person is None:
        return None
    mine = await view.read(queries.my_upcoming, person=view.me)
    return mine[0] if mine else None


def _menu_rows(view: View) -> list[Row]:
    rows = [
        [*book_row(view), key(view.plain("button.mine"), ShowMyBookings())],
        [
            key(view.plain("button.hospitals"), ShowHospitals()),
            key(view.plain("button.help"), ShowHelp()),
        ],
        [key(view.plain("button.privacy"), ShowPrivacy()), *_switch(view)],
    ]
    if view.admin:
        delete = key(view.plain("button.delete_hospital"), ListDelete())
        rosters = key(view.plain("button.rosters"), ShowRosters())
        rows += [[rosters], [*add_hospital_row(view), delete]]
    return rows


def _switch(view: View) -> Row:
    other = next((each for each in view.services.rules.languages if each != view.language), None)
    if other is None:
        return []
    return [key(view.plain("button.switch_language"), SetLanguage(other))]


async def _language_set(view: View, _: Answer) -> Screen:
    return await menu(view, view.say("home.language_set"))


async def _asked(view: View, _: Answer) -> Screen:
    return await menu(view)


async def _running(view: View, _: Answer) -> Screen:
    return Screen(view.say("error.running"), [mine_row(view)])


async def _failed(view: View, answer: Answer) -> Screen:
    return Screen(view.say("error.bug", id=answer.text("id")), [home_row(view)])


ANSWERS = {
    "stopped": stopped,
    "left": stopped,
    "language_set": _language_set,
    "asked": _asked,
    "running": _running,
    "failed": _failed,
}


def help_(view: View, *, telegram: int) -> Screen:
    """Help, a command a line; while there is no admin, with the reader's own id."""
    example = (view.today + timedelta(weeks=1)).isoformat()
    resume: list[Row] = []
    lines = [view.say("home.help", day=example, deadlines=_deadlines(view))]
    if view.admin:
        lines.append("\n" + view.say("home.help_admin", day=example))
    if not view.services.owners:
        lines.append(view.say("home.help_id", telegram=telegram))
    if view.dialogue is not None and view.now < view.dialogue.expires_at:
        lines.append(view.say("home.help_go_on"))
        again = ResumeDialogue(view.dialogue.version)
        resume = [[key(view.plain("button.resume"), again, "primary")]]
    rows = [*resume, [key(view.plain("button.privacy"), ShowPrivacy()), *home_row(view)]]
    return Screen("\n".join(lines), rows)


def languages(view: View) -> Screen:
    """Choice of language."""
    offered = view.services.rules.languages
    keys = [key(view.plain(f"button.language_{each}"), SetLanguage(each)) for each in offered]
    return Screen(view.say("home.language"), [keys, home_row(view)])


def _deadlines(view: View) -> str:
    rules = view.services.rules
    book, cancel = _until(view, rules.book_until), _until(view, rules.cancel_until)
    if book == cancel:
        return view.plain("home.help_until_both", until=book)
    return view.plain("home.help_until", book=book, cancel=cancel)


def _until(view: View, deadline: Deadline) -> str:
    time = view.words.time(deadline.at.hour, deadline.at.minute)
    if deadline.days == 0:
        return view.plain("home.until_same_day", time=time)
    if deadline.days == 1:
        return view.plain("home.until_day_before", time=time)
    return view.plain("home.until_days_before", days=deadline.days, time=time)
