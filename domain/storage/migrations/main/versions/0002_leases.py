"""Who runs which part, for processes that share the database. Releases before may run beside it."""

from domain.storage.migrations.operations import create, number_is, whole, words

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OLDEST_RUNNABLE = 1
"""The oldest schema number whose releases may still run on this one."""


def upgrade() -> None:
    create("lease", *words("name", key=True), *words("holder"), *whole("token", "until"))
    number_is(revision, oldest=OLDEST_RUNNABLE)
