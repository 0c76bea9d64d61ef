"""/addhospital and /capacity: one line acts at once, an incomplete one is asked about."""

from domain import queries
from domain.operations import hospitals
from handlers import parsing
from handlers.booking import search_screens
from handlers.context import Context
from handlers.hospitals import registered_screens
from handlers.hospitals.register import begin_for, begin_from
from handlers.ui import buttons
from handlers.ui.screen import Screen


async def add_hospital(context: Context, text: str) -> Screen | None:
    """/addhospital [NAME] [DATES] [PLACES] [PHONE]."""
    line = parsing.add_hospital_line(text, today=context.view.today)
    if isinstance(line, parsing.PartialHospital):
        await begin_from(context, line)
        return None
    await context.run(
        hospitals.register_hospital,
        name=line.name,
        days=line.days,
        capacity=line.capacity,
        phone=line.phone,
    )
    return None


async def on_add(context: Context, button: buttons.StartAddHospital) -> Screen | None:
    """Registers a hospital, or more dates of the one on the button, by dialogue."""
    if button.hospital is None:
        await begin_from(context, parsing.PartialHospital(None, (), None, None))
        return None
    found = await context.view.read(queries.hospital, hospital=button.hospital)
    if found is None:
        return await search_screens.gone(context.view)
    await begin_for(context, found)
    return None


async def capacity(context: Context, text: str) -> Screen | None:
    """/capacity NAME DATE PLACES."""
    line = parsing.capacity_line(text, today=context.view.today)
    found = await search_screens.hospital_called(context.view, line.name)
    if found is None:
        return await registered_screens.unknown_for_capacity(context.view, line)
    await context.run(
        hospitals.change_capacity, hospital=found.id, day=line.day, capacity=line.capacity
    )
    return None
