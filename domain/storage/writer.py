"""The writer thread: group commit of waiting commands.

One thread owns the connection that writes. It runs the commands that wait in one transaction and
answers their callers after the commit, so that all of them share one fsync. A batch runs without
savepoints first (they are a quarter of the work); if anything in it must be undone, it is rolled
back and each command runs again under a savepoint of its own. `sql.batch` makes batches quick.
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
from domain.storage.errors import WriterCrashed
from domain.storage.idempotency import CommandLog, TimedTransaction, as_answer, as_refusal
from domain.storage.sql.connection import Driver

T = TypeVar("T", bound=TimedTransaction)

MAX_WAITING = 1000
"""Commands that may wait; the next one gets Busy."""
MAX_BATCH = 100
"""Commands that share a commit, so that none waits long for the others."""
RETRY_PAUSES_S = (0.0, 0.05, 0.2, 0.5, 1.0)
"""Before a batch runs again after a transient error: a lost connection, a deadlock. A server that
restarts is back by then, else callers get Unavailable.
"""
RETRY_WITHIN_S = 15.0
"""A batch is not run again later than this: its callers have waited long enough."""


@dataclass(slots=True, eq=False)
class Job(Generic[T]):
    """A command with its caller's future, and the outcome that the future gets."""

    act: Callable[[T], object]
    command: Command
    future: asyncio.Future[object]
    result: object = None
    error: BaseException | None = None

    def answer(self) -> None:
        """Resolve the future, in its own loop; a caller that was cancelled is skipped."""
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        elif isinstance(self.result, Answer) and self.result.refused:
            self.future.set_exception(as_refusal(self.result))
        else:
            self.future.set_result(self.result)


def refuse(jobs: Iterable[Job[T]], error: Exception) -> None:
    """Make Unavailable the outcome of all. Their effect may have been committed all the same: a
    command with a key is repeated safely.
    """
    for job in jobs:
        job.error = Unavailable()
        job.error.__cause__ = error


def answer_all(jobs: Iterable[Job[T]]) -> None:
    """Answer callers with one wake-up a loop instead of one a caller."""
    by_loop: dict[asyncio.AbstractEventLoop, list[Job[T]]] = defaultdict(list)
    for job in jobs:
        by_loop[job.future.get_loop()].append(job)
    for loop, theirs in by_loop.items():
        with suppress(RuntimeError):  # that loop is closed: no caller is left
            loop.call_soon_threadsafe(_answer, theirs)


def _answer(jobs: Iterable[Job[T]]) -> None:
    for job in jobs:
        job.answer()


@dataclass(frozen=True, slots=True)
class WriterCallbacks:
    """Called from the writer's thread; neither may raise."""

    on_commit: Callable[[frozenset[CommitSignal]], None]
    """After a commit that brought one of the signals."""
    on_fatal: Callable[[Exception], None]
    """Once, when a write or fsync failed, or the thread crashed (WriterCrashed): only a restart
    helps.
    """


class _BatchFailed(Exception):
    """The batch cannot run as one: its commands run again, each under a savepoint."""


class Writer(Generic[T]):
    """A thread that runs from construction until `stop`."""

    def __init__(
        self, driver: Driver, tx: T, log: CommandLog[T], callbacks: WriterCallbacks
    ) -> None:
        self._driver = driver
        self._tx = tx
        self._log = log
        self._callbacks = callbacks
        self._waiting: SimpleQueue[Job[T] | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._open = True
        self._fatal: Exception | None = None
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    def put(self, job: Job[T]) -> None:
        """Queue the job. Raises Busy, or Unavailable after `stop` or a fatal error."""
        with self._lock:
            if not self._open:
                raise Unavailable
            if self._waiting.qsize() >= MAX_WAITING:
                raise Busy
            self._waiting.put(job)

    @property
    def waiting(self) -> int:
        """The number of jobs in the queue."""
        return self._waiting.qsize()

    def stop(self) -> None:
        """Finish the queue and end the thread. Blocks; the caller closes the connection."""
        with self._lock:
            self._open = False
            self._waiting.put(None)
        self._thread.join()

    def _work(self) -> None:
        jobs: list[Job[T]] = []
        going = True
        try:
            while going:
                taken = self._take()
                going = None not in taken
                jobs = [job for job in taken if job is not None]
                signals = self._write(jobs) if jobs else None
                if signals is not None:
                    self._truncate_wal()
                answer_all(jobs)
                jobs = []
                if signals:
                    self._callbacks.on_commit(signals)
        except BaseException as bug:  # else the thread would end in silence, and callers hang
            self._crash(jobs, bug)

    def _take(self) -> list[Job[T] | None]:
        taken = [self._waiting.get()]
        with suppress(Empty):
            while len(taken) < MAX_BATCH and taken[-1] is not None:
                taken.append(self._waiting.get_nowait())
        return taken

    def _write(self, jobs: list[Job[T]]) -> frozenset[CommitSignal] | None:
        """Commit all of them or none; the commit's signals, or None if it is not known to be done.

        After a transient error the whole batch runs again, unless its commit turns out to have been
        done: so nothing happens twice.
        """
        if self._fatal is not None:  # a failed fsync is never tried again
            refuse(jobs, self._fatal)
            return None
        end = time.monotonic() + RETRY_WITHIN_S
        for pause in (*RETRY_PAUSES_S, None):
            try:
                return self._transact(jobs)
            except self._driver.dialect.errors as error:
                over = pause is None or time.monotonic() + pause > end
                if over or not self._driver.dialect.is_transient(error):
                    self._fail(jobs, error)
                    return None
                time.sleep(pause or 0)
        return None

    def _transact(self, jobs: list[Job[T]]) -> frozenset[CommitSignal]:
        if self._driver.was_committed():
            return frozenset(CommitSignal)
        try:
            return self._commit(jobs, self._run_in_batch)
        except _BatchFailed as failed:
            bug = failed.__cause__
            if len(jobs) == 1 and jobs[0].command.key is None and isinstance(bug, Exception):
                jobs[0].error = bug  # nothing else was in the batch, and no answer is stored
                return frozenset()
            return self._commit(jobs, self._run_alone)

    def _commit(self, jobs: list[Job[T]], run: Callable[[Job[T]], None]) -> frozenset[CommitSignal]:
        try:
            self._driver.begin()
            if run == self._run_in_batch:
                commands = [job.command for job in jobs]
                self._for_batch(lambda: self._log.prefetch(self._tx, commands))
            for job in jobs:
                run(job)
            self._for_batch(self._driver.flush)
            if run == self._run_in_batch:  # after the flush, so that nothing is flushed for it
                done = [(job.command, job.result) for job in jobs]
                self._for_batch(lambda: self._log.read_back(self._tx, done))
            signals = self._log.signals(self._tx)
            self._driver.commit(signals)
        except (_BatchFailed, self._driver.dialect.errors):
            with suppress(self._driver.dialect.errors):
                self._driver.rollback()
            raise
        return signals

    def _for_batch(self, act: Callable[[], None]) -> None:
        """Run a step of the whole batch. Any bug is _BatchFailed: the command at fault shows when
        each runs alone.
        """
        bug = self._bug_of(act)
        if bug is not None:
            raise _BatchFailed from bug

    def _run_in_batch(self, job: Job[T]) -> None:
        """Raises _BatchFailed if something would have to be undone for this job alone."""
        self._driver.wrote = False
        bug = self._bug_in(job, self._result_in_batch)
        if isinstance(bug, _BatchFailed):
            raise bug
        if bug is not None:
            raise _BatchFailed from bug

    def _result_in_batch(self, job: Job[T]) -> object:
        result: object
        try:
            result = job.act(self._tx)
        except Refused as refusal:
            if self._driver.wrote:
                raise _BatchFailed from None
            result = as_answer(refusal)
        if not self._log.save_result(self._tx, job.command, result):
            raise _BatchFailed
        return result

    def _run_alone(self, job: Job[T]) -> None:
        """Under a savepoint: a bug undoes this command only. A storage error undoes the batch."""
        self._driver.savepoint()
        job.error = self._bug_in(job, self._result_alone)
        if job.error is not None:
            self._driver.rollback_to_savepoint()
        self._driver.release_savepoint()

    def _result_alone(self, job: Job[T]) -> object:
        stored = self._log.find_result(self._tx, job.command)
        if stored is not None:
            self._log.read_back(self._tx, [(job.command, stored)])
            return stored
        result: object
        try:
            result = job.act(self._tx)
        except Refused as refusal:
            self._driver.rollback_to_savepoint()
            result = as_answer(refusal)
        self._driver.flush()
        self._log.save_result(self._tx, job.command, result)
        self._log.read_back(self._tx, [(job.command, result)])
        return result

    def _bug_in(self, job: Job[T], run: Callable[[Job[T]], object]) -> Exception | None:
        now, key = job.command.now, job.command.key
        self._tx.now, self._tx.update = now, None if key is None else key.update

        def act() -> None:
            job.result, job.error = run(job), None

        return self._bug_of(act)

    def _bug_of(self, act: Callable[[], None]) -> Exception | None:
        """The exception that `act` raised, if any; storage errors are raised on: they concern the
        whole batch.
        """
        try:
            act()
        except Exception as error:
            if self._driver.dialect.is_storage(error):
                raise
            return error
        return None

    def _fail(self, jobs: list[Job[T]], error: Exception) -> None:
        self._driver.forget_commit()
        refuse(jobs, error)
        if self._driver.dialect.is_fatal(error):
            self._give_up(error)

    def _truncate_wal(self) -> None:
        """Before callers hear that something was erased. Its effect is committed either way."""
        try:
            self._driver.truncate_wal()
        except self._driver.dialect.errors as error:
            if self._driver.dialect.is_fatal(error):
                self._give_up(error)

    def _crash(self, jobs: list[Job[T]], bug: BaseException) -> None:
        """Last resort: refuse the commands in hand and in the queue, and report the bug."""
        error = WriterCrashed(type(bug).__name__)
        error.__cause__ = bug
        self._shut(error)
        try:
            with suppress(self._driver.dialect.errors):  # other processes may wait for the lock
                self._driver.rollback()
        finally:
            jobs += iter(self._next_waiting, None)
            refuse(jobs, error)
            self._callbacks.on_fatal(error)
            answer_all(jobs)

    def _next_waiting(self) -> Job[T] | None:
        try:
            return self._waiting.get_nowait()
        except Empty:
            return None

    def _give_up(self, error: Exception) -> None:
        self._shut(error)
        self._callbacks.on_fatal(error)

    def _shut(self, error: Exception) -> None:
        self._fatal = error
        with self._lock:
            self._open = False
