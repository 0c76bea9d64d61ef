"""Coming in, and the pages that are always there. Books nothing."""

import re

from domain import queries
from domain.facts import Answer
from domain.operations import people
from handlers import taps
from handlers.context import Context
from handlers.screen import Screen, joined
from handlers.screens import home, openings, pages

_HOSPITAL_LINK = re.compile(r"h_([0-9]{1,18})")


async def start(context: Context, text: str) -> Screen | None:
    """`/start`, or a link `?start=h_12` that leads to a hospital."""
    person = context.view.person
    if person is not None and not person.reachable:
        await context.run(people.set_reachable, person=person.id, reachable=True)
        return None
    return await _linked(context, text) if text else await home.menu(context.view)


async def help_(context: Context, _: str) -> Screen:
    """`/help`"""
    return pages.help_(context.view, telegram=context.telegram)


async def privacy(context: Context, _: str) -> Screen:
    """`/privacy`"""
    return pages.privacy(context.view)


async def on_home(context: Context, _: taps.Home) -> Screen:
    """Back to the menu."""
    return await home.menu(context.view)


async def on_help(context: Context, _: taps.Help) -> Screen:
    """The help screen."""
    return pages.help_(context.view, telegram=context.telegram)


async def on_privacy(context: Context, _: taps.Privacy) -> Screen:
    """What is stored."""
    return pages.privacy(context.view)


async def on_stop(context: Context, _: taps.StopDialogue) -> Screen:
    """Stops whatever is open; the frame ends the dialogue, if there is one."""
    return await home.stopped(context.view, Answer("stopped"))


async def _linked(context: Context, payload: str) -> Screen:
    view = context.view
    link = _HOSPITAL_LINK.fullmatch(payload)
    at = await view.read(queries.hospital, hospital=int(link[1])) if link else None
    if at is None:
        return await home.link_expired(view)
    calendar = await openings.month(view, hospital=at.id)
    if view.person is not None:
        return calendar
    return Screen(joined(view.say("home.greeting"), calendar.text), calendar.rows)
