"""/addhospital and /capacity: one line acts at once, an incomplete one is asked about."""

from domain import queries
from domain.operations import hospitals
from handlers import parse, taps
from handlers.add_hospital import begin_for, begin_from
from handlers.context import Context
from handlers.screen import Screen
from handlers.screens import names, registering


async def add_hospital(context: Context, text: str) -> Screen | None:
    """/addhospital [NAME] [DATES] [PLACES] [PHONE]."""
    line = parse.add_hospital_line(text, today=context.view.today)
    if isinstance(line, parse.PartialHospital):
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


async def on_add(context: Context, button: taps.AddHospital) -> Screen | None:
    """Registers a hospital, or more dates of the one on the button, by dialogue."""
    if button.hospital is None:
        await begin_from(context, parse.PartialHospital(None, (), None, None))
        return None
    found = await context.view.read(queries.hospital, hospital=button.hospital)
    if found is None:
        return await names.gone(context.view)
    await begin_for(context, found)
    return None


async def capacity(context: Context, text: str) -> Screen | None:
    """/capacity NAME DATE PLACES."""
    line = parse.capacity_line(text, today=context.view.today)
    found = await names.hospital_called(context.view, line.name)
    if found is None:
        return await registering.unknown_for_capacity(context.view, line)
    await context.run(
        hospitals.change_capacity, hospital=found.id, day=line.day, capacity=line.capacity
    )
    return None
