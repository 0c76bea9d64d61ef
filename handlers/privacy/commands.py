"""Handlers of /privacy, /mydata and /deletemydata: information, export, withdrawal, erasure."""

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
    return pages.privacy(context.view)


async def on_keep(context: Context, button: buttons.KeepData) -> Screen:
    """Decline to withdraw or to erase."""
    return pages.kept(context.view, erasure=button.erasure)


async def on_my_data(context: Context, _: buttons.ShowMyData) -> Screen:
    return await mydata.sent(context.view)


async def on_ask_withdraw(context: Context, _: buttons.AskWithdraw) -> Screen:
    """Confirmation card for withdrawing consent."""
    return await pages.ask_withdraw(context.view)


async def on_withdraw(context: Context, _: buttons.CommitWithdraw) -> Screen | None:
    """Withdraw consent."""
    if context.view.person is None:
        return screens.nothing(context.view)
    await context.run(operations.withdraw, person=context.view.me)
    return None


async def on_ask_erase(context: Context, _: buttons.AskErase) -> Screen:
    """Confirmation card for erasure."""
    return await _ask(context)


async def on_erase(context: Context, button: buttons.CommitErase) -> Screen | None:
    """Erase, unless the number of bookings differs from that on the card; the answer keeps the
    language.
    """
    view = context.view
    if view.person is None:  # a second tap: the card shows the result of the first one still
        return Screen(None, alert=view.plain("erasing.done_alert"))
    context.speak(view.language)
    await context.run(
        operations.erase_as_shown,
        person=view.me,
        shown=button.bookings,
        owners=context.services.owners,
    )
    if view.role is Role.ADMIN:
        context.services.background(command_menu.unset_admin(context.bot, context.telegram))
    return None


async def _ask(context: Context) -> Screen:
    view = context.view
    if view.person is None:
        return screens.nothing(view)
    return screens.ask(view, await view.read(queries.my_upcoming, person=view.me))
