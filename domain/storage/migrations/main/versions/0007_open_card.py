"""The last screen with buttons that each person was shown. Releases before may run beside it."""

from domain.storage.migrations.operations import create, index, number_is, refers, whole, words

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OLDEST_RUNNABLE = 5
"""The oldest schema number whose releases may still run on this one."""


def upgrade() -> None:
    create(
        "open_card",
        *whole("person", key=True),
        *whole("update_id", "shown_at"),
        *words("facts"),
        refers("person", "person"),
    )
    index("open_card", "shown_at")
    number_is(revision, oldest=OLDEST_RUNNABLE)
