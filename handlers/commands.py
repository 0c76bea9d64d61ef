"""Telegram's command menus: who sees which commands, in which language. Runs no command."""

from typing import Any

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeChat,
    BotCommandScopeDefault,
    Update,
)
from telegram.error import BadRequest, Forbidden
from telegram.ext import ExtBot

from handlers.context import Context
from handlers.view import Services
from handlers.wording import Wording

EVERYBODY = (
    "book",
    "mystatus",
    "cancel",
    "hospitals",
    "language",
    "help",
    "privacy",
    "start",
)
ADMINS = ("addhospital", "capacity", "roster", "status", "deletehospital", "park")


async def set_menus(bot: ExtBot[Any], services: Services) -> None:
    """Sets everybody's menu and each admin's own. Raises TelegramError when Telegram is away.

    Telegram takes no menu for an admin who has not started the bot: `on_start` makes up for it.
    """
    await _set(bot, EVERYBODY, scope=BotCommandScopeDefault())
    for admin in sorted(services.admins):
        await _set_admin(bot, admin)


async def on_start(_: Update, context: Context) -> None:
    """After an admin's /start their own menu is set, while the answer is on its way."""
    if context.view.admin:
        context.services.background(_set_admin(context.bot, context.telegram))


async def _set_admin(bot: ExtBot[Any], admin: int) -> None:
    try:
        await _set(bot, (*ADMINS, *EVERYBODY), scope=BotCommandScopeChat(admin))
    except (BadRequest, Forbidden):
        return


async def _set(bot: ExtBot[Any], commands: tuple[str, ...], *, scope: BotCommandScope) -> None:
    """In Korean for whom Telegram says so, in English for everybody else."""
    for language, code in (("en", None), ("ko", "ko")):
        words = Wording(language)
        menu = [BotCommand(each, words.plain(f"menu.{each}")) for each in commands]
        await bot.set_my_commands(menu, scope=scope, language_code=code)
