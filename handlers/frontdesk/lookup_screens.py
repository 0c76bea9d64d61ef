"""Anybody's booking as the front desk sees it; the command that reads it is audited."""

from domain import queries
from domain.answer import Answer
from domain.ports.bookings import LedgerLine
from domain.ports.store import Transaction
from handlers.frontdesk import parked_screens, roster_screens
from handlers.ui import booking_card as card
from handlers.ui.buttons import AskCancelFor, CommitCancelFor
from handlers.ui.callback_data import key, number_of_code
from handlers.ui.screen import Asks, Screen, home_row, joined
from handlers.view import View


async def looked_up(view: View, answer: Answer) -> Screen:
    """The booking, its examinee, its ledger line; an upcoming one can be cancelled."""
    return await booking_card(
        view, booking=answer.number("booking"), asking="asking" in answer.facts
    )


async def cancelled_for_person(view: View, answer: Answer) -> Screen:
    """Cancelled; the person will be notified."""
    shown = await booking_card(view, booking=answer.number("booking"))
    return Screen(joined(view.say("admin.cancelled"), shown.text), shown.rows, lasting=True)


async def booking_card(view: View, *, booking: int, asking: bool = False) -> Screen:
    """Booking card for admins; `asking`: whether to cancel it."""
    found = await view.read(queries.any_booking, booking=booking)
    if found is None:
        return Screen(view.say("mine.unknown_code"), [home_row(view)])
    shown = card.of_card(found)
    who = found.name or view.plain("admin.no_name")
    person = await view.read(queries.person, person=found.booking.person)
    line = await view.read(_ledger_line, booking=booking)
    ahead = card.upcoming(view, shown)
    text = joined(
        view.say("booking.ask_cancel") if asking and ahead else None,
        card.text(view, shown, examinee=who),
        _deadline(view, shown),
        None if person is None or person.reachable else view.say("admin.by_phone"),
        _ledger(view, line, version=shown.version),
        view.say("admin.what_cancel_does") if asking and ahead else None,
    )
    if not ahead:
        return Screen(text, [home_row(view)])
    number = number_of_code(shown.code)
    if not asking:
        ask = key(view.plain("button.cancel_booking"), AskCancelFor(number))
        return Screen(text, [[ask], home_row(view)])
    commit, keep = CommitCancelFor(shown.booking, shown.version), AskCancelFor(number, kept=True)
    rows = [
        [key(view.plain("button.commit_cancel"), commit, "danger")],
        [key(view.plain("button.keep"), keep)],
    ]
    return Screen(text, rows, asks=Asks(yes=commit, no=keep))


def _deadline(view: View, shown: card.CardContent) -> str | None:
    """Cancellation deadline of the person; the front desk may cancel after it."""
    if not card.upcoming(view, shown):
        return None
    until = card.cancel_until(view, shown.day)
    open_ = card.cancellable(view, shown.day)
    return view.say("admin.deadline" if open_ else "admin.deadline_over", until=until)


def _ledger_line(tx: Transaction, *, booking: int) -> LedgerLine | None:
    return tx.ledger.line(booking)


def _ledger(view: View, line: LedgerLine | None, *, version: int) -> str:
    """Ledger line, which may lag behind the booking."""
    if line is None or line.version < version:
        return view.say("admin.ledger_follows")
    status = view.words.name_of(f"status.{line.status}", line.status)
    return view.say("admin.ledger", status=status, version=line.version)


ANSWERS = {
    "looked_up": looked_up,
    "cancelled_for_person": cancelled_for_person,
    "roster": roster_screens.roster,
    **parked_screens.ANSWERS,
}
