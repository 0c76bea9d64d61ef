"""Hospitals and dates: registration, capacity, deletion."""

from collections.abc import Callable, Sequence
from datetime import date

from domain.answer import Answer, Fact
from domain.errors import (
    AlreadyDeleted,
    BelowBooked,
    NotFound,
    OutOfDate,
    SlotExists,
    TooLate,
)
from domain.events import (
    CapacityChanged,
    HospitalChanged,
    HospitalDeleted,
    HospitalRegistered,
    SlotDeleted,
    SlotOpened,
)
from domain.model import IMPLICIT_PROGRAM, Deletion, Hospital, hospital_key
from domain.operations.people import known_or_new
from domain.ports.hospitals import DeletionImpact
from domain.ports.store import Transaction

MAX_KEPT_DAYS = 10
"""Dates named in the answer of those that were open already; the rest are counted."""


def run_if_as_shown(
    tx: Transaction, *, name: str, hospital: int | None, act: Callable[[Transaction], Answer]
) -> Answer:
    """Run the act if the hospital of that name is still the one shown; `hospital` None: if there
    is still none of that name.

    Raises OutOfDate, and what the act raises.
    """
    known = tx.hospitals.by_key(hospital_key(name))
    if (None if known is None else known.id) != hospital:
        raise OutOfDate
    return act(tx)


def register_hospital(
    tx: Transaction,
    *,
    name: str,
    days: Sequence[date],
    capacity: int,
    phone: str | None = None,
    note: str | None = None,
) -> Answer:
    """Open the hospital on these dates with that capacity each; add the hospital if it is unknown.

    Phone and note replace the old ones when given; existing dates are left unchanged and counted.
    Raises TooLate (a date past its booking deadline), SlotExists (nothing new).
    """
    for day in days:
        if tx.now >= tx.rules.book_until.before(day, tx.rules.zone):
            raise TooLate(day=day.isoformat())
    hospital = _known_or_new(tx, name=name, phone=phone, note=note)
    open_days = {slot.day: slot for slot in tx.slots.live(hospital=hospital.id, first=min(days))}
    fresh = [day for day in sorted(set(days)) if day not in open_days]
    kept = [open_days[day] for day in sorted(set(days)) if day in open_days]
    if not fresh and kept and phone is None and note is None:
        raise SlotExists(slot=kept[0].id)
    for day in fresh:
        _open(tx, hospital=hospital.id, day=day, capacity=capacity)
    facts: dict[str, Fact] = {
        "hospital": hospital.id,
        "opened": len(fresh),
        "kept": len(kept),
        "first": min(days).isoformat(),
        "last": max(days).isoformat(),
        "capacity": capacity,
        "existing": kept[0].id if kept else None,
        "kept_days": ",".join(slot.day.isoformat() for slot in kept[:MAX_KEPT_DAYS]),
    }
    return Answer("registered", facts)


def _open(tx: Transaction, *, hospital: int, day: date, capacity: int) -> None:
    program = tx.programs.implicit(hospital)
    slot = tx.slots.open(hospital=hospital, program=program.id, day=day, capacity=capacity)
    opened = SlotOpened(hospital=hospital, slot=slot.id, day=day, capacity=capacity)
    tx.events.append(opened, at=tx.now)


def _known_or_new(tx: Transaction, *, name: str, phone: str | None, note: str | None) -> Hospital:
    key = hospital_key(name)
    hospital = tx.hospitals.by_key(key)
    if hospital is None:
        hospital = tx.hospitals.add(name=name, key=key, phone=phone, note=note)
        tx.programs.add(hospital=hospital.id, name=IMPLICIT_PROGRAM)
        registered = HospitalRegistered(hospital=hospital.id, name=name, phone=phone, note=note)
        tx.events.append(registered, at=tx.now)
    elif phone is not None or note is not None:
        change_hospital(tx, hospital=hospital.id, phone=phone, note=note)
    return hospital


def change_hospital(
    tx: Transaction, *, hospital: int, phone: str | None = None, note: str | None = None
) -> Answer:
    """Set the phone or the preparation note, each if given. Raises NotFound."""
    found = _live(tx, hospital)
    phone, note = phone or found.phone, note or found.note
    tx.hospitals.change(hospital, phone=phone, note=note)
    changed = HospitalChanged(hospital=hospital, name=found.name, phone=phone, note=note)
    tx.events.append(changed, at=tx.now)
    return Answer("hospital_changed", {"hospital": hospital})


def change_capacity(tx: Transaction, *, hospital: int, day: date, capacity: int) -> Answer:
    """Set the capacity of a date; the same capacity changes nothing.

    Raises NotFound (no such hospital or date), BelowBooked (more places are taken).
    """
    slot = tx.slots.on(hospital=hospital, day=day)
    if slot is None:
        raise NotFound(hospital=hospital, day=day.isoformat())
    if slot.capacity == capacity:
        return Answer("capacity_same", {"slot": slot.id, "capacity": capacity})
    if not tx.slots.set_capacity(slot.id, capacity):
        raise BelowBooked(slot=slot.id)
    changed = CapacityChanged(
        hospital=hospital, slot=slot.id, day=day, before=slot.capacity, capacity=capacity
    )
    tx.events.append(changed, at=tx.now)
    return Answer("capacity_changed", {"slot": slot.id, "before": slot.capacity})


def delete(
    tx: Transaction, *, telegram: int, language: str, hospital: int, slot: int | None, expected: int
) -> Answer:
    """Delete the hospital, or with `slot` one date, for the admin behind the account, who gets a
    report.

    Raises what delete_hospital and delete_date raise.
    """
    by = known_or_new(tx, telegram=telegram, language=language).id
    if slot is None:
        return delete_hospital(tx, hospital=hospital, by=by, expected=expected)
    return delete_date(tx, slot=slot, by=by, expected=expected)


def delete_hospital(tx: Transaction, *, hospital: int, by: int, expected: int) -> Answer:
    """Stop bookings at the hospital at once; a policy then cancels those from today on.

    `expected` is the number of bookings the admin was shown. Raises AlreadyDeleted, OutOfDate (the
    number has changed). AlreadyDeleted names the admin's own deletion, which a second tap repeats.
    """
    found = tx.hospitals.get(hospital)
    if found is None or not tx.hospitals.mark_deleted(hospital):
        mine = tx.deletions.newest(hospital=hospital, day=None, by=by)
        raise AlreadyDeleted(hospital=hospital, deletion=_repeated(mine, expected=expected))
    hit = _expected_hit(tx, hospital=hospital, day=None, expected=expected)
    deletion = tx.deletions.add(hospital=hospital, day=None, by=by, hit=hit, at=tx.now)
    tx.slots.delete_from(hospital, first=tx.today, deletion=deletion.id)
    deleted = HospitalDeleted(hospital=hospital, deletion=deletion.id, today=tx.today)
    tx.events.append(deleted, at=tx.now)
    return Answer("deleted", {"deletion": deletion.id})


def delete_date(tx: Transaction, *, slot: int, by: int, expected: int) -> Answer:
    """Stop bookings for one date at once; a policy then cancels the existing ones.

    Raises AlreadyDeleted, TooLate (the date has passed), OutOfDate.
    """
    found = tx.slots.get(slot)
    if found is None:
        raise AlreadyDeleted(slot=slot)
    if found.deleted:
        mine = tx.deletions.newest(hospital=found.hospital, day=found.day, by=by)
        raise AlreadyDeleted(slot=slot, deletion=_repeated(mine, expected=expected))
    if found.day < tx.today:
        raise TooLate(hospital=found.hospital, day=found.day.isoformat())
    hit = _expected_hit(tx, hospital=found.hospital, day=found.day, expected=expected)
    deletion = tx.deletions.add(hospital=found.hospital, day=found.day, by=by, hit=hit, at=tx.now)
    tx.slots.delete_one(slot, deletion=deletion.id)
    deleted = SlotDeleted(
        hospital=found.hospital, slot=slot, day=found.day, deletion=deletion.id, today=tx.today
    )
    tx.events.append(deleted, at=tx.now)
    return Answer("deleted", {"deletion": deletion.id})


def _repeated(mine: Deletion | None, *, expected: int) -> int | None:
    """The admin's own deletion that a card with that number made, None if another one did."""
    return mine.id if mine is not None and mine.bookings == expected else None


def _expected_hit(
    tx: Transaction, *, hospital: int, day: date | None, expected: int
) -> DeletionImpact:
    hit = tx.deletions.hit_by(hospital=hospital, day=day, first=tx.today)
    if hit.bookings != expected:
        raise OutOfDate(hospital=hospital, day=None if day is None else day.isoformat())
    return hit


def _live(tx: Transaction, hospital: int) -> Hospital:
    found = tx.hospitals.get(hospital)
    if found is None or found.deleted:
        raise NotFound(hospital=hospital)
    return found
