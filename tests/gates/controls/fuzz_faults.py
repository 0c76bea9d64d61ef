"""Mistakes for the fuzzer to find, one at a time: each must be counted as what it is."""

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from datetime import timedelta
from functools import partial

import structlog
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest
from telegram.ext import ApplicationHandlerStop, TypeHandler

from domain.errors import Refused
from domain.operations.hospitals import register_hospital
from domain.ports.store import Command, Transaction
from handlers.context import Context
from tests.gates.fuzzer.stage import Stage

Spoil = Callable[[Stage, Update, Context, str], Awaitable[None]]


async def _raise(_: Stage, __: Update, ___: Context, text: str) -> None:
    if len(text) == 9:
        raise LookupError


async def _say_nothing(_: Stage, __: Update, ___: Context, text: str) -> None:
    if text.startswith("/book"):
        raise ApplicationHandlerStop


async def _leave_taps_open(_: Stage, update: Update, __: Context, ___: str) -> None:
    query = update.callback_query
    if query is not None and (query.data or "").startswith("v1|h"):
        raise ApplicationHandlerStop


async def _forget_to_escape(_: Stage, __: Update, context: Context, text: str) -> None:
    if text:
        await _send(context, f"<b>{text[:99]}</b>", parse_mode="HTML")


async def _say_too_much(_: Stage, __: Update, context: Context, text: str) -> None:
    if text.startswith("/help"):
        await _send(context, "가" * 4097)


async def _make_long_buttons(_: Stage, __: Update, context: Context, text: str) -> None:
    if text.startswith("/help"):
        button = InlineKeyboardButton("x", callback_data="가" * 22)
        await _send(context, "x", reply_markup=InlineKeyboardMarkup([[button]]))


async def _let_anybody_register(stage: Stage, __: Update, ___: Context, text: str) -> None:
    if text.startswith("/addhospital"):
        days = [stage.clock.now().date() + timedelta(days=10)]
        await _run(stage, partial(register_hospital, name=text, days=days, capacity=1))


async def _let_anybody_rename(stage: Stage, _: Update, __: Context, text: str) -> None:
    somebody = stage.watch.person(1002)
    if text.startswith("/cancel") and somebody is not None:
        await _run(stage, lambda tx: tx.people.rename(somebody, "다른 사람", at=tx.now))


async def _run(stage: Stage, operation: Callable[[Transaction], object]) -> None:
    with suppress(Refused):
        await stage.parts.services.store.run(operation, Command(stage.clock.now()))


async def _write_to_others(_: Stage, update: Update, context: Context, text: str) -> None:
    if text.startswith("/help"):
        await context.bot.send_message(1003 if update.effective_user.id != 1003 else 1002, "x")


async def _tell_of_others(stage: Stage, _: Update, context: Context, text: str) -> None:
    for code, *_rest in stage.watch.bookings()[:1]:
        if text.startswith("/mystatus"):
            await _send(context, code)


async def _log_what_is_said(_: Stage, __: Update, context: Context, text: str) -> None:
    if "가명" in text:
        context.application.bot_data["log"].warning("came", text=text)


async def _send(context: Context, text: str, **more: object) -> None:
    with suppress(BadRequest):
        await context.bot.send_message(context._user_id, text, **more)


async def _give_places_away(stage: Stage, _: Update, __: Context, text: str) -> None:
    if text.startswith("/help"):
        with closing(
            sqlite3.connect(stage.files.main, isolation_level=None, timeout=5)
        ) as database:
            database.execute("UPDATE slot SET taken = taken + 1 WHERE taken < capacity")


PLANTS: dict[str, Spoil] = {
    "unhandled": _raise,
    "unanswered": _say_nothing,
    "unanswered (taps)": _leave_taps_open,
    "broken entities": _forget_to_escape,
    "too long": _say_too_much,
    "button too long": _make_long_buttons,
    "not entitled": _let_anybody_register,
    "not entitled (other people)": _let_anybody_rename,
    "wrong chat": _write_to_others,
    "told another's booking": _tell_of_others,
    "logged": _log_what_is_said,
    "invariants": _give_places_away,
}
"""What must be counted, and what makes it happen."""


def plant(name: str, stage: Stage) -> None:
    """Everything that comes meets the mistake first."""
    spoil = PLANTS[name]
    stage.parts.application.bot_data["log"] = structlog.get_logger("planted")

    async def meet(update: Update, context: Context) -> None:
        text = update.message.text if update.message is not None else None
        await spoil(stage, update, context, text or "")

    stage.parts.application.add_handler(TypeHandler(Update, meet), group=-9)
