"""The one lock of all who write: who stands still with it costs others little, and what the server
undoes because of others is done again.
"""

import asyncio
import threading
import time
from contextlib import closing

import psycopg
import pytest

from domain.errors import Unavailable
from domain.storage import writer
from domain.storage.engines import postgres_server
from domain.storage.engines.postgres import TRANSACTION_TIMEOUT, PostgresDialect, driver_of
from domain.storage.engines.url import database
from tests.storage.open_stores import AT, add, names
from tests.storage.raw import raw

ENGINES = ("postgresql",)


def take_the_lock(url):
    """A process that begins to write, has written something, and stands still from then on."""
    driver = database(url).writer()
    driver.begin()
    driver._cursor.execute("UPDATE meta SET value = value")
    return driver


async def seconds_behind(store, holder):
    """How long a command takes that waits for the lock; the holder is gone in the end."""
    began = time.monotonic()
    with closing(holder):
        await store.run(add, AT, "가")
    return time.monotonic() - began


async def test_whoever_stands_still_in_the_middle_of_writing_costs_others_three_seconds_at_most(
    stores,
):
    store = stores.open()

    assert 1 < await seconds_behind(store, take_the_lock(stores.url)) < 3
    assert await names(store) == ["가"]


async def test_so_does_one_who_only_took_the_lock(stores, monkeypatch):
    monkeypatch.setitem(
        postgres_server.SESSION_OPTIONS, "idle_in_transaction_session_timeout", "300ms"
    )
    store = stores.open()
    holder = database(stores.url).writer()
    holder.begin()

    assert await seconds_behind(store, holder) < 1


def stop_in_mid_sentence(url):
    """A process that has sent some of what belongs together, and stands still from then on."""
    driver = take_the_lock(url)
    line = driver_of(driver._connection).pgconn
    line.enter_pipeline_mode()
    line.send_query_params(b"UPDATE meta SET value = value", [])
    line.send_flush_request()
    line.flush()
    return driver


async def test_whoever_stops_in_mid_sentence_costs_others_no_more_than_their_wait(stores):
    store = stores.open()

    assert 1 < await seconds_behind(store, stop_in_mid_sentence(stores.url)) < 7
    assert await names(store) == ["가"]


async def test_a_server_that_would_end_transactions_early_does_not(stores, monkeypatch):
    """Nor does the wait for the lock count."""
    monkeypatch.setattr(PostgresDialect, "begin_write", quick(PostgresDialect.begin_write))
    monkeypatch.setitem(postgres_server.SESSION_OPTIONS, "transaction_timeout", "100ms")
    store = stores.open()
    monkeypatch.setitem(
        postgres_server.SESSION_OPTIONS, "idle_in_transaction_session_timeout", "600ms"
    )

    assert await seconds_behind(store, take_the_lock(stores.url)) > 0.4
    assert await names(store) == ["가"]


def quick(words):
    """The limit of a transaction that writes, so short that it would end one that waits."""
    return words.replace(f"'{TRANSACTION_TIMEOUT}'", "'500ms'")


async def test_our_own_command_that_stands_still_loses_its_turn_not_its_effect(stores, monkeypatch):
    monkeypatch.setitem(
        postgres_server.SESSION_OPTIONS, "idle_in_transaction_session_timeout", "200ms"
    )
    one, other = stores.open(), stores.open()
    stood = []

    def stand_still_once(tx):
        if not stood:
            stood.append(time.sleep(0.5))
        return add(tx, "나")

    slow = asyncio.create_task(one.run(stand_still_once, AT))
    await asyncio.sleep(0.05)
    await other.run(add, AT, "가")

    assert await slow > 0
    assert await names(one) == ["가", "나"]


async def test_a_holder_without_that_limit_is_in_everybodys_way(stores, monkeypatch):
    monkeypatch.setitem(postgres_server.SESSION_OPTIONS, "lock_timeout", "1s")
    store = stores.open()
    monkeypatch.setitem(postgres_server.SESSION_OPTIONS, "idle_in_transaction_session_timeout", "0")

    with pytest.raises(Unavailable) as said:
        await seconds_behind(store, take_the_lock(stores.url))

    assert isinstance(said.value.__cause__, psycopg.errors.LockNotAvailable)
    assert await store.run(add, AT, "가") > 0


@pytest.fixture
def embrace(stores, server):
    """A command that is driven into a deadlock, once: each has what the other wants."""
    first, second, met = threading.Event(), threading.Event(), []

    def other():
        with server.connect(stores.url.rpartition("/")[2]) as connection, connection.transaction():
            connection.execute("SET LOCAL deadlock_timeout = '20s'")  # the other one is to notice
            connection.execute("SELECT FROM hospital WHERE name = '나' FOR UPDATE")
            second.set()
            first.wait(5)
            connection.execute("SELECT FROM hospital WHERE name = '가' FOR UPDATE")

    def command(tx):
        run = tx.driver._cursor.execute
        run("SET LOCAL deadlock_timeout = '20ms'")
        run("UPDATE hospital SET note = 'x' WHERE name = '가'")
        if not met:
            met.append(1)
            thread.start()
            second.wait(5)
            first.set()
        run("UPDATE hospital SET note = 'x' WHERE name = '나'")
        return add(tx, "다")

    thread = threading.Thread(target=other)
    yield command
    thread.join(5)


async def test_a_deadlock_is_resolved_and_not_shown(stores, embrace):
    store = stores.open()
    await asyncio.gather(*(store.run(add, AT, name) for name in ("가", "나")))

    assert await store.run(embrace, AT) > 0
    assert await names(store) == ["가", "나", "다"]


async def test_without_trying_again_it_would_be(stores, embrace, monkeypatch):
    monkeypatch.setattr(writer, "RETRY_PAUSES_S", ())
    store = stores.open()
    await asyncio.gather(*(store.run(add, AT, name) for name in ("가", "나")))

    with pytest.raises(Unavailable) as said:
        await store.run(embrace, AT)

    assert isinstance(said.value.__cause__, psycopg.errors.DeadlockDetected)


async def test_what_the_server_could_not_put_in_order_is_done_again_with_all_of_its_group(stores):
    store, failed = stores.open(), []

    def fail_once(tx, name):
        add(tx, name)
        if not failed:
            failed.append(name)
            tx.driver._cursor.execute("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$")

    await asyncio.gather(*(store.run(fail_once, AT, f"{n}") for n in range(20)))

    assert failed
    assert sorted(await names(store)) == sorted(f"{n}" for n in range(20))


@pytest.mark.parametrize("level", ["serializable", "repeatable read"])
async def test_a_server_with_another_usual_level_changes_nothing(stores, server, level):
    name = stores.url.rpartition("/")[2]
    with server.connect() as connection:
        connection.execute(f"ALTER DATABASE {name} SET default_transaction_isolation = '{level}'")
    try:
        one, other = stores.open(), stores.open()
        for _ in range(20):
            await asyncio.gather(*(store.run(count_up, AT) for store in (one, other)))
    finally:
        with server.connect() as connection:
            connection.execute(f"ALTER DATABASE {name} RESET default_transaction_isolation")

    with raw(stores.url) as run:
        assert run("SELECT value FROM meta WHERE name = 'counted'") == [(40,)]


def count_up(tx):
    """A careless read and write, which only the lock and the level together make safe."""
    tx.marks.put("counted", (tx.marks.get("counted") or 0) + 1)


async def test_without_saying_the_level_it_would(stores, server, monkeypatch):
    plain = PostgresDialect.begin_write.replace("ISOLATION LEVEL READ COMMITTED READ WRITE", "")
    monkeypatch.setattr(PostgresDialect, "begin_write", plain)
    monkeypatch.setattr(writer, "RETRY_PAUSES_S", ())

    with pytest.raises(Unavailable):
        await test_a_server_with_another_usual_level_changes_nothing(stores, server, "serializable")


async def test_an_error_quotes_nobodys_row(stores):
    store = stores.open()
    account = 4_815_162_342

    def twice(tx):
        for _ in range(2):
            tx.people.add(telegram=account, language="ko", at=tx.now)

    with pytest.raises(psycopg.errors.UniqueViolation) as said:
        await store.run(twice, AT)

    assert "uq_person_telegram" in str(said.value)
    assert str(account) not in str(said.value)
