"""Audit log in SQL: append-only, each row hashes itself and the one before.

Rows cut off the end leave no trace in the chain; triggers refuse that, but the file's owner can.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from domain.model import AuditEntry
from domain.ports.store import AuditRow
from domain.storage.schema.tables import audit
from domain.storage.sql.columns import number
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import LIMIT, Change, Query, adding, named
from domain.storage.sql.values import from_ms, to_json, to_ms

_A = audit.c
_PAGE_ROWS = 500


class _Row(NamedTuple):
    id: int
    at: int
    actor: str
    role: str
    action: str
    target: str
    outcome: str
    facts: str
    update_id: int | None
    hash: str

    def follows(self, before: str) -> str:
        """The hash this row must have after a row of hash `before`."""
        own = self._asdict()
        del own["hash"]
        return hashlib.sha256(f"{before}\n{to_json(own)}".encode()).hexdigest()


_ADD = Change(adding(audit))
_LAST = Query(select(*_A).order_by(_A.id.desc()).limit(number(1)), _Row)
_NEWEST = Query(select(*_A).order_by(_A.id.desc()).limit(LIMIT), _Row)
_AFTER = Query(select(*_A).where(_A.id > named("after")).order_by(_A.id).limit(LIMIT), _Row)


class SqlAudit:
    """See `domain.ports.store.Audit`; `now` gives the time of the command."""

    def __init__(self, driver: Driver, now: Callable[[], datetime]) -> None:
        self._driver = driver
        self._now = now

    def note(
        self, deed: AuditEntry, *, outcome: str, facts: Mapping[str, object], update: int | None
    ) -> None:
        last = self._driver.one(_LAST)
        row = _Row(
            id=last.id + 1 if last else 1,
            at=to_ms(self._now()),
            actor=deed.actor,
            role=deed.role,
            action=deed.action,
            target=deed.target,
            outcome=outcome,
            facts=to_json(facts),
            update_id=update,
            hash="",
        )
        hashed = row._replace(hash=row.follows(last.hash if last else ""))
        self._driver.run(_ADD, **hashed._asdict())

    def rows(self, *, limit: int) -> Sequence[AuditRow]:
        return [_shown(row) for row in self._driver.all(_NEWEST, limit=limit)]

    def broken_at(self) -> int | None:
        before, after = "", 0
        while page := self._driver.all(_AFTER, after=after, limit=_PAGE_ROWS):
            for row in page:
                if row.hash != row.follows(before):
                    return row.id
                before, after = row.hash, row.id
        return None


def _shown(row: _Row) -> AuditRow:
    deed = AuditEntry(row.actor, row.role, row.action, row.target)
    return AuditRow(row.id, from_ms(row.at), deed, row.outcome, row.update_id)
