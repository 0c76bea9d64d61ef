"""/deletehospital: the list, the card that says what it hits, the tap that deletes."""

from domain import queries
from domain.operations import hospitals
from handlers import parse, taps
from handlers.context import Context
from handlers.parse import Misunderstood
from handlers.screen import Screen
from handlers.screens import deleting, names


async def delete_hospital(context: Context, text: str) -> Screen | None:
    """/deletehospital [NAME [DATE]]."""
    view = context.view
    if not text:
        return await deleting.listed(view, page=0)
    name, day = parse.name_and_day(text, today=view.today)
    if name is None:
        raise Misunderstood("delete.name_missing", example=names.example(view))
    found = await names.meant(view, name)
    if found is None:
        return await deleting.unknown(view, name=name, day=day)
    if day is None:
        return await deleting.card(view, hospital=found.id, slot=None)
    slot = await view.read(queries.slot_on, hospital=found.id, day=day)
    if slot is None:
        return await deleting.no_such_date(view, hospital=found, day=day)
    return await deleting.card(view, hospital=found.id, slot=slot.id)


async def on_list(context: Context, button: taps.ListDelete) -> Screen | None:
    """The hospitals, or the dates of one, a page."""
    if button.hospital is not None:
        return await deleting.dates(context.view, hospital=button.hospital, page=button.page)
    return await deleting.listed(context.view, page=button.page)


async def on_ask(context: Context, button: taps.AskDelete) -> Screen | None:
    """The card that says what a deletion would hit."""
    return await deleting.card(context.view, hospital=button.hospital, slot=button.slot)


async def on_delete(context: Context, button: taps.CommitDelete) -> Screen | None:
    """Deletes, if it still hits what the card said."""
    await context.run(
        hospitals.delete,
        telegram=context.telegram,
        language=context.view.language,
        hospital=button.hospital,
        slot=button.slot,
        expected=button.expected,
    )
    return None
