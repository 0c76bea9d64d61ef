"""Databases on a server that are lent to one test after the other: emptied, not made anew.

Who changes a schema makes a database of their own (`Server.create`).
"""

import secrets
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from domain.storage.schema.migrate import Which, newest_schema
from tests.postgres import Server

THROW_OUT = """SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
# All rows but those that the migrations made; the parameter is the newest schema's number.
EMPTYING = """SELECT CASE tablename WHEN 'audit_key'
        THEN 'DELETE FROM audit_key; INSERT INTO audit_key VALUES (1, NULL)'
        ELSE 'DELETE FROM ' || quote_ident(tablename) END || CASE tablename
        WHEN 'meta' THEN ' WHERE name <> ''epoch'''
        WHEN 'schema_info' THEN ' WHERE number > ' || %s::text ELSE '' END
    FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"""
COUNT_ANEW = "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"


class Pool:
    """`lending` gives what a test needs, and takes it back."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._made: dict[Which, list[str]] = defaultdict(list)
        self._idle: dict[Which, list[str]] = defaultdict(list)

    @classmethod
    @contextmanager
    def of(cls, server: Server) -> Iterator["Pool"]:
        """Its databases are gone afterwards."""
        pool = cls(server)
        try:
            yield pool
        finally:
            for names in pool._made.values():
                for name in names:
                    server.drop(name)

    @contextmanager
    def lending(self) -> Iterator[Callable[[Which], str]]:
        """Gives a migrated, empty database; its URL."""
        lent: list[tuple[Which, str]] = []

        def lend(which: Which) -> str:
            idle = self._idle[which]
            lent.append((which, idle.pop() if idle else self._make(which)))
            return self._server.url(lent[-1][1])

        yield lend
        for which, name in lent:
            self._empty(name, newest_schema(which))
            self._idle[which].append(name)

    def _make(self, which: Which) -> str:
        name = f"{which}_{secrets.token_hex(4)}"
        self._server.create(name, template=f"made_{which}")
        self._made[which].append(name)
        return name

    def _empty(self, name: str, newest: int) -> None:
        with self._server.connect(name) as connection:
            connection.execute(THROW_OUT)
            connection.execute("SET session_replication_role = replica")  # past the triggers
            emptying = [text for (text,) in connection.execute(EMPTYING, [newest])]
            connection.execute("; ".join([*emptying, COUNT_ANEW]))
