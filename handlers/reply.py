"""Delivery of a screen to the sender of the update, with retries and a notice as last resort."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Coroutine

import structlog
from telegram import CallbackQuery, InlineKeyboardMarkup, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from domain.answer import Answer
from domain.errors import NotAdmin
from domain.model import Person
from domain.ports.notices import NewNotice, NoticeKind
from domain.ports.store import Command, Transaction
from handlers.context import HASTY, LEFT_IN_PASSING, Context
from handlers.errors import tell_bug
from handlers.ui.callback_data import is_lasting
from handlers.ui.screen import Document, Outgoing, Screen

RETRY_FOR_S, RETRY_PAUSE_S = 60.0, 1.0
"""For how long a reply that no command stands behind is retried, and the pause between tries."""
MAX_COPIES = 2
"""Tries that may each have delivered a copy, should only Telegram's responses get lost."""
FINAL_REFUSALS = ("chat not found", "user not found", "user is deactivated", "too long")
"""Telegram's reasons that a simpler message does not change."""
log = structlog.stdlib.get_logger(__name__)


async def show(context: Context, screen: Screen) -> None:
    """Answer the update with the screen: the tap's alert, then an edit or a new message.

    Returns when the first attempt ended or the time to acknowledge has come. What has not reached
    the person by then and belongs to a committed command is owed as a notice; the answer to a mere
    question is tried for a while longer in this process. Raises BadRequest: what we say is wrong,
    a bug.
    """
    began = asyncio.Event()
    sending = asyncio.create_task(_send(context, screen, began))
    now = asyncio.get_running_loop().time()
    left = 0.0 if HASTY.get() else max(0.0, context.answer_by - now)
    await asyncio.wait({sending}, timeout=left)
    if not sending.done() and (began.is_set() or _owed_to(context) is None):
        context.services.background(_in_background(context, _settle(context, screen, sending)))
        return
    sending.cancel()
    await _settle(context, screen, sending)


async def _in_background(context: Context, sending: Coroutine[object, object, None]) -> None:
    """The update is acknowledged: a refusal is reported from here."""
    try:
        await sending
    except BadRequest as refused:
        error_id, found = secrets.token_hex(4), _owed_to(context)
        done = found is not None and not found[1].refused
        log.error("bug", error=error_id, kind=type(refused).__name__, where="reply")  # noqa: TRY400
        try:
            await tell_bug(context.application, context.incoming, error_id=error_id, done=done)
        except TelegramError as lost:
            log.warning("reply could not be sent", why=type(lost).__name__)


async def _settle(context: Context, screen: Screen, sending: asyncio.Task[None]) -> None:
    await asyncio.wait({sending})
    failure = None if sending.cancelled() else sending.exception()
    if isinstance(failure, BadRequest):
        raise failure
    if sending.cancelled() or isinstance(failure, (NetworkError, RetryAfter)):
        await _owe(context, screen)
    elif failure is not None and not isinstance(failure, Forbidden):
        raise failure


async def _later(context: Context, screen: Screen) -> None:
    """Retry a reply that Telegram did not take, or perhaps did: better twice than never."""
    now = asyncio.get_running_loop().time
    end, copies = now() + RETRY_FOR_S, 1
    while now() < end and copies <= MAX_COPIES:
        await asyncio.sleep(RETRY_PAUSE_S)
        began = asyncio.Event()
        try:
            await _send(context, screen, began)
        except Forbidden:
            return
        except BadRequest:
            raise
        except (NetworkError, RetryAfter):
            copies += began.is_set()
        else:
            return
    log.warning("reply could not be sent", why="Telegram did not take it")


def _owed_to(context: Context) -> tuple[Person, Answer] | None:
    """The person and the answer to be owed as a notice if the reply fails, if any."""
    person, answer = context.view.person, context.stored or context.answer
    if person is None or answer is None or answer == LEFT_IN_PASSING:
        return None
    if answer.name == NotAdmin.__name__:
        return None  # an unknown command is owed nothing either
    return person, answer


async def _owe(context: Context, screen: Screen) -> None:
    found = _owed_to(context)
    if found is None:
        context.services.background(_in_background(context, _later(context, screen)))
        return
    person, answer = found
    owed = NewNotice(
        key=f"update:{context.key.bot}:{context.key.update}",
        person=person.id,
        kind=NoticeKind.REPLY,
        facts={"answer": answer.to_json()},
        due_at=context.view.now,
    )
    await context.services.store.run(_owed, Command(now=context.view.now), owed=owed)


def _owed(tx: Transaction, *, owed: NewNotice) -> None:
    known = tx.people.get(owed.person)
    if known is not None and known.telegram is not None:  # erased meanwhile: no trace of the update
        tx.notices.enqueue(owed)


async def _send(context: Context, screen: Screen, began: asyncio.Event) -> None:
    """Send or edit. `began` is set when the call begins: from then on it may be delivered."""
    query = context.incoming.callback_query
    if query is not None:
        await _answer_tap(context, query, screen)
    if screen.text is None:
        return
    if screen.document is not None:
        await _send_document(context, screen, screen.document, began)
        return
    if query is not None and query.message is not None and await _edited(context, screen, began):
        return

    async def send(message: Outgoing) -> Message:
        return await context.bot.send_message(
            chat_id=context.telegram,
            text=message.text,
            parse_mode=message.parse_mode,
            reply_markup=message.keyboard,
            rate_limit_args=began.set,
        )

    sent = await send_simplified(send, Outgoing(screen.text, _markup(context, screen)))
    _was_shown(context, sent.message_id)


async def send_simplified(
    send: Callable[[Outgoing], Awaitable[Message]], message: Outgoing
) -> Message:
    """Sends the message, and what Telegram refuses once more, simpler. Raises the last refusal."""
    while True:
        try:
            return await send(message)
        except BadRequest as refused:
            reason = str(refused).lower()
            simpler = message.simpler(reason)
            from_proxy = refused.__cause__ is not None
            if simpler is None or from_proxy or any(each in reason for each in FINAL_REFUSALS):
                raise
            log.warning("message refused, sent again in a simpler form")
            message = simpler


async def _send_document(
    context: Context, screen: Screen, document: Document, began: asyncio.Event
) -> None:
    async def send(message: Outgoing) -> Message:
        return await context.bot.send_document(
            chat_id=context.telegram,
            document=document.content,
            filename=document.name,
            caption=message.text,
            parse_mode=message.parse_mode,
            reply_markup=message.keyboard,
            rate_limit_args=began.set,
        )

    sent = await send_simplified(send, Outgoing(screen.text or "", _markup(context, screen)))
    _was_shown(context, sent.message_id)


def _was_shown(context: Context, message: int) -> None:
    """Note the message that shows the reply."""
    context.shown = message
    if context.on_shown is not None:
        context.on_shown(message)


def _markup(context: Context, screen: Screen) -> InlineKeyboardMarkup | None:
    """The keyboard; a stranger's buttons carry the language chosen."""
    return screen.markup(spoken=context.spoken if context.view.person is None else None)


async def _answer_tap(context: Context, query: CallbackQuery, screen: Screen) -> None:
    """Answer the tap; Telegram refuses to for an old one, which is harmless. A pause loses only the
    answer if a message follows.
    """
    try:
        await context.bot.answer_callback_query(
            query.id,
            text=screen.alert,
            show_alert=screen.alert is not None,
            rate_limit_args=query.from_user.id,
        )
    except BadRequest:
        return
    except RetryAfter:
        if screen.text is None and screen.alert is not None:
            raise


async def _edited(context: Context, screen: Screen, began: asyncio.Event) -> bool:
    """Edit the tapped message; False: it stays, being a document, or cannot be edited."""
    query = context.incoming.callback_query
    if query is None or query.message is None or screen.text is None or is_lasting(query.data):
        return False
    try:
        await context.bot.edit_message_text(
            text=screen.text,
            chat_id=query.message.chat.id,
            message_id=query.message.message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=_markup(context, screen),
            rate_limit_args=began.set,
        )
    except BadRequest as refused:
        if "message is not modified" not in str(refused).lower():
            return False
    _was_shown(context, query.message.message_id)
    return True
