"""Screens of push notices, and the function that sends one in its reader's language.

It is given to `jobs.delivery`, which decides when to send and what to do with the result.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from telegram import Message
from telegram.error import TelegramError
from telegram.ext import ExtBot

from domain import queries
from domain.answer import Answer
from domain.model import Booking
from domain.ports.bookings import BookingCard
from domain.ports.notices import PUSH, Delivery, Notice, NoticeKind, Send, SendResult
from domain.ports.store import Arrival, Transaction
from handlers import context, responses
from handlers.frontdesk.admins_screens import new_admin
from handlers.menu import MENU
from handlers.reply import send_simplified
from handlers.ui import booking_card
from handlers.ui.buttons import ShowMonth, ShowOpenings
from handlers.ui.callback_data import key
from handlers.ui.screen import Outgoing, Screen, book_row, home_row, joined, mine_row
from handlers.view import Services, View

MAX_LISTED_CODES = 60
"""Undelivered codes that are listed; the rest are counted."""


async def force_cancelled(view: View, notice: Answer) -> Screen | None:
    """The hospital cancelled; offers other dates and hospitals."""
    found = await _booking(view, notice)
    if found is None:
        return None
    text = joined(view.say("notice.force_cancelled"), _card(view, found))
    elsewhere = [key(view.plain("notice.elsewhere"), ShowOpenings(), "primary")]
    if found.hospital.deleted:
        return Screen(text, [elsewhere, mine_row(view)], lasting=True)
    other_day = [key(view.plain("notice.other_day"), ShowMonth(found.hospital.id))]
    return Screen(text, [other_day, elsewhere, mine_row(view)], lasting=True)


async def cancelled_by_admin(view: View, notice: Answer) -> Screen | None:
    """The front desk cancelled on the person's behalf."""
    found = await _booking(view, notice)
    if found is None:
        return None
    text = joined(view.say("notice.cancelled_by_admin"), _card(view, found))
    return Screen(text, [book_row(view), mine_row(view)], lasting=True)


async def reminder(view: View, notice: Answer) -> Screen | None:
    """Reminder of the visit: how to prepare, and the cancellation deadline."""
    found = await _booking(view, notice)
    if found is None:
        return None
    days = (found.booking.day - view.today).days
    when = {0: "notice.today", 1: "notice.tomorrow"}.get(days, "notice.soon")
    text = joined(view.say(when, days=days), booking_card.text_with_advice(view, found))
    cancel = booking_card.cancel_keys(view, booking_card.of_card(found))
    return Screen(text, [cancel, mine_row(view)] if cancel else [mine_row(view)], lasting=True)


async def deletion_sum(view: View, notice: Answer) -> Screen | None:
    """Report to the admin who deleted: how many were notified, and the codes of the others."""
    found = await view.read(queries.deletion, deletion=notice.number("deletion"))
    if found is None or not view.admin:
        return None
    what = found.hospital.name
    if found.deletion.day is not None:
        what = f"{what} {view.words.day(found.deletion.day)}"
    told = view.say("notice.sum", what=what, told=found.tally.told, of=found.tally.of)
    return Screen(joined(told, _missed(view, found.missed)), [home_row(view)], lasting=True)


async def finding(view: View, notice: Answer) -> Screen | None:
    """Report to the owners: the integrity check found a violation."""
    name, ids = notice.text("invariant"), notice.text("ids")
    text = view.say("notice.finding", invariant=name, n=notice.number("total"), ids=ids)
    return Screen(text, [home_row(view)], lasting=True)


async def _booking(view: View, notice: Answer) -> BookingCard | None:
    known, booking = view.booking, notice.number("booking")
    if known is not None and known.booking.id == booking:
        return known
    return await view.read(queries.any_booking, booking=booking)


def _card(view: View, found: BookingCard) -> str:
    card = booking_card.text(view, booking_card.of_card(found), status=False)
    phone = found.hospital.phone
    return card if phone is None else f"{card}\n{view.say('register.phone', phone=phone)}"


def _missed(view: View, missed: Sequence[Booking]) -> str | None:
    if not missed:
        return None
    lines = [
        view.say("notice.missed_code", code=booking.code) for booking in missed[:MAX_LISTED_CODES]
    ]
    if len(missed) > MAX_LISTED_CODES:
        lines.append(view.say("notice.missed_more", n=len(missed) - MAX_LISTED_CODES))
    return "\n".join([view.say("notice.missed"), *lines])


NOTIFICATIONS: Mapping[NoticeKind, Callable[[View, Answer], Awaitable[Screen | None]]] = {
    NoticeKind.FORCE_CANCELLED: force_cancelled,
    NoticeKind.CANCELLED_BY_ADMIN: cancelled_by_admin,
    NoticeKind.REMINDER: reminder,
    NoticeKind.DELETION_SUM: deletion_sum,
    NoticeKind.FINDING: finding,
    NoticeKind.NEW_ADMIN: new_admin,
}
"""Screen by kind of notice; None if what the notice is about no longer exists."""


def sender(
    bot: ExtBot[Any], services: Services, *, classify: Callable[[Exception], SendResult]
) -> Send:
    """Send function for the deliverer. Telegram errors are returned as results, never raised."""

    async def send(notice: Notice) -> SendResult:
        view = await _view(services, notice)
        if view is None or view.person is None or view.person.telegram is None:
            return SendResult(Delivery.BLOCKED)
        screen = await _screen(view, notice)
        if screen is None or screen.text is None:
            return SendResult(Delivery.INVALID)
        try:
            message = await _send(bot, view.person.telegram, screen)
        except TelegramError as error:
            return classify(error)
        return SendResult(Delivery.SENT, message=message.message_id)

    return send


async def _send(bot: ExtBot[Any], telegram: int, screen: Screen) -> Message:
    async def send(message: Outgoing) -> Message:
        return await bot.send_message(
            chat_id=telegram,
            text=message.text,
            parse_mode=message.parse_mode,
            reply_markup=message.keyboard,
            rate_limit_args=PUSH,
        )

    return await send_simplified(send, Outgoing(screen.text or "", screen.markup()))


async def _screen(view: View, notice: Notice) -> Screen | None:
    answer = _answer(notice)
    if notice.kind is not NoticeKind.REPLY:
        return await NOTIFICATIONS[notice.kind](view, answer)
    question = await MENU.dialogues.question(view) if answer.name == "asked" else None
    return question or await responses.screen_of(view, answer)


def _answer(notice: Notice) -> Answer:
    """Screen of the notice; a reply that could not be sent carries its stored answer."""
    said = Answer(notice.kind, notice.facts)
    return said if notice.kind is not NoticeKind.REPLY else Answer.from_json(said.text("answer"))


async def _view(services: Services, notice: Notice) -> View | None:
    now = services.clock.now()
    found = await services.store.read(_reader, now, notice=notice)
    if found is None or found.person is None or found.person.telegram is None:
        return None
    context.bind_booking(found.booking)
    return View.of(services, now, found, telegram=found.person.telegram)


def _reader(tx: Transaction, *, notice: Notice) -> Arrival | None:
    """The person it is for, None once erased, and the booking it is about."""
    known = tx.people.get(notice.person)
    if known is None or known.telegram is None:
        return None
    booking = _answer(notice).booking
    return tx.arrivals.read(key=None, telegram=known.telegram, booking=booking)
