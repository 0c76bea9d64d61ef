"""/start with its deep links, /help, and the way out of a dialogue."""

import re
from dataclasses import replace

from domain import queries
from domain.answer import Answer
from domain.model import Person
from domain.operations import people
from domain.operations.dialogues import resume
from domain.ports.store import Transaction
from handlers.booking import directory_screens
from handlers.context import Context
from handlers.frontdesk.admins import invited_by, open_invite
from handlers.ui import buttons, home
from handlers.ui.screen import Screen, joined
from handlers.view import View


async def at_hospital(view: View, *, hospital: int | None, note: str = "") -> Screen:
    """Calendar of the hospital, with a greeting for new people."""
    at = None if hospital is None else await view.read(queries.hospital, hospital=hospital)
    if at is None:
        return await home.menu(view, note, view.say("home.link_expired"))
    calendar = await directory_screens.month(view, hospital=at.id)
    greeting = view.say("home.greeting") if view.person is None else None
    return replace(calendar, text=joined(note, greeting, calendar.text))


async def reachable(view: View, answer: Answer) -> Screen:
    """The person can be reached again: announce missed notices, then follow their link."""
    missed = answer.number("missed")
    note = view.say("home.missed", n=missed) if missed else ""
    if "hospital" in answer.facts:
        return await at_hospital(view, hospital=answer.number("hospital"), note=note)
    return await home.menu(view, note)


ANSWERS = {"reachable": reachable}


_HOSPITAL_LINK = re.compile(r"h_([0-9]{1,18})")


async def start(context: Context, text: str) -> Screen | None:
    """`/start`, or a deep link: `?start=h_12` opens a hospital, `adm_...` an admin invitation."""
    view, token, link = context.view, invited_by(text), _HOSPITAL_LINK.fullmatch(text)
    if token is not None:
        return await open_invite(context, token)
    hospital = int(link[1]) if link else None
    if view.person is not None and await _missed(view, view.person):
        await context.run(people.set_reachable, person=view.me, reachable=True, hospital=hospital)
        return None
    if text:
        return await at_hospital(view, hospital=hospital)
    return await home.menu(view)


async def help_(context: Context, _: str) -> Screen:
    """`/help`"""
    return home.help_(context.view, telegram=context.telegram)


async def on_home(context: Context, _: buttons.ShowHome) -> Screen:
    return await home.menu(context.view)


async def on_help(context: Context, _: buttons.ShowHelp) -> Screen:
    return home.help_(context.view, telegram=context.telegram)


async def on_stop(context: Context, _: buttons.StopDialogue) -> Screen | None:
    """Leave the open dialogue."""
    view = context.view
    if view.dialogue is None or view.now >= view.dialogue.expires_at:
        return await home.nothing_open(view)
    return None if await context.leave() else await home.stopped(view, Answer("stopped"))


async def on_resume(context: Context, button: buttons.ResumeDialogue) -> Screen | None:
    """Ask the question again that was open, with what was answered before."""
    await context.run(resume, person=context.view.me, version=button.version)
    return None


async def _missed(view: View, person: Person) -> bool:
    """Whether the person was unreachable, or has notices that could not be delivered."""
    return not person.reachable or await view.read(_waiting, person=person.id) > 0


def _waiting(tx: Transaction, *, person: int) -> int:
    return tx.notices.waiting(person)
