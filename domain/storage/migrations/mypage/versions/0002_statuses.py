"""Bookings may have arrived, been fulfilled or not been used. Releases before may run beside it
while none is.
"""

from typing import TYPE_CHECKING

import sqlalchemy as sa

from domain.storage.migrations.operations import index, number_is, reshape, whole, words

if TYPE_CHECKING:
    from sqlalchemy.sql.schema import SchemaItem

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OLDEST_RUNNABLE = 1
"""The oldest schema number whose releases may still run on this one."""

STATUS = "status IN ('booked', 'arrived', 'fulfilled', 'no_show', 'cancelled', 'force_cancelled')"


def upgrade() -> None:
    items: list[SchemaItem] = [
        *whole("booking", key=True),
        *words("code"),
        *whole("person", "hospital"),
        *words("day", "status"),
        *whole("version"),
        sa.CheckConstraint(STATUS, name="status"),
        sa.UniqueConstraint("code"),
    ]
    reshape("shown_booking", *items)
    index("shown_booking", "person", "day", "booking")
    number_is(revision, oldest=OLDEST_RUNNABLE)
