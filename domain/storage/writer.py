"""The one thread that writes: it takes what is waiting into one transaction, a savepoint each.

Callers are answered only after the commit. It knows no tables and opens no files.
"""

import asyncio
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from domain.answer import Answer
from domain.errors import Busy, Refused, Unavailable
from domain.ports.store import Command, CommitSignal
from domain.storage.idempotency import CommandLog, TimedTransaction, as_answer, as_refusal
from domain.storage.sql.connection import Driver

T = TypeVar("T", bound=TimedTransaction)


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


WAITING = 1000
"""Commands that may wait; the next one is told that we are busy."""
GROUP = 100
"""Commands that share a commit, so that none waits long for the others."""
PAUSES = (0.0, 0.05, 0.2, 0.5, 1.0)
"""Seconds before a group is tried again whose storage failed in passing: a lost connection, a
deadlock. A server that restarts is back by then, else callers are told.
"""
ENOUGH = 15.0
"""Seconds after which a group is not tried again: its callers have waited for long enough."""


@dataclass(frozen=True, slots=True)
class WriterCallbacks:
    """Whom the writer tells, from its own thread; neither may raise."""

    on_commit: Callable[[frozenset[CommitSignal]], None]
    """After a commit that brought news."""
    on_fatal: Callable[[Exception], None]
    """Once, when a write or fsync failed so that only a new start helps."""


class _Undo(Exception):
    """A group cannot be done without savepoints: run it again with them."""


class Writer(Generic[T]):
    """Run from its making until `stop`."""

    def __init__(
        self, driver: Driver, tx: T, frame: CommandLog[T], signals: WriterCallbacks
    ) -> None:
        self._driver = driver
        self._tx = tx
        self._frame = frame
        self._signals = signals
        self._waiting: SimpleQueue[Job[T] | None] = SimpleQueue()
        self._door = threading.Lock()
        self._open = True
        self._fatal: Exception | None = None
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    def put(self, job: Job[T]) -> None:
        """Queues the job. Raises Busy, or Unavailable after `stop` or a fatal error."""
        with self._door:
            if not self._open:
                raise Unavailable
            if self._waiting.qsize() >= WAITING:
                raise Busy
            self._waiting.put(job)

    @property
    def waiting(self) -> int:
        """How many jobs are not taken up yet."""
        return self._waiting.qsize()

    def stop(self) -> None:
        """Finish what is waiting. Blocks; the connection is the caller's to close."""
        with self._door:
            self._open = False
            self._waiting.put(None)
        self._thread.join()

    def _work(self) -> None:
        going = True
        while going:
            group = self._take()
            going = None not in group
            jobs = [job for job in group if job is not None]
            news = self._write(jobs) if jobs else None
            if news is not None:
                self._sweep()
            tell(jobs)
            if news:
                self._signals.on_commit(news)

    def _take(self) -> list[Job[T] | None]:
        group = [self._waiting.get()]
        with suppress(Empty):
            while len(group) < GROUP and group[-1] is not None:
                group.append(self._waiting.get_nowait())
        return group

    def _write(self, jobs: list[Job[T]]) -> frozenset[CommitSignal] | None:
        """All of them or none. What they brought; None: nothing was committed, as far as we know.

        When the storage failed in passing the whole group is run again, unless its commit turns out
        to have been done all the same: so nothing happens twice.
        """
        if self._fatal is not None:  # a failed fsync is never tried again
            refuse(jobs, self._fatal)
            return None
        end = time.monotonic() + ENOUGH
        for pause in (*PAUSES, None):
            try:
                return self._transact(jobs)
            except self._driver.flavour.errors as error:
                over = pause is None or time.monotonic() + pause > end
                if over or not self._driver.flavour.is_passing(error):
                    self._fail(jobs, error)
                    return None
                time.sleep(pause or 0)
        return None

    def _transact(self, jobs: list[Job[T]]) -> frozenset[CommitSignal]:
        """One transaction, or the news of the one before if that is known by now to be kept.

        Savepoints are a quarter of the work and hardly ever needed: the first run does without.
        """
        if self._driver.came_through():
            return frozenset(CommitSignal)
        try:
            return self._commit(jobs, self._go)
        except _Undo as undo:
            bug = undo.__cause__
            if len(jobs) == 1 and jobs[0].command.key is None and isinstance(bug, Exception):
                jobs[0].error = bug  # nothing else was in there, and nothing can be known of it
                return frozenset()
            return self._commit(jobs, self._settle)

    def _commit(
        self, jobs: list[Job[T]], settle: Callable[[Job[T]], None]
    ) -> frozenset[CommitSignal]:
        try:
            self._driver.begin()
            if settle == self._go:  # only where all stand or fall together
                self._foresee(lambda: self._frame.look_ahead(self._tx, [j.command for j in jobs]))
            for job in jobs:
                settle(job)
            self._foresee(self._driver.flush)
            if settle == self._go:  # after all is written: so what waits is not written for it
                done = [(job.command, job.result) for job in jobs]
                self._foresee(lambda: self._frame.read_back(self._tx, done))
            news = self._frame.news(self._tx)
            self._driver.commit(news)
        except (_Undo, self._driver.flavour.errors):
            with suppress(self._driver.flavour.errors):
                self._driver.rollback()
            raise
        return news

    def _foresee(self, act: Callable[[], None]) -> None:
        """What is done for all of a group, before it or after. Raises _Undo: each for itself then,
        for it is not known whose fault it is.
        """
        bug = self._bug_of(act)
        if bug is not None:
            raise _Undo from bug

    def _fail(self, jobs: list[Job[T]], error: Exception) -> None:
        self._driver.forget()
        refuse(jobs, error)
        if self._driver.flavour.is_fatal(error):
            self._give_up(error)

    def _sweep(self) -> None:
        """What was erased is gone before anybody is told so. The effects are safe either way."""
        try:
            self._driver.sweep()
        except self._driver.flavour.errors as error:
            if self._driver.flavour.is_fatal(error):
                self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        self._fatal = error
        with self._door:
            self._open = False
        self._signals.on_fatal(error)

    def _go(self, job: Job[T]) -> None:
        """Raises _Undo if anything of it would have to be undone alone."""
        self._driver.wrote = False
        bug = self._bug_in(job, self._carry_out)
        if isinstance(bug, _Undo):
            raise bug
        if bug is not None:
            raise _Undo from bug

    def _carry_out(self, job: Job[T]) -> object:
        result: object
        try:
            result = job.act(self._tx)
        except Refused as refusal:
            if self._driver.wrote:
                raise _Undo from None
            result = as_answer(refusal)
        if not self._frame.keep(self._tx, job.command, result):
            raise _Undo
        return result

    def _settle(self, job: Job[T]) -> None:
        """Whatever goes wrong in one command undoes that one; if the storage fails, all."""
        self._driver.mark()
        job.error = self._bug_in(job, self._obey)
        if job.error is not None:
            self._driver.back()
        self._driver.release()

    def _bug_in(self, job: Job[T], step: Callable[[Job[T]], object]) -> Exception | None:
        """What its command raised, if anything."""
        key = job.command.key
        self._tx.now, self._tx.update = job.command.now, None if key is None else key.update

        def act() -> None:
            job.result, job.error = step(job), None

        return self._bug_of(act)

    def _bug_of(self, act: Callable[[], None]) -> Exception | None:
        """What it raised, if anything; what the storage fails of is everybody's."""
        try:
            act()
        except Exception as error:
            if self._driver.flavour.is_storage(error):
                raise
            return error
        return None

    def _obey(self, job: Job[T]) -> object:
        stored = self._frame.stored(self._tx, job.command)
        if stored is not None:
            self._frame.read_back(self._tx, [(job.command, stored)])
            return stored
        result: object
        try:
            result = job.act(self._tx)
        except Refused as refusal:
            self._driver.back()
            result = as_answer(refusal)
        self._driver.flush()
        self._frame.keep(self._tx, job.command, result)
        self._frame.read_back(self._tx, [(job.command, result)])
        return result
