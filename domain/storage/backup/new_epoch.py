"""New outbox epoch after a restore, with ids that were not used before.

A backup carries a mark and keeps it until its restore is complete; until then no bot opens it.
"""

import secrets

from sqlalchemy import delete, text, update

from domain.storage.backup.rights import BACKUP
from domain.storage.errors import StorageUnusable
from domain.storage.repositories.meta import SqlMetaValues
from domain.storage.schema.tables import METADATA, event, meta, position
from domain.storage.sql.columns import word
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import Change, Query, given
from domain.storage.transaction import SqlTransaction

HOME = "home"
MOVED = "this database was restored or moved: python -m bot restore --after, see docs/backup.md"
_HERE = Query(
    text(
        "SELECT mod(system_identifier, 1048576) * 4294967296"
        " + CAST(CAST(CAST('event' AS regclass) AS oid) AS bigint) FROM pg_control_system()"
    ),
    int,
)
"""The cluster and the outbox table's oid: the same until the database is created again."""


def check_identity(driver: Driver) -> None:
    """StorageUnusable if the database was restored or moved. One without an identity gets it. It
    may write, so no transaction may be open.
    """
    if driver.dialect.name != "postgresql":
        return
    here, home = driver.only(_HERE), SqlMetaValues(driver).get(HOME)
    if home is None:
        driver.begin()
        record_identity(driver)
        driver.commit()
    elif home != here:
        raise StorageUnusable(MOVED)


def record_identity(driver: Driver) -> None:
    """Store the identity of the database that the bot runs on."""
    if driver.dialect.name == "postgresql":
        SqlMetaValues(driver).put(HOME, driver.only(_HERE))


ID_GAP = 1_000_000
"""Ids to skip. Buttons and other systems know ids given out after the backup: no new booking may
get one of these.
"""

_COUNTED = [
    name for name, table in METADATA.tables.items() if table.kwargs.get("sqlite_autoincrement")
]
_AHEAD = {
    "sqlite": "INSERT OR REPLACE INTO sqlite_sequence (rowid, name, seq) SELECT s.rowid,"
    " '{table}', coalesce(s.seq, 0) + {gap} FROM (SELECT 1)"
    " LEFT JOIN sqlite_sequence s ON s.name = '{table}'",
    "postgresql": "SELECT setval(pg_get_serial_sequence('{table}', 'id'),"
    " nextval(pg_get_serial_sequence('{table}', 'id')) + {gap})",
}
_MOVE = Change(update(position).values(epoch=given(position.c.epoch)))
_UNMARK = Change(delete(meta).where(meta.c.name == word(BACKUP)))


def reject_unrestored_backup(driver: Driver) -> None:
    """StorageUnusable for a backup that was not restored; no transaction may be open."""
    check_identity(driver)
    if SqlMetaValues(driver).get(BACKUP) is not None:
        raise StorageUnusable("this is a backup, or its restore has not ended: docs/backup.md")


def start_new_epoch(tx: SqlTransaction) -> None:
    """Start a new epoch: the read model is rebuilt, other consumers go on where they are.

    Event ids go on as well: they are always used together with the epoch.
    """
    epoch = secrets.randbelow(2**53) + 1
    tx.marks.put("epoch", epoch)
    tx.driver.run(_MOVE, epoch=epoch)
    ahead = _AHEAD[tx.driver.dialect.name]
    for name in _COUNTED:
        if name != event.name:
            tx.driver.run(Change(text(ahead.format(table=name, gap=ID_GAP))))


def end_restore(tx: SqlTransaction, *, send: bool | None) -> int:
    """Hold notices that are due and may have been sent; how many. `send`: send or discard them at
    once. A bot may open the database then.
    """
    held = tx.held.hold(now=tx.now)
    if send is not None:
        tx.held.release_or_discard(send=send, at=tx.now)
    tx.driver.run(_UNMARK)
    record_identity(tx.driver)
    return held
