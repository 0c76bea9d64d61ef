"""Tables, migrations and statements agree with each other."""

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from domain.storage.engines.url import database, migrate
from domain.storage.errors import StorageUnusable
from domain.storage.open import open_main, open_mypage
from domain.storage.schema import mypage_tables, tables
from domain.storage.schema.migrate import _config, newest_schema
from tests.storage.raw import raw

METADATA = {"main": tables.METADATA, "mypage": mypage_tables.METADATA}
WORDS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL",
    "postgresql": """
        SELECT conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid) FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT table_name || '.' || column_name, concat_ws(
            ' ', data_type, collation_name, is_nullable, column_default
        ) FROM information_schema.columns WHERE table_schema = 'public'""",
}
"""How tables, columns, checks and indexes were made."""


@pytest.fixture(params=["main", "mypage"])
def which(request) -> str:
    return request.param


@pytest.fixture
def migrated(empty, which) -> Iterator[Connection]:
    connection = database(empty(which)).connect()
    yield connection
    connection.close()
    connection.engine.dispose()


def words_of_schema(connection: Connection) -> dict[str, list[str]]:
    """Everything as it was made, its lines in order of the alphabet; a column that was added later
    stands in the line of the one before.
    """
    rows = connection.exec_driver_sql(WORDS[connection.dialect.name])
    return {
        name: sorted(
            line.strip(" \t,")
            for line in re.sub(r", (?=\w+ (INTEGER|TEXT))", "\n", text).splitlines()
            if line.strip()
        )
        for name, text in rows
        if not name.startswith(("alembic_", "audit_no_"))
    }


def start(url, which, *, rules, vault):
    """What a bot does with it."""
    store = open_main(url, rules=rules, vault=vault) if which == "main" else open_mypage(url)
    store.start()
    return store


def test_the_migrations_make_what_the_tables_say(migrated, which):
    context = MigrationContext.configure(migrated)

    assert compare_metadata(context, METADATA[which]) == []


def test_also_checks_and_partial_indexes_and_strictness(migrated, fresh, which):
    connection = database(fresh()).connect()
    METADATA[which].create_all(connection)
    wanted = words_of_schema(connection)
    connection.close()
    connection.engine.dispose()

    assert words_of_schema(migrated) == wanted
    assert len(wanted) > len(METADATA[which].tables)


def test_the_newest_migration_says_who_may_still_run_on_it(migrated, which):
    rows = migrated.exec_driver_sql("SELECT number, oldest_runnable FROM schema_info").all()

    assert max(rows)[0] == newest_schema(which)
    assert all(oldest <= number for number, oldest in rows)


def test_migrating_says_what_it_did_and_does_it_once(fresh, which):
    url = fresh()

    first, second = migrate(url, which), migrate(url, which)

    assert first == [f"{which} database: made, schema {newest_schema(which)}"]
    assert second == []


@pytest.mark.parametrize(("oldest", "served"), [(0, True), (1, False)])
async def test_a_newer_schema_is_served_only_if_it_says_that_we_may(
    empty, which, oldest, served, rules, vault
):
    url, ours = empty(which), newest_schema(which)
    with raw(url) as run:
        run("INSERT INTO schema_info VALUES (:new, :old)", new=ours + 1, old=ours + oldest)

    if served:
        assert migrate(url, which) == []
        await start(url, which, rules=rules, vault=vault).close()
    else:
        with pytest.raises(StorageUnusable, match=f"schema {ours + 1} or newer"):
            migrate(url, which)
        with pytest.raises(StorageUnusable, match=f"schema {ours + 1} or newer"):
            start(url, which, rules=rules, vault=vault)


def test_each_database_has_an_outbox_of_another_life(fresh):
    def epoch():
        url = fresh()
        migrate(url, "main")
        with raw(url) as run:
            return run("SELECT value FROM meta WHERE name = 'epoch'")

    assert epoch() != epoch()


def test_a_database_of_the_first_schema_is_brought_forward_and_leaves_its_release_behind(fresh):
    url = fresh()
    found = database(url)
    with found.held():
        connection = found.connect()
        config = _config("main")
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.close()

    steps = migrate(url, "main")

    assert steps == [f"main database: schema 1 -> {newest_schema('main')}"]
    with raw(url) as run:
        told = run("SELECT number, oldest_runnable FROM schema_info ORDER BY number")
    assert told[:5] == [(1, 1), (2, 1), (3, 1), (4, 1), (5, 5)]
    assert [oldest for _, oldest in told] == sorted(oldest for _, oldest in told), "served again"


@pytest.mark.parametrize("which", ["main", "mypage"])
def test_the_newest_schema_is_the_number_of_the_last_step(which):
    steps = ScriptDirectory.from_config(_config(which))

    assert newest_schema(which) == int(steps.get_current_head())


@pytest.mark.slow  # a process of its own
def test_a_start_imports_alembic_only_where_a_step_is_due():
    look = "import sys, bot.cli.commands; sys.exit('alembic' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", look], check=False).returncode == 0
