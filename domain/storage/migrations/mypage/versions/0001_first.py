"""The first tables: bookings as their people see them, with their history."""

import sqlalchemy as sa
from alembic import op

from domain.storage.migrations.operations import create, index, whole, words

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

OLDEST_RUNNABLE = 1
"""The oldest schema number whose releases may still run on this one."""


def upgrade() -> None:
    _progress()
    create(
        "shown_hospital",
        *whole("hospital", key=True),
        *words("name"),
        *words("phone", null=True),
    )
    create(
        "shown_booking",
        *whole("booking", key=True),
        *words("code"),
        *whole("person", "hospital"),
        *words("day", "status"),
        *whole("version"),
        sa.CheckConstraint("status IN ('booked', 'cancelled', 'force_cancelled')", name="status"),
        sa.UniqueConstraint("code"),
    )
    index("shown_booking", "person", "day", "booking")
    create("erased", *whole("person", key=True))
    create(
        "moment",
        *whole("booking", "version", key=True),
        *words("kind", key=True),
        *whole("at"),
    )
    schema = sa.text("INSERT INTO schema_info (number, oldest_runnable) VALUES (:number, :oldest)")
    op.execute(schema.bindparams(number=int(revision), oldest=OLDEST_RUNNABLE))


def _progress() -> None:
    create("schema_info", *whole("number", key=True), *whole("oldest_runnable"))
    create("position", *words("subscriber", key=True), *whole("epoch", "event"))
    create(
        "parked",
        *words("subscriber", key=True),
        *whole("event", key=True),
        *words("lane"),
        *whole("attempts"),
        *words("error"),
        *whole("try_at", null=True),
    )
    index("parked", "subscriber", "lane", "event")
