"""The first tables: hospitals, people, bookings, events, notices, keys, the audit."""

import secrets

import sqlalchemy as sa
from alembic import op

from domain.storage.migrations.operations import (
    append_only,
    create,
    flags,
    index,
    only_one,
    refers,
    serial,
    whole,
    words,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

OLDEST_RUNNABLE = 1
"""The oldest schema number whose releases may still run on this one."""

BOOKING_STATUS = "status IN ('booked', 'cancelled', 'force_cancelled')"
NOTICE_STATE = "state IN ('pending', 'sending', 'sent', 'blocked', 'invalid', 'superseded')"


def upgrade() -> None:
    _progress()
    _hospitals()
    _people()
    _bookings()
    _ledger()
    _notices()
    _keys_and_audit()
    _admins()
    append_only("audit")
    _begin()


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
    create("meta", *words("name", key=True), *whole("value"))
    create("event", serial(), *whole("at"), *words("kind", "body"), counts=True)


def _hospitals() -> None:
    texts = [*words("name", "key"), *words("phone", "note", null=True)]
    create("hospital", serial(), *texts, *flags("deleted"), counts=True)
    only_one("uq_hospital_live_key", "hospital", "key", where="deleted = 0")
    create(
        "deletion",
        serial(),
        *whole("hospital"),
        *words("day", null=True),
        *whole("admin", "bookings", "people", "at"),
        *flags("closed", "summed"),
        refers("hospital", "hospital"),
        counts=True,
    )
    index("deletion", "summed", "closed")
    create(
        "slot",
        serial(),
        *whole("hospital"),
        *words("day"),
        *whole("capacity", "booked", "version"),
        *flags("deleted"),
        *whole("deletion", null=True),
        sa.CheckConstraint("booked >= 0 AND booked <= capacity", name="places"),
        sa.CheckConstraint("length(day) = 10", name="day"),
        refers("hospital", "hospital"),
        refers("deletion", "deletion"),
        counts=True,
    )
    index("slot", "day")
    index("slot", "deletion")
    only_one("uq_slot_live_day", "slot", "hospital", "day", where="deleted = 0")


def _people() -> None:
    create(
        "person",
        *whole("id", key=True),
        *whole("telegram", null=True),
        *words("language"),
        sa.Column("wrapped_key", sa.LargeBinary),
        sa.Column("sealed_name", sa.LargeBinary),
        *flags("reachable"),
        *whole("at"),
        sa.UniqueConstraint("telegram"),
    )
    index("person", "at")
    create(
        "consent",
        serial(),
        *whole("person"),
        *words("consent"),
        *whole("version", "at"),
        *whole("ended_at", null=True),
        refers("person", "person"),
        counts=True,
    )
    index("consent", "person")
    index("consent", "ended_at")
    only_one("uq_consent_live", "consent", "person", "consent", "version", where="ended_at IS NULL")
    create(
        "dialogue",
        *whole("person", key=True),
        *words("topic", "state", "facts"),
        *whole("version", "expires_at"),
        refers("person", "person"),
    )
    index("dialogue", "expires_at")


def _bookings() -> None:
    create(
        "booking",
        serial(),
        *words("code"),
        *whole("person", "slot", "hospital"),
        *words("day", "status"),
        *whole("version"),
        *flags("returned"),
        *whole("made_at"),
        sa.CheckConstraint(BOOKING_STATUS, name="status"),
        sa.CheckConstraint("version >= 1", name="version"),
        sa.CheckConstraint("returned = 0 OR status = 'cancelled'", name="returns"),
        sa.UniqueConstraint("code"),
        *(refers(column, column) for column in ("person", "slot", "hospital")),
        counts=True,
    )
    index("booking", "person", "day")
    index("booking", "slot", "status")
    only_one("uq_booking_active_day", "booking", "person", "day", where="status = 'booked'")


def _ledger() -> None:
    create(
        "ledger",
        *whole("booking", key=True),
        *words("code"),
        *whole("person", "slot", "hospital"),
        *words("day", "status"),
        *whole("version"),
        sa.CheckConstraint(BOOKING_STATUS, name="status"),
    )
    create(
        "ledger_entry",
        *whole("booking", "version", key=True),
        *words("kind", key=True),
        *whole("at"),
    )


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
        sa.CheckConstraint(NOTICE_STATE, name="state"),
        sa.UniqueConstraint("key"),
        refers("person", "person"),
        refers("deletion", "deletion"),
        counts=True,
    )
    index("notice", "state", "due_at")
    index("notice", "person", "state", "due_at")
    index("notice", "deletion", "state")


def _keys_and_audit() -> None:
    key = whole("bot", "update_id", key=True)
    create("handled", *key, *words("answer"), *whole("at"))
    index("handled", "at")
    create(
        "audit",
        *whole("id", key=True),
        *whole("at"),
        *words("actor", "role", "action", "target", "outcome", "facts"),
        *whole("update_id", null=True),
        *words("hash"),
    )


def _admins() -> None:
    create(
        "admin",
        serial(),
        *whole("person", "invited_by", "at"),
        *whole("revoked_at", "revoked_by", null=True),
        refers("person", "person"),
        counts=True,
    )
    only_one("uq_admin_live", "admin", "person", where="revoked_at IS NULL")
    create(
        "invite",
        serial(),
        *words("token"),
        *whole("made_by", "expires_at"),
        *words("opened_by", null=True),
        *whole("used_at", null=True),
        sa.UniqueConstraint("token"),
        counts=True,
    )


def _begin() -> None:
    """The outbox's first life, under a number of its own."""
    epoch = sa.text("INSERT INTO meta (name, value) VALUES ('epoch', :epoch)")
    op.execute(epoch.bindparams(epoch=secrets.randbelow(2**53) + 1))
    schema = sa.text("INSERT INTO schema_info (number, oldest_runnable) VALUES (:number, :oldest)")
    op.execute(schema.bindparams(number=int(revision), oldest=OLDEST_RUNNABLE))
