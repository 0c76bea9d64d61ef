"""What people may know and decide about what is stored of them: read it, take consent back, have
all of it deleted.
"""

from domain import queries
from domain.model import Role
from domain.operations import consent, erasure
from handlers import commands, taps
from handlers.context import Context
from handlers.screen import Screen
from handlers.screens import erasing, mydata
from handlers.screens import privacy as pages


async def privacy(context: Context, _: str) -> Screen:
    """`/privacy`"""
    return pages.privacy(context.view)


async def my_data(context: Context, _: str) -> Screen:
    """`/mydata`"""
    return await mydata.sent(context.view)


async def delete_my_data(context: Context, _: str) -> Screen:
    """`/deletemydata`"""
    return await _ask(context)


async def on_privacy(context: Context, _: taps.Privacy) -> Screen:
    """What is stored."""
    return pages.privacy(context.view)


async def on_my_data(context: Context, _: taps.MyData) -> Screen:
    """The file."""
    return await mydata.sent(context.view)


async def on_ask_withdraw(context: Context, _: taps.AskWithdraw) -> Screen:
    """What taking consent back means."""
    return await pages.ask_withdraw(context.view)


async def on_withdraw(context: Context, _: taps.CommitWithdraw) -> Screen | None:
    """Takes it back."""
    if context.view.person is None:
        return erasing.nothing(context.view)
    await context.run(consent.withdraw, person=context.view.me)
    return None


async def on_ask_erase(context: Context, _: taps.AskErase) -> Screen:
    """What deleting means."""
    return await _ask(context)


async def on_erase(context: Context, button: taps.CommitErase) -> Screen | None:
    """Deletes, if it hits the bookings the card told of; they go on in the language they had."""
    view = context.view
    if view.person is None:
        return erasing.nothing(view)
    upcoming = await view.read(queries.my_upcoming, person=view.me)
    if len(upcoming) != button.bookings:
        return erasing.ask(view, upcoming, changed=True)
    context.speak(view.language)
    await context.run(erasure.erase_person, person=view.me)
    if view.role is Role.ADMIN:
        context.services.background(commands.unset_admin(context.bot, context.telegram))
    return None


async def _ask(context: Context) -> Screen:
    view = context.view
    if view.person is None:
        return erasing.nothing(view)
    return erasing.ask(view, await view.read(queries.my_upcoming, person=view.me))
