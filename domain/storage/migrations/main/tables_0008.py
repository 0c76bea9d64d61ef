"""Tables of schema 8, as step 0008 makes them."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.sql.schema import SchemaItem

from domain.storage.migrations.operations import (
    create,
    flags,
    index,
    only_one,
    refers,
    serial,
    whole,
    words,
)


def one_of(column: str, *choices: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{each}'" for each in choices)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=column)


def sealed(*names: str) -> Iterator[sa.Column[bytes]]:
    return (sa.Column(name, sa.LargeBinary) for name in names)


def owned(*columns: str) -> Iterator[SchemaItem]:
    """References to tables of the columns' names."""
    return (refers(column, column) for column in columns)


STATUS = ("status", "booked", "arrived", "fulfilled", "no_show", "cancelled", "force_cancelled")
ROLE = ("role", "owner", "manager", "desk", "viewer")


def hospital() -> list[SchemaItem]:
    return [
        serial(),
        *words("name", "key"),
        *words("english", "phone", "note", "address", "directions", null=True),
        *whole("latitude_e6", "longitude_e6", null=True),
        *words("book_until", "change_until", "cancel_until", null=True),
        *words("state"),
        *whole("version"),
        one_of("state", "open", "paused", "deleted"),
    ]


def slot() -> list[SchemaItem]:
    return [
        serial(),
        *whole("hospital", "program"),
        *words("day", "start"),
        *whole("capacity", "taken", "version"),
        *words("state"),
        *whole("deletion", "closure", null=True),
        one_of("state", "open", "closing", "closed", "deleted"),
        sa.CheckConstraint("taken >= 0 AND taken <= capacity", name="places"),
        sa.CheckConstraint("length(day) = 10", name="day"),
        sa.CheckConstraint("length(start) IN (0, 5)", name="start"),
        *owned("hospital", "program", "deletion", "closure"),
    ]


def booking() -> list[SchemaItem]:
    return [
        serial(),
        *words("code"),
        *whole("person", null=True),
        *whole("patient", "slot", "hospital", "program"),
        *words("day", "start"),
        *sealed("sealed_name"),
        *words("status"),
        *whole("version", "moves"),
        *words("source"),
        *whole("made_at"),
        *whole("made_by", "arrived_at", null=True),
        *words("outcome", null=True),
        *whole("hospital_version", "program_version"),
        one_of(*STATUS),
        one_of("source", "chat", "desk", "waitlist", "rescue", "move"),
        sa.CheckConstraint("version >= 1", name="version"),
        sa.CheckConstraint("moves >= 0", name="moves"),
        sa.UniqueConstraint("code"),
        *owned("person", "patient", "slot", "hospital", "program"),
    ]


def ledger() -> list[SchemaItem]:
    return [
        *whole("booking", key=True),
        *words("code"),
        *whole("person", "slot", "hospital"),
        *words("day", "status"),
        *whole("version"),
        one_of(*STATUS),
    ]


def admin() -> list[SchemaItem]:
    return [
        serial(),
        *whole("person", "invited_by"),
        *words("role"),
        *flags("everywhere"),
        *words("label", null=True),
        *whole("at"),
        *whole("revoked_at", "revoked_by", null=True),
        one_of(*ROLE),
        *owned("person"),
    ]


def invite() -> list[SchemaItem]:
    return [
        serial(),
        *words("token"),
        *whole("made_by"),
        *words("role"),
        *words("hospitals", null=True),
        *whole("expires_at"),
        *words("opened_by", null=True),
        *whole("used_at", null=True),
        one_of(*ROLE),
        sa.UniqueConstraint("token"),
    ]


def make_hospitals() -> None:
    create(
        "hospital_name",
        serial(),
        *whole("hospital"),
        *words("name", "key"),
        *whole("until"),
        *owned("hospital"),
        counts=True,
    )
    index("hospital_name", "key")
    texts = words("english", "phone", "note", "address", "directions", null=True)
    key = whole("hospital", "version", key=True)
    create("hospital_version", *key, *words("name"), *texts, *owned("hospital"))
    create("holiday", *words("day", key=True), *words("name"), *whole("at"))


def make_programs() -> None:
    create(
        "program",
        serial(),
        *whole("hospital"),
        *words("name", "key"),
        *words("english", null=True),
        *whole("minutes", null=True),
        *words("price", "label", "bring", "preparation", null=True),
        *flags("asks_birth"),
        *words("state"),
        *whole("version"),
        one_of("state", "open", "closed", "deleted"),
        *owned("hospital"),
        counts=True,
    )
    live = "state != 'deleted'"
    only_one("uq_program_live_key", "program", "hospital", "key", where=live)
    texts = words("english", "price", "bring", "preparation", null=True)
    create(
        "program_version",
        *whole("program", "version", key=True),
        *words("name"),
        *whole("minutes", null=True),
        *texts,
        *owned("program"),
    )
    create(
        "preparation_step",
        serial(),
        *whole("program", "days_before"),
        *words("at", "ko"),
        *words("en", null=True),
        *whole("version"),
        *owned("program"),
        counts=True,
    )
    index("preparation_step", "program")


def make_schedules() -> None:
    create(
        "plan",
        serial(),
        *whole("hospital", "program"),
        *words("weekdays", "start"),
        *whole("capacity", "days_ahead"),
        *words("state"),
        *whole("version"),
        *owned("hospital", "program"),
        counts=True,
    )
    index("plan", "hospital")
    create(
        "closure",
        serial(),
        *whole("hospital"),
        *whole("program", null=True),
        *words("day", "first", "last", null=True),
        *words("kind", "reason", "state"),
        *whole("admin", "bookings", "people", "at", "grace_until"),
        *whole("finished_at", null=True),
        *owned("hospital", "program"),
        counts=True,
    )
    index("closure", "state", "grace_until")


def make_patients() -> None:
    create(
        "patient",
        *whole("id", key=True),
        *whole("person", null=True),
        *sealed("sealed_name", "sealed_phone", "sealed_birth", "wrapped_key"),
        *whole("at"),
        *owned("person"),
    )
    index("patient", "person")


def make_access() -> None:
    create(
        "access",
        *whole("person", "patient", key=True),
        *words("kind"),
        *whole("at"),
        one_of("kind", "self", "family", "guardian"),
        *owned("person", "patient"),
    )
    index("access", "patient")
    only_one("uq_access_self", "access", "person", where="kind = 'self'")
    create(
        "claim",
        *words("token", key=True),
        *whole("patient", "tries", "until"),
        *whole("used_at", null=True),
        *owned("patient"),
    )
    index("claim", "until")


def make_bookings() -> None:
    _hold()
    create(
        "request",
        serial(),
        *whole("booking"),
        *words("kind", "state", "facts"),
        *whole("at"),
        *whole("answered_at", "answered_by", null=True),
        one_of("kind", "cancel", "change", "correction"),
        one_of("state", "open", "granted", "declined", "expired"),
        *owned("booking"),
        counts=True,
    )
    index("request", "booking")
    index("request", "state", "at")
    only_one("uq_request_open", "request", "booking", where="state = 'open'")
    create(
        "waitlist_entry",
        serial(),
        *whole("wish", "patient"),
        *whole("person", null=True),
        *whole("hospital", "program"),
        *words("day"),
        *words("first", "last", null=True),
        *whole("position", "lapses", "at"),
        *whole("ended_at", null=True),
        *words("ended", null=True),
        *owned("patient", "person", "hospital", "program"),
        counts=True,
    )
    index("waitlist_entry", "hospital", "program", "day", "ended_at", "position")
    index("waitlist_entry", "patient", "ended_at")
    index("waitlist_entry", "person")


def _hold() -> None:
    create(
        "hold",
        serial(),
        *whole("slot"),
        *words("reason"),
        *whole("person", null=True),
        *words("account", null=True),
        *whole("patient", "booking", "version", null=True),
        *whole("made_at", "until"),
        *words("ended", null=True),
        *whole("ended_at", null=True),
        one_of("reason", "confirm", "undo", "offer", "rescue", "move"),
        one_of("ended", "used", "released", "expired"),
        sa.CheckConstraint("(ended IS NULL) = (ended_at IS NULL)", name="end"),
        sa.CheckConstraint(
            "reason <> 'undo' OR (booking IS NOT NULL AND version IS NOT NULL)", name="undo"
        ),
        *owned("slot", "person", "patient", "booking"),
        counts=True,
    )
    index("hold", "ended_at", "until")
    for column in ("slot", "booking", "person"):
        index("hold", column)
    for name, column, reason in (
        ("confirm_person", "person", "confirm"),
        ("confirm_account", "account", "confirm"),
        ("undo", "booking", "undo"),
        ("offer", "patient", "offer"),
    ):
        live = f"ended_at IS NULL AND reason = '{reason}'"
        only_one(f"uq_hold_{name}", "hold", column, where=live)


def make_desk() -> None:
    create("admin_hospital", *whole("admin", "hospital", key=True), *owned("admin", "hospital"))
    create(
        "announcement",
        serial(),
        *whole("hospital"),
        *words("day", "start", null=True),
        *whole("admin"),
        *words("ko"),
        *words("en", null=True),
        *words("state"),
        *whole("grace_until", "people", "at"),
        *whole("finished_at", null=True),
        *owned("hospital"),
        counts=True,
    )
    index("announcement", "state", "grace_until")
    create(
        "bulk_job",
        serial(),
        *whole("admin"),
        *words("kind", "facts", "state"),
        *whole("done", "total", "at"),
        *whole("finished_at", null=True),
        counts=True,
    )
    index("bulk_job", "state", "at")
    create(
        "live_card",
        serial(),
        *whole("person"),
        *words("kind", "facts"),
        *whole("message", "due_at", null=True),
        *whole("at"),
        *owned("person"),
        counts=True,
    )
    index("live_card", "due_at")
    index("live_card", "person")
