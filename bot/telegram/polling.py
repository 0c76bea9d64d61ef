"""Updates fetched from Telegram by long polling, confirmed only when they are handled.

It handles nothing itself. The library's own updater confirms on receipt and is not used.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

import structlog
from telegram import Update
from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.telegram.send_errors import retry_after_s
from bot.telegram.update_parsing import InvalidUpdate, id_of, parse_update

R = TypeVar("R")
Raw = dict[str, Any]
BATCH = 100
LONG_POLL = 50
READ = 10.0
"""Seconds without a byte, beyond the long poll, after which it is given up."""
ALLOWED = ["message", "callback_query", "my_chat_member"]
"""The kinds of updates asked for, when polling and for the webhook."""
log = structlog.stdlib.get_logger(__name__)


class Backoff:
    """Pauses that double from `first` to `longest` seconds until something works again."""

    def __init__(self, first: float, longest: float) -> None:
        self._first = self._next = first
        self._longest = longest

    def after_failure(self) -> float:
        """Seconds to wait now."""
        pause, self._next = self._next, min(self._next * 2, self._longest)
        return pause

    def reset(self) -> None:
        """It works again."""
        self._next = self._first


class Poller:
    """Fetches, has handled, confirms.

    `state` is for /healthz: what the last call met.
    """

    def __init__(
        self,
        bot: ExtBot[Any],
        *,
        handle: Callable[[Update], Awaitable[bool]],
        long_poll: int = LONG_POLL,
    ) -> None:
        self.state = "reachable"
        self._bot = bot
        self._handle = handle
        self._long_poll = long_poll
        self._offset: int | None = None
        self._told: int | None = None
        self._handled: set[int] = set()
        self._stopping = asyncio.Event()
        self._unreachable = Backoff(1, 30)
        self._rivals = Backoff(3, 30)
        self._unhandled = Backoff(0.5, 15)

    def stop(self) -> None:
        """Fetches no more; `run` returns when what is in hand is handled and confirmed."""
        self._stopping.set()

    async def run(self) -> None:
        """Until `stop`. Raises InvalidToken."""
        while not self._stopping.is_set():
            batch = await self._unless_stopped(self._fetch())
            if batch:
                await self._take(batch)
        await self._confirm()

    async def _fetch(self) -> Sequence[Raw]:
        self._told = self._offset
        try:
            batch = await self._updates()
        except EndPointNotFound:
            raise InvalidToken from None
        except InvalidToken:
            raise
        except TelegramError as error:
            self._told = None
            await self._wait_out(error)
            return ()
        self.state = "reachable"
        self._unreachable.reset()
        self._rivals.reset()
        if not batch:
            # All is confirmed. Ids may begin anew, lower, after a week of silence.
            self._offset = None
            self._handled.clear()
        return batch

    async def _updates(self) -> Sequence[Raw]:
        """As Telegram sends them: the library's own method gives up all for one that it cannot
        read, and writes all of them into the log. It would warn of being passed by: hence the _.
        """
        wanted: Raw = {"limit": BATCH, "timeout": self._long_poll, "allowed_updates": ALLOWED}
        if self._offset is not None:
            wanted["offset"] = self._offset
        batch: Sequence[Raw] = await self._bot.do_api_request(
            "get_Updates", wanted, read_timeout=self._long_poll + READ
        )
        return batch

    async def _wait_out(self, error: TelegramError) -> None:
        if isinstance(error, Conflict):
            self.state, pause = "conflict", self._rivals.after_failure()
            log.warning("somebody else polls with this token, or a webhook is set", pause=pause)
        elif isinstance(error, RetryAfter):
            pause = retry_after_s(error)
        else:
            self.state, pause = "unreachable", self._unreachable.after_failure()
            log.warning("telegram unreachable", why=type(error).__name__, pause=pause)
        await asyncio.sleep(pause)

    async def _take(self, batch: Sequence[Raw]) -> None:
        """Handles a batch; the offset never passes one that was not handled.

        Those behind it come again, and are known: nobody is answered twice for it.
        """
        by_id = {number: raw for raw in batch if (number := id_of(raw)) is not None}
        fresh = [number for number in by_id if number not in self._handled]
        results = await asyncio.gather(
            *(self._one(by_id[number]) for number in fresh), return_exceptions=True
        )
        for number, result in zip(fresh, results, strict=True):
            if result is True:
                self._handled.add(number)
            elif isinstance(result, BaseException):
                log.error("not handled", update=number, why=type(result).__name__)
        missing = by_id.keys() - self._handled
        self._offset = min(missing) if missing else max(by_id, default=-1) + 1
        self._handled = {done for done in self._handled if done >= self._offset}
        if not missing:
            self._unhandled.reset()
            return
        await self._unless_stopped(asyncio.sleep(self._unhandled.after_failure()))

    async def _one(self, raw: Raw) -> bool:
        """What cannot be read now cannot be read later either."""
        try:
            update = parse_update(raw, self._bot)
        except InvalidUpdate:
            log.warning("unreadable update", update=id_of(raw))
            return True
        return await self._handle(update)

    async def _unless_stopped(self, doing: Awaitable[R]) -> R | None:
        """The result; None if `stop` came first."""
        task = asyncio.ensure_future(doing)
        stopped = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
            return await task if task.done() else None
        finally:
            task.cancel()
            stopped.cancel()
            await asyncio.gather(task, stopped, return_exceptions=True)

    async def _confirm(self) -> None:
        """Tells Telegram what was handled last, so that it does not come again."""
        if self._offset in {None, self._told}:
            return
        try:
            await self._bot.get_updates(
                offset=self._offset, limit=1, timeout=0, read_timeout=2, connect_timeout=1
            )
        except TelegramError as error:
            log.warning("last updates not confirmed", why=type(error).__name__)
