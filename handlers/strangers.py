"""What comes from where the bot does not talk: groups, channels, edits, other bots. Looks nobody
up.
"""

from telegram import CallbackQuery, Update
from telegram.constants import ChatType
from telegram.error import BadRequest, TelegramError

from handlers.context import Context
from handlers.texts import Wording, language_of


async def not_here(update: Update, context: Context) -> None:
    """A command typed in a group, and any tap, is told where bookings are made; everything else
    gets no answer.
    """
    message, user = update.message, update.effective_user
    if update.callback_query is not None:
        await _answer_tap(update.callback_query, context)
        return
    if message is None or user is None or user.is_bot or message.via_bot is not None:
        return
    in_group = message.chat.type in (ChatType.GROUP, ChatType.SUPERGROUP)
    mine = f"@{context.bot.username}".casefold()
    command, _, _ = (message.text or "").partition(" ")
    if not in_group or not command.startswith("/") or not command.casefold().endswith(mine):
        return
    words = Wording(language_of(user.language_code))
    await context.bot.send_message(
        chat_id=message.chat.id, text=words.plain("frame.private_only", bot=context.bot.username)
    )


async def _answer_tap(query: CallbackQuery, context: Context) -> None:
    words = Wording(language_of(query.from_user.language_code))
    told = words.plain("frame.private_only", bot=context.bot.username)
    try:
        await context.bot.answer_callback_query(query.id, text=told, show_alert=True)
    except BadRequest:
        return


async def forget_message(context: Context) -> None:
    """Deletes what somebody should not have typed, where Telegram lets us."""
    message = context.incoming.message
    if message is None:
        return
    try:
        await context.bot.delete_message(message.chat.id, message.message_id)
    except TelegramError:
        return
