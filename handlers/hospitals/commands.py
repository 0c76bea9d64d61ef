"""Handlers of /addhospital, /capacity and /deletehospital and their buttons.

A certain line is executed at once; another opens a card, a dialogue or a list to choose from.
"""

from dataclasses import replace
from datetime import date

from domain import queries
from domain.model import Hospital
from domain.operations import hospitals
from handlers import parsing
from handlers.booking import desk_lines, search_screens
from handlers.booking.desk_lines import DeskLine
from handlers.context import Context
from handlers.hospitals import delete_screens, registered_screens
from handlers.hospitals.register import begin_for, begin_from
from handlers.parsing import ParseError, Reading
from handlers.ui import buttons
from handlers.ui.screen import Screen, joined


async def add_hospital(context: Context, text: str) -> Screen | None:
    """`/addhospital [NAME] [DATES] [PLACES] [PHONE]`: acts at once where all is certain and only
    adds dates to an existing hospital; else a card or a question comes first.
    """
    view = context.view
    line = await desk_lines.read_line(view, text)
    line.refuse_doubts(today=view.today)
    read, found = line.reading, line.hospital
    places = read.places
    if found is None or not read.days or not places or not _acts(line, found, today=view.today):
        await begin_from(context, line)
        return None
    await context.run(hospitals.register_hospital, name=found.name, days=read.days, capacity=places)
    return None


def _acts(line: DeskLine, found: Hospital, *, today: date) -> bool:
    same_phone = line.reading.phone in (None, found.phone)
    return line.certain and same_phone and line.days_certain(today=today)


async def on_add(context: Context, button: buttons.StartAddHospital) -> Screen | None:
    """Start the dialogue for a new hospital, or for more dates of the one on the button."""
    if button.hospital is None:
        await begin_from(context, DeskLine(Reading(""), None, None, ()))
        return None
    found = await context.view.read(queries.hospital, hospital=button.hospital)
    if found is None:
        return await search_screens.gone(context.view)
    await begin_for(context, found)
    return None


async def capacity(context: Context, text: str) -> Screen | None:
    """`/capacity NAME DATE PLACES`"""
    line = parsing.capacity_line(text, today=context.view.today)
    found = await search_screens.hospital_called(context.view, line.name)
    if found is None:
        return await registered_screens.unknown_for_capacity(context.view, line)
    await context.run(
        hospitals.change_capacity, hospital=found.id, day=line.day, capacity=line.capacity
    )
    return None


async def delete_hospital(context: Context, text: str) -> Screen | None:
    """`/deletehospital [NAME [DATE]]`"""
    view = context.view
    if not text:
        return await delete_screens.listed(view, page=0)
    name, day = parsing.name_and_day(text, today=view.today)
    if name is None:
        raise ParseError("delete.name_missing", example=search_screens.example(view))
    found = await search_screens.meant(view, name)
    if found is None:
        return await delete_screens.unknown(view, name=name, day=day)
    if day is None:
        return await delete_screens.card(view, hospital=found.id, slot=None)
    slot = await view.read(queries.slot_on, hospital=found.id, day=day)
    if slot is None:
        return await delete_screens.no_such_date(view, hospital=found, day=day)
    return await delete_screens.card(view, hospital=found.id, slot=slot.id)


async def on_list_delete(context: Context, button: buttons.ListDelete) -> Screen:
    """One page of hospitals, or of a hospital's dates."""
    view = context.view
    shown = await (
        delete_screens.listed(view, page=button.page)
        if button.hospital is None
        else delete_screens.dates(view, hospital=button.hospital, page=button.page)
    )
    if not button.kept:
        return shown
    return replace(shown, text=joined(view.say("delete.kept"), shown.text))


async def on_ask_delete(context: Context, button: buttons.AskDelete) -> Screen | None:
    """Confirmation card with the number of bookings a deletion would cancel."""
    return await delete_screens.card(context.view, hospital=button.hospital, slot=button.slot)


async def on_delete(context: Context, button: buttons.CommitDelete) -> Screen | None:
    """Delete, unless the number of bookings differs from that on the card."""
    await context.run(
        hospitals.delete,
        telegram=context.telegram,
        language=context.view.language,
        hospital=button.hospital,
        slot=button.slot,
        expected=button.expected,
    )
    return None
