"""Telegram's command menus: who sees which commands, in which language. Runs no command."""

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
"""Ours, and the code Telegram knows their menu by."""


async def set_menus(bot: ExtBot[Any], services: Services) -> None:
    """Sets everybody's menu and each admin's own, and takes it from those who are none any more.
    Raises TelegramError when Telegram is away.

    Telegram takes no menu for an admin who has not started the bot: `on_start` makes up for it.
    """
    await _set(bot, EVERYBODY, scope=BotCommandScopeDefault())
    live, former = await services.store.read(_admins, services.clock.now())
    for admin in sorted(services.owners | live):
        await set_admin(bot, admin)
    for nobody in sorted(former - services.owners):
        await unset_admin(bot, nobody)


async def on_start(_: Update, context: Context) -> None:
    """After an admin's /start their own menu is set, while the answer is on its way."""
    if context.view.admin:
        context.services.background(set_admin(context.bot, context.telegram))


async def set_admin(bot: ExtBot[Any], admin: int) -> None:
    """Gives the chat the admins' menu, where Telegram lets us."""
    with suppress(BadRequest, Forbidden):
        await _set(bot, (*ADMINS, *EVERYBODY), scope=BotCommandScopeChat(admin))


async def unset_admin(bot: ExtBot[Any], admin: int) -> None:
    """Gives the chat everybody's menu again, where Telegram lets us."""
    with suppress(BadRequest, Forbidden):
        for code in LANGUAGES.values():
            await bot.delete_my_commands(scope=BotCommandScopeChat(admin), language_code=code)


def _admins(tx: Transaction) -> tuple[frozenset[int], frozenset[int]]:
    live = frozenset(each.telegram for each in tx.admins.live())
    return live, frozenset(tx.admins.former())


async def _set(bot: ExtBot[Any], commands: tuple[str, ...], *, scope: BotCommandScope) -> None:
    """In Korean for whom Telegram says so, in English for everybody else."""
    for language, code in LANGUAGES.items():
        words = Wording(language)
        menu = [BotCommand(each, words.plain(f"menu.{each}")) for each in commands]
        await bot.set_my_commands(menu, scope=scope, language_code=code)
