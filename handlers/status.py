"""Looking at one's own bookings. Never at anybody else's."""

from domain import queries
from domain.model import Status
from handlers import parse, taps
from handlers.context import Context
from handlers.screen import Screen
from handlers.screens import cancelling, mine


async def mystatus(context: Context, text: str) -> Screen:
    """`/mystatus [HS-7K3QX2]`"""
    if not text:
        return await mine.listed(context.view)
    view, code = context.view, parse.code(text)
    found = await view.read(queries.my_booking_by_code, person=view.me, code=code)
    return await mine.one(view, found)


async def on_mine(context: Context, button: taps.Mine) -> Screen:
    """The list, or more of what has passed."""
    return await mine.listed(context.view, past=button.past)


async def on_booking(context: Context, button: taps.ShowBooking) -> Screen:
    """One booking with its history."""
    view = context.view
    found = await view.read(queries.my_booking, person=view.me, booking=button.booking)
    if found is None:
        return mine.gone(view)
    shown = await mine.one(view, found)
    stands = found.booking.status is Status.BOOKED
    return cancelling.kept(view, shown) if button.kept and stands else shown
