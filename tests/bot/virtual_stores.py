"""Virtual time in which real stores take no time: it stands still while their threads work."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from bot.clock import OffsetClock
from domain.storage.store import SqlStore
from tests.bot.virtual_time import JumpingSelector, VirtualLoop

R = TypeVar("R")
BEGIN = datetime(2027, 3, 9, 2, 50, tzinfo=UTC)
"""When the loop's time was 0: ten to twelve in Seoul, the day before the screenings."""
STUCK = 20.0
"""Real seconds after which a thread that was waited for is given up."""


class PatientSelector(JumpingSelector):
    """Waits really as long as `busy` threads are expected to answer."""

    busy = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if not self.busy or timeout == 0:
            return super().select(timeout)
        ready = selectors.SelectSelector.select(self, STUCK)
        assert ready, "a thread does not answer"
        return ready


class PatientLoop(VirtualLoop):
    """Knows what is in other threads' hands."""

    def __init__(self) -> None:
        self.threads = PatientSelector()
        super().__init__(self.threads)

    def run_in_executor(self, *given: Any) -> "asyncio.Future[Any]":
        future = super().run_in_executor(*given)
        self.threads.busy += 1
        future.add_done_callback(self._answered)
        return future

    async def shutdown_default_executor(self, *given: Any) -> None:
        self.threads.busy += 1
        await super().shutdown_default_executor(*given)
        self.threads.busy -= 1

    def _answered(self, _: "asyncio.Future[Any]") -> None:
        self.threads.busy -= 1


class LoopClock(OffsetClock):
    """Goes with the loop. `wrong`: by how much this machine's clock is off at the moment."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong = timedelta()
        self._loop = asyncio.get_running_loop()

    def wall(self) -> datetime:
        return BEGIN + timedelta(seconds=self._loop.time()) + self.wrong


@contextmanager
def _writers_counted() -> Iterator[None]:
    plain = SqlStore.run

    async def run(self: SqlStore[Any], *asked: Any, **facts: Any) -> Any:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, PatientLoop)
        loop.threads.busy += 1
        try:
            return await plain(self, *asked, **facts)
        finally:
            loop.threads.busy -= 1

    SqlStore.run = run
    try:
        yield
    finally:
        SqlStore.run = plain


def in_patient_time(play: Callable[[], Coroutine[None, None, R]]) -> R:
    """Plays it to its end on a loop of its own."""
    with _writers_counted(), asyncio.Runner(loop_factory=PatientLoop) as runner:
        return runner.run(play())
