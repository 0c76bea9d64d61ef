"""Tables of admins and of what the front desk does to many at once.

States and kinds of announcements and jobs are those of the release that writes them.
"""

from sqlalchemy import Index

from domain.model import AdminRole
from domain.ports.people import PersonalRecords
from domain.storage.schema.metadata import METADATA
from domain.storage.sql.columns import (
    flag,
    one_of,
    only_one,
    own,
    serial,
    table,
    whole,
    words,
)

admin = table(
    "admin",
    METADATA,
    serial(),
    whole("person", "person.id"),
    whole("invited_by"),
    words("role"),
    *flag("everywhere"),
    words("label", null=True),
    whole("at"),
    whole("revoked_at", null=True),
    whole("revoked_by", null=True),
    one_of("role", AdminRole),
    personal=PersonalRecords.ADMIN,
)
"""`everywhere`: at all hospitals; else at those of `admin_hospital`."""
only_one("live", admin.c.person, where=admin.c.revoked_at.is_(None))

admin_hospital = table(
    "admin_hospital",
    METADATA,
    own("admin", "admin.id"),
    own("hospital", "hospital.id"),
    personal=None,
)

invite = table(
    "invite",
    METADATA,
    serial(),
    words("token", unique=True, personal=None),
    whole("made_by"),
    words("role"),
    words("hospitals", null=True),
    whole("expires_at", personal=None),
    words("opened_by", null=True),
    whole("used_at", null=True),
    one_of("role", AdminRole),
    personal=PersonalRecords.ADMIN,
)
"""`hospitals` is a JSON list of ids, NULL: all."""

announcement = table(
    "announcement",
    METADATA,
    serial(),
    whole("hospital", "hospital.id"),
    words("day", null=True),
    words("start", null=True),
    whole("admin"),
    words("ko"),
    words("en", null=True),
    words("state"),
    whole("grace_until"),
    whole("people"),
    whole("at"),
    whole("finished_at", null=True),
    Index(None, "state", "grace_until"),
    personal=None,
)

bulk_job = table(
    "bulk_job",
    METADATA,
    serial(),
    whole("admin"),
    words("kind"),
    words("facts"),
    words("state"),
    whole("done"),
    whole("total"),
    whole("at"),
    whole("finished_at", null=True),
    Index(None, "state", "at"),
    personal=None,
)

live_card = table(
    "live_card",
    METADATA,
    serial(),
    whole("person", "person.id"),
    words("kind"),
    words("facts"),
    whole("message", null=True),
    whole("due_at", null=True),
    whole("at"),
    Index(None, "due_at"),
    Index(None, "person"),
    personal=PersonalRecords.QUESTION,
)
"""A message that is edited as things change; `due_at`: it is to be edited."""
