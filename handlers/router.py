"""Middleware around all handlers: identification, idempotency, authorisation, refusals.

It knows the menu's entries and no topic. Each method takes one PTB update to one answer.
"""

from collections.abc import Awaitable, Callable, Coroutine, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from telegram import ChatMember, Message, Update
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop, filters

from domain.answer import Answer
from domain.errors import Refused
from domain.operations import people
from domain.ports.notices import PUSH
from handlers import reply
from handlers.context import LEFT_IN_PASSING, Context
from handlers.conversation.entries import MenuEntries
from handlers.conversation.open_cards import ShownCards
from handlers.conversation.typed import TypedText
from handlers.groups import answer_elsewhere
from handlers.parsing import ParseError, looks_like_resident_number
from handlers.routes import CommandRoute, Menu
from handlers.ui import system as frames
from handlers.ui.screen import Screen


def forget_message(context: Context) -> None:
    """Delete a message that should not have been typed, where Telegram allows it."""
    message = context.incoming.effective_message
    if message is not None:
        forget = partial(
            context.bot.delete_message, message.chat.id, message.message_id, rate_limit_args=PUSH
        )
        context.call_in_background(forget, tries=DELETE_TRIES)


NOT_TYPED = frozenset(
    {
        *("from", "chat", "sender_chat", "via_bot", "reply_to_message", "forward_origin"),
        *("entities", "photo", "thumbnail", "id", "file_id", "file_unique_id", "media_group_id"),
        "phone_number",
    }
)
"""Fields without words of the sender; the phone number of a contact may look like another one."""

DELETE_TRIES = 5
"""To delete a message, each after the pause that the one before met."""
REVIVAL_DELAY = timedelta(seconds=30)
"""Between unblocking and missed notices being sent, so that a /start can announce them first."""


class Router:
    """Routes updates through the menu."""

    def __init__(self, menu: Menu) -> None:
        self._cards = ShownCards()
        self._entries = MenuEntries(menu)
        self._typed = TypedText(self._entries, self._cards)

    async def arrive(self, update: Update, context: Context) -> None:
        """Run before every handler: drop foreign updates, identify the sender, repeat a stored
        answer.

        Raises ApplicationHandlerStop when the update is done.
        """
        if not _is_private(update):
            answer_elsewhere(update, context)
            raise ApplicationHandlerStop
        numbered = _has_resident_number(update)
        if _is_silent(update) and not numbered:
            raise ApplicationHandlerStop
        await context.arrive(update)
        if context.stored not in (None, LEFT_IN_PASSING):
            await self._show(context, await self._entries.screen_of(context, context.stored))
            raise ApplicationHandlerStop
        if numbered:
            try:
                numbers = self._entries.misread(context, ParseError("parse.resident"))
                await self._answer(context, numbers)
            finally:  # a 429 to the call would keep the reply waiting
                forget_message(context)
            raise ApplicationHandlerStop
        if update.edited_message is not None:
            await self._edited(context, update.edited_message)
            raise ApplicationHandlerStop
        if update.message is not None and update.message.forward_origin is not None:
            await self._cards.stays(context)
            await self._show(context, frames.forwarded(context.view))
            raise ApplicationHandlerStop

    async def _edited(self, context: Context, message: Message) -> None:
        """An edited text answers the question or the card that was open when it was first sent, if
        nothing was done since; else it is said, now and then, that edits are not read.
        """
        text, view = message.text or "", context.view
        typed = bool(text) and not text.startswith("/")
        card = self._cards.card_of_line(context, message.message_id)
        if typed and self._entries.dialogues.asked_before(view, message.date):
            await self._answer(context, self._message(context))
        elif typed and card is not None and not self._entries.dialogues.is_open(view):
            await self._answer(context, self._typed.answer(context, text, edited=card))
        elif context.services.may_tell_of_edits(message.chat.id):
            await self._show(context, frames.edits_unread(view))

    def command(
        self, entry: CommandRoute
    ) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
        """The PTB callback of a command of the menu."""

        async def on_command(update: Update, context: Context) -> None:
            text = update.message.text if update.message is not None else None
            _, _, rest = " ".join((text or "").split()).partition(" ")
            await self._answer(context, self._entries.command(context, entry.command, rest))

        return on_command

    async def on_member(self, update: Update, context: Context) -> None:
        """Note that the bot was blocked or unblocked; after the latter, missed notices are sent."""
        change = update.my_chat_member
        person = context.view.person
        if change is None or person is None:
            return
        reachable = change.new_chat_member.status == ChatMember.MEMBER
        if reachable != person.reachable:
            await context.run(
                people.set_reachable,
                person=person.id,
                reachable=reachable,
                not_before=context.services.clock.wall() + REVIVAL_DELAY,
            )

    async def on_tap(self, _: Update, context: Context) -> None:
        """Run a button of the menu."""
        await self._answer(context, self._tap(context))

    async def on_message(self, _: Update, context: Context) -> None:
        """Handle other messages: answers to a dialogue, text that means a command, and the rest."""
        await self._answer(context, self._message(context))

    async def _answer(self, context: Context, answering: Awaitable[Screen]) -> None:
        try:
            screen = await answering
            await context.leave_in_passing()
            if context.keeping:
                screen = self._entries.dialogues.offered(context.view, screen)
        except ParseError as misunderstood:
            screen = await self._entries.misread(context, misunderstood)
        except Refused as refused:
            answer = Answer(refused.name, refused.facts, refused=True)
            screen = await self._entries.screen_of(context, answer)
        await self._show(context, screen)

    async def _show(self, context: Context, screen: Screen) -> None:
        await reply.show(context, screen)
        self._cards.note(context, screen)

    async def _tap(self, context: Context) -> Screen:
        query = context.incoming.callback_query
        return await self._entries.press(context, query.data if query else None)

    async def _message(self, context: Context) -> Screen:
        message = context.incoming.message or context.incoming.edited_message
        text = message.text if message is not None else None
        if text is None:
            return await self._without_text(context, message)
        if text.startswith("/"):
            if text[1:2].isascii() or not self._typed.is_wish(context.view, text[1:]):
                return self._entries.unknown(context)
            text = text[1:]  # Telegram knows no /예약
        return await self._typed.answer(context, text)

    async def _without_text(self, context: Context, message: Message | None) -> Screen:
        """A contact is not asked for: it is passed over, unless a question is open."""
        asking = self._entries.dialogues.is_open(context.view)
        if message is not None and message.contact is not None and not asking:
            return Screen(None)
        return await self._typed.answer_caption(context, (message and message.caption) or "")


def _is_private(update: Update) -> bool:
    """Whether it is a message, an edited one, a tap or a (un)blocking by a person in a private
    chat.
    """
    message, chat = update.message or update.edited_message, update.effective_chat
    if message is None and update.callback_query is None and update.my_chat_member is None:
        return False
    if message is not None and message.from_user is None:
        return False
    user = update.effective_user
    if user is None or user.is_bot:
        return False
    return chat is None or chat.type == ChatType.PRIVATE


def _has_resident_number(update: Update) -> bool:
    message = update.message or update.edited_message
    return message is not None and any(map(looks_like_resident_number, _texts(message)))


def _texts(message: Message) -> Iterator[str]:
    """All that a person typed or sent in words: text, caption, contact, poll, file name, ..."""
    if message.text is not None and message.quote is None:
        yield message.text
    else:
        words = list(_words_in(message.to_dict()))
        yield from words
        yield "\n".join(words)  # the halves of a number in two fields of a contact


def _words_in(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for name, inner in part.items():
            if name not in NOT_TYPED:
                yield from _words_in(inner)
    elif isinstance(part, list | tuple):
        for inner in part:
            yield from _words_in(inner)


def _is_silent(update: Update) -> bool:
    """A pinned message, a new title: Telegram wrote it, and nothing is to be said about it; nor of
    edits without words, such as a live location's.
    """
    message, edited = update.message, update.edited_message
    if edited is not None:
        return edited.text is None and edited.caption is None
    if message is None or message.text is not None:
        return False
    return filters.StatusUpdate.ALL.filter(update)
