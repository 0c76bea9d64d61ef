"""The one door through which every update goes, polled or delivered, and whether it was handled.

It knows nothing of where updates come from, and no wording: `handlers.errors` has it.
"""

import asyncio
import secrets
import traceback
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

import structlog
from structlog.contextvars import bound_contextvars, unbind_contextvars
from telegram import Update
from telegram.constants import ChatType
from telegram.error import BadRequest, TelegramError
from telegram.ext import Application

from bot.telegram.user_rate_limit import MESSAGE, TAP, UserRateLimiter
from domain.answer import Answer
from domain.errors import Refused, Unavailable
from domain.ports.clock import Clock
from domain.ports.store import Command, IdempotencyKey, Store, Transaction
from handlers.context import ARRIVED, HASTY, Context
from handlers.errors import answer_hasty_tap, pop_failure, tell_bug, tell_to_slow_down

App = Application[Any, Context, Any, Any, Any, Any]
AT_ONCE = 64
WITHIN = 25.0
"""Seconds for one update: less than Telegram waits for a webhook's answer."""
TRIES_OF_A_HANG = 3
HANDLED, PARKED, AGAIN, DROPPED = "handled", "parked", "again", "dropped"
"""Outcomes of an update: done, given up under an error id, left for redelivery, or over the rate
limit and never begun.
"""
Counted = Callable[[str, str, float], None]
"""Told of each update: its kind, what became of it, and the seconds that took."""
log = structlog.stdlib.get_logger(__name__)


class PersonQueue:
    """One person in order, many people at once: a place is taken only when it is one's turn."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._places = asyncio.Semaphore(at_once)
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._inside: Counter[int] = Counter()
        self._quiet = asyncio.Event()
        self._quiet.set()

    @asynccontextmanager
    async def of(self, person: int) -> AsyncIterator[None]:
        """Waits for the person's turn, then for a place."""
        self._inside[person] += 1
        self._quiet.clear()
        try:
            async with self._locks[person], self._places:
                yield
        finally:
            self._inside[person] -= 1
            if not self._inside[person]:
                del self._inside[person], self._locks[person]
            if not self._inside:
                self._quiet.set()

    async def settle(self) -> None:
        """Until nobody is inside or waits."""
        await self._quiet.wait()


class UpdateProcessor:
    """Handles each update to the end and says whether Telegram may forget it."""

    def __init__(
        self,
        application: App,
        *,
        store: Store[Transaction],
        clock: Clock,
        allowance: UserRateLimiter,
        background: Callable[[Coroutine[object, object, None]], None],
        counted: Counted = lambda *_: None,
    ) -> None:
        self._counted = counted
        self._application = application
        self._background = background
        self._allowance = allowance
        self._store = store
        self._clock = clock
        self._turns = PersonQueue()
        self._hung: Counter[int] = Counter()

    async def handle(self, update: Update) -> bool:
        """True: handled, acknowledge it. False: nothing happened that counts, let it come again."""
        time = asyncio.get_running_loop().time
        began = time()
        with bound_contextvars(update=update.update_id):
            outcome = await self._admit(update)
            unbind_contextvars("booking")
        self._counted(_kind(update), outcome, time() - began)
        return outcome != AGAIN

    async def _admit(self, update: Update) -> str:
        """What is more than a person's allowance is dropped here, before it waits for anything."""
        user = update.effective_user
        person = user.id if user else -update.update_id
        weight = _weight(update)
        if not self._allowance.take(person, weight):
            self._refuse(update, person)
            return DROPPED
        ARRIVED.set(asyncio.get_running_loop().time())
        HASTY.set(update.message is not None and self._allowance.is_hasty(person))
        async with self._turns.of(person):
            outcome = await self._handle(update)
        if outcome == AGAIN:
            self._allowance.give_back(person, weight)
        return outcome

    async def settle(self, *, within: float) -> None:
        """Waits until all updates in hand are handled, but no longer than that (seconds)."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._turns.settle()

    def _refuse(self, update: Update, person: int) -> None:
        """Says so, to every tap and once a while to messages; nobody waits for it."""
        if update.callback_query is not None:
            self._background(self._tell(answer_hasty_tap, update))
        elif _in_private(update) and self._allowance.to_be_told(person):
            untold = partial(self._allowance.not_told, person)
            self._background(self._tell(tell_to_slow_down, update, lost=untold))

    async def _tell(
        self,
        tell: Callable[[App, Update], Awaitable[None]],
        update: Update,
        lost: Callable[[], None] = lambda: None,
    ) -> None:
        try:
            await tell(self._application, update)
        except TelegramError as error:
            log.warning("reply lost", why=type(error).__name__)
            lost()

    async def _handle(self, update: Update) -> str:
        failure = await self._process(update)
        if failure is not None and _is_bug(failure):
            failure = await self._process(update)
        if failure is None:
            self._hung.pop(update.update_id, None)
            return HANDLED
        if _is_bug(failure) or self._hangs(update, failure):
            return PARKED if await self._give_up(update, failure) else AGAIN
        if isinstance(failure, TelegramError):
            log.warning("reply lost", why=type(failure).__name__)
            return HANDLED
        log.warning("not handled", why=type(failure).__name__)
        return AGAIN

    async def _process(self, update: Update) -> Exception | None:
        """What went wrong, if anything did: the library itself swallows it."""
        try:
            async with asyncio.timeout(WITHIN):
                await self._application.process_update(update)
        except TimeoutError as late:
            return late
        return pop_failure()

    def _hangs(self, update: Update, failure: Exception) -> bool:
        """Whether this one never ends, while others do: waiting once more would hold up others."""
        if not isinstance(failure, TimeoutError):
            return False
        self._hung[update.update_id] += 1
        return self._hung[update.update_id] >= TRIES_OF_A_HANG

    async def _give_up(self, update: Update, failure: Exception) -> bool:
        """Parks it under an error id, so that it is not tried for ever, and says so."""
        self._hung.pop(update.update_id, None)
        command = Command(
            self._clock.now(), key=IdempotencyKey(self._application.bot.id, update.update_id)
        )
        fresh = secrets.token_hex(4)
        try:
            answer = await self._store.run(_failed, command, error=fresh)
        except Unavailable:
            return False
        except Refused as refused:
            answer = Answer(refused.name, refused.facts, refused=True)
        error = answer.text("id") if answer.name == "failed" else fresh
        kind, where = type(failure).__name__, _where(failure)
        log.error("bug", error=error, kind=kind, where=where)
        try:
            await tell_bug(self._application, update, error)
        except TelegramError as lost:
            log.warning("reply lost", why=type(lost).__name__)
        return True


def _weight(update: Update) -> float:
    """Nothing for blocking and unblocking: who is told of it late writes to nobody."""
    if update.callback_query is not None:
        return TAP
    return 0.0 if update.my_chat_member is not None else MESSAGE


def _kind(update: Update) -> str:
    if update.callback_query is not None:
        return "tap"
    if update.message is not None:
        return "message"
    return "membership" if update.my_chat_member is not None else "other"


def _in_private(update: Update) -> bool:
    """In a group nobody is told: it is not theirs alone."""
    chat = update.effective_chat
    return chat is not None and chat.type == ChatType.PRIVATE


def _failed(_: Transaction, *, error: str) -> Answer:
    return Answer("failed", {"id": error})


def _is_bug(failure: Exception) -> bool:
    """Neither the store nor time nor the way to Telegram: trying again later cannot help."""
    if isinstance(failure, TelegramError):
        return isinstance(failure, BadRequest)
    return not isinstance(failure, Unavailable | TimeoutError)


def _where(failure: Exception) -> str:
    """Where it was raised, without what it says: that may be somebody's name."""
    calls = traceback.extract_tb(failure.__traceback__)[-4:]
    return " < ".join(f"{call.filename}:{call.lineno} {call.name}" for call in reversed(calls))
