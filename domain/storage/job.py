"""A command on its way through the writer, and how its caller is told. It runs nothing."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

from domain.answer import Answer
from domain.errors import Unavailable
from domain.ports.store import Command
from domain.storage.idempotency import Timed, as_refusal

T = TypeVar("T", bound=Timed)


@dataclass(slots=True, eq=False)
class Job(Generic[T]):
    """A command on its way, and what came of it."""

    act: Callable[[T], object]
    command: Command
    future: asyncio.Future[object]
    result: object = None
    error: BaseException | None = None

    def answer(self) -> None:
        """Tells the caller, in the caller's loop; one who has gone is not told."""
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        elif isinstance(self.result, Answer) and self.result.refused:
            self.future.set_exception(as_refusal(self.result))
        else:
            self.future.set_result(self.result)


def refuse(jobs: Iterable[Job[T]], error: Exception) -> None:
    """Whether it was kept may not be known; under its key a command is repeated safely."""
    for job in jobs:
        job.error = Unavailable()
        job.error.__cause__ = error


def tell(jobs: Iterable[Job[T]]) -> None:
    """One wake-up a loop, not one a caller: that is what makes groups cheap."""
    by_loop: dict[asyncio.AbstractEventLoop, list[Job[T]]] = defaultdict(list)
    for job in jobs:
        by_loop[job.future.get_loop()].append(job)
    for loop, theirs in by_loop.items():
        with suppress(RuntimeError):  # that loop is closed: nobody waits there any more
            loop.call_soon_threadsafe(_answer, theirs)


def _answer(jobs: Iterable[Job[T]]) -> None:
    for job in jobs:
        job.answer()
