"""Screens of /privacy, of withdrawing consent and of erasure."""

from collections.abc import Sequence

from domain import queries
from domain.answer import Answer
from domain.operations.privacy import fingerprint
from domain.ports.bookings import BookingCard
from domain.ports.people import NOT_COLLECTED, PersonalRecords
from handlers.texts import TextKeys
from handlers.ui import booking_card
from handlers.ui.buttons import (
    AskErase,
    AskWithdraw,
    CommitErase,
    CommitWithdraw,
    KeepData,
    ShowCancelConfirmation,
    ShowMyData,
)
from handlers.ui.callback_data import key
from handlers.ui.screen import Asks, Row, Screen, home_row, joined
from handlers.view import View

MAX_LISTED = 10


def privacy(view: View) -> Screen:
    """What is stored, why, how long and for whom; with buttons for a known person."""
    rules = view.services.rules
    collected = (each for each in PersonalRecords if each not in NOT_COLLECTED)
    what = TextKeys(f"personal.{each}" for each in collected)
    said = view.say("privacy.text", what=what, days=rules.keep_days, after=rules.withdrawn_days)
    return Screen(said, _own_rows(view))


def kept(view: View, *, erasure: bool) -> Screen:
    """The confirmation card was declined: nothing was withdrawn or erased."""
    said = view.say("erasing.not_erased" if erasure else "privacy.not_withdrawn")
    return Screen(said, _own_rows(view))


def _own_rows(view: View) -> list[Row]:
    """Rows to one's data, for a known person, and to the menu."""
    if view.person is None:
        return [home_row(view)]
    withdraw = [key(view.plain("button.withdraw"), AskWithdraw())]
    mine = [
        key(view.plain("button.my_data"), ShowMyData()),
        key(view.plain("button.erase"), AskErase()),
    ]
    return [mine, *([withdraw] if view.consents else []), home_row(view)]


async def ask_withdraw(view: View) -> Screen:
    """Confirmation card for withdrawing consent; lists upcoming bookings."""
    days = view.services.rules.withdrawn_days
    stand = await _stand(view, "privacy.bookings_would_stand")
    said = joined(view.say("privacy.ask_withdraw", days=days), stand)
    commit = key(view.plain("button.commit_withdraw"), CommitWithdraw(), "danger")
    keep = key(view.plain("button.keep_consent"), KeepData(erasure=False))
    asks = Asks(yes=CommitWithdraw(), no=KeepData(erasure=False))
    return Screen(said, [[commit], [keep]], asks=asks)


def listed(view: View, upcoming: Sequence[BookingCard]) -> list[str]:
    """One card for each booking."""
    return [booking_card.text(view, booking_card.of_card(each)) for each in upcoming[:MAX_LISTED]]


async def _withdrawn(view: View, _: Answer) -> Screen:
    stand = await _stand(view, "privacy.bookings_stand")
    days = view.services.rules.withdrawn_days
    said = joined(view.say("privacy.withdrawn", days=days), stand)
    cancel = [key(view.plain("button.cancel_booking"), ShowCancelConfirmation(None))]
    erase = [key(view.plain("button.erase"), AskErase())]
    return Screen(said, [*([cancel] if stand else []), erase, home_row(view)])


async def _stand(view: View, heading: str) -> str | None:
    upcoming = await view.read(queries.my_upcoming, person=view.me)
    if not upcoming:
        return None
    return joined(view.say(heading, n=len(upcoming)), *listed(view, upcoming))


ANSWERS = {"withdrawn": _withdrawn}


def ask(view: View, upcoming: Sequence[BookingCard], *, changed: bool = False) -> Screen:
    """Confirmation card for erasure; lists the upcoming bookings it cancels."""
    hit = view.say("erasing.cancels", n=len(upcoming)) if upcoming else None
    note = view.say("erasing.admin") if view.admin else None
    said = joined(view.say("erasing.ask"), hit, *listed(view, upcoming), note)
    commit = CommitErase(fingerprint(card.booking for card in upcoming))
    rows = [
        [key(view.plain("button.erase_all"), commit, "danger")],
        [key(view.plain("button.my_data"), ShowMyData())],
        [key(view.plain("button.keep_data"), KeepData(erasure=True))],
    ]
    alert = view.plain("booking.changed") if changed else None
    return Screen(said, rows, alert, asks=Asks(yes=commit, no=KeepData(erasure=True)))


def nothing(view: View) -> Screen:
    """Nothing is stored about the reader."""
    return Screen(view.say("erasing.nothing"), [home_row(view)])


async def _erased(view: View, answer: Answer) -> Screen:
    n = answer.number("cancelled")
    cancelled = view.say("erasing.cancelled", n=n) if n else None
    said = joined(view.say("erasing.done"), cancelled, view.say("erasing.after"))
    return Screen(said, [home_row(view)])


ERASURE_ANSWERS = {"erased": _erased}
