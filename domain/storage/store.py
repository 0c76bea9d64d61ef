"""A store: one writer, a few readers, one database."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from datetime import datetime
from queue import SimpleQueue
from typing import Concatenate, Generic, ParamSpec, TypeVar, cast

from domain.errors import Unavailable
from domain.ports.store import Command
from domain.storage.engines.base import Database, Subscription
from domain.storage.engines.url import in_one_sentence
from domain.storage.idempotency import CommandLog, TimedTransaction
from domain.storage.schema.migrate import Which
from domain.storage.sql.connection import Driver
from domain.storage.writer import Job, Writer, WriterCallbacks

T = TypeVar("T", bound=TimedTransaction)
R = TypeVar("R")
P = ParamSpec("P")


class Readers(Generic[T]):
    """Reader threads, one a connection, from construction until `stop`."""

    def __init__(self, drivers: Sequence[Driver], transaction: Callable[[Driver], T]) -> None:
        self._threads = ThreadPoolExecutor(len(drivers), thread_name_prefix="reader")
        self._idle: SimpleQueue[tuple[Driver, T]] = SimpleQueue()
        for driver in drivers:
            self._idle.put((driver, transaction(driver)))

    async def ask(self, query: Callable[[T], R], now: datetime) -> R:
        """Run the query on one snapshot. Raises Unavailable."""
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, self._ask, query, now
        )

    def stop(self) -> None:
        """Let running queries finish. Blocks; the connections are the caller's to close."""
        self._threads.shutdown()

    def _ask(self, query: Callable[[T], R], now: datetime) -> R:
        driver, tx = self._idle.get()
        try:
            tx.now = now
            try:
                return _look(driver, tx, query)
            except driver.dialect.errors as error:
                if not driver.dialect.is_transient(error):
                    raise
                return _look(driver, tx, query)  # it was lost in the middle, and changed nothing
        except driver.dialect.errors as error:
            if driver.dialect.is_storage(error):
                raise Unavailable from error
            raise
        finally:
            self._idle.put((driver, tx))


def _look(driver: Driver, tx: T, query: Callable[[T], R]) -> R:
    try:
        driver.begin_read()
        return query(tx)
    finally:
        with suppress(driver.dialect.errors):  # lost: then nothing is left to end
            driver.end_read()


class SqlStore(Generic[T]):
    """See `domain.ports.store.Store`. Between `start` and `close` it holds the database."""

    synchronous = "unknown"
    """How safe an acknowledged command is, as read back from the writer's connection."""

    def __init__(
        self,
        database: Database,
        which: Which,
        *,
        transaction: Callable[[Driver], T],
        log: CommandLog[T],
        check: Callable[[T], None],
        callbacks: WriterCallbacks,
    ) -> None:
        self._database = database
        self._which = which
        self._transaction = transaction
        self._log = log
        self._check = check
        self._callbacks = callbacks
        self._writer: Writer[T] | None = None
        self._readers: Readers[T] | None = None
        self._listener: Subscription | None = None
        self._held = ExitStack()

    def start(self) -> list[str]:
        """Take the lock, check and migrate the database, start the threads; a line for each step.

        Raises StorageUnusable.
        """
        database = self._database
        with in_one_sentence(database), ExitStack() as held:
            held.enter_context(database.held())
            steps = database.prepare(self._which)
            main = self._which == "main"
            driver = database.writer(marks=main)
            held.callback(driver.close)
            tx = self._transaction(driver)
            self._check(tx)
            self.synchronous = driver.synchronous()
            readers = [database.reader() for _ in range(database.readers)]
            for reader in readers:
                held.callback(reader.close)
            self._readers = Readers(readers, self._transaction)
            self._writer = Writer(driver, tx, self._log, self._callbacks)
            if main:
                self._listener = database.listen(self._callbacks.on_commit, but=driver)
            self._held = held.pop_all()
        return steps

    @property
    def waiting(self) -> int:
        """The number of commands in the writer's queue."""
        return 0 if self._writer is None else self._writer.waiting

    async def close(self) -> None:
        """Finish the queue and release the database. Harmless when it is not open."""
        listener, self._listener = self._listener, None
        if listener is not None:
            await asyncio.to_thread(listener.stop)
        writer, self._writer = self._writer, None
        readers, self._readers = self._readers, None
        if writer is not None:
            await asyncio.to_thread(writer.stop)
        if readers is not None:
            await asyncio.to_thread(readers.stop)
        self._held.close()

    async def run(
        self,
        operation: Callable[Concatenate[T, P], R],
        command: Command,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        if self._writer is None:
            raise Unavailable
        future: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self._writer.put(Job(lambda tx: operation(tx, *args, **kwargs), command, future))
        return cast("R", await future)

    async def read(
        self,
        query: Callable[Concatenate[T, P], R],
        now: datetime,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        if self._readers is None:
            raise Unavailable
        return await self._readers.ask(lambda tx: query(tx, *args, **kwargs), now)
