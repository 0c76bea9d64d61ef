"""The reply to COMMIT is lost, the server restarts, or it says nothing more: nobody's effect is
doubled or lost, and nobody waits for ever.
"""

import asyncio
import random
import threading
import time
from contextlib import closing

import pytest

from domain.answer import Answer
from domain.errors import Unavailable
from domain.ports.store import Command, IdempotencyKey
from domain.storage import writer
from domain.storage.engines import postgres_server, postgres_watchdog
from domain.storage.engines.postgres import PostgresDriver
from domain.storage.engines.url import migrate
from tests.gates.processes.postgres_proxy import Cut, Way
from tests.postgres import running
from tests.storage.desk import BOT
from tests.storage.open_stores import AT, NOW, Stores, add, names, until

ENGINES = ("postgresql",)

CUTS = 20


@pytest.fixture
def way(server):
    """Through which stores reach their database; only what bears a mark is cut: the writers."""
    with closing(Way(server.port, marked=b"commit:")) as way:
        yield way


@pytest.fixture
def by_the_way(url, server, way):
    """The database's URL through it."""
    return server.url(url.rpartition("/")[2], port=way.port)


def answer(tx, *, name):
    return Answer(name, {"id": add(tx, name)})


class Scissors:
    """Cuts COMMITs at random, either way, but never two in a row, and so many in all."""

    def __init__(self):
        self._random = random.Random(4)
        self._left = CUTS
        self._cut = None

    def __call__(self, _):
        self._cut = None if self._cut else self._random.choice([*Cut, None])
        self._left -= self._cut is not None
        return self._cut if self._left >= 0 else None


async def write_through_cuts(store, way):
    """One after another, every second with a key; the names of all effects there must be."""
    way.choose = Scissors()
    number = 0
    while sum(way.cuts.values()) < CUTS:
        number += 1
        command = Command(NOW, IdempotencyKey(BOT, number) if number % 2 else None)
        await store.run(answer, command, name=f"{number}")
    return [f"{n + 1}" for n in range(number)]


async def test_of_commits_whose_reply_is_lost_nothing_is_doubled_and_nothing_lost(
    stores, way, by_the_way, monkeypatch
):
    monkeypatch.setattr(writer, "RETRY_PAUSES_S", (0.0, 0.0, 0.05, 0.2))
    store = stores.open(by_the_way)

    written = await write_through_cuts(store, way)

    assert min(way.cuts.values()) > CUTS // 4
    assert await names(store) == written


async def test_whoever_does_not_ask_what_became_of_it_doubles(stores, way, by_the_way, monkeypatch):
    monkeypatch.setattr(writer, "RETRY_PAUSES_S", (0.0, 0.0, 0.05, 0.2))
    monkeypatch.setattr(PostgresDriver, "was_committed", lambda _: False)
    store = stores.open(by_the_way)

    written = await write_through_cuts(store, way)

    found = await names(store)
    keyed, unkeyed = set(written[::2]), set(written[1::2])
    assert [found.count(each) for each in keyed] == [1] * len(keyed)
    assert sum(found.count(each) for each in unkeyed) > len(unkeyed)


async def test_a_server_that_restarts_while_commands_wait_is_not_noticed(vault, monkeypatch):
    monkeypatch.setattr(writer, "RETRY_PAUSES_S", (0.0, *[0.1] * 50))
    with running() as server:
        if server.process is None:
            pytest.skip("a server that is not ours is not restarted")
        url = server.create("restarted")
        migrate(url, "main")
        stores = Stores(url, vault)
        store = stores.open()
        await store.run(add, AT, "가")

        restarting = asyncio.create_task(asyncio.to_thread(server.restart))
        said = []
        while not restarting.done():
            said += await asyncio.gather(*(store.run(add, AT, f"{n}") for n in range(5)))
        await restarting
        said += [await store.run(add, AT, "나")]

        assert len(set(said)) == len(said) > 5
        assert len(await names(store)) == len(said) + 1
        await stores.close()


@pytest.fixture
def impatient(monkeypatch):
    """The same limits, shorter."""
    monkeypatch.setattr(postgres_watchdog, "STATEMENT_TIMEOUT_S", 0.4)
    monkeypatch.setattr(postgres_watchdog, "CHECK_INTERVAL_S", 0.05)
    monkeypatch.setattr(writer, "RETRY_WITHIN_S", 0.3)
    monkeypatch.setitem(postgres_server.NETWORK_OPTIONS, "connect_timeout", 2)


async def in_silence(store, way):
    """What writers and readers are told while nothing gets through, and after how long."""
    began = time.monotonic()
    with way.hanging():
        said = await asyncio.gather(
            store.run(add, AT, "가"),
            store.read(lambda tx: tx.events.head(), NOW),
            return_exceptions=True,
        )
    return [type(each) for each in said], time.monotonic() - began


async def test_nobody_waits_for_a_server_that_says_nothing(stores, way, by_the_way, impatient):
    store = stores.open(by_the_way)
    await store.run(add, AT, "나")

    said, seconds = await in_silence(store, way)

    assert said == [Unavailable, Unavailable]
    assert seconds < 4
    assert await store.run(add, AT, "다") > 0
    assert (await names(store))[0] == "나"


async def test_without_the_watch_they_would_wait_as_long_as_it_takes(
    stores, way, by_the_way, impatient, monkeypatch
):
    monkeypatch.setattr(postgres_watchdog, "shutdown_socket", lambda _: None)
    store = stores.open(by_the_way)

    with way.hanging():
        writing = asyncio.create_task(store.run(add, AT, "가"))
        reading = asyncio.create_task(store.read(lambda tx: tx.events.head(), NOW))
        done, _ = await asyncio.wait({writing, reading}, timeout=1.5)

    assert not done
    assert await asyncio.gather(writing, reading) == [1, 0]


async def test_whoever_waits_for_their_turn_is_not_cut_off(stores, impatient, monkeypatch):
    monkeypatch.setattr(postgres_watchdog, "STATEMENT_TIMEOUT_S", 1.0)
    one, other = stores.open(), stores.open()

    begun, ended = threading.Event(), threading.Event()
    slow = asyncio.create_task(one.run(lambda _: (begun.set(), time.sleep(0.5), ended.set()), AT))
    await asyncio.to_thread(begun.wait, 10)
    await other.run(add, AT, "가")

    assert ended.is_set()
    await slow


async def test_a_store_closes_though_its_server_says_nothing(stores, way, by_the_way, impatient):
    heard = []
    store = stores.open(by_the_way, on_commit=heard.append)
    await until(lambda: heard)

    with way.hanging():
        began = time.monotonic()
        await store.close()

    assert time.monotonic() - began < 1
