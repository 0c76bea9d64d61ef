"""Tables, migrations and statements agree with each other."""

import sqlite3
from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine

from domain.storage import StorageUnusable, migrate, mypage_tables, tables
from domain.storage.migrating import _config, newest_schema
from domain.storage.opening import database

METADATA = {"main": tables.METADATA, "mypage": mypage_tables.METADATA}


@pytest.fixture(params=["main", "mypage"])
def which(request) -> str:
    return request.param


@pytest.fixture
def file(made, which):
    return database(f"sqlite:///{made}/{which}.db")


@pytest.fixture
def migrated(file) -> Iterator[Connection]:
    connection = file.connect()
    yield connection
    connection.close()


def words_of_schema(connection: Connection) -> dict[str, list[str]]:
    """Every table and index as it was made, its lines in order of the alphabet."""
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {
        name: sorted(line.strip(" \t,") for line in text.splitlines() if line.strip())
        for name, text in rows
        if not name.startswith(("alembic_", "audit_no_"))
    }


def test_the_migrations_make_what_the_tables_say(migrated, which):
    context = MigrationContext.configure(migrated)

    assert compare_metadata(context, METADATA[which]) == []


def test_also_checks_and_partial_indexes_and_strictness(migrated, which):
    engine = create_engine("sqlite://")
    with engine.connect() as fresh:
        METADATA[which].create_all(fresh)
        wanted = words_of_schema(fresh)
    engine.dispose()

    assert words_of_schema(migrated) == wanted


def test_the_newest_migration_says_who_may_still_run_on_it(migrated, which):
    rows = migrated.exec_driver_sql("SELECT number, oldest_runnable FROM schema_info").all()

    assert max(rows)[0] == newest_schema(which)
    assert all(oldest <= number for number, oldest in rows)


def test_migrating_says_what_it_did_and_does_it_once(tmp_path, which):
    url = f"sqlite:///{tmp_path}/new.db"

    first, second = migrate(url, which), migrate(url, which)

    assert first == [f"{which} database: made, schema {newest_schema(which)}"]
    assert second == []


@pytest.mark.parametrize(("oldest", "served"), [(0, True), (1, False)])
def test_a_newer_schema_is_served_only_if_it_says_that_we_may(tmp_path, which, oldest, served):
    url, ours = f"sqlite:///{tmp_path}/new.db", newest_schema(which)
    migrate(url, which)
    raw = sqlite3.connect(tmp_path / "new.db")
    raw.execute("INSERT INTO schema_info VALUES (?, ?)", (ours + 1, ours + oldest))
    raw.commit()
    raw.close()

    if served:
        assert migrate(url, which) == []
    else:
        with pytest.raises(StorageUnusable, match=f"schema {ours + 1} or newer"):
            migrate(url, which)


def test_each_database_has_an_outbox_of_another_life(tmp_path):
    def epoch(name):
        migrate(f"sqlite:///{tmp_path}/{name}.db", "main")
        raw = sqlite3.connect(tmp_path / f"{name}.db")
        (found,) = raw.execute("SELECT value FROM meta WHERE name = 'epoch'").fetchone()
        raw.close()
        return found

    assert epoch("one") != epoch("other")


def test_a_database_of_the_first_schema_is_brought_forward_and_stays_fit_for_its_release(tmp_path):
    found = database(f"sqlite:///{tmp_path}/main.db")
    with found.held():
        connection = found.connect()
        config = _config("main")
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.close()

    steps = migrate(f"sqlite:///{tmp_path}/main.db", "main")

    assert steps == [f"main database: schema 1 -> {newest_schema('main')}"]
    connection = found.connect()
    rows = connection.exec_driver_sql("SELECT oldest_runnable FROM schema_info").all()
    connection.close()
    assert set(rows) == {(1,)}
