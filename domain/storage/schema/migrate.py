"""Migration of a database to this release's schema; refusal of one it cannot serve.

Each step is one transaction. The tables are in `tables` and `mypage_tables`, the steps in
`migrations`. Alembic is imported only when a step is due: a start does without.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Connection, MetaData, event, inspect, text

from domain.storage.errors import StorageUnusable

if TYPE_CHECKING:
    from alembic.config import Config

Which = Literal["main", "mypage"]
MIGRATIONS = Path(__file__).parents[1] / "migrations"


def upgrade(connection: Connection, which: Which) -> list[str]:
    """Run what is missing; a line for each step. Raises StorageUnusable."""
    before, newest = serving(connection, which), newest_schema(which)
    if before >= newest:
        return []
    from alembic import command  # noqa: PLC0415 - only now: see above

    config = _config(which)
    config.attributes["connection"] = connection
    with _unhindered(connection, which):
        command.upgrade(config, "head")
    return [f"{which} database: schema {before} -> {newest}" if before else _made(which, newest)]


@contextmanager
def _unhindered(connection: Connection, which: Which) -> Iterator[None]:
    """Foreign keys are checked afterwards: SQLite's batch operations replace whole tables."""
    if connection.dialect.name != "sqlite":
        yield
        return
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.rollback()
    yield
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise StorageUnusable(f"{which} database: rows refer to nothing after the migration")
    connection.rollback()


def needs_stop(connection: Connection, which: Which) -> bool:
    """Whether what is missing ends the service of the releases before, which must not run then.
    Raises StorageUnusable.
    """
    before, newest = serving(connection, which), newest_schema(which)
    if before in {0, newest}:
        return False
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - only now: see above

    head = ScriptDirectory.from_config(_config(which)).get_revision("head")
    return before < int(head.module.OLDEST_RUNNABLE)


def serving(connection: Connection, which: Which) -> int:
    """The schema's number, 0 if there is none. StorageUnusable: this release cannot serve it."""
    made = inspect(connection).has_table("schema_info")
    connection.rollback()
    if not made:
        return 0
    newest = text("SELECT number, oldest_runnable FROM schema_info ORDER BY number DESC")
    row = connection.execute(newest).first()
    connection.rollback()
    if row is None:
        return 0
    number, oldest = row
    ours = newest_schema(which)
    if oldest > ours:
        raise StorageUnusable(
            f"{which} database: its schema is {number}, which needs a release of schema {oldest}"
            f" or newer; this one has {ours}"
        )
    return int(number)


@cache  # it is asked for at each opening
def newest_schema(which: Which) -> int:
    """The number of the newest schema this release knows: the steps' files are named after it."""
    return max(int(step.name[:4]) for step in (MIGRATIONS / which / "versions").glob("[0-9]*.py"))


def run_env(metadata: MetaData) -> None:
    """Body of `env.py`: configure Alembic for the given connection and run it."""
    from alembic import context  # noqa: PLC0415 - only now: see above

    connection = context.config.attributes["connection"]
    lite = connection.dialect.name == "sqlite"
    if lite:
        event.listen(connection, "begin", _begin)
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        transaction_per_migration=True,
        transactional_ddl=True,
    )
    try:
        with context.begin_transaction():
            context.run_migrations()
    finally:
        if lite:
            event.remove(connection, "begin", _begin)


def _begin(connection: Connection) -> None:
    """The driver begins no transaction: without this each step would commit line by line."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _config(which: Which) -> "Config":
    from alembic.config import Config  # noqa: PLC0415 - only now: see above

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS / which))
    config.set_main_option("path_separator", "os")
    return config


def _made(which: Which, number: int) -> str:
    return f"{which} database: made, schema {number}"
