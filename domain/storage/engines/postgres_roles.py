"""Rights of the bot's role on a PostgreSQL server, where another role owns the tables."""

from collections.abc import Iterable, Iterator

from psycopg import sql
from sqlalchemy import text

from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import Query

APPEND_ONLY, READ_ONLY = frozenset({"audit"}), frozenset({"schema_info", "alembic_version"})
"""Tables whose rows the bot may not change."""
UPDATE_ONLY = frozenset({"audit_key"})
"""Tables whose rows a migration makes: the bot sets the key once, and wraps it at a rotation."""
_MAY_CHANGE = Query(
    text(
        "SELECT CAST(pg_has_role(current_user, relowner, 'MEMBER')"
        " OR has_table_privilege(oid, 'UPDATE') OR has_table_privilege(oid, 'DELETE')"
        " OR has_table_privilege(oid, 'TRUNCATE') OR has_table_privilege(oid, 'TRIGGER') AS int)"
        " FROM pg_class WHERE oid = CAST('audit' AS regclass)"
    ),
    int,
)


def grants(role: str, tables: Iterable[str]) -> Iterator[sql.Composed]:
    """The statements that give the role what a bot needs, and no more, on all the tables."""
    others = frozenset(tables) - APPEND_ONLY - READ_ONLY - UPDATE_ONLY
    name = sql.Identifier(role)
    for rights, named in (
        ("SELECT, INSERT, UPDATE, DELETE", others),
        ("SELECT, INSERT", APPEND_ONLY),
        ("SELECT, UPDATE", UPDATE_ONLY),
        ("SELECT", READ_ONLY),
    ):
        on = sql.SQL(", ").join(map(sql.Identifier, sorted(named)))
        yield sql.SQL("REVOKE ALL ON {} FROM {}").format(on, name)
        yield sql.SQL(f"GRANT {rights} ON {{}} TO {{}}").format(on, name)
    for rights in ("USAGE ON SCHEMA public", "ALL ON ALL SEQUENCES IN SCHEMA public"):
        yield sql.SQL(f"GRANT {rights} TO {{}}").format(name)


def role_may_change(driver: Driver) -> bool:
    """Whether the role of the connection may do more to the audit than add rows and read."""
    return bool(driver.only(_MAY_CHANGE))
