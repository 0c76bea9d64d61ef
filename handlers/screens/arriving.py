"""Coming in by a link: the hospital it leads to, or the menu. Writes nothing."""

from domain import queries
from domain.answer import Answer
from handlers.screens import openings
from handlers.ui import home
from handlers.ui.screen import Screen, joined
from handlers.view import View


async def at_hospital(view: View, *, hospital: int | None, note: str = "") -> Screen:
    """The calendar of the hospital; somebody new is greeted above it."""
    at = None if hospital is None else await view.read(queries.hospital, hospital=hospital)
    if at is None:
        return await home.menu(view, note, view.say("home.link_expired"))
    calendar = await openings.month(view, hospital=at.id)
    greeting = view.say("home.greeting") if view.person is None else None
    return Screen(joined(note, greeting, calendar.text), calendar.rows)


async def reachable(view: View, answer: Answer) -> Screen:
    """Somebody is back: what was missed follows, and the link they came by is followed."""
    missed = answer.number("missed")
    note = view.say("home.missed", n=missed) if missed else ""
    if "hospital" in answer.facts:
        return await at_hospital(view, hospital=answer.number("hospital"), note=note)
    return await home.menu(view, note)


ANSWERS = {"reachable": reachable}
