"""Deleting everything of a person: what it would hit, and that it is done."""

from collections.abc import Sequence

from domain.answer import Answer
from domain.queries import BookingCard
from handlers.privacy.screens import listed
from handlers.ui.buttons import CommitErase, MyData, Privacy
from handlers.ui.callback_data import key
from handlers.ui.home import home_row
from handlers.ui.screen import Screen, joined
from handlers.view import View


def ask(view: View, upcoming: Sequence[BookingCard], *, changed: bool = False) -> Screen:
    """The card whose 🗑 deletes; upcoming bookings are listed, for they are cancelled with it."""
    hit = view.say("erasing.cancels", n=len(upcoming)) if upcoming else None
    note = view.say("erasing.admin") if view.admin else None
    said = joined(view.say("erasing.ask"), hit, *listed(view, upcoming), note)
    rows = [
        [key(view.plain("button.erase_all"), CommitErase(len(upcoming)), "danger")],
        [key(view.plain("button.my_data"), MyData())],
        [key(view.plain("button.keep"), Privacy())],
    ]
    return Screen(said, rows, view.plain("booking.changed") if changed else None)


def nothing(view: View) -> Screen:
    """There is nobody to delete, to show, or to take consent back from."""
    return Screen(view.say("erasing.nothing"), [home_row(view)])


async def _erased(view: View, answer: Answer) -> Screen:
    n = answer.number("cancelled")
    cancelled = view.say("erasing.cancelled", n=n) if n else None
    said = joined(view.say("erasing.done"), cancelled, view.say("erasing.after"))
    return Screen(said, [home_row(view)])


ANSWERS = {"erased": _erased}
