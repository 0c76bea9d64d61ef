"""The one door through which every update goes, polled or delivered, and whether it was handled.

It knows nothing of where updates come from, and no wording: `handlers.errors` has it.
"""

import asyncio
import secrets
import traceback
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import structlog
from telegram import Update
from telegram.error import BadRequest, TelegramError
from telegram.ext import Application

from domain.errors import Refused, Unavailable
from domain.facts import Answer
from domain.ports.clock import Clock
from domain.ports.store import Command, Key, Store, Transaction
from handlers.context import ARRIVED, Context
from handlers.errors import failure_of, tell_bug

App = Application[Any, Context, Any, Any, Any, Any]
AT_ONCE = 64
WITHIN = 25.0
"""Seconds for one update: less than Telegram waits for a webhook's answer."""
TRIES_OF_A_HANG = 3
log = structlog.stdlib.get_logger(__name__)


class Turns:
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


class Updates:
    """Handles each update to the end and says whether Telegram may forget it."""

    def __init__(self, application: App, *, store: Store[Transaction], clock: Clock) -> None:
        self._application = application
        self._store = store
        self._clock = clock
        self._turns = Turns()
        self._hung: Counter[int] = Counter()

    async def handle(self, update: Update) -> bool:
        """True: handled, acknowledge it. False: nothing happened that counts, let it come again."""
        ARRIVED.set(asyncio.get_running_loop().time())
        user = update.effective_user
        async with self._turns.of(user.id if user else -update.update_id):
            return await self._handle(update)

    async def settle(self, *, within: float) -> None:
        """Waits until all updates in hand are handled, but no longer than that (seconds)."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._turns.settle()

    async def _handle(self, update: Update) -> bool:
        failure = await self._process(update)
        if failure is not None and _is_bug(failure):
            failure = await self._process(update)
        if failure is None:
            self._hung.pop(update.update_id, None)
            return True
        if _is_bug(failure) or self._hangs(update, failure):
            return await self._give_up(update, failure)
        if isinstance(failure, TelegramError):
            log.warning("reply lost", update=update.update_id, why=type(failure).__name__)
            return True
        log.warning("not handled", update=update.update_id, why=type(failure).__name__)
        return False

    async def _process(self, update: Update) -> Exception | None:
        """What went wrong, if anything did: the library itself swallows it."""
        try:
            async with asyncio.timeout(WITHIN):
                await self._application.process_update(update)
        except TimeoutError as late:
            return late
        return failure_of()

    def _hangs(self, update: Update, failure: Exception) -> bool:
        """Whether this one never ends, while others do: waiting once more would hold up others."""
        if not isinstance(failure, TimeoutError):
            return False
        self._hung[update.update_id] += 1
        return self._hung[update.update_id] >= TRIES_OF_A_HANG

    async def _give_up(self, update: Update, failure: Exception) -> bool:
        """Parks it under an error id, so that it is not tried for ever, and says so."""
        self._hung.pop(update.update_id, None)
        command = Command(self._clock.now(), key=Key(self._application.bot.id, update.update_id))
        fresh = secrets.token_hex(4)
        try:
            answer = await self._store.run(_failed, command, error=fresh)
        except Unavailable:
            return False
        except Refused as refused:
            answer = Answer(refused.name, refused.facts, refused=True)
        error = answer.text("id") if answer.name == "failed" else fresh
        kind, where = type(failure).__name__, _where(failure)
        log.error("bug", error=error, update=update.update_id, kind=kind, where=where)
        try:
            await tell_bug(self._application, update, error)
        except TelegramError as lost:
            log.warning("reply lost", update=update.update_id, why=type(lost).__name__)
        return True


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
