"""What arrives outside private chats: a command or a tap is told where bookings are made."""

from functools import partial

from telegram import CallbackQuery, ChatMember, ChatMemberUpdated, Message, Update
from telegram.constants import ChatType

from domain.ports.notices import PUSH
from handlers.context import Context
from handlers.texts import Wording, language_of


def answer_elsewhere(update: Update, context: Context) -> None:
    """Say to a command typed in a group, and to a tap, where bookings are made, or leave the group;
    ignore the rest. Each call has one attempt, in the background.
    """
    message, chat, change = update.message, update.effective_chat, update.my_chat_member
    if update.callback_query is not None:
        _answer_tap(update.callback_query, context)
    elif chat is None or chat.type not in (ChatType.GROUP, ChatType.SUPERGROUP):
        return
    elif context.services.leave_groups and (change is None or _is_in(change)):
        context.call_in_background(partial(context.bot.leave_chat, chat.id, rate_limit_args=PUSH))
    elif message is not None and _is_meant(message, context):
        _hint(message, context)


def _is_meant(message: Message, context: Context) -> bool:
    """Whether a person typed a command with our name; other bots get no answer."""
    user = message.from_user
    if user is None or user.is_bot or message.via_bot is not None:
        return False
    command, _, _ = (message.text or "").partition(" ")
    mine = f"@{context.bot.username}".casefold()
    return command.startswith("/") and command.casefold().endswith(mine)


def _is_in(change: ChatMemberUpdated) -> bool:
    return change.new_chat_member.status in (ChatMember.MEMBER, ChatMember.ADMINISTRATOR)


def _hint(message: Message, context: Context) -> None:
    if not context.services.may_hint(message.chat.id):
        return
    user = message.from_user
    words = Wording(language_of(user.language_code if user else None))
    hint = partial(
        context.bot.send_message,
        chat_id=message.chat.id,
        text=words.plain("frame.private_only", bot=context.bot.username),
        message_thread_id=message.message_thread_id if message.is_topic_message else None,
        rate_limit_args=PUSH,  # has one attempt, and keeps the pace of pushes
    )
    context.call_in_background(hint)


def _answer_tap(query: CallbackQuery, context: Context) -> None:
    words = Wording(language_of(query.from_user.language_code))
    told = words.plain("frame.private_only", bot=context.bot.username)
    answer = partial(
        context.bot.answer_callback_query,
        query.id,
        text=told,
        show_alert=True,
        rate_limit_args=query.from_user.id,
    )
    context.call_in_background(answer)
