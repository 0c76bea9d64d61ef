"""Sends one notice in its person's language. What an error means is said by `classify`; when to
send, and what comes of it, is decided elsewhere.
"""

import html
import re
from collections.abc import Callable
from typing import Any

from telegram import Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

from domain import queries
from domain.answer import Answer
from domain.ports.notices import Kind, Notice, Outcome, Send, Sending
from domain.ports.store import Transaction
from handlers import responses, trace
from handlers.menu import MENU
from handlers.screens.told import TOLD
from handlers.texts import Wording, nearest_to
from handlers.ui.screen import Screen
from handlers.view import Services, View

PUSH = "push"
"""Tells the sender that nobody waits for this message."""
BROKEN_MARKUP = "can't parse entities"


def sender(
    bot: ExtBot[Any], services: Services, *, classify: Callable[[Exception], Outcome]
) -> Send:
    """What the deliverer sends with. Telegram's refusals become outcomes, never errors."""

    async def send(notice: Notice) -> Outcome:
        view = await _view(services, notice)
        if view is None or view.person is None or view.person.telegram is None:
            return Outcome(Sending.BLOCKED)
        screen = await _screen(view, notice)
        if screen is None or screen.text is None:
            return Outcome(Sending.INVALID)
        try:
            message = await _send(bot, view.person.telegram, screen)
        except TelegramError as error:
            return classify(error)
        return Outcome(Sending.SENT, message=message.message_id)

    return send


async def _send(bot: ExtBot[Any], telegram: int, screen: Screen) -> Message:
    """A text whose markup Telegram does not take goes out once more, as plain words."""
    try:
        return await bot.send_message(
            chat_id=telegram,
            text=screen.text or "",
            parse_mode=ParseMode.HTML,
            reply_markup=screen.markup(),
            rate_limit_args=PUSH,
        )
    except BadRequest as refused:
        if BROKEN_MARKUP not in str(refused).lower():
            raise
    return await bot.send_message(
        chat_id=telegram,
        text=html.unescape(re.sub(r"<[^>]*>", "", screen.text or "")),
        reply_markup=screen.markup(),
        rate_limit_args=PUSH,
    )


async def _screen(view: View, notice: Notice) -> Screen | None:
    answer = _answer(notice)
    if notice.kind is not Kind.REPLY:
        return await TOLD[notice.kind](view, answer)
    question = await MENU.dialogues.question(view) if answer.name == "asked" else None
    return question or await responses.screen_of(view, answer)


def _answer(notice: Notice) -> Answer:
    """What is to be said; a reply that did not get through holds the answer it was about."""
    said = Answer(notice.kind, notice.facts)
    return said if notice.kind is not Kind.REPLY else Answer.from_json(said.text("answer"))


async def _view(services: Services, notice: Notice) -> View | None:
    now = services.clock.now()
    found, code = await services.store.read(_reader, now, notice=notice)
    trace.about(code)
    if found is None or found.person is None:
        return None
    return View(
        services=services,
        now=now,
        words=Wording(nearest_to(found.person.language)),
        person=found.person,
        agreed=found.agreed,
        consented=found.consented,
        role=services.role_of(found.person.telegram, invited=found.admin),
        dialogue=found.dialogue,
    )


def _reader(tx: Transaction, *, notice: Notice) -> tuple[queries.Arrival | None, str | None]:
    """Who it is for, None of somebody erased meanwhile; the code of the booking it is about."""
    code, found = trace.code_in(tx, _answer(notice).facts), tx.people.get(notice.person)
    if found is None or found.telegram is None:
        return None, code
    return queries.arrived(tx, found, telegram=found.telegram), code
