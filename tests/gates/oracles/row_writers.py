"""Who changed which rows and when, noted by PostgreSQL itself: each bot has a user of its own.

Only what was committed is seen, and no new rows: anybody may owe somebody a notice. It lives in a
schema beside the bot's and changes nothing there.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

import psycopg
from psycopg import sql

from tests.postgres import Server

NOTING = """
    CREATE SCHEMA beside;
    CREATE UNLOGGED TABLE beside.written
        (at timestamptz DEFAULT clock_timestamp(), who name DEFAULT session_user, what text);
    CREATE FUNCTION beside.note() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO beside.written (what)
                VALUES (TG_TABLE_NAME || ':' || (to_jsonb(NEW) ->> TG_ARGV[0]));
            RETURN NULL;
        END $$
"""
NOTED = """
    CREATE TRIGGER beside AFTER UPDATE ON {}
    FOR EACH ROW EXECUTE FUNCTION beside.note({})
"""
ROLE = "CREATE ROLE {} SUPERUSER LOGIN"
WRITES = "SELECT what, count(*) FROM beside.written WHERE who = %s AND at > %s GROUP BY 1"
FIRST = "SELECT min(at) FROM beside.written WHERE who = %s AND what = %s AND at > %s"
STANDING_STILL = """
    SELECT count(*) FROM pg_stat_activity a JOIN pg_locks l USING (pid)
    WHERE a.usename = %s AND a.state = 'idle in transaction' AND l.granted
    AND l.locktype = 'advisory' AND l.mode = 'ExclusiveLock'
"""


def make_users(server: Server, *users: str) -> None:
    """Who may do everything, so that nothing else changes."""
    with server.connect() as connection:
        for user in users:
            connection.execute(sql.SQL(ROLE).format(sql.Identifier(user)))


class Writers:
    """Looks at one database while the bots work. `noted`: table -> the column that tells what."""

    def __init__(self, server: Server, database: str, noted: Mapping[str, str]) -> None:
        self._database: psycopg.Connection = server.connect(database)
        self._database.execute(NOTING)
        for table, column in noted.items():
            made = sql.SQL(NOTED).format(sql.Identifier(table), sql.Literal(column))
            self._database.execute(made)

    def close(self) -> None:
        self._database.close()

    def now(self) -> datetime:
        """By the server's clock."""
        (at,) = self._row("SELECT clock_timestamp()")
        assert isinstance(at, datetime)
        return at

    def writes(self, user: str, *, since: datetime) -> dict[str, int]:
        """What that user has changed since then, and how often."""
        return dict(self._database.execute(WRITES, (user, since)).fetchall())

    def after(self, user: str, what: str, *, since: datetime) -> timedelta | None:
        """How long until that user changed this for the first time; None: not yet."""
        (at,) = self._row(FIRST, user, what, since)
        return at - since if isinstance(at, datetime) else None

    def stands_still(self, user: str) -> bool:
        """Whether an open transaction of that user has the lock, and nothing is done in it."""
        return self._row(STANDING_STILL, user) != (0,)

    def count(self, what: str) -> int:
        """How many rows: a table, and a condition if need be."""
        (count,) = self._row(f"SELECT count(*) FROM {what}")  # noqa: S608 - our own words
        return int(str(count))

    def _row(self, asked: str, *values: object) -> tuple[object, ...]:
        row = self._database.execute(asked.encode(), values).fetchone()
        assert row is not None
        return row
