"""What erased admins did moves to another random number, as an erasure has done since; their
notices that name updates go.
"""

import secrets

import sqlalchemy as sa
from alembic import op

from domain.storage.migrations.operations import number_is

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OLDEST_RUNNABLE = 5
"""The oldest schema number whose releases may still run on this one."""

ERASED_ADMINS = """SELECT id FROM person WHERE telegram IS NULL AND id IN
  (SELECT person FROM admin UNION SELECT admin FROM deletion)"""
ADD_SUCCESSOR = """INSERT INTO person (id, language, reachable, at) VALUES (:successor, '', 1, 0)"""
MOVE = (
    "UPDATE admin SET person = :successor WHERE person = :person",
    "UPDATE deletion SET admin = :successor WHERE admin = :person",
    "UPDATE notice SET person = :successor WHERE person = :person AND kind = 'deletion_sum'",
)
FORGET = """DELETE FROM notice WHERE kind IN ('reply', 'finding')
  AND person IN (SELECT id FROM person WHERE telegram IS NULL)"""


def upgrade() -> None:
    connection = op.get_bind()
    for (person,) in connection.execute(sa.text(ERASED_ADMINS)).fetchall():
        ids = {"person": person, "successor": secrets.randbits(62)}
        connection.execute(sa.text(ADD_SUCCESSOR), {"successor": ids["successor"]})
        for change in MOVE:
            connection.execute(sa.text(change), ids)
    op.execute(FORGET)
    number_is(revision, oldest=OLDEST_RUNNABLE)
