"""The audit gets a key of its own. What was written without one stays a chain of plain hashes,
without ids of persons beside a keyed hash; the first row under the key closes it.

Releases before write plain hashes, so none of them may run on it any more.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from domain.storage.migrations.operations import (
    append_only,
    changeable,
    create,
    index,
    number_is,
    whole,
)

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OLDEST_RUNNABLE = 5
"""The oldest schema number whose releases may still run on this one."""

ACCOUNTABLE = ("owner", "admin")
"""Roles whose actor is an account's number; the others are a keyed hash."""
PAGE_ROWS = 500
_NOW_MS = {
    "sqlite": "SELECT CAST(strftime('%s', 'now') AS INTEGER) * 1000",
    "postgresql": "SELECT CAST(extract(epoch FROM clock_timestamp()) AS bigint) * 1000",
}
_PAGE = sa.text("SELECT * FROM audit WHERE id > :after ORDER BY id LIMIT :limit")
_CHANGE = sa.text("UPDATE audit SET facts = :facts, hash = :hash WHERE id = :id")
_ADD = sa.text(
    "INSERT INTO audit (id, at, actor, role, action, target, outcome, facts, update_id, hash)"
    " VALUES (:id, :at, :actor, :role, :action, :target, :outcome, :facts, :update_id, :hash)"
)
Row = dict[str, Any]


def upgrade() -> None:
    create("audit_key", *whole("id", key=True), sa.Column("wrapped_key", sa.LargeBinary))
    op.execute("INSERT INTO audit_key (id, wrapped_key) VALUES (1, NULL)")
    changeable("audit")
    _rewrite()
    append_only("audit")
    index("audit", "actor", "at")
    number_is(revision, oldest=OLDEST_RUNNABLE)


def _rewrite() -> None:
    """Take persons' ids out, hash anew from there on, and say so in a row at the end."""
    bind = op.get_bind()
    found: Row = {"rows": 0, "head": "", "broken_at": None, "without_person": 0}
    before, last = "", 0
    for row in _rows(bind):
        if found["broken_at"] is None and row["hash"] != _hash(row, found["head"]):
            found["broken_at"] = row["id"]
        found["head"], found["rows"] = row["hash"], found["rows"] + 1
        facts = _without_person(row)
        found["without_person"] += facts != row["facts"]
        fresh = _hash(row | {"facts": facts}, before)
        if (facts, fresh) != (row["facts"], row["hash"]):
            bind.execute(_CHANGE, {"id": row["id"], "facts": facts, "hash": fresh})
        before, last = fresh, row["id"]
    if last:
        _say(bind, found, after=last, before=before)


def _rows(bind: sa.Connection) -> Iterator[Row]:
    after = 0
    while page := bind.execute(_PAGE, {"after": after, "limit": PAGE_ROWS}).mappings().all():
        yield from map(dict, page)
        after = page[-1]["id"]


def _without_person(row: Row) -> str:
    """Its facts, less the id by which a keyed hash, or a former admin, leads to bookings."""
    facts: Row = json.loads(row["facts"])
    if "person" in facts and (row["role"] not in ACCOUNTABLE or "admin" in facts):
        return _json({name: value for name, value in facts.items() if name != "person"})
    return str(row["facts"])


def _say(bind: sa.Connection, found: Row, *, after: int, before: str) -> None:
    row: Row = {
        "id": after + 1,
        "at": bind.execute(sa.text(_NOW_MS[bind.dialect.name])).scalar_one(),
        "actor": "bot",
        "role": "system",
        "action": "migrate",
        "target": "",
        "outcome": "done",
        "facts": _json(found),
        "update_id": None,
    }
    bind.execute(_ADD, row | {"hash": _hash(row, before)})


def _hash(row: Row, before: str) -> str:
    own = {name: value for name, value in row.items() if name != "hash"}
    return hashlib.sha256(f"{before}\n{_json(own)}".encode()).hexdigest()


def _json(values: Row) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
