"""What people may know and decide about what is stored of them: read it, take consent back, have
all of it deleted.
"""

from domain import queries
from domain.model import Role
from domain.operations import privacy as operations
from handlers import command_menu
from handlers.context import Context
from handlers.privacy import my_data as mydata
from handlers.privacy import screens
from handlers.privacy import screens as pages
from handlers.ui import buttons
from handlers.ui.screen import Screen


async def privacy(context: Context, _: str) -> Screen:
    """`/privacy`"""
    return pages.privacy(context.view)


async def my_data(context: Context, _: str) -> Screen:
    """`/mydata`"""
    return await mydata.sent(context.view)


async def delete_my_data(context: Context, _: str) -> Screen:
    """`/deletemydata`"""
    return await _ask(context)


async def on_privacy(context: Context, _: buttons.ShowPrivacy) -> Screen:
    """What is stored."""
    return pages.privacy(context.view)


async def on_my_data(context: Context, _: buttons.ShowMyData) -> Screen:
    """The file."""
    return await mydata.sent(context.view)


async def on_ask_withdraw(context: Context, _: buttons.AskWithdraw) -> Screen:
    """What taking consent back means."""
    return await pages.ask_withdraw(context.view)


async def on_withdraw(context: Context, _: buttons.CommitWithdraw) -> Screen | None:
    """Takes it back."""
    if context.view.person is None:
        return screens.nothing(context.view)
    await context.run(operations.withdraw, person=context.view.me)
    return None


async def on_ask_erase(context: Context, _: buttons.AskErase) -> Screen:
    """What deleting means."""
    return await _ask(context)


async def on_erase(context: Context, button: buttons.CommitErase) -> Screen | None:
    """Deletes, if it hits the bookings the card told of; they go on in the language they had."""
    view = context.view
    if view.person is None:
        return screens.nothing(view)
    context.speak(view.language)
    await context.run(operations.erase_as_shown, person=view.me, shown=button.bookings)
    if view.role is Role.ADMIN:
        context.services.background(command_menu.unset_admin(context.bot, context.telegram))
    return None


async def _ask(context: Context) -> Screen:
    view = context.view
    if view.person is None:
        return screens.nothing(view)
    return screens.ask(view, await view.read(queries.my_upcoming, person=view.me))
