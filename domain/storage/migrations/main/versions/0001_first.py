"""The first tables: hospitals, people, bookings, events, notices, keys, the audit."""

import secrets

import sqlalchemy as sa
from alembic import op
from sqlalchemy.sql.schema import SchemaItem

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

OLDEST_RUNNABLE = 1
"""The oldest schema number whose releases may still run on this one."""

BOOKING_STATUS = "status IN ('booked', 'cancelled', 'force_cancelled')"
NOTICE_STATE = "state IN ('pending', 'sending', 'sent', 'blocked', 'invalid', 'superseded')"


def upgrade() -> None:
    _progress()
    _hospitals()
    _people()
    _bookings()
    _ledger()
    _notices()
    _keys_and_audit()
    _append_only()
    _begin()


def _whole(*names: str, null: bool = False, key: bool = False) -> list[sa.Column[int]]:
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return [
        sa.Column(name, kind, nullable=null, primary_key=key, autoincrement=False) for name in names
    ]


def _serial() -> sa.Column[int]:
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", kind, primary_key=True, autoincrement=True)


def _words(*names: str, null: bool = False, key: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=null, primary_key=key) for name in names]


def _flags(*names: str) -> list[SchemaItem]:
    checks = [sa.CheckConstraint(f"{name} IN (0, 1)", name=name) for name in names]
    return [*_whole(*names), *checks]


def _refers(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.id"])


def _create(name: str, *items: SchemaItem, counts: bool = False) -> None:
    op.create_table(name, *items, sqlite_strict=True, sqlite_autoincrement=counts)


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _only_one(name: str, table: str, *columns: str, where: str) -> None:
    condition = sa.text(where)
    op.create_index(
        name,
        table,
        list(columns),
        unique=True,
        sqlite_where=condition,
        postgresql_where=condition,
    )


def _progress() -> None:
    _create("schema_info", *_whole("number", key=True), *_whole("oldest_runnable"))
    _create("position", *_words("subscriber", key=True), *_whole("epoch", "event"))
    _create(
        "parked",
        *_words("subscriber", key=True),
        *_whole("event", key=True),
        *_words("lane"),
        *_whole("attempts"),
        *_words("error"),
        *_whole("try_at", null=True),
    )
    _index("parked", "subscriber", "lane", "event")
    _create("meta", *_words("name", key=True), *_whole("value"))
    _create("event", _serial(), *_whole("at"), *_words("kind", "body"), counts=True)


def _hospitals() -> None:
    texts = [*_words("name", "key"), *_words("phone", "note", null=True)]
    _create("hospital", _serial(), *texts, *_flags("deleted"), counts=True)
    _only_one("uq_hospital_live_key", "hospital", "key", where="deleted = 0")
    _create(
        "deletion",
        _serial(),
        *_whole("hospital"),
        *_words("day", null=True),
        *_whole("admin", "bookings", "people", "at"),
        *_flags("closed", "summed"),
        _refers("hospital", "hospital"),
        counts=True,
    )
    _index("deletion", "summed", "closed")
    _create(
        "slot",
        _serial(),
        *_whole("hospital"),
        *_words("day"),
        *_whole("capacity", "booked", "version"),
        *_flags("deleted"),
        *_whole("deletion", null=True),
        sa.CheckConstraint("booked >= 0 AND booked <= capacity", name="places"),
        sa.CheckConstraint("length(day) = 10", name="day"),
        _refers("hospital", "hospital"),
        _refers("deletion", "deletion"),
        counts=True,
    )
    _index("slot", "day")
    _index("slot", "deletion")
    _only_one("uq_slot_live_day", "slot", "hospital", "day", where="deleted = 0")


def _people() -> None:
    _create(
        "person",
        *_whole("id", key=True),
        *_whole("telegram", null=True),
        *_words("language"),
        sa.Column("wrapped_key", sa.LargeBinary),
        sa.Column("sealed_name", sa.LargeBinary),
        *_flags("reachable"),
        *_whole("at"),
        sa.UniqueConstraint("telegram"),
    )
    _create(
        "consent",
        *_whole("person", key=True),
        *_words("consent", key=True),
        *_whole("version", key=True),
        *_whole("at"),
        _refers("person", "person"),
    )
    _create(
        "dialogue",
        *_whole("person", key=True),
        *_words("topic", "state", "facts"),
        *_whole("version", "expires_at"),
        _refers("person", "person"),
    )
    _index("dialogue", "expires_at")


def _bookings() -> None:
    _create(
        "booking",
        _serial(),
        *_words("code"),
        *_whole("person", "slot", "hospital"),
        *_words("day", "status"),
        *_whole("version"),
        *_flags("returned"),
        *_whole("made_at"),
        sa.CheckConstraint(BOOKING_STATUS, name="status"),
        sa.CheckConstraint("version >= 1", name="version"),
        sa.CheckConstraint("returned = 0 OR status = 'cancelled'", name="returns"),
        sa.UniqueConstraint("code"),
        *(_refers(column, column) for column in ("person", "slot", "hospital")),
        counts=True,
    )
    _index("booking", "person", "day")
    _index("booking", "slot", "status")
    _only_one("uq_booking_active_day", "booking", "person", "day", where="status = 'booked'")


def _ledger() -> None:
    _create(
        "ledger",
        *_whole("booking", key=True),
        *_words("code"),
        *_whole("person", "slot", "hospital"),
        *_words("day", "status"),
        *_whole("version"),
        sa.CheckConstraint(BOOKING_STATUS, name="status"),
    )
    _create(
        "ledger_entry",
        *_whole("booking", "version", key=True),
        *_words("kind", key=True),
        *_whole("at"),
    )


def _notices() -> None:
    _create(
        "notice",
        _serial(),
        *_words("key"),
        *_whole("person"),
        *_words("kind", "facts"),
        *_whole("due_at"),
        *_whole("expires_at", "deletion", null=True),
        *_words("state"),
        *_whole("attempts", "ambiguous", "not_before"),
        *_whole("message", "settled_at", null=True),
        sa.CheckConstraint(NOTICE_STATE, name="state"),
        sa.UniqueConstraint("key"),
        _refers("person", "person"),
        _refers("deletion", "deletion"),
        counts=True,
    )
    _index("notice", "state", "due_at")
    _index("notice", "person", "state", "due_at")
    _index("notice", "deletion", "state")


def _keys_and_audit() -> None:
    key = _whole("bot", "update_id", key=True)
    _create("handled", *key, *_words("answer"), *_whole("at"))
    _index("handled", "at")
    _create(
        "audit",
        *_whole("id", key=True),
        *_whole("at"),
        *_words("actor", "role", "action", "target", "outcome", "facts"),
        *_whole("update_id", null=True),
        *_words("hash"),
    )


def _append_only() -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
        )


def _begin() -> None:
    """The outbox's first life, under a number of its own."""
    epoch = sa.text("INSERT INTO meta (name, value) VALUES ('epoch', :epoch)")
    op.execute(epoch.bindparams(epoch=secrets.randbelow(2**53) + 1))
    schema = sa.text("INSERT INTO schema_info (number, oldest_runnable) VALUES (:number, :oldest)")
    op.execute(schema.bindparams(number=int(revision), oldest=OLDEST_RUNNABLE))
