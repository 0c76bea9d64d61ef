"""Circuit breaker for calls to a dependency, and a store wrapper that applies one.

`CircuitBreakerStore` adds a timeout, so that a store that hangs counts as one that is down. The
breaker sleeps nowhere and is not thread-safe: all its users run on one event loop.
"""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from types import TracebackType
from typing import Concatenate, Generic, Literal, ParamSpec, TypeVar

import structlog

from domain.errors import Unavailable
from domain.ports.store import Command, Store

log = structlog.stdlib.get_logger(__name__)

State = Literal["closed", "open", "half_open"]


def backoff_s(failures: int, *, first_s: float = 1.0, longest_s: float = math.inf) -> float:
    """Return the seconds to wait after `failures` earlier failures: doubled by each, up to a limit.

    Stateless: callers keep the count.
    """
    doublings = math.log2(longest_s / first_s)  # the limit on the exponent keeps it from overflow
    return longest_s if failures >= doublings else first_s * 2.0**failures


class CircuitBreaker:
    """Closed, open or half-open state of the dependency called `name`.

    Opens after `after` consecutive failures. After `rest` seconds, doubled with each failed probe
    up to `longest`, one call is let through as a probe.

    `async with breaker` is the usual way to use it: it raises Unavailable while the breaker is
    open, counts Unavailable and TimeoutError as failures, and any other outcome as an answer. A
    caller with another idea of failure uses `allow_request` and the `record_...` methods.
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
        self._first_s = rest
        self._longest_s = longest
        self._monotonic = monotonic
        self._state: State = "closed"
        self._failures = 0
        self._failed_probes = 0
        self._until = 0.0

    @property
    def state(self) -> State:
        """`half_open` means that one call is finding out whether the dependency is back."""
        return self._state

    @property
    def is_open(self) -> bool:
        """Whether `allow_request` would refuse; for callers that queue before the call."""
        return self._state != "closed" and self._monotonic() < self._until

    def allow_request(self) -> bool:
        """Whether a call may be made now; if so, its outcome must be recorded."""
        if self._state == "closed":
            return True
        if self.is_open:
            return False
        self._state = "half_open"
        # A probe whose outcome is never recorded must not keep the breaker open for good.
        self._until = self._monotonic() + self._longest_s
        return True

    def record_success(self) -> None:
        """The dependency answered, whatever the answer was."""
        if self._state != "closed":
            log.warning("circuit breaker closed", dependency=self.name)
        self._state, self._failures, self._failed_probes = "closed", 0, 0

    def record_failure(self) -> None:
        """The dependency did not answer. Ignored for calls that began before the breaker opened."""
        if self._state == "half_open":
            self._failed_probes += 1
            self._open()
        elif self._state == "closed":
            self._failures += 1
            if self._failures >= self._after:
                log.warning("circuit breaker open", dependency=self.name, failures=self._failures)
                self._open()

    def record_cancelled(self) -> None:
        """The call was cancelled before its outcome was known; the next call is the probe."""
        if self._state == "half_open":
            self._state, self._until = "open", self._monotonic()

    async def __aenter__(self) -> None:
        """Raise Unavailable while the breaker is open."""
        if not self.allow_request():
            raise Unavailable

    async def __aexit__(
        self, kind: type[BaseException] | None, _: object, trace: TracebackType | None
    ) -> None:
        """Record the outcome of the body; an exception of the body is never swallowed."""
        if kind is not None and issubclass(kind, asyncio.CancelledError):
            self.record_cancelled()
        elif kind is not None and issubclass(kind, Unavailable | TimeoutError):
            self.record_failure()
        else:
            self.record_success()  # a bug or a refusal is an answer, too

    def _open(self) -> None:
        self._state = "open"
        rest_s = backoff_s(self._failed_probes, first_s=self._first_s, longest_s=self._longest_s)
        self._until = self._monotonic() + rest_s


READ_TIMEOUT_S, COMMAND_TIMEOUT_S = 2.0, 10.0

T = TypeVar("T")
P = ParamSpec("P")
R = TypeVar("R")


class CircuitBreakerStore(Generic[T]):
    """`domain.ports.store.Store` behind a circuit breaker and a timeout.

    A command that timed out may be committed after all: it must be safe to repeat.
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
        """Run a command. Raises Refused and Unavailable."""
        return await self._within(
            COMMAND_TIMEOUT_S, lambda: self.store.run(operation, command, *args, **kwargs)
        )

    async def read(
        self,
        query: Callable[Concatenate[T, P], R],
        now: datetime,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Run a query. Raises Unavailable."""
        return await self._within(
            READ_TIMEOUT_S, lambda: self.store.read(query, now, *args, **kwargs)
        )

    async def _within(self, timeout_s: float, use: Callable[[], Awaitable[R]]) -> R:
        async with self._breaker:
            try:
                async with asyncio.timeout(timeout_s):
                    return await use()
            except TimeoutError as error:
                raise Unavailable from error
