"""Command menus (setMyCommands) by role and language, and the texts of the bot's profile."""

from contextlib import suppress
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

from domain.ports.store import Transaction
from handlers.context import Context
from handlers.texts import Wording
from handlers.view import Services

EVERYBODY = (
    "book",
    "mystatus",
    "cancel",
    "hospitals",
    "language",
    "help",
    "privacy",
    "mydata",
    "deletemydata",
    "start",
)
ADMINS = ("addhospital", "capacity", "roster", "status", "deletehospital", "park", "admins")

LANGUAGES = {"en": None, "ko": "ko"}
"""Our language -> language code of the Telegram menu; None is the default menu."""


async def set_menus(bot: ExtBot[Any], services: Services) -> None:
    """Set the default menu and each admin's own; reset the menu of former admins. Raises
    TelegramError.

    Telegram accepts no menu for an admin who has not started the bot: `on_start` sets it then.
    """
    await _set(bot, EVERYBODY, scope=BotCommandScopeDefault())
    live, former = await services.store.read(_admins, services.clock.now())
    for admin in sorted(services.owners | live):
        await set_admin(bot, admin)
    for nobody in sorted(former - services.owners):
        await unset_admin(bot, nobody)


async def on_start(_: Update, context: Context) -> None:
    """Set an admin's own menu after /start, in the background."""
    if context.view.admin:
        context.services.background(set_admin(context.bot, context.telegram))


async def set_admin(bot: ExtBot[Any], admin: int) -> None:
    """Set the admins' menu for the chat, if Telegram accepts it."""
    with suppress(BadRequest, Forbidden):
        await _set(bot, (*ADMINS, *EVERYBODY), scope=BotCommandScopeChat(admin))


async def unset_admin(bot: ExtBot[Any], admin: int) -> None:
    """Reset the chat to the default menu, if Telegram accepts it."""
    with suppress(BadRequest, Forbidden):
        for code in LANGUAGES.values():
            await bot.delete_my_commands(scope=BotCommandScopeChat(admin), language_code=code)


def profile_text(what: str, language: str) -> str:
    """The bot's `name`, `description` or `short_description`, as set by setMyName and the like."""
    return Wording(language).plain(f"profile.{what}")


def _admins(tx: Transaction) -> tuple[frozenset[int], frozenset[int]]:
    live = frozenset(each.telegram for each in tx.admins.live())
    return live, frozenset(tx.admins.former())


async def _set(bot: ExtBot[Any], commands: tuple[str, ...], *, scope: BotCommandScope) -> None:
    """Korean for clients set to Korean, English for all others."""
    for language, code in LANGUAGES.items():
        words = Wording(language)
        menu = [BotCommand(each, words.plain(f"menu.{each}")) for each in commands]
        await bot.set_my_commands(menu, scope=scope, language_code=code)
