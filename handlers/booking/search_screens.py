"""Hospitals by what somebody typed of their name. Opens nothing by itself unless it is certain."""

from collections.abc import Sequence
from datetime import date

from domain.model import Hospital, hospital_key
from handlers.ui.buttons import Month, Openings
from handlers.ui.callback_data import key
from handlers.ui.home import home_row
from handlers.ui.screen import Rows, Screen, joined
from handlers.view import View

MOST = 8


def fitting(hospitals: Sequence[Hospital], name: str) -> list[Hospital]:
    """The one of that name, or all whose name holds it."""
    wanted = hospital_key(name)
    exact = [each for each in hospitals if each.key == wanted]
    return exact or [each for each in hospitals if wanted in each.key]


def several(view: View, found: Sequence[Hospital], *, day: date | None) -> Screen:
    """More than one fits."""
    return Screen(view.say("booking.several"), _choice(view, found[:MOST], day))


def unknown(view: View, near: Sequence[Hospital], *, day: date | None) -> Screen:
    """None fits; those that come close."""
    did_you_mean = view.say("booking.did_you_mean") if near else None
    said = joined(view.say("booking.unknown_hospital"), did_you_mean)
    return Screen(said, _choice(view, near, day))


def _choice(view: View, found: Sequence[Hospital], day: date | None) -> Rows:
    first = None if day is None else day.replace(day=1)
    keys = [[key(each.name, Month(each.id, first))] for each in found]
    return [*keys, [key(view.plain("button.all_hospitals"), Openings()), *home_row(view)]]
