"""A few connections that only read, each used by one thread at a time. Their writes fail."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from queue import SimpleQueue
from typing import Generic, TypeVar

from domain.errors import Unavailable
from domain.storage.idempotency import Timed
from domain.storage.sql.connection import Driver

T = TypeVar("T", bound=Timed)
R = TypeVar("R")


class Readers(Generic[T]):
    """Open from its making until `stop`."""

    def __init__(self, drivers: Sequence[Driver], transaction: Callable[[Driver], T]) -> None:
        self._threads = ThreadPoolExecutor(len(drivers), thread_name_prefix="reader")
        self._idle: SimpleQueue[tuple[Driver, T]] = SimpleQueue()
        for driver in drivers:
            self._idle.put((driver, transaction(driver)))

    async def ask(self, query: Callable[[T], R], now: datetime) -> R:
        """What the query finds in one moment's state. Raises Unavailable."""
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, self._ask, query, now
        )

    def stop(self) -> None:
        """Lets running queries finish. Blocks; the connections are the caller's to close."""
        self._threads.shutdown()

    def _ask(self, query: Callable[[T], R], now: datetime) -> R:
        driver, tx = self._idle.get()
        try:
            tx.now = now
            try:
                return _look(driver, tx, query)
            except driver.flavour.errors as error:
                if not driver.flavour.is_passing(error):
                    raise
                return _look(driver, tx, query)  # it was lost in the middle, and changed nothing
        except driver.flavour.errors as error:
            if driver.flavour.is_storage(error):
                raise Unavailable from error
            raise
        finally:
            self._idle.put((driver, tx))


def _look(driver: Driver, tx: T, query: Callable[[T], R]) -> R:
    try:
        driver.begin_read()
        return query(tx)
    finally:
        with suppress(driver.flavour.errors):  # lost: then nothing is left to roll back
            driver.rollback()
