"""Commands and buttons to look at one's own bookings."""

from domain.model import Status
from handlers.booking import cancel_screens, intents, my_bookings_screens
from handlers.context import Context
from handlers.ui import booking_card, buttons
from handlers.ui.screen import Screen


async def mystatus(context: Context, text: str) -> Screen:
    """`/mystatus [HS-7K3QX2]`"""
    if not text:
        return await my_bookings_screens.listed(context.view)
    return await intents.show(context, await intents.named_bookings(context.view, text))


async def on_mine(context: Context, button: buttons.ShowMyBookings) -> Screen:
    """The list, or more of what has passed."""
    return await my_bookings_screens.listed(context.view, past=button.past)


async def on_booking(context: Context, button: buttons.ShowBooking) -> Screen:
    """One booking with its history."""
    view = context.view
    found = await booking_card.pressed(view, button.booking)
    if found is None:
        return my_bookings_screens.gone(view)
    shown = await my_bookings_screens.one(view, found)
    stands = found.booking.status is Status.BOOKED
    return cancel_screens.kept(view, shown) if button.kept and stands else shown


async def on_calendar(context: Context, button: buttons.AddToCalendar) -> Screen:
    """The booking as it is now, as a file for a calendar."""
    view = context.view
    found = await booking_card.pressed(view, button.booking)
    if found is None:
        return my_bookings_screens.gone(view)
    return my_bookings_screens.calendar_file(view, found, bot=context.key.bot)
