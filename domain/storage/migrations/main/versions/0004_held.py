"""Messages may be held after a restore. Releases before may run beside it while none is held."""

import sqlalchemy as sa
from alembic import op

from domain.storage.migrations.operations import (
    create,
    index,
    number_is,
    refers,
    serial,
    whole,
    words,
)

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OLDEST_RUNNABLE = 1
"""The oldest schema number whose releases may still run on this one."""

STATE = "state IN ('pending', 'sending', 'sent', 'blocked', 'invalid', 'superseded', 'held')"
INDEXES = (("state", "due_at"), ("person", "state", "due_at"), ("deletion", "state"))


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _made_anew()
    else:
        op.drop_constraint("ck_notice_state", "notice")
        op.create_check_constraint("state", "notice", STATE)
    number_is(revision, oldest=OLDEST_RUNNABLE)


def _made_anew() -> None:
    """A file's checks cannot be changed. No table refers to this one; its numbers go on."""
    for columns in INDEXES:
        op.execute(f"DROP INDEX ix_notice_{'_'.join(columns)}")
    op.execute("ALTER TABLE notice RENAME TO notice_before")
    _notices()
    op.execute("INSERT INTO notice SELECT * FROM notice_before")
    op.execute("DELETE FROM sqlite_sequence WHERE name = 'notice'")
    op.execute(
        "INSERT INTO sqlite_sequence (name, seq)"
        " SELECT 'notice', seq FROM sqlite_sequence WHERE name = 'notice_before'"
    )
    op.execute("DROP TABLE notice_before")
    for columns in INDEXES:
        index("notice", *columns)


def _notices() -> None:
    create(
        "notice",
        serial(),
        *words("key"),
        *whole("person"),
        *words("kind", "facts"),
        *whole("due_at"),
        *whole("expires_at", "deletion", null=True),
        *words("state"),
        *whole("attempts", "ambiguous", "not_before"),
        *whole("message", "settled_at", null=True),
        sa.CheckConstraint(STATE, name="state"),
        sa.UniqueConstraint("key"),
        refers("person", "person"),
        refers("deletion", "deletion"),
        counts=True,
    )
