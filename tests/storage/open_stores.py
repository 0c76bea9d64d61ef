"""Stores on one server, as processes have them: where their connections end, and how they are lost.

For tests of what is special about a server.
"""

import asyncio
import itertools
import time
from collections.abc import Callable

from domain.model import Consent
from domain.ports.store import Command
from domain.rules import Rules
from domain.storage.engines.postgres import driver_of
from domain.storage.open import open_main
from domain.storage.sql.connection import Driver
from domain.storage.store import SqlStore
from domain.storage.transaction import SqlTransaction
from domain.storage.vault import Vault
from tests.postgres import Server
from tests.storage.desk import RULES, HandClock

NOW = HandClock().now()
AT = Command(NOW)
Store = SqlStore[SqlTransaction]


def pid_of(driver: Driver) -> int:
    """The server's process behind a connection."""
    return driver_of(driver._connection).info.backend_pid


def writer_of(store: Store) -> Driver:
    return store._writer._driver


def readers_of(store: Store) -> list[Driver]:
    idle = store._readers._idle
    found = [idle.get() for _ in range(idle.qsize())]
    for each in found:
        idle.put(each)
    return [driver for driver, _ in found]


def kill(server: Server, *pids: int) -> None:
    """Ends these of the server's processes, and returns when they have ended."""
    with server.connect() as connection:
        for pid in pids:
            connection.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))


class Stores:
    """Opens them, and closes all in the end. `rules`, `vault`: of all of them."""

    def __init__(self, url: str, vault: Vault, rules: Rules = RULES) -> None:
        self.url = url
        self._vault = vault
        self._rules = rules
        self._opened: list[Store] = []

    def open(self, url: str | None = None, **more: object) -> Store:
        store = open_main(url or self.url, rules=self._rules, vault=self._vault, **more)
        store.start()
        self._opened.append(store)
        return store

    async def close(self) -> None:
        for store in self._opened:
            await store.close()


def add(tx: SqlTransaction, name: str) -> int:
    """An effect without a key that would show if it came twice: names are not unique here."""
    return tx.hospitals.add(name=name, key=f"{name}{next(_numbers)}", phone=None, note=None).id


_numbers = itertools.count(1)


async def names(store: Store) -> list[str]:
    """Of all effects, in order."""
    live = await store.read(lambda tx: tx.hospitals.live(), NOW)
    return [each.name for each in sorted(live, key=lambda each: each.id)]


def crowd(tx: SqlTransaction, count: int) -> list[int]:
    """People who may book."""
    made = []
    for number in range(count):
        person = tx.people.add(telegram=number + 1, language="ko", at=tx.now)
        tx.people.rename(person.id, f"김{number}호", at=tx.now)
        for consent in Consent:
            tx.people.agree(person.id, consent, version=1, at=tx.now)
        made.append(person.id)
    return made


async def until(seen: Callable[[], object], *, within: float = 5.0) -> float:
    """Looks until it is seen; after how many seconds."""
    began = time.monotonic()
    while not seen():
        assert time.monotonic() - began < within, "never seen"
        await asyncio.sleep(0.002)
    return time.monotonic() - began
