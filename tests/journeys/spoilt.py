"""`python -m tests.journeys.spoilt run`: the bot with bugs that what people write sets off.

With CANARIES_SING in its environment its log is the libraries' own and tells everything: the
control of whoever searches it.
"""

import asyncio
import logging
import os
import sqlite3
import sys

from telegram import Update
from telegram.ext import TypeHandler

from bot import wiring
from bot.__main__ import main
from bot.cli import commands
from bot.telegram import pacing, request
from domain.ports.store import Command
from handlers.context import SERVICES, Context

SINGS = "CANARIES_SING"
wire = wiring.wire
_met: list[str] = []


async def spoil(update: Update, context: Context) -> None:
    """What is written decides what breaks; each error repeats all it can get hold of."""
    text = (update.message.text if update.message is not None else None) or ""
    known = f"{text} {update!r} {context.bot.token}"
    if "터져라" in text:
        try:
            raise KeyError(known)
        except KeyError as error:
            raise ValueError(known) from error
    if "디스크" in text and not _met:
        _met.append(text)
        services = context.bot_data[SERVICES]
        await services.store.run(_break_the_disk, Command(services.clock.now()), known=known)
    if "나중에" in text:
        context.bot_data[SERVICES].background(_break_later(known))
    if os.environ.get(SINGS):
        logging.getLogger("sings").debug("%s", known)


def _break_the_disk(_: object, *, known: str) -> None:
    raise sqlite3.OperationalError(f"disk I/O error: {known}")


async def _break_later(known: str) -> None:
    await asyncio.sleep(0)
    raise LookupError(known)


async def spoilt(*args: object, **kwargs: object) -> object:
    """The parts, with bugs in front of every handler."""
    parts = await wire(*args, **kwargs)
    parts.application.add_handler(TypeHandler(Update, spoil), group=-9)
    return parts


def sing(**_: object) -> None:
    """Everything, as it comes."""
    logging.basicConfig(level=logging.DEBUG)


if __name__ == "__main__":
    wiring.wire = spoilt
    request.READ_TIMEOUT_S, pacing.CHAT_BURST = 1.0, 1000  # nobody here waits for the clock
    if os.environ.get(SINGS):
        commands.configure_logging = sing
    sys.exit(main(sys.argv[1:]))
