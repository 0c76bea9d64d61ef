"""Audit log in SQL: append-only, each row carries a keyed hash of itself and the one before.

The key is random, made once and stored wrapped by the master key. Rows from before there was a key
carry plain hashes; the first row under the key covers the last of them, and so all of them.

Rows are numbered from 1 on without a gap. Those cut off the end leave no trace in a chain: compare
it with a head that was noted elsewhere.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select, update

from domain.model import AuditEntry, Role
from domain.ports.store import AuditHead, AuditReport, AuditRow
from domain.storage.errors import StorageUnusable
from domain.storage.schema.tables import admin, audit, audit_key
from domain.storage.sql.columns import number, word
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import LIMIT, Change, Query, adding, given, named
from domain.storage.sql.values import Value, from_ms, to_json, to_ms
from domain.storage.vault import AuditKey, Vault, WrongKey

_A, _K = audit.c, audit_key.c
_PAGE_ROWS = 500
REPEAT_INTERVAL = timedelta(hours=1)
"""At most one row in that time for a stranger and a command that is refused to them, or that only
repeats what it did.
"""
DONE = "done"
ACCOUNTABLE = {Role.OWNER.value, Role.ADMIN.value}
SEAL = AuditEntry(actor="bot", role="system", action="seal", target="")
NO_KEY = "the audit's key is missing, or another master key's: restore a backup"
UNSEALED = "there is no key yet: it is made when the bot starts"
EMPTY = "every row is missing"
FORGED = "no row is under the audit's key: all of them were replaced"


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

    def text(self) -> str:
        """What the hash covers, besides the hash of the row before."""
        own = self._asdict()
        del own["hash"]
        return to_json(own)

    def unkeyed_hash(self, before: str) -> str:
        """The hash that releases without a key gave it."""
        return hashlib.sha256(f"{before}\n{self.text()}".encode()).hexdigest()


class _Wrapped(NamedTuple):
    key: bytes | None


_ADD = Change(adding(audit))
_HEAD = Query(select(_A.id, _A.hash).order_by(_A.id.desc()).limit(number(1)), AuditHead)
_NEWEST = Query(
    select(*_A).where(_A.action != word(SEAL.action)).order_by(_A.id.desc()).limit(LIMIT), _Row
)
_FIRST = Query(select(*_A).order_by(_A.id).limit(LIMIT), _Row)
_AFTER = Query(select(*_A).where(_A.id > named("after")).order_by(_A.id).limit(LIMIT), _Row)
_COUNT = Query(select(func.count()).select_from(audit), int)
_ADMINS = Query(select(func.count()).select_from(admin), int)
_KEY = Query(select(_K.wrapped_key), _Wrapped)
_MAKE_KEY = Change(
    update(audit_key).where(_K.wrapped_key.is_(None)).values(wrapped_key=given(_K.wrapped_key))
)
_REPEATED = Query(
    select(_A.id)
    .where(
        _A.actor == given(_A.actor),
        _A.at > named("after"),
        _A.action == given(_A.action),
        _A.outcome == word(DONE),
        _A.facts == given(_A.facts),
    )
    .limit(number(1)),
    int,
)
_REFUSED = Query(
    select(_A.id)
    .where(
        _A.actor == given(_A.actor),
        _A.at > named("after"),
        _A.action == given(_A.action),
        _A.outcome != word(DONE),
    )
    .limit(number(1)),
    int,
)


def audit_head(driver: Driver) -> AuditHead | None:
    """The last row of the audit; None if there is none."""
    return driver.one(_HEAD)


class SqlAudit:
    """See `domain.ports.store.Audit`; `now` gives the time of the command."""

    def __init__(self, driver: Driver, now: Callable[[], datetime], vault: Vault) -> None:
        self._driver = driver
        self._now = now
        self._vault = vault

    def note(
        self, deed: AuditEntry, *, outcome: str, facts: Mapping[str, object], update: int | None
    ) -> None:
        self._append(self.seal(), deed, outcome=outcome, facts=facts, update=update)

    def note_once(
        self, deed: AuditEntry, *, outcome: str, facts: Mapping[str, object], update: int | None
    ) -> None:
        if deed.role in ACCOUNTABLE or not self._is_repeated(deed, outcome, facts):
            self.note(deed, outcome=outcome, facts=facts, update=update)

    def _is_repeated(self, deed: AuditEntry, outcome: str, facts: Mapping[str, object]) -> bool:
        since = to_ms(self._now() - REPEAT_INTERVAL)
        same: dict[str, Value] = {"actor": deed.actor, "action": deed.action, "after": since}
        if outcome == DONE:
            return self._driver.one(_REPEATED, **same, facts=to_json(facts)) is not None
        return self._driver.one(_REFUSED, **same) is not None

    def seal(self) -> AuditKey:
        """The key. The first call makes it, and appends a row that covers the rows before. Raises
        StorageUnusable: it is gone, or does not open.
        """
        key = self._key()
        return self._first_key() if key is None else key

    def rows(self, *, limit: int) -> Sequence[AuditRow]:
        return [_shown(row) for row in self._driver.all(_NEWEST, limit=limit)]

    def head(self) -> AuditHead | None:
        return audit_head(self._driver)

    def verify(self, expected: AuditHead | None = None) -> AuditReport:
        count = self._driver.only(_COUNT)
        try:
            key = self._key()
        except StorageUnusable as gone:
            return AuditReport(count, None, 0, str(gone))
        if key is None:
            is_new = not count and not self._driver.only(_ADMINS)
            return AuditReport(0, None, None if is_new else 0, UNSEALED)
        return self._walk(key, count, expected)

    def _walk(self, key: AuditKey, count: int, expected: AuditHead | None) -> AuditReport:
        """A gap before the key breaks nothing: the row `migrate` says what was found there."""
        before, last, keyed, seen = "", 0, False, expected is None
        for row in self._all():
            keyed = keyed or row.hash == key.chained(row.text(), before=before)
            due = key.chained(row.text(), before=before) if keyed else row.unkeyed_hash(before)
            if row.hash != due or (keyed and row.id != last + 1):
                why = f"row {row.id} of {count} was changed, or one before"
                return AuditReport(count, None, row.id, why)
            if expected is not None and row.id == expected.row:
                seen = row.hash == expected.hash
            before, last = row.hash, row.id
        head = AuditHead(last, before)
        if not keyed:
            return AuditReport(count, None, last, EMPTY if not count else FORGED)
        if expected is not None and not seen:
            return AuditReport(count, head, min(last, expected.row), _not_as(expected, last))
        return AuditReport(count, head, None, "")

    def _all(self) -> Iterator[_Row]:
        """From the lowest number on, whatever it is: others may have added rows below 1."""
        page = self._driver.all(_FIRST, limit=_PAGE_ROWS)
        while page:
            yield from page
            page = self._driver.all(_AFTER, after=page[-1].id, limit=_PAGE_ROWS)

    def _key(self) -> AuditKey | None:
        """Read each time, since a transaction that made it may have been undone."""
        found = self._driver.one(_KEY)
        if found is None:
            raise StorageUnusable(NO_KEY)
        try:
            return None if found.key is None else self._vault.audit_key(found.key)
        except WrongKey:
            raise StorageUnusable(NO_KEY) from None

    def _first_key(self) -> AuditKey:
        wrapped = self._vault.new_audit_key()
        self._driver.run(_MAKE_KEY, wrapped_key=wrapped)
        key, head = self._vault.audit_key(wrapped), self.head()
        facts = {"rows": head.row if head else 0, "head": head.hash if head else ""}
        self._append(key, SEAL, outcome=DONE, facts=facts, update=None)
        return key

    def _append(
        self,
        key: AuditKey,
        deed: AuditEntry,
        *,
        outcome: str,
        facts: Mapping[str, object],
        update: int | None,
    ) -> None:
        last = self.head()
        row = _Row(
            id=last.row + 1 if last else 1,
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
        hashed = row._replace(hash=key.chained(row.text(), before=last.hash if last else ""))
        self._driver.run(_ADD, **hashed._asdict())


def audit_reader(driver: Driver, vault: Vault) -> SqlAudit:
    """An audit that is only read: writing raises RuntimeError."""
    return SqlAudit(driver, _never, vault)


def _never() -> datetime:
    raise RuntimeError("nothing is written here")


def _not_as(expected: AuditHead, last: int) -> str:
    if expected.row > last:
        return f"row {expected.row} is missing: the last one is {last}"
    return f"row {expected.row} has another hash than expected: the rows up to it were rewritten"


def _shown(row: _Row) -> AuditRow:
    deed = AuditEntry(row.actor, row.role, row.action, row.target)
    return AuditRow(row.id, from_ms(row.at), deed, row.outcome, row.update_id)
