"""Handlers of /roster, /status and /park: lists of a day, lookups, dead-lettered events, held
notices.
"""

from contextlib import suppress
from datetime import datetime

from domain import queries
from domain.errors import Unavailable
from domain.operations import bookings, frontdesk
from domain.ports.mypage import MyPageTransaction
from domain.ports.store import Command
from handlers import parsing
from handlers.booking import desk_lines, search_screens
from handlers.booking.desk_lines import DeskLine
from handlers.booking.intents import OnIntent
from handlers.context import Context
from handlers.frontdesk import parked_screens as parked
from handlers.frontdesk import roster_screens as rosters
from handlers.frontdesk.parked_screens import DecideHeldNotices
from handlers.parsing import Reading
from handlers.ui import buttons, system
from handlers.ui.callback_data import code_of_number
from handlers.ui.screen import Screen


async def roster(context: Context, text: str) -> Screen | None:
    """`/roster NAME DATE`; with less, a list to choose from."""
    if not text:
        return await rosters.choose_near(context.view)
    return await _roster(context, await desk_lines.read_line(context.view, text, past=True))


async def in_words(context: Context, reading: Reading) -> Screen | None:
    """The same in words, or chosen by a button."""
    if not desk_lines.without_intent(reading) and not (reading.hospitals or reading.days):
        return await rosters.choose_near(context.view)
    return await _roster(context, await desk_lines.of_intent(context.view, reading, past=True))


async def today(context: Context, _: Reading) -> Screen:
    """Today's rosters."""
    return await rosters.choose_on(context.view, day=context.view.today)


async def find(context: Context, reading: Reading) -> Screen | None:
    """The booking of that code; a name cannot be looked for yet."""
    rest = desk_lines.without_intent(reading)
    if reading.code is None and rest:
        return await rosters.choose_near(context.view, above="desk.find_by_code")
    return await status(context, reading.code or rest)


def later(said: str) -> OnIntent:
    """The handler of a wish that cannot be granted yet; the text says what can be done today."""

    async def on_line(context: Context, _: Reading) -> Screen:
        return await rosters.choose_near(context.view, above=said)

    return on_line


async def _roster(context: Context, line: DeskLine) -> Screen | None:
    view = context.view
    day = line.one_day(today=view.today, past=True)
    found = await desk_lines.meant(view, line)
    if found is None and line.name is None:
        return await rosters.choose_on(view, day=day or view.today)
    if found is None:
        return await rosters.unknown(view, name=line.name or "", day=day)
    if day is None:
        return await rosters.choose_date(view, hospital=found)
    slot = await view.read(queries.slot_on, hospital=found.id, day=day)
    if slot is None:
        return await rosters.choose_date(view, hospital=found, missing=day)
    await context.run(frontdesk.read_roster, slot=slot.id)
    return None


async def on_rosters(context: Context, _: buttons.ShowRosters) -> Screen:
    """The choice of a roster."""
    return await rosters.choose_near(context.view)


async def on_choose(context: Context, button: buttons.ChooseRoster) -> Screen | None:
    """A page of the dates of a hospital, or of the hospitals of a date."""
    view = context.view
    if button.day is not None:
        return await rosters.choose_on(view, day=button.day, page=button.page)
    found = await view.read(queries.hospital, hospital=button.hospital or 0)
    if found is None:
        return await search_screens.gone(view)
    return await rosters.choose_date(view, hospital=found, page=button.page)


async def on_roster(context: Context, button: buttons.ShowRoster) -> Screen | None:
    await context.run(frontdesk.read_roster, slot=button.slot, page=button.page)
    return None


async def status(context: Context, text: str) -> Screen | None:
    """`/status CODE`"""
    await context.run(frontdesk.look_up, code=parsing.code(text))
    return None


async def on_ask_cancel_for(context: Context, button: buttons.AskCancelFor) -> Screen | None:
    """The card whose ❌ cancels, or the booking again."""
    code = code_of_number(button.booking)
    if code is None:
        return system.stale(context.view)
    await context.run(frontdesk.look_up, code=code, asking=not button.kept)
    return None


async def on_cancel_for(context: Context, button: buttons.CommitCancelFor) -> Screen | None:
    """Cancel for a person who phones."""
    wanted = {"booking": button.booking, "version": button.version}
    await context.run(bookings.cancel_for_person, **wanted)
    return None


async def park(context: Context, _: str) -> Screen | None:
    """`/park`"""
    return await parked.listed(context.view)


async def on_retry(context: Context, _: buttons.RetryParked) -> Screen | None:
    """Retry dead-lettered events, those of the read model too unless it is unavailable."""
    wall = context.services.clock.wall()
    command = Command(context.view.now)
    with suppress(Unavailable):
        await context.services.mypage.run(_retry_mypage, command, wall=wall)
    await context.run(frontdesk.retry_parked, wall=wall)
    return None


async def on_held(context: Context, button: DecideHeldNotices) -> Screen | None:
    """Release or discard all notices that a restore put on hold."""
    await context.run(frontdesk.decide_held, send=button.send)
    return None


def _retry_mypage(tx: MyPageTransaction, *, wall: datetime) -> int:
    return tx.progress.retry_parked(now=wall)
