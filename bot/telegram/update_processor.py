"""Handles every update, polled or delivered, and decides whether Telegram may forget it.

Knows nothing of where updates come from, and no wording: `handlers.errors` has it.
"""

import asyncio
import secrets
import traceback
from collections import Counter, OrderedDict, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any, TypeVar

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
from handlers.context import ARRIVED, FAILURE, HASTY, Context
from handlers.errors import answer_hasty_tap, tell_bug, tell_to_slow_down

R = TypeVar("R")
App = Application[Any, Context, Any, Any, Any, Any]
MAX_CONCURRENT = 64
UPDATE_TIMEOUT_S = 25.0
"""For one update: less than Telegram waits for a webhook's answer."""
MAX_TRIES = 3
"""So often an update may hang or break what should park it; then it is given up, because behind an
update that is never handled Telegram keeps all newer ones.
"""
MAX_TRACKED = 1000
"""Failing updates whose tries are counted; the oldest may long be handled by another replica."""
HANDLED, PARKED, AGAIN, DROPPED = "handled", "parked", "again", "dropped"
"""The outcomes of an update: done, given up under an error id, to be redelivered, or refused by
the rate limit.
"""
Counted = Callable[[str, str, float | None], None]
"""Told of each update: its kind, its outcome, and the seconds it took; None of a dropped one."""
log = structlog.stdlib.get_logger(__name__)


class PersonQueue:
    """Each person's updates in order, many people at once. Waiting for one's turn takes no slot."""

    def __init__(self, max_concurrent: int = MAX_CONCURRENT) -> None:
        self._slots = asyncio.Semaphore(max_concurrent)
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._inside: Counter[int] = Counter()
        self._quiet = asyncio.Event()
        self._quiet.set()

    @asynccontextmanager
    async def of(self, person: int) -> AsyncIterator[None]:
        """Waits for the person's turn, then for a slot."""
        self._inside[person] += 1
        self._quiet.clear()
        try:
            async with self._locks[person], self._slots:
                yield
        finally:
            self._inside[person] -= 1
            if not self._inside[person]:
                del self._inside[person], self._locks[person]
            if not self._inside:
                self._quiet.set()

    async def settle(self) -> None:
        """Waits until no update is inside or waits."""
        await self._quiet.wait()


class FailedTries:
    """How often each update failed in this process."""

    def __init__(self) -> None:
        self._tries: OrderedDict[int, int] = OrderedDict()

    def __len__(self) -> int:
        return len(self._tries)

    def add(self, update: int) -> int:
        """One more; how many there were."""
        tries = self._tries.pop(update, 0) + 1
        self._tries[update] = tries
        while len(self._tries) > MAX_TRACKED:
            self._tries.popitem(last=False)
        return tries

    def forget(self, update: int) -> None:
        """It was handled, or given up."""
        self._tries.pop(update, None)


class UpdateProcessor:
    """Handles each update to the end and says whether Telegram may forget it.

    `is_behind`: whether a chat's replies have to wait for its budget; its updates then do not.
    """

    def __init__(
        self,
        application: App,
        *,
        store: Store[Transaction],
        clock: Clock,
        limiter: UserRateLimiter,
        is_behind: Callable[[int], bool] = lambda _: False,
        background: Callable[[Coroutine[object, object, None]], None],
        counted: Counted = lambda *_: None,
    ) -> None:
        self._counted = counted
        self._application = application
        self._background = background
        self._limiter = limiter
        self._is_behind = is_behind
        self._store = store
        self._clock = clock
        self._turns = PersonQueue()
        self._failed = FailedTries()

    async def handle(self, update: Update) -> bool:
        """True: handled, acknowledge it. False: nothing was changed, let it be redelivered."""
        time = asyncio.get_running_loop().time
        began = time()
        with bound_contextvars(update=update.update_id):
            outcome = await self._admit(update)
            unbind_contextvars("booking")
        self._counted(_kind(update), outcome, None if outcome == DROPPED else time() - began)
        return outcome != AGAIN

    async def _admit(self, update: Update) -> str:
        """Drops what exceeds the person's rate limit, before it waits for anything."""
        user = update.effective_user
        person = user.id if user else -update.update_id
        weight = _weight(update)
        if not self._limiter.take(person, weight):
            self._refuse(update, person)
            return DROPPED
        ARRIVED.set(asyncio.get_running_loop().time())
        async with self._turns.of(person):
            HASTY.set(self._is_behind(person))
            outcome = await self._handle_safely(update)
        if outcome == AGAIN:
            self._limiter.give_back(person, weight)
        return outcome

    async def settle(self, *, within: float) -> None:
        """Waits until all updates in hand are handled, for at most so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._turns.settle()

    def _refuse(self, update: Update, person: int) -> None:
        """Answers a tap a second, and once in a while a message, in the background."""
        if update.callback_query is not None:
            if self._limiter.should_answer_tap(person):
                self._background(self._tell(answer_hasty_tap, update))
        elif _in_private(update) and self._limiter.should_warn(person):
            untold = partial(self._limiter.warning_lost, person)
            self._background(self._tell(tell_to_slow_down, update, lost=untold))

    async def _tell(
        self,
        tell: Callable[[App, Update], Awaitable[None]],
        update: Update,
        lost: Callable[[], None] = lambda: None,
    ) -> None:
        failure = await _caught(tell(self._application, update))
        if failure is not None:
            log.warning("reply could not be sent", why=type(failure).__name__)
            lost()

    async def _handle_safely(self, update: Update) -> str:
        """A handler's failure is parked; this is for what breaks beside the handlers."""
        outcome = await _caught(self._handle(update))
        if isinstance(outcome, Exception):
            return await self._retry_or_drop(update, outcome)
        return outcome

    async def _retry_or_drop(self, update: Update, failure: Exception) -> str:
        kind, where = type(failure).__name__, _where(failure)
        if self._failed.add(update.update_id) < MAX_TRIES:
            log.error("update failed, will be redelivered", kind=kind, where=where)
            return AGAIN
        error = secrets.token_hex(4)
        log.error("update dropped after retries", error=error, kind=kind, where=where)
        self._failed.forget(update.update_id)
        self._background(self._tell(partial(tell_bug, error_id=error), update))
        return PARKED

    async def _handle(self, update: Update) -> str:
        failure = await self._process(update)
        if failure is not None and _is_bug(failure):
            failure = await self._process(update)
        if failure is None:
            self._failed.forget(update.update_id)
            return HANDLED
        if _is_bug(failure) or self._hangs(update, failure):
            return PARKED if await self._give_up(update, failure) else AGAIN
        if isinstance(failure, TelegramError):
            log.warning("reply could not be sent", why=type(failure).__name__)
            return HANDLED
        log.warning("update failed, will be redelivered", why=type(failure).__name__)
        return AGAIN

    async def _process(self, update: Update) -> Exception | None:
        """What went wrong, if anything did."""
        FAILURE.set(None)
        try:
            async with asyncio.timeout(UPDATE_TIMEOUT_S):
                await self._application.process_update(update)
        except TimeoutError as late:
            return late
        return FAILURE.get()

    def _hangs(self, update: Update, failure: Exception) -> bool:
        """Whether this one never ends: waiting for it once more would hold up others."""
        if not isinstance(failure, TimeoutError):
            return False
        return self._failed.add(update.update_id) >= MAX_TRIES

    async def _give_up(self, update: Update, failure: Exception) -> bool:
        """Parks it under an error id, so that it is not tried for ever, and says so; of a command
        that was committed before its reply failed, says that it was done.
        """
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
        self._failed.forget(update.update_id)
        parked = answer.name == "failed"
        error = answer.text("id") if parked else fresh
        log.error("bug", error=error, kind=type(failure).__name__, where=_where(failure))
        done = not parked and not answer.refused
        self._background(self._tell(partial(tell_bug, error_id=error, done=done), update))
        return True


async def _caught(doing: Awaitable[R]) -> R | Exception:
    try:
        return await doing
    except Exception as error:
        return error


def _weight(update: Update) -> float:
    """Nothing for blocking and unblocking: those must not be missed, or messages go nowhere."""
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
    """Only there: a hint in a group would be read by all of it."""
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
    """Where it was raised, without what it says: that may be a person's name."""
    calls = traceback.extract_tb(failure.__traceback__)[-4:]
    return " < ".join(f"{call.filename}:{call.lineno} {call.name}" for call in reversed(calls))
