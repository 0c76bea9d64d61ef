"""A store that must not hold up others: a breaker and a time limit before every use of it.

It opens and closes no store, and does not know what is in it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Concatenate, Generic, ParamSpec, TypeVar

from domain.errors import Unavailable
from domain.ports.store import Command, Store
from jobs.circuit_breaker import Breaker

READ, RUN = 2.0, 10.0
"""Seconds after which a store that hangs is the same as one that is down."""

T = TypeVar("T")
P = ParamSpec("P")
R = TypeVar("R")


class Shielded(Generic[T]):
    """See `domain.ports.store.Store`. Raises Unavailable at once while the breaker is open.

    A command that takes too long may still be done after all: it must be safe to repeat.
    """

    def __init__(self, store: Store[T], breaker: Breaker) -> None:
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
