"""Places have a program and a start, bookings a patient and the name as booked; holds, requests,
wait lists, closures, plans and admins' rights have tables.

What there is moves in place and without a key: a hospital gets the program without a name, a slot
the whole day. A person with a name or a booking becomes a patient under their own id, to which keys
and ciphertexts are bound. A cancelled place that had not come back becomes a hold that is due; the
places of bookings that a deletion ended are free.

Releases before know none of it, so none of them may run on it any more.
"""

from alembic import op

from domain.storage.migrations.main.tables_0008 import (
    admin,
    booking,
    hospital,
    invite,
    ledger,
    make_access,
    make_bookings,
    make_desk,
    make_hospitals,
    make_patients,
    make_programs,
    make_schedules,
    slot,
)
from domain.storage.migrations.operations import index, number_is, only_one, reshape

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

OLDEST_RUNNABLE = 8
"""The oldest schema number whose releases may still run on this one."""

NOW_MS = {
    "sqlite": "CAST(strftime('%s', 'now') AS INTEGER) * 1000",
    "postgresql": "CAST(extract(epoch FROM clock_timestamp()) AS bigint) * 1000",
}
PROGRAM = "(SELECT p.id FROM program p WHERE p.hospital = {table}.hospital)"
UNRETURNED = "status = 'cancelled' AND returned = 0"
TAKEN = f"""(SELECT count(*) FROM booking b WHERE b.slot = slot.id
  AND (b.status = 'booked' OR (b.{UNRETURNED})))"""  # noqa: S608 - ours
TAKING = "status IN ('booked', 'arrived', 'fulfilled', 'no_show')"


def upgrade() -> None:
    _hospitals()
    _patients()
    _slots()
    _bookings()
    _admins()
    number_is(revision, oldest=OLDEST_RUNNABLE)


def _hospitals() -> None:
    state = "CASE hospital.deleted WHEN 1 THEN 'deleted' ELSE 'open' END"
    reshape("hospital", *hospital(), values={"state": state, "version": "1"}, counts=True)
    only_one("uq_hospital_live_key", "hospital", "key", where="state != 'deleted'")
    make_hospitals()
    op.execute(
        "INSERT INTO hospital_version (hospital, version, name, phone, note)"
        " SELECT id, 1, name, phone, note FROM hospital"
    )
    make_programs()
    make_schedules()
    op.execute(
        "INSERT INTO program (hospital, name, key, asks_birth, state, version)"
        " SELECT id, '', '', 0, state, 1 FROM hospital ORDER BY id"
    )
    op.execute("INSERT INTO program_version (program, version, name) SELECT id, 1, '' FROM program")


def _patients() -> None:
    make_patients()
    columns = "id, person, sealed_name, wrapped_key, at"
    op.execute(
        f"INSERT INTO patient ({columns}) SELECT id, id, sealed_name, wrapped_key, at FROM person"  # noqa: S608 - ours
        " WHERE sealed_name IS NOT NULL OR id IN (SELECT person FROM booking)"
    )
    make_access()
    op.execute(
        "INSERT INTO access (person, patient, kind, at)"
        " SELECT t.id, t.id, 'self', t.at FROM patient t JOIN person p ON p.id = t.id"
        " WHERE p.telegram IS NOT NULL"
    )
    op.execute("ALTER TABLE person DROP COLUMN sealed_name")


def _slots() -> None:
    state = "CASE slot.deleted WHEN 1 THEN 'deleted' ELSE 'open' END"
    told = {"program": PROGRAM.format(table="slot"), "start": "''", "taken": TAKEN, "state": state}
    reshape("slot", *slot(), values=told, counts=True)
    for column in ("day", "deletion", "closure"):
        index("slot", column)
    live = ("hospital", "day", "program", "start")
    only_one("uq_slot_live_start", "slot", *live, where="state != 'deleted'")


def _bookings() -> None:
    op.execute(
        f"CREATE TABLE unreturned AS SELECT id AS booking FROM booking WHERE {UNRETURNED}"  # noqa: S608 - ours
    )
    told = {
        "patient": "booking.person",
        "program": PROGRAM.format(table="booking"),
        "start": "''",
        "sealed_name": "(SELECT t.sealed_name FROM patient t WHERE t.id = booking.person)",
        "moves": "0",
        "source": "'chat'",
        "made_by": "booking.person",
        "hospital_version": "1",
        "program_version": "1",
    }
    reshape("booking", *booking(), values=told, counts=True)
    for columns in (("person", "day"), ("patient", "day"), ("slot", "status")):
        index("booking", *columns)
    only_one("uq_booking_active_day", "booking", "patient", "day", "program", where=TAKING)
    reshape("ledger", *ledger())
    make_bookings()
    now = NOW_MS[op.get_bind().dialect.name]
    op.execute(
        "INSERT INTO hold (slot, reason, person, patient, booking, version, made_at, until)"  # noqa: S608 - ours
        f" SELECT slot, 'undo', person, patient, id, version, {now}, {now} FROM booking"
        " WHERE id IN (SELECT booking FROM unreturned) ORDER BY id"
    )
    op.execute("DROP TABLE unreturned")


def _admins() -> None:
    reshape("admin", *admin(), values={"role": "'manager'", "everywhere": "1"}, counts=True)
    only_one("uq_admin_live", "admin", "person", where="revoked_at IS NULL")
    reshape("invite", *invite(), values={"role": "'manager'"}, counts=True)
    make_desk()
