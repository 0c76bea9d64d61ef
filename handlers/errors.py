"""Failures of handlers: kept for the update processor, reported to the user.

python-telegram-bot swallows exceptions of handlers, but an update that failed must not be
acknowledged.
"""

from typing import Any

from telegram import Update
from telegram.constants import ParseMode
from telegram.error import BadRequest
from telegram.ext import Application, ApplicationHandlerStop

from handlers.context import FAILURE, Context
from handlers.texts import Wording, language_of
from handlers.ui.callback_data import language_in


async def on_error(_: object, context: Context) -> None:
    """Keep the exception of the current update, and stop further handlers."""
    FAILURE.set(context.error)
    raise ApplicationHandlerStop


async def tell_bug(
    application: Application[Any, Any, Any, Any, Any, Any],
    update: Update,
    *,
    error_id: str,
    done: bool = False,
) -> None:
    """Tell the user, in a private chat, the error id of the failure in the log; `done`: only the
    reply failed, the command was committed.
    """
    user, chat = update.effective_user, update.effective_chat
    if user is None or (chat is not None and chat.id != user.id):
        return
    words = Wording(language_of(user.language_code))
    await application.bot.send_message(
        chat_id=user.id,
        text=words.say("error.done" if done else "error.bug", id=error_id),
        parse_mode=ParseMode.HTML,
    )


App = Application[Any, Context, Any, Any, Any, Any]


async def tell_to_slow_down(application: App, update: Update) -> None:
    """Warn the sender of the update about the rate limit. Raises TelegramError."""
    if update.effective_chat is not None:
        await application.bot.send_message(chat_id=update.effective_chat.id, text=_words(update))


async def answer_hasty_tap(application: App, update: Update) -> None:
    """Answer a rate-limited tap, or its button keeps spinning. Raises TelegramError."""
    query = update.callback_query
    if query is None:
        return
    try:
        await application.bot.answer_callback_query(
            query.id, text=_words(update), show_alert=True, rate_limit_args=query.from_user.id
        )
    except BadRequest:
        return


def _words(update: Update) -> str:
    query, user = update.callback_query, update.effective_user
    spoken = language_in(query.data) if query is not None else None
    code = user.language_code if user is not None else None
    return Wording(spoken or language_of(code)).plain("frame.slow_down")
