"""The first tables: bookings as their people see them, with their history."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.sql.schema import SchemaItem

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

OLDEST_RUNNABLE = 1
"""The oldest schema number whose releases may still run on this one."""


def upgrade() -> None:
    _progress()
    _create(
        "shown_hospital",
        *_whole("hospital", key=True),
        *_words("name"),
        *_words("phone", null=True),
    )
    _create(
        "shown_booking",
        *_whole("booking", key=True),
        *_words("code"),
        *_whole("person", "hospital"),
        *_words("day", "status"),
        *_whole("version"),
        sa.CheckConstraint("status IN ('booked', 'cancelled', 'force_cancelled')", name="status"),
        sa.UniqueConstraint("code"),
    )
    _index("shown_booking", "person", "day", "booking")
    _create("erased", *_whole("person", key=True))
    _create(
        "moment",
        *_whole("booking", "version", key=True),
        *_words("kind", key=True),
        *_whole("at"),
    )
    schema = sa.text("INSERT INTO schema_info (number, oldest_runnable) VALUES (:number, :oldest)")
    op.execute(schema.bindparams(number=int(revision), oldest=OLDEST_RUNNABLE))


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


def _whole(*names: str, null: bool = False, key: bool = False) -> list[sa.Column[int]]:
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return [
        sa.Column(name, kind, nullable=null, primary_key=key, autoincrement=False) for name in names
    ]


def _words(*names: str, null: bool = False, key: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=null, primary_key=key) for name in names]


def _create(name: str, *items: SchemaItem) -> None:
    op.create_table(name, *items, sqlite_strict=True, sqlite_autoincrement=False)


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))
