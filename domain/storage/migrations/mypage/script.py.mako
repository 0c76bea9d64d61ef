"""${message}."""

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None

OLDEST_RUNNABLE = ${int(up_revision)}
"""The oldest schema number whose releases may still run on this one."""


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
