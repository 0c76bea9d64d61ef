"""What went wrong in a handler: remembered for whoever carried the update in, told to the person.

The library swallows what a handler raises; acknowledging must know. It logs nothing.
"""

from contextvars import ContextVar
from typing import Any

from telegram import Update
from telegram.constants import ParseMode
from telegram.ext import Application, ApplicationHandlerStop

from handlers.context import Context
from handlers.texts import Wording, language_of

_failure: ContextVar[Exception | None] = ContextVar("failure", default=None)


async def on_error(_: object, context: Context) -> None:
    """Remembers what the handler of the update at hand raised, and lets no other one begin."""
    _failure.set(context.error)
    raise ApplicationHandlerStop


def failure_of() -> Exception | None:
    """What the update at hand failed with, if it did; asked once, after the update."""
    failure = _failure.get()
    _failure.set(None)
    return failure


async def tell_bug(
    application: Application[Any, Context, Any, Any, Any, Any], update: Update, error_id: str
) -> None:
    """Tells the person, in a private chat, under which id the failure is known."""
    user, chat = update.effective_user, update.effective_chat
    if user is None or (chat is not None and chat.id != user.id):
        return
    words = Wording(language_of(user.language_code))
    await application.bot.send_message(
        chat_id=user.id, text=words.say("error.bug", id=error_id), parse_mode=ParseMode.HTML
    )
