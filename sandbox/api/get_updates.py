"""getUpdates: long polling by one client, with the conflicts and delays of the real server."""

import asyncio
from collections.abc import Awaitable, Callable

from sandbox.api.allowed_updates import remember_allowed
from sandbox.errors import ApiError, DownError
from sandbox.params import Params
from sandbox.state.world import World

MAX_TIMEOUT_S = 50
MIN_WAIT_S = 3
SAME_OFFSET_WINDOW_S = 0.5
GATHER_S = 0.002
CONFLICT_DELAY_S = 3.0
MAX_OFFSET = 2**62
HOOKED = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
HOOKED_MEANWHILE = "Conflict: terminated by setWebhook request"
OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)


class UpdatePolling:
    """Long poll of one client; a second one ends the first with a 409."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._ticket: asyncio.Future[str] | None = None
        self._offset = 0
        self._asked_at = float("-inf")
        self._conflict_at = float("-inf")
        self._closed = False
        world.updates.listeners.append(lambda _: self._ring(""))
        world.on_switch.append(self.wake)

    @property
    def waiting(self) -> bool:
        """Whether a client is waiting."""
        return self._ticket is not None

    def close(self) -> None:
        """End the waiting poll, and answer later ones at once."""
        self._closed = True
        self.wake()

    def wake(self) -> None:
        """End the waiting poll."""
        self._ring("")

    async def answer(self, params: Params, gone: Callable[[], Awaitable[None]]) -> str | None:
        """Return the updates as a JSON array; None if the client disconnected. Raises a 409."""
        world = self._world
        if world.webhook.url:
            raise await self._conflict(HOOKED)
        remember_allowed(world.updates, params)
        offset, limit, timeout = self._clamped(params)
        if offset:
            world.updates.confirm(offset)
        batch = world.updates.take(limit)
        if not batch and timeout and not self._closed:
            if not await self._wait(timeout, gone):
                return None
            batch = world.updates.take(limit)
        return f"[{','.join(update.body for update in batch)}]"

    def _clamped(self, params: Params) -> tuple[int, int, int]:
        offset = params.integer("offset", low=-MAX_OFFSET, high=MAX_OFFSET)
        limit = params.integer("limit", default=100, low=1, high=100)
        timeout = params.integer("timeout", low=0, high=MAX_TIMEOUT_S)
        now = self._world.monotonic()
        if offset == self._offset and timeout < MIN_WAIT_S and now < self._asked_at + 3.0:
            timeout = MIN_WAIT_S
        if offset == self._offset and now < self._asked_at + SAME_OFFSET_WINDOW_S:
            limit = 1
        self._offset, self._asked_at = offset, now
        return offset, limit, timeout

    async def _wait(self, seconds: int, gone: Callable[[], Awaitable[None]]) -> bool:
        self._ring(OTHER_POLLER)
        ticket = self._ticket = asyncio.get_running_loop().create_future()
        leaving = asyncio.ensure_future(gone())
        try:
            await asyncio.wait({ticket, leaving}, timeout=seconds, return_when="FIRST_COMPLETED")
        finally:
            left = leaving.done()
            leaving.cancel()
            if self._ticket is ticket:
                self._ticket = None
        if ticket.done():
            await self._rung(ticket.result())
        return not left

    async def _rung(self, words: str) -> None:
        if self._world.down:
            raise DownError
        if words or self._world.webhook.url:
            raise await self._conflict(words or HOOKED_MEANWHILE)
        await asyncio.sleep(GATHER_S)

    def _ring(self, words: str) -> None:
        if self._ticket is not None and not self._ticket.done():
            self._ticket.set_result(words)

    async def _conflict(self, words: str) -> ApiError:
        now = self._world.monotonic()
        if now < self._conflict_at:
            await asyncio.sleep(CONFLICT_DELAY_S)
        else:
            self._conflict_at = now + CONFLICT_DELAY_S
        return ApiError(409, words)
