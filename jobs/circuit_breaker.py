"""A circuit breaker: after failures in a row it lets a part rest, then tries it with one call.

What counts as a failure is its caller's to say. It waits for nothing, and belongs to one thread.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Concatenate, Generic, Literal, ParamSpec, TypeVar

from domain.errors import Unavailable
from domain.ports.store import Command, Store

log = logging.getLogger(__name__)


State = Literal["closed", "open", "half_open"]


class CircuitBreaker:
    """Ask `allows` before each call and tell how it went. `name` is the part it stands before.

    Open after `after` failures in a row; a probe after `rest` seconds, which double with each
    probe that fails, up to `longest`.
    """

    def __init__(
        self,
        name: str,
        *,
        after: int = 5,
        rest: float = 1.0,
        longest: float = 30.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self._after = after
        self._shortest = rest
        self._longest = longest
        self._monotonic = monotonic
        self._state: State = "closed"
        self._failures = 0
        self._rest = rest
        self._until = 0.0

    @property
    def state(self) -> State:
        """`closed`: all is well. `open`: it rests. `half_open`: one call finds out."""
        return self._state

    @property
    def resting(self) -> bool:
        """Whether `allows` would say no: for who has to queue up before the call."""
        return self._state != "closed" and self._monotonic() < self._until

    def allows(self) -> bool:
        """Whether a call may be made now. Who is told yes must tell how the call went."""
        if self._state == "closed":
            return True
        if self.resting:
            return False
        self._state = "half_open"
        # A probe that is never heard of again must not bar the others for ever.
        self._until = self._monotonic() + self._longest
        return True

    def succeeded(self) -> None:
        """The part answered, whatever it said."""
        if self._state != "closed":
            log.warning("%s answers again", self.name)
        self._state, self._failures, self._rest = "closed", 0, self._shortest

    def failed(self) -> None:
        """The part did not answer. Calls that began before it opened change nothing."""
        if self._state == "half_open":
            self._rest = min(2 * self._rest, self._longest)
            self._open()
        elif self._state == "closed":
            self._failures += 1
            if self._failures >= self._after:
                log.warning("%s does not answer: it is left alone for a while", self.name)
                self._open()

    def gave_up(self) -> None:
        """The call was broken off before anything could be told; the next one is the probe."""
        if self._state == "half_open":
            self._state, self._until = "open", self._monotonic()

    def _open(self) -> None:
        self._state = "open"
        self._until = self._monotonic() + self._rest


READ, RUN = 2.0, 10.0
"""Seconds after which a store that hangs is the same as one that is down."""

T = TypeVar("T")
P = ParamSpec("P")
R = TypeVar("R")


class CircuitBreakerStore(Generic[T]):
    """See `domain.ports.store.Store`. Raises Unavailable at once while the breaker is open.

    A command that takes too long may still be done after all: it must be safe to repeat.
    """

    def __init__(self, store: Store[T], breaker: CircuitBreaker) -> None:
        self.store = store
        self._breaker = breaker

    async def run(
        self,
        operation: Callable[Concatenate[T, P], R],
        command: Command,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Runs it and returns after the commit. Raises Refused and Unavailable."""
        return await self._within(RUN, lambda: self.store.run(operation, command, *args, **kwargs))

    async def read(
        self,
        query: Callable[Concatenate[T, P], R],
        now: datetime,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Runs a query. Raises Unavailable."""
        return await self._within(READ, lambda: self.store.read(query, now, *args, **kwargs))

    async def _within(self, seconds: float, use: Callable[[], Awaitable[R]]) -> R:
        if not self._breaker.allows():
            raise Unavailable
        tell = self._breaker.succeeded  # a bug or a refusal is an answer, too
        try:
            async with asyncio.timeout(seconds):
                return await use()
        except (Unavailable, TimeoutError) as error:
            tell = self._breaker.failed
            raise Unavailable from error
        except asyncio.CancelledError:
            tell = self._breaker.gave_up
            raise
        finally:
            tell()
