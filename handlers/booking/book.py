"""Commands and buttons of booking and cancelling."""

from dataclasses import replace

from domain import queries
from domain.operations import bookings
from domain.ports.store import PrefetchHint
from handlers.booking import (
    cancel_screens,
    confirm_screens,
    consent_screens,
    directory_screens,
    intents,
    line_screens,
    my_bookings_screens,
    search_screens,
)
from handlers.context import Context
from handlers.parsing import Intent, PartKind, Reading
from handlers.ui import booking_card, buttons
from handlers.ui.screen import Screen


async def book(context: Context, text: str) -> Screen:
    """`/book [한빛병원] [2027-03-05]`; steps that the text answers are skipped."""
    line = await search_screens.read_line(context.view, text)
    return _which_day(context, line, Intent.BOOK) or await intents.book(context, line)


async def hospitals(context: Context, text: str) -> Screen:
    """`/hospitals [2027-03-05]`"""
    line = await search_screens.read_line(context.view, text)
    return _which_day(context, line, Intent.HOSPITALS) or await intents.hospitals(context, line)


async def cancel(context: Context, text: str) -> Screen | None:
    """`/cancel [HS-7K3QX2]`; in a dialogue it stops the dialogue."""
    view = context.view
    if text:
        line = await intents.named_bookings(view, text)
        return _which_day(context, line, Intent.CANCEL) or await intents.cancel(context, line)
    is_open = view.dialogue is not None and view.now < view.dialogue.expires_at
    if is_open and await context.leave():
        return None
    return await cancel_screens.choose(view)


def _which_day(context: Context, line: Reading, intent: Intent) -> Screen | None:
    """The same question as for the line without its command, where its day is open."""
    if PartKind.DAYS not in line.ambiguous:
        return None
    return line_screens.which(context.view, replace(line, intent=intent))


async def on_openings(context: Context, button: buttons.ShowOpenings) -> Screen:
    """A page of hospitals to book at, unless the limit of bookings is reached."""
    limit = await confirm_screens.limit_reached(context.view)
    return limit or await directory_screens.openings_listed(context.view, page=button.page)


async def on_hospitals(context: Context, button: buttons.ShowHospitals) -> Screen:
    """A page of hospitals to read about."""
    if button.day is None:
        return await directory_screens.listed(context.view, page=button.page)
    return await directory_screens.on_day(context.view, day=button.day, page=button.page)


async def on_month(context: Context, button: buttons.ShowMonth) -> Screen:
    """The calendar of a hospital."""
    return await directory_screens.month(context.view, hospital=button.hospital, first=button.first)


async def on_slot(context: Context, button: buttons.PickSlot) -> Screen:
    """The confirm card of a day that had places when it was drawn."""
    return await confirm_screens.offer(context.view, slot=button.slot)


async def on_full_day(context: Context, button: buttons.FullDay) -> Screen:
    """Alert that the day is full, unless a place has been returned meanwhile."""
    view = context.view
    wanted = await view.read(queries.slot_card, slot=button.slot)
    if wanted is None or wanted.slot.deleted or wanted.slot.free > 0:
        return await confirm_screens.offer(view, slot=button.slot)
    return Screen(None, alert=view.plain("booking.full_day", day=wanted.slot.day))


async def on_confirm(context: Context, button: buttons.Confirm) -> Screen | None:
    """Book, once consents and name are there; the cards that ask for them lead back here."""
    view = context.view
    if view.missing_consent:
        return consent_screens.card(view, slot=button.slot)
    if view.person is None or view.person.name is None:
        return consent_screens.name_missing(view, slot=button.slot)
    with view.services.counting():
        context.prefetch = PrefetchHint(view.me, button.slot)
        await context.run(bookings.book, person=view.me, slot=button.slot)
    return None


async def on_ask_cancel(context: Context, button: buttons.ShowCancelConfirmation) -> Screen:
    """The card whose ❌ cancels."""
    view = context.view
    if button.booking is None:
        return await cancel_screens.choose(view)
    found = await booking_card.pressed(view, button.booking)
    return my_bookings_screens.gone(view) if found is None else cancel_screens.ask(view, found)


async def on_cancel(context: Context, button: buttons.CommitCancel) -> Screen | None:
    """Cancel, if the booking is still as the card showed it."""
    view = context.view
    found = await booking_card.pressed(view, button.booking)
    if found is None:
        return my_bookings_screens.gone(view)
    wanted = {"booking": found.booking.id, "version": button.version}
    await context.run(bookings.cancel, person=view.me, **wanted)
    return None
