"""What registering, changing and deleting hospitals promise, on a real store."""

from datetime import timedelta

import pytest

from domain.errors import AlreadyDeleted, BelowBooked, NotFound, OutOfDate, SlotExists, TooLate
from domain.events import (
    CapacityChanged,
    HospitalChanged,
    HospitalDeleted,
    HospitalRegistered,
    SlotDeleted,
    SlotOpened,
)
from domain.operations.hospitals import (
    change_capacity,
    change_hospital,
    delete_date,
    delete_hospital,
    register_hospital,
)
from tests.storage.desk import MONDAY

FRIDAY = MONDAY + timedelta(days=4)
SATURDAY = MONDAY + timedelta(days=5)


async def test_a_new_hospital_opens_its_dates_in_order(desk):
    answer = await desk.run(
        register_hospital,
        name="한빛병원",
        days=[SATURDAY, FRIDAY],
        capacity=30,
        phone="02-123-4567",
        note="8시간 금식",
    )

    assert answer.facts["opened"] == 2
    registered, *opened = await desk.events()
    assert registered == HospitalRegistered(
        hospital=answer.number("hospital"), name="한빛병원", phone="02-123-4567", note="8시간 금식"
    )
    assert [event.day for event in opened if isinstance(event, SlotOpened)] == [FRIDAY, SATURDAY]


@pytest.mark.parametrize("spelling", ["한빛 병원", " 한빛병원 ", "한빛\u3000병원"])
async def test_another_spelling_is_the_same_hospital(desk, spelling):
    first = await desk.slot(name="한빛병원", day=FRIDAY)

    second = await desk.slot(name=spelling, day=SATURDAY)

    assert second.hospital == first.hospital


async def test_dates_that_exist_are_left_as_they_are(desk):
    there = await desk.slot(day=FRIDAY, capacity=10)

    answer = await desk.run(
        register_hospital, name="한빛병원", days=[FRIDAY, SATURDAY], capacity=99
    )

    assert (answer.facts["opened"], answer.facts["existing"]) == (1, there.id)
    kept = await desk.read(lambda tx: tx.slots.get(there.id))
    assert kept.capacity == 10


async def test_nothing_new_is_refused_with_what_there_is(desk):
    there = await desk.slot(day=FRIDAY)

    with pytest.raises(SlotExists) as refusal:
        await desk.run(register_hospital, name="한빛병원", days=[FRIDAY], capacity=5)

    assert refusal.value.facts == {"slot": there.id}


async def test_a_date_past_its_deadline_is_refused_and_nothing_is_kept(desk):
    with pytest.raises(TooLate) as refusal:
        await desk.run(register_hospital, name="새병원", days=[FRIDAY, MONDAY], capacity=5)

    assert refusal.value.facts == {"day": MONDAY.isoformat()}
    assert await desk.read(lambda tx: tx.hospitals.live()) == []
    assert await desk.events() == []


async def test_phone_and_note_change_each_where_given(desk):
    slot = await desk.slot()
    await desk.run(change_hospital, hospital=slot.hospital, phone="02-1", note="금식")

    await desk.run(change_hospital, hospital=slot.hospital, note="물은 괜찮아요")

    hospital = await desk.read(lambda tx: tx.hospitals.get(slot.hospital))
    assert (hospital.phone, hospital.note) == ("02-1", "물은 괜찮아요")
    changed = (await desk.events())[-1]
    assert changed == HospitalChanged(
        hospital=slot.hospital, name="한빛병원", phone="02-1", note="물은 괜찮아요"
    )


async def test_places_change_down_to_what_is_taken(desk):
    slot = await desk.slot(capacity=5)
    for person in await desk.people(2):
        await desk.booking(person=person, slot=slot.id)

    await desk.run(change_capacity, hospital=slot.hospital, day=slot.day, capacity=2)

    assert (await desk.events())[-1] == CapacityChanged(
        hospital=slot.hospital, slot=slot.id, day=slot.day, before=5, capacity=2
    )
    with pytest.raises(BelowBooked):
        await desk.run(change_capacity, hospital=slot.hospital, day=slot.day, capacity=1)


async def test_as_many_places_as_there_are_is_no_change(desk):
    slot = await desk.slot(capacity=5)
    before = await desk.events()

    answer = await desk.run(change_capacity, hospital=slot.hospital, day=slot.day, capacity=5)

    assert answer.name == "capacity_same"
    assert await desk.events() == before


async def test_places_of_an_unknown_date_are_not_found(desk):
    slot = await desk.slot(day=FRIDAY)

    with pytest.raises(NotFound):
        await desk.run(change_capacity, hospital=slot.hospital, day=SATURDAY, capacity=1)


async def test_deleting_a_hospital_stops_its_dates_from_today_on(desk):
    past = await desk.slot(ahead=1)
    desk.clock.forward(days=3)
    coming = await desk.slot(ahead=6)

    await desk.run(delete_hospital, hospital=coming.hospital, by=9, expected=0)

    before = await desk.read(lambda tx: tx.slots.get(past.id))
    after = await desk.read(lambda tx: tx.slots.get(coming.id))
    assert (before.deleted, after.deleted) == (False, True)
    deleted = (await desk.events())[-1]
    assert isinstance(deleted, HospitalDeleted)
    assert deleted.today == MONDAY + timedelta(days=3)


async def test_deleting_counts_bookings_and_the_people_who_hold_them(desk):
    friday, saturday = await desk.slot(day=FRIDAY), await desk.slot(day=SATURDAY)
    one, other = await desk.people(2)
    await desk.booking(person=one, slot=friday.id)
    await desk.booking(person=one, slot=saturday.id)
    await desk.booking(person=other, slot=saturday.id)

    answer = await desk.run(delete_hospital, hospital=friday.hospital, by=9, expected=3)

    deletion = await desk.read(lambda tx: tx.deletions.get(answer.number("deletion")))
    assert (deletion.bookings, deletion.people, deletion.by, deletion.day) == (3, 2, 9, None)


async def test_what_an_earlier_deletion_hits_is_not_counted_again(desk):
    friday, saturday = await desk.slot(day=FRIDAY), await desk.slot(day=SATURDAY)
    one, other = await desk.people(2)
    await desk.booking(person=one, slot=friday.id)
    await desk.booking(person=other, slot=saturday.id)
    await desk.run(delete_date, slot=friday.id, by=9, expected=1)

    answer = await desk.run(delete_hospital, hospital=friday.hospital, by=9, expected=1)

    hit = await desk.read(lambda tx: tx.bookings.hit_by(answer.number("deletion"), limit=9))
    assert [booking.person for booking in hit] == [other]


async def test_a_deletion_that_would_hit_more_than_was_shown_is_refused(desk):
    slot = await desk.slot()
    await desk.booking(person=await desk.person(), slot=slot.id)

    with pytest.raises(OutOfDate):
        await desk.run(delete_hospital, hospital=slot.hospital, by=9, expected=0)

    hospital = await desk.read(lambda tx: tx.hospitals.get(slot.hospital))
    assert not hospital.deleted


async def test_a_hospital_is_deleted_once(desk):
    slot = await desk.slot()
    await desk.run(delete_hospital, hospital=slot.hospital, by=9, expected=0)

    with pytest.raises(AlreadyDeleted):
        await desk.run(delete_hospital, hospital=slot.hospital, by=9, expected=0)


async def test_one_date_is_deleted_and_the_others_stay(desk):
    friday, saturday = await desk.slot(day=FRIDAY), await desk.slot(day=SATURDAY)

    await desk.run(delete_date, slot=friday.id, by=9, expected=0)

    assert isinstance((await desk.events())[-1], SlotDeleted)
    live = await desk.read(lambda tx: tx.slots.live(hospital=friday.hospital, first=MONDAY))
    assert [slot.id for slot in live] == [saturday.id]
    with pytest.raises(AlreadyDeleted):
        await desk.run(delete_date, slot=friday.id, by=9, expected=0)


async def test_a_date_behind_us_is_not_deleted(desk):
    slot = await desk.slot(ahead=1)
    desk.clock.forward(days=2)

    with pytest.raises(TooLate):
        await desk.run(delete_date, slot=slot.id, by=9, expected=0)


async def test_the_same_name_after_a_deletion_is_another_hospital(desk):
    old, person = await desk.slot(), await desk.person()
    booking = await desk.booking(person=person, slot=old.id)
    await desk.run(delete_hospital, hospital=old.hospital, by=9, expected=1)

    new = await desk.slot()
    await desk.settle()

    assert new.hospital > old.hospital
    assert new.id > old.id
    assert (await desk.found(booking.id)).hospital == old.hospital
    assert await desk.booked(new.id) == 0
