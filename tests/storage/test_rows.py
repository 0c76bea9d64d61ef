"""Rows that cannot be, whatever the code above does; and what outlives a deletion."""

import pytest

from domain.model import Status
from domain.operations.hospitals import delete_date
from domain.queries import deletion_impact, deletion_impacts
from tests.storage.raw import CANNOT_BE, rule


async def refused(desk, operation):
    """What was in the way."""
    with pytest.raises(CANNOT_BE) as error:
        await desk.run(operation)
    return rule(error.value) or type(error.value).__name__


def sql(text):
    """A statement on the writer's own connection, past all facets."""

    def run(tx):
        tx.driver._cursor.execute(text)
        tx.driver.changed = True

    return run


async def test_no_more_people_than_places(desk):
    await desk.slot(capacity=2)

    over = await refused(desk, sql("UPDATE slot SET taken = 3"))
    under = await refused(desk, sql("UPDATE slot SET taken = -1"))

    assert over == under == "ck_slot_places"


async def test_no_capacity_below_what_is_taken(desk):
    slot = await desk.slot(capacity=2)
    await desk.booking(person=await desk.person(), slot=slot.id)

    assert not await desk.run(lambda tx: tx.slots.set_capacity(slot.id, 0))
    assert await refused(desk, sql("UPDATE slot SET capacity = 0")) == "ck_slot_places"


@pytest.mark.spoilt("places-add-up")
async def test_a_full_or_deleted_slot_gives_no_place(desk):
    full, gone = await desk.slot(capacity=1), await desk.slot(name="두리의원")
    await desk.run(lambda tx: tx.slots.take_place(full.id))
    deletion = await desk.run(_deletion, gone)
    await desk.run(lambda tx: tx.slots.delete_one(gone.id, deletion=deletion.id))

    taken = await desk.run(lambda tx: [tx.slots.take_place(s.id) for s in (full, gone)])

    assert taken == [False, False]


async def test_no_place_returns_that_was_not_taken(desk):
    slot = await desk.slot()

    assert await refused(desk, lambda tx: tx.slots.return_place(slot.id)) == "ck_slot_places"


async def test_one_active_booking_a_person_and_date(desk):
    slot, person = await desk.slot(), await desk.person()

    def twice(tx):
        for _ in range(2):
            tx.bookings.add(person=person, patient=person, slot=slot, at=tx.now)

    assert await refused(desk, twice) == "uq_booking_active_day"


@pytest.mark.spoilt("places-add-up")
async def test_any_number_of_cancelled_ones(desk):
    slot, person = await desk.slot(), await desk.person()

    def often(tx):
        for _ in range(3):
            booking = tx.bookings.add(person=person, patient=person, slot=slot, at=tx.now)
            tx.bookings.close(booking.id, status=Status.CANCELLED)

    await desk.run(often)

    assert len(await desk.read(lambda tx: tx.bookings.own_cards(person))) == 3


async def test_one_live_hospital_a_key_and_one_live_slot_a_date(desk):
    slot = await desk.slot(name="한빛병원")

    same_name = await refused(
        desk, lambda tx: tx.hospitals.add(name="x", key="한빛병원", phone=None, note=None)
    )
    same_day = await refused(
        desk,
        lambda tx: tx.slots.open(
            hospital=slot.hospital, program=slot.program, day=slot.day, capacity=1
        ),
    )

    assert same_name == "uq_hospital_live_key"
    assert same_day == "uq_slot_live_start"


async def test_a_booking_belongs_to_somebody_and_somewhere(desk):
    slot, person = await desk.slot(), await desk.person()

    nobody = await refused(
        desk,
        lambda tx: tx.bookings.add(person=person + 1, patient=person + 1, slot=slot, at=tx.now),
    )

    assert nobody in {"fk_booking_person", "FOREIGN KEY constraint failed"}


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE slot SET capacity = 'ten'",
        "UPDATE slot SET day = '2027-3-5'",
        "UPDATE slot SET state = 'away'",
        "UPDATE slot SET start = '9:00'",
        "UPDATE booking SET status = 'maybe'",
        "UPDATE booking SET source = 'letter'",
        "UPDATE booking SET moves = -1",
        "UPDATE booking SET version = 0",
        "UPDATE person SET telegram = 'me'",
    ],
)
async def test_values_of_another_kind_are_no_values(desk, wrong):
    slot, person = await desk.slot(), await desk.person()
    await desk.booking(person=person, slot=slot.id)

    assert await refused(desk, sql(wrong))


async def test_a_code_that_is_taken_is_not_given_twice(desk, monkeypatch):
    slot = await desk.slot()
    people = await desk.people(2)
    thrown = iter(("HS-AAAAAA", "HS-AAAAAA", "HS-BBBBBB"))
    monkeypatch.setattr("domain.storage.repositories.bookings.fresh_code", lambda: next(thrown))

    codes = [(await desk.booking(person=person, slot=slot.id)).code for person in people]

    assert codes == ["HS-AAAAAA", "HS-BBBBBB"]


async def test_ids_are_never_given_out_again(desk):
    slot = await desk.slot()
    await desk.run(sql("DELETE FROM slot"))

    assert (await desk.slot()).id > slot.id


async def test_a_new_hospital_of_the_same_name_has_nothing_of_the_old_one(desk):
    old, person = await desk.slot(name="한빛병원"), await desk.person()
    booking = await desk.booking(person=person, slot=old.id)
    deletion = await desk.run(_deletion, old)
    await desk.run(lambda tx: tx.hospitals.mark_deleted(old.hospital))
    await desk.run(lambda tx: tx.slots.delete_one(old.id, deletion=deletion.id))

    new = await desk.slot(name="한빛병원", day=old.day)

    hit = await desk.read(lambda tx: tx.bookings.hit_by(deletion.id, limit=9))
    nothing = await desk.read(lambda tx: tx.bookings.guests(new.id))
    assert new.hospital != old.hospital
    assert [each.id for each in hit] == [booking.id]
    assert nothing == []


@pytest.mark.spoilt("places-add-up")
async def test_openings_show_the_next_free_date_and_hospitals_without_one_last(desk):
    later = await desk.slot(name="가람병원", ahead=9)
    full = await desk.slot(name="나래병원", ahead=3, capacity=1)
    sooner = await desk.slot(name="다온병원", ahead=5, capacity=4)
    await desk.slot(name="다온병원", ahead=7)
    await desk.run(lambda tx: tx.slots.take_place(full.id))

    openings = await desk.read(lambda tx: tx.hospitals.openings(first=tx.today))

    assert [(each.hospital.name, each.day, each.free) for each in openings] == [
        ("다온병원", sooner.day, 4),
        ("가람병원", later.day, 10),
        ("나래병원", None, 0),
    ]


@pytest.mark.spoilt("places-add-up")
async def test_free_places_on_some_dates_are_by_date_and_name_up_to_the_limit(desk):
    late = await desk.slot(name="가람병원", ahead=9)
    full = await desk.slot(name="나래병원", ahead=5, capacity=1)
    soon = await desk.slot(name="다온병원", ahead=5)
    also = await desk.slot(name="라온병원", ahead=5)
    between = await desk.slot(name="가람병원", ahead=7)
    gone = await desk.slot(name="마루병원", ahead=9)
    await desk.run(lambda tx: tx.slots.take_place(full.id))
    await desk.run(delete_date, slot=gone.id, by=1, expected=0)

    async def free(days, limit):
        found = await desk.read(lambda tx: tx.slots.free_cards(days, limit=limit))
        return [(each.hospital.name, each.slot.id) for each in found]

    everything = [("다온병원", soon.id), ("라온병원", also.id), ("가람병원", late.id)]
    assert await free([late.day, soon.day], 9) == everything
    assert await free([soon.day, late.day], 2) == everything[:2]
    assert await free([between.day], 9) == [("가람병원", between.id)]
    assert await free([], 9) == []


async def test_what_deletions_would_hit_is_counted_for_each_hospital(desk):
    one, two = await desk.slot(name="가람병원"), await desk.slot(name="나래병원", ahead=5)
    later = await desk.slot(name="가람병원", ahead=6)
    idle = await desk.slot(name="다온병원")
    guest, other = await desk.person(), await desk.person()
    for person, slot in ((guest, one), (other, one), (guest, later), (guest, two)):
        await desk.booking(person=person, slot=slot.id)
    ids = [one.hospital, two.hospital, idle.hospital]

    found = await desk.read(deletion_impacts, hospitals=ids)

    assert found == {ids[0]: (3, 2), ids[1]: (1, 1), ids[2]: (0, 0)}
    for id_, hit in found.items():
        assert await desk.read(deletion_impact, hospital=id_, day=None) == hit


async def test_the_only_hospital_is_one_that_stands_alone(desk):
    async def only():
        found = await desk.read(lambda tx: tx.hospitals.only())
        return found and found.name

    assert await only() is None
    first = await desk.slot(name="가람병원")
    assert await only() == "가람병원"
    await desk.slot(name="나래병원")
    assert await only() is None
    await desk.run(lambda tx: tx.hospitals.mark_deleted(first.hospital))
    assert await only() == "나래병원"


async def test_names_that_hold_a_part_are_found_whatever_signs_it_has(desk):
    for name in ("다온병원", "100%병원", "a_b병원", "가람의원", "가람병원"):
        await desk.slot(name=name)

    async def found(part, limit=9):
        names = await desk.read(lambda tx: tx.hospitals.holding(part, limit=limit))
        return [each.name for each in names]

    assert await found("병원") == ["100%병원", "a_b병원", "가람병원", "다온병원"]
    assert await found("병원", limit=1) == ["100%병원"]
    assert await found("%") == ["100%병원"]
    assert await found("_") == ["a_b병원"]
    assert await found("\\") == []


async def test_names_like_another_have_its_letters_and_then_its_length(desk):
    for name in ("나래의원", "한빛종합병원", "한빛병원", "한아름병원"):
        await desk.slot(name=name)

    async def found(key, limit):
        names = await desk.read(lambda tx: tx.hospitals.like(key, limit=limit))
        return [each.name for each in names]

    assert await found("한빗병원", 2) == ["한빛병원", "한아름병원"]
    assert await found("%_\\", 9) == ["나래의원", "한빛병원", "한아름병원", "한빛종합병원"]
    assert len(await found("한빛" * 25, 9)) == 4


@pytest.mark.spoilt("each-change-is-told", "places-add-up", "place-returns-once")
async def test_a_days_list_has_active_ones_first_with_their_names(desk):
    slot = await desk.slot()
    gone, here = await desk.person(name="김하나"), await desk.person(name="이두리")
    cancelled = await desk.booking(person=gone, slot=slot.id)
    await desk.booking(person=here, slot=slot.id)
    await desk.run(lambda tx: tx.bookings.close(cancelled.id, status=Status.CANCELLED))

    guests = await desk.read(lambda tx: tx.bookings.guests(slot.id))

    assert [guest.name for guest in guests] == ["이두리", "김하나"]


def _deletion(tx, slot):
    hit = tx.deletions.hit_by(hospital=slot.hospital, day=None, first=tx.today)
    return tx.deletions.add(hospital=slot.hospital, day=None, by=1, hit=hit, at=tx.now)
