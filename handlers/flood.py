"""What somebody hears who sends more than can be answered. Looks nobody up, touches no store."""

from typing import Any

from telegram import Update
from telegram.error import BadRequest
from telegram.ext import Application

from handlers.context import Context
from handlers.texts import Wording, language_of
from handlers.ui.callback_data import spoken_in

App = Application[Any, Context, Any, Any, Any, Any]


async def tell_to_slow_down(application: App, update: Update) -> None:
    """A message to whoever sent the update. Raises TelegramError."""
    if update.effective_chat is not None:
        await application.bot.send_message(chat_id=update.effective_chat.id, text=_words(update))


async def answer_hasty_tap(application: App, update: Update) -> None:
    """Every tap gets its answer, or the button seems to hang. Raises TelegramError."""
    query = update.callback_query
    if query is None:
        return
    try:
        await application.bot.answer_callback_query(query.id, text=_words(update), show_alert=True)
    except BadRequest:
        return


def _words(update: Update) -> str:
    query, user = update.callback_query, update.effective_user
    spoken = spoken_in(query.data) if query is not None else None
    code = user.language_code if user is not None else None
    return Wording(spoken or language_of(code)).plain("frame.slow_down")
