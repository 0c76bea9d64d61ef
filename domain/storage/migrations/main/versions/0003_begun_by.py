"""Which update opened a dialogue, so that one that comes late does not end it."""

from alembic import op

from domain.storage.migrations.operations import number_is, whole

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

OLDEST_RUNNABLE = 1
"""The oldest schema number whose releases may still run on this one."""


def upgrade() -> None:
    for column in whole("begun_by", null=True):
        op.add_column("dialogue", column)
    number_is(revision, oldest=OLDEST_RUNNABLE)
