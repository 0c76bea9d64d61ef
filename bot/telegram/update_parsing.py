"""Parses what Telegram sent into an update that can be handled, or rejects it."""

from typing import Any

from telegram import CallbackQuery, Chat, Message, Update, User
from telegram.ext import ExtBot

MAX_ID = 2**63 - 1
TAPPED_MESSAGE = ("message_id", "date", "chat")
"""All that Telegram tells of an old message, and all that is used of a new one."""
UNREADABLE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What the library raises where an object is not as it expects it."""
Json = dict[str, Any]


class InvalidUpdate(Exception):
    """No update, or one with values that Telegram never sends; does not quote it."""


def parse_update(raw: object, bot: ExtBot[Any]) -> Update:
    """The update. Raises InvalidUpdate."""
    if not isinstance(raw, dict) or id_of(raw) is None:
        raise InvalidUpdate
    try:
        update = Update.de_json(_as_needed(raw), bot)
        sound = _is_sound(update)
    except UNREADABLE:
        raise InvalidUpdate from None
    if not sound:
        raise InvalidUpdate
    return update


def id_of(raw: object) -> int | None:
    """The update's id, None if it has none."""
    found = raw.get("update_id") if isinstance(raw, dict) else None
    return found if type(found) is int and 0 <= found <= MAX_ID else None


def _as_needed(raw: Json) -> Json:
    """Without the tapped message's text and buttons: they are ours, and the library would make an
    object of each button and each bold word.
    """
    tap = raw.get("callback_query")
    message = tap.get("message") if isinstance(tap, dict) else None
    if not isinstance(tap, dict) or not isinstance(message, dict):
        return raw
    place = {name: message[name] for name in TAPPED_MESSAGE if name in message}
    return {**raw, "callback_query": {**tap, "message": place}}


def _is_sound(update: Update) -> bool:
    """The library checks no types; what is kept or compared must have its own."""
    query, message = update.callback_query, update.message or update.edited_message
    user, chat = update.effective_user, update.effective_chat
    return (
        (query is None or _is_tap(query))
        and (user is None or _is_user(user))
        and (chat is None or _is_chat(chat))
        and (message is None or _is_message(message))
    )


def _is_tap(query: CallbackQuery) -> bool:
    shown = query.message is None or _is_number(query.message.message_id)
    return shown and _is_user(query.from_user) and _is_text(query.id) and _is_text(query.data)


def _is_user(user: User) -> bool:
    return _is_number(user.id) and user.id > 0 and _is_text(user.language_code)


def _is_chat(chat: Chat) -> bool:
    return _is_number(chat.id) and _is_text(chat.type)


def _is_message(message: Message) -> bool:
    sound = _is_text(message.text) and _is_text(message.caption)
    return sound and _is_number(message.message_id)


def _is_text(value: object) -> bool:
    return value is None or isinstance(value, str)


def _is_number(value: object) -> bool:
    return type(value) is int and abs(value) <= MAX_ID
