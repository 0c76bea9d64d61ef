"""Long polling: updates are confirmed only when they are handled.

The library's own updater confirms on receipt, and is not used.
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
from jobs.circuit_breaker import backoff_s

R = TypeVar("R")
Raw = dict[str, Any]
MAX_BATCH = 100
LONG_POLL_S = 50
READ_TIMEOUT_S = 10.0
"""Without a byte, beyond the long poll."""
MIN_EMPTY_POLL_S = 1.0
"""A poll that finds nothing in less time did not wait: the next one begins only after it."""
ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]
"""The kinds of updates asked for, when polling and for the webhook; edited messages to take
corrected answers and to delete those with a resident registration number.
"""
CONFLICT = "409 Conflict: another process polls with this token, or a webhook is set"
log = structlog.stdlib.get_logger(__name__)


class Backoff:
    """Delays between tries, from `first_s` on, until one succeeds."""

    def __init__(self, first_s: float, longest_s: float) -> None:
        self._first_s = first_s
        self._longest_s = longest_s
        self._failures = 0

    def after_failure(self) -> float:
        """One more failure: seconds to wait before the next try."""
        delay_s = backoff_s(self._failures, first_s=self._first_s, longest_s=self._longest_s)
        self._failures += 1
        return delay_s

    def reset(self) -> None:
        """A try succeeded."""
        self._failures = 0


class Poller:
    """Fetches updates, has them handled, confirms them. `state`: what the last call met."""

    def __init__(
        self,
        bot: ExtBot[Any],
        *,
        handle: Callable[[Update], Awaitable[bool]],
        long_poll_s: int = LONG_POLL_S,
    ) -> None:
        self.state = "reachable"
        self._bot = bot
        self._handle = handle
        self._long_poll_s = long_poll_s
        self._offset: int | None = None
        self._confirmed: int | None = None
        self._handled: set[int] = set()
        self._stopping = asyncio.Event()
        self._unreachable = Backoff(1, 30)
        self._rivals = Backoff(3, 30)
        self._unhandled = Backoff(0.5, 15)
        self._waits = True

    def stop(self) -> None:
        """Fetches no more; `run` returns when updates in hand are handled and confirmed."""
        self._stopping.set()

    async def run(self) -> None:
        """Polls until `stop`. Raises InvalidToken."""
        while not self._stopping.is_set():
            batch = await self._unless_stopped(self._fetch())
            if batch:
                await self._take(batch)
        await self._confirm()

    async def _fetch(self) -> Sequence[object]:
        time = asyncio.get_running_loop().time
        began = time()
        self._confirmed = self._offset
        try:
            batch = await self._updates()
        except EndPointNotFound:
            raise InvalidToken from None
        except InvalidToken:
            raise
        except TelegramError as error:
            self._confirmed = None
            await self._wait_out(error)
            return ()
        self.state = "reachable"
        self._unreachable.reset()
        self._rivals.reset()
        if not batch:
            # All is confirmed. Ids may begin anew, lower, after a week of silence.
            self._offset = None
            self._handled.clear()
            await self._wait_for_the_next(time() - began)
        return batch

    async def _wait_for_the_next(self, waited_s: float) -> None:
        """A server that does not wait would be asked hundreds of times a second."""
        if waited_s >= min(MIN_EMPTY_POLL_S, self._long_poll_s):
            self._waits = True
            return
        if self._waits:
            log.warning("getUpdates does not wait for updates", every_s=MIN_EMPTY_POLL_S)
        self._waits = False
        await asyncio.sleep(MIN_EMPTY_POLL_S - waited_s)

    async def _updates(self) -> Sequence[object]:
        """As Telegram sends them: the library's own method rejects all for one that it cannot read,
        and logs all of them. The underscore avoids its warning about being bypassed.
        """
        wanted: Raw = {
            "limit": MAX_BATCH,
            "timeout": self._long_poll_s,
            "allowed_updates": ALLOWED_UPDATES,
        }
        if self._offset is not None:
            wanted["offset"] = self._offset
        batch: object = await self._bot.do_api_request(
            "get_Updates", wanted, read_timeout=self._long_poll_s + READ_TIMEOUT_S
        )
        if not isinstance(batch, list):
            raise TelegramError("Invalid server response")
        return batch

    async def _wait_out(self, error: TelegramError) -> None:
        if isinstance(error, Conflict):
            self.state, pause = "conflict", self._rivals.after_failure()
            log.warning(CONFLICT, pause=pause)
        elif isinstance(error, RetryAfter):
            pause = retry_after_s(error)
        else:
            self.state, pause = "unreachable", self._unreachable.after_failure()
            log.warning("telegram unreachable", why=type(error).__name__, pause=pause)
        await asyncio.sleep(pause)

    async def _take(self, batch: Sequence[object]) -> None:
        """Handles a batch; the offset never passes one that was not handled.

        Those behind it are redelivered and known here, so that they are not handled twice. What has
        no id cannot be confirmed: it is passed with the updates beside it.
        """
        by_id = {number: raw for raw in batch if (number := id_of(raw)) is not None}
        if len(by_id) < len(batch):
            log.warning("updates without an id", count=len(batch) - len(by_id))
        if not by_id:
            await self._unless_stopped(asyncio.sleep(self._unhandled.after_failure()))
            return
        fresh = [number for number in by_id if number not in self._handled]
        results = await asyncio.gather(
            *(self._one(by_id[number]) for number in fresh), return_exceptions=True
        )
        for number, result in zip(fresh, results, strict=True):
            if result is True:
                self._handled.add(number)
            elif isinstance(result, BaseException):
                kind = type(result).__name__
                log.error("update failed, will be redelivered", update=number, kind=kind)
        missing = by_id.keys() - self._handled
        self._offset = min(missing) if missing else max(by_id) + 1
        self._handled = {done for done in self._handled if done >= self._offset}
        if not missing:
            self._unhandled.reset()
            return
        await self._unless_stopped(asyncio.sleep(self._unhandled.after_failure()))

    async def _one(self, raw: object) -> bool:
        """An update that cannot be read now cannot be read later either: it counts as handled."""
        try:
            update = parse_update(raw, self._bot)
        except InvalidUpdate:
            log.warning("unreadable update", update=id_of(raw))
            return True
        return await self._handle(update)

    async def _unless_stopped(self, doing: Awaitable[R]) -> R | None:
        """Returns the result, None if `stop` came first."""
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
        """Confirms the last updates, so that they are not redelivered."""
        if self._offset in {None, self._confirmed}:
            return
        try:
            await self._bot.get_updates(
                offset=self._offset, limit=1, timeout=0, read_timeout=2, connect_timeout=1
            )
        except TelegramError as error:
            log.warning("last updates not confirmed", why=type(error).__name__)
