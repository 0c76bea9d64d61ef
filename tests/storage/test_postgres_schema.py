"""On a server nobody migrates by the way: a bot only says what to do, and the verb does it."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest
from alembic import command
from sqlalchemy import create_engine

from domain.storage.engines import postgres_server
from domain.storage.engines.url import database, migrate
from domain.storage.errors import StorageUnusable
from domain.storage.keys.rotation import rotate
from domain.storage.open import open_main, open_mypage
from domain.storage.schema.migrate import _config, newest_schema
from tests.storage.raw import raw

ENGINES = ("postgresql",)

MADE = [f"main database: made, schema {newest_schema('main')}"]


def tables_in(url) -> int:
    with raw(url) as run:
        return run("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")[0][0]


async def test_a_bot_makes_no_tables_and_says_who_does(fresh, rules, vault):
    url = fresh()

    for store in (open_main(url, rules=rules, vault=vault), open_mypage(url)):
        with pytest.raises(StorageUnusable, match="python -m bot migrate"):
            store.start()

    assert tables_in(url) == 0


async def test_a_schema_of_an_older_release_is_not_served(fresh, rules, vault):
    url = fresh()
    migrate(url, "main")
    with raw(url) as run:
        run("DELETE FROM schema_info WHERE number = :newest", newest=newest_schema("main"))

    with pytest.raises(StorageUnusable, match="python -m bot migrate"):
        open_main(url, rules=rules, vault=vault).start()


def test_keys_of_a_database_without_tables_are_not_rotated(fresh):
    with pytest.raises(StorageUnusable, match="there is no database"):
        list(rotate(fresh(), key=b"n" * 32, old=b"o" * 32))


def test_of_migrations_at_once_one_does_it_and_the_others_find_it_done(fresh):
    url, many = fresh(), 4
    together = threading.Barrier(many)

    def run(_):
        together.wait(5)
        return migrate(url, "main")

    with ThreadPoolExecutor(many) as threads:
        said = list(threads.map(run, range(many)))

    assert sorted(said) == [[]] * (many - 1) + [MADE]


def migrate_after_a_long_step(url, monkeypatch):
    """As a migration whose first statement takes a while."""
    upgrade = postgres_server.upgrade

    def slowly(connection, which):
        connection.exec_driver_sql("SELECT pg_sleep(0.3)")
        connection.rollback()
        return upgrade(connection, which)

    monkeypatch.setattr(postgres_server, "upgrade", slowly)
    return migrate(url, "main")


def test_a_migration_may_take_longer_than_a_command(fresh, monkeypatch):
    monkeypatch.setitem(postgres_server.SESSION_OPTIONS, "statement_timeout", "100ms")

    assert migrate_after_a_long_step(fresh(), monkeypatch) == MADE


def test_a_step_waits_for_who_reads_but_lets_others_through(fresh, monkeypatch):
    monkeypatch.setattr(postgres_server, "MIGRATION_PAUSE_S", 0.5)
    url = fresh()
    at_schema(url, "0002")
    with ThreadPoolExecutor(1) as thread, raw(url) as run, reading(url):
        migrating = thread.submit(migrate, url, "main")
        waits = [seconds_of(lambda: run("SELECT count(*) FROM dialogue")) for _ in range(20)]
        assert not migrating.done()

    assert max(waits) < 3.0
    assert migrating.result() == [f"main database: schema 2 -> {newest_schema('main')}"]


def test_a_step_that_ends_the_service_of_a_release_is_not_done_while_it_runs(fresh):
    url = fresh()
    at_schema(url, "0004")
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute(f"SELECT pg_advisory_lock_shared({postgres_server.OPEN_LOCK})")
        with pytest.raises(StorageUnusable, match="stop every bot first"):
            migrate(url, "main")
        with raw(url) as run:
            told = run("SELECT max(number) FROM schema_info")

    assert told == [(4,)]
    assert migrate(url, "main") == [f"main database: schema 4 -> {newest_schema('main')}"]


def test_who_looks_for_too_long_is_not_waited_for(fresh, monkeypatch):
    monkeypatch.setattr(postgres_server, "MIGRATION_PAUSE_S", 0.0)
    monkeypatch.setattr(postgres_server, "MIGRATION_TRIES", 1)
    url = fresh()
    at_schema(url, "0002")

    with reading(url), pytest.raises(StorageUnusable, match="lock timeout"):
        migrate(url, "main")


def at_schema(url, revision):
    """A database of an older release."""
    connection = create_engine(url).connect()
    config = _config("main")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
    connection.close()
    connection.engine.dispose()


@contextmanager
def reading(url):
    """Somebody who takes their time."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute("SELECT count(*) FROM dialogue")
        yield


def seconds_of(act):
    """How long it takes; then a moment passes."""
    began = time.monotonic()
    act()
    took = time.monotonic() - began
    time.sleep(0.05)
    return took


def test_a_command_may_not_take_that_long(url, monkeypatch):
    monkeypatch.setitem(postgres_server.SESSION_OPTIONS, "statement_timeout", "100ms")

    with pytest.raises(Exception, match="statement timeout"), raw(url) as run:
        run("SELECT pg_sleep(0.3)")


@pytest.mark.parametrize(
    ("server_says", "setting", "ours"),
    [
        ("off", "synchronous_commit", "on"),
        ("0", "idle_in_transaction_session_timeout", "2s"),
        ("0", "statement_timeout", "10s"),
        ("0", "lock_timeout", "8s"),
    ],
)
def test_what_is_guaranteed_does_not_depend_on_the_servers_settings(
    url, server, server_says, setting, ours
):
    name = url.rpartition("/")[2]
    with server.connect() as connection:
        connection.execute(f"ALTER DATABASE {name} SET {setting} = '{server_says}'")
    try:
        connections = [database(url).writer(), database(url).reader()]
        said = [driver._cursor.execute(f"SHOW {setting}").fetchone() for driver in connections]
        for driver in connections:
            driver.close()
    finally:
        with server.connect() as connection:
            connection.execute(f"ALTER DATABASE {name} RESET {setting}")

    assert said == [(ours,)] * 2
