"""Handlers of /addhospital, /capacity and /deletehospital and their buttons.

A certain line is executed at once; another opens a card, a dialogue or a list to choose from.
"""

from dataclasses import replace
from datetime import date

from domain import queries
from domain.model import Hospital
from domain.operations import hospitals
from handlers.booking import desk_lines, search_screens
from handlers.booking.desk_lines import DeskLine
from handlers.context import Context
from handlers.hospitals import delete_screens, registered_screens
from handlers.hospitals.register import begin_for, begin_from
from handlers.parsing import ParseError, PartKind, PlacesChange, Reading
from handlers.texts import TextKeys
from handlers.ui import buttons
from handlers.ui.screen import Screen, joined
from handlers.view import View


async def add_hospital(context: Context, text: str) -> Screen | None:
    """`/addhospital [NAME] [DATES] [PLACES] [PHONE]`: acts at once where all is certain and only
    adds dates to an existing hospital; else a card or a question comes first.
    """
    return await _add(context, await desk_lines.read_line(context.view, text))


async def _add(context: Context, line: DeskLine) -> Screen | None:
    view = context.view
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
    used = line.certain and not line.unused(PartKind.DAYS, PartKind.PLACES, PartKind.PHONE)
    return used and same_phone and line.days_certain(today=today)


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
    """`/capacity NAME DATE PLACES`: acts at once where all is certain, else asks what is meant;
    of so many more or fewer places too, with the number there is and the one there will be.
    """
    return await _capacity(context, await desk_lines.read_line(context.view, text))


async def on_capacity(context: Context, reading: Reading) -> Screen | None:
    """The same in words, or chosen by a button."""
    return await _capacity(context, await desk_lines.of_change(context.view, reading))


async def _capacity(context: Context, line: DeskLine) -> Screen | None:
    view = context.view
    day = line.one_day(today=view.today, places=True)
    name, places = line.hospital or line.name, line.reading.places
    if name is None or day is None or places is None:
        held = {"part.name": name, "part.day": day, "part.capacity": places}
        missing = TextKeys(key for key, value in held.items() if value is None)
        example = search_screens.example(view)
        raise ParseError("parse.capacity_missing", missing=missing, example=example)
    found = line.hospital
    whole = line.reading.places_change is PlacesChange.TO
    if found is None or not whole or not line.certain or not line.days_certain(today=view.today):
        return await registered_screens.which_capacity(view, line, day=day, places=places)
    await context.run(hospitals.change_capacity, hospital=found.id, day=day, capacity=places)
    return None


async def delete_hospital(context: Context, text: str) -> Screen | None:
    """`/deletehospital [NAME [DATE]]`"""
    if not text:
        return await delete_screens.listed(context.view, page=0)
    return await _delete(context.view, await desk_lines.read_line(context.view, text))


async def on_close(context: Context, reading: Reading) -> Screen | None:
    """The same in words, or chosen by a button."""
    if reading.text and not desk_lines.without_intent(reading):
        return await delete_screens.listed(context.view, page=0)
    return await _delete(context.view, await desk_lines.of_change(context.view, reading))


async def on_open(context: Context, reading: Reading) -> Screen | None:
    """`/addhospital` in words, or chosen by a button."""
    return await _add(context, await desk_lines.of_change(context.view, reading))


async def _delete(view: View, line: DeskLine) -> Screen:
    day = line.one_day(today=view.today)
    found = await desk_lines.meant(view, line)
    if found is None and line.name is None:
        raise ParseError("delete.name_missing", example=search_screens.example(view))
    if found is None:
        return await delete_screens.unknown(view, name=line.name or "", day=day)
    if day is None:
        return await delete_screens.card(view, hospital=found.id, slot=None)
    slot = await view.read(queries.slot_on, hospital=found.id, day=day)
    if slot is None:
        return await delete_screens.no_such_date(view, hospital=found, day=day)
    return await delete_screens.card(view, hospital=found.id, slot=slot.id)


async def on_list_delete(context: Context, button: buttons.ListDelete) -> Screen:
    """One page of hospitals, or of a hospital's dates."""
    if button.hospital is not None:
        return await delete_screens.dates(context.view, hospital=button.hospital, page=button.page)
    return await delete_screens.listed(context.view, page=button.page)


async def on_decline_delete(context: Context, button: buttons.DeclineDelete) -> Screen:
    """That nothing was deleted, above the list that the card came from."""
    shown = await on_list_delete(context, buttons.ListDelete(hospital=button.hospital))
    return replace(shown, text=joined(context.view.say("delete.kept"), shown.text))


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
