"""A database of schema 7 moves in place: nothing is lost, names stay readable, places add up."""

import pytest
from alembic import command

from domain.events import (
    BookingCancelled,
    BookingForceCancelled,
    BookingMade,
    DeletionCompleted,
    HospitalRegistered,
    PersonErased,
    PlaceReturned,
    SlotDeleted,
    SlotOpened,
)
from domain.model import BookingSource, HospitalState, SlotState, Status
from domain.storage.checks.run import IN_SQL, broken
from domain.storage.engines.url import database, migrate
from domain.storage.errors import StorageUnusable
from domain.storage.open import open_main, open_mypage
from domain.storage.schema.migrate import _config, serving
from tests.storage.desk import MONDAY, RULES, Desk
from tests.storage.raw import raw

BEFORE = "0007"
DAY = MONDAY.replace(day=8)
NAMED, ERASED, STRANGER, CALLER = 41, 42, 43, 44
NAME, OTHER = "김가명", "박나명"
AT = 1_800_000_000_000
ALWAYS = [each for each in IN_SQL if each.always and not each.timed]
PERSON = """INSERT INTO person (id, telegram, language, wrapped_key, sealed_name, reachable, at)
  VALUES (:id, :telegram, 'ko', :key, :name, 1, :at)"""
HOSPITAL = "INSERT INTO hospital (name, key, phone, deleted) VALUES (:name, :name, '02', 0)"
DELETION = """INSERT INTO deletion (hospital, day, admin, bookings, people, at, closed, summed)
  VALUES (1, :day, 44, 1, 1, :at, 1, 0)"""
SLOT = """INSERT INTO slot (hospital, day, capacity, booked, version, deleted, deletion)
  VALUES (:hospital, :day, :capacity, :booked, :version, :deleted, :deletion)"""
BOOKING = """INSERT INTO booking (code, person, slot, hospital, day, status, version, returned,
  made_at) VALUES (:code, :person, :slot, 1, :day, :status, :version, :returned, :at)"""
CLOSED = """INSERT INTO position (subscriber, epoch, event)
  SELECT 'closing', value, (SELECT max(id) FROM event) FROM meta WHERE name = 'epoch'"""
"""The deletion has been reacted to."""
EVENT = "INSERT INTO event (at, kind, body) VALUES (:at, :kind, :body)"
BOOKINGS = (
    # person, slot, status, returned
    (NAMED, 1, "booked", 0),
    (NAMED, 1, "cancelled", 1),
    (CALLER, 1, "cancelled", 0),
    (ERASED, 1, "cancelled", 0),
    (CALLER, 2, "force_cancelled", 0),
)
"""Every state that schema 7 knows, with its place back or not."""


def of_schema(url, number):
    """An empty database of that schema."""
    found = database(url)
    with found.held():
        connection = found.connect()
        config = _config("main")
        config.attributes["connection"] = connection
        command.upgrade(config, number)
        connection.close()
        connection.engine.dispose()


def fill(url, vault):
    """As release 0.2.0 left it, with the last reactions undone."""
    of_schema(url, BEFORE)
    with raw(url) as run:
        for id_, name in ((NAMED, NAME), (CALLER, OTHER), (STRANGER, None)):
            key = vault.new_key(id_)
            sealed = None if name is None else vault.seal(name, person=id_, wrapped=key)
            run(PERSON, id=id_, telegram=1000 + id_, key=key, name=sealed, at=AT)
        run(PERSON.replace("'ko'", "''"), id=ERASED, telegram=None, key=None, name=None, at=0)
        run(HOSPITAL, name="한빛병원")
        run(HOSPITAL, name="다온병원")
        gone, day = DAY.replace(day=9), DAY.isoformat()
        run(DELETION, day=gone.isoformat(), at=AT)
        row = {"hospital": 1, "capacity": 3}
        run(SLOT, **row, day=day, booked=3, version=1, deleted=0, deletion=None)
        run(SLOT, **row, day=gone.isoformat(), booked=1, version=2, deleted=1, deletion=1)
        for number, (person, slot, status, returned) in enumerate(BOOKINGS, 1):
            on = day if slot == 1 else gone.isoformat()
            told = {"code": f"HS-00000{number}", "person": person, "slot": slot, "day": on}
            stands = {"status": status, "version": 1 if status == "booked" else 2}
            run(BOOKING, **told, **stands, returned=returned, at=AT)
        for event in _events():
            run(EVENT, at=AT, kind=event.kind, body=event.model_dump_json())
        run(CLOSED)


def _events():
    gone = DAY.replace(day=9)
    for number, name in enumerate(("한빛병원", "다온병원"), 1):
        yield HospitalRegistered(hospital=number, name=name, phone="02", note=None)
    yield SlotOpened(hospital=1, slot=1, day=DAY, capacity=3)
    yield SlotOpened(hospital=1, slot=2, day=gone, capacity=3)
    for number, (person, slot, status, returned) in enumerate(BOOKINGS, 1):
        day = DAY if slot == 1 else gone
        told = {"booking": number, "code": f"HS-00000{number}", "person": person}
        told |= {"slot": slot, "hospital": 1, "day": day}
        yield BookingMade(**told, version=1)
        if status == "cancelled":
            yield BookingCancelled(**told, version=2)
        if returned:
            yield PlaceReturned(**told, version=2)
        if status == "force_cancelled":
            yield SlotDeleted(hospital=1, slot=2, day=gone, deletion=1, today=MONDAY)
            yield BookingForceCancelled(**told, version=2, deletion=1)
            yield DeletionCompleted(hospital=1, deletion=1)
    yield PersonErased(person=ERASED, reason="asked")


@pytest.fixture
def url(fresh, vault):
    """Filled, and moved to the newest schema."""
    made = fresh()
    fill(made, vault)
    migrate(made, "main")
    return made


@pytest.fixture
async def desk(url, fresh, vault, clock):
    other = fresh()
    migrate(other, "mypage")
    main, mypage = open_main(url, rules=RULES, vault=vault), open_mypage(other)
    main.start()
    mypage.start()
    yield Desk(main, mypage, clock)
    await main.close()
    await mypage.close()


def test_the_place_of_each_booking_is_counted_once(url):
    with raw(url) as run:
        slots = run("SELECT id, taken, capacity, state, start FROM slot ORDER BY id")
        holds = run("SELECT booking, slot, reason, person, patient, version, ended FROM hold")

    assert slots == [(1, 3, 3, "open", ""), (2, 0, 3, "deleted", "")]
    assert sorted(holds) == [
        (3, 1, "undo", CALLER, CALLER, 2, None),
        (4, 1, "undo", ERASED, ERASED, 2, None),
    ]


def test_no_booking_is_lost_and_each_keeps_what_was_agreed(url):
    with raw(url) as run:
        rows = run(
            "SELECT id, code, person, patient, slot, status, version, moves, source, start,"
            " hospital_version, program_version FROM booking ORDER BY id"
        )
        programs = run("SELECT p.hospital FROM booking b JOIN program p ON p.id = b.program")

    assert rows == [
        *(
            (
                n,
                f"HS-00000{n}",
                person,
                person,
                slot,
                status,
                1 if status == "booked" else 2,
                0,
                "chat",
                "",
                1,
                1,
            )
            for n, (person, slot, status, _) in enumerate(BOOKINGS, 1)
        )
    ]
    assert programs == [(1,)] * len(BOOKINGS)


def test_who_has_a_name_or_a_booking_is_a_patient_and_has_access_unless_erased(url):
    with raw(url) as run:
        patients = run("SELECT id, person, sealed_name IS NULL FROM patient ORDER BY id")
        access = run("SELECT person, patient, kind FROM access ORDER BY person")

    assert [(id_, person, bool(gone)) for id_, person, gone in patients] == [
        *((NAMED, NAMED, False), (ERASED, ERASED, True), (CALLER, CALLER, False))
    ]
    assert access == [(NAMED, NAMED, "self"), (CALLER, CALLER, "self")]


def test_each_hospital_has_one_program_without_a_name_and_its_texts(url):
    with raw(url) as run:
        assert run("SELECT hospital, name, state FROM program ORDER BY id") == [
            *((1, "", "open"), (2, "", "open"))
        ]
        assert run("SELECT hospital, version, name, phone FROM hospital_version") == [
            *((1, 1, "한빛병원", "02"), (2, 1, "다온병원", "02"))
        ]


async def test_names_are_where_they_were_and_no_key_was_needed(desk):
    cards = await desk.read(lambda tx: tx.bookings.cards(range(1, 6)))
    people = await desk.read(lambda tx: [tx.people.get(id_) for id_ in (NAMED, STRANGER)])

    assert {card.booking.id: card.name for card in cards} == {
        1: NAME,
        2: NAME,
        3: OTHER,
        4: None,
        5: OTHER,
    }
    assert [person.name for person in people] == [NAME, None]


async def test_places_that_had_not_come_back_do_so_once(desk):
    await desk.settle()
    await desk.settle()

    slot = await desk.read(lambda tx: tx.slots.get(1))
    assert (slot.taken, slot.state, slot.deleted) == (1, SlotState.OPEN, False)
    returned = [each for each in await desk.events() if isinstance(each, PlaceReturned)]
    assert sorted(each.booking for each in returned) == [2, 3, 4]


async def test_what_was_moved_is_sound_before_its_reactions_and_after(desk):
    async def broken_ones():
        found = await desk.read(lambda tx: broken(tx.driver, ALWAYS, {}))
        return {each.invariant for each in found}

    before = await broken_ones()
    await desk.settle()
    booking, hospital = await desk.found(1), await desk.read(lambda tx: tx.hospitals.get(1))

    assert (before, await broken_ones()) == (set(), set())
    assert (booking.status, booking.source) == (Status.BOOKED, BookingSource.CHAT)
    assert hospital.state is HospitalState.OPEN


@pytest.mark.parametrize(
    ("spoilt", "found"),
    [
        ("UPDATE slot SET taken = taken - 1 WHERE id = 1", "places-add-up"),
        ("UPDATE hold SET ended = 'expired', ended_at = 1", "place-returns-once"),
        ("DELETE FROM program_version", "texts-by-version"),
    ],
)
async def test_a_migration_that_went_wrong_would_be_found(desk, url, spoilt, found):
    with raw(url) as run:
        run(spoilt)

    broke = await desk.read(lambda tx: broken(tx.driver, ALWAYS, {}))

    assert found in {each.invariant for each in broke}


async def test_ids_go_on_where_they_were(desk):
    slot = await desk.slot(name="새봄병원")
    person = await desk.person()

    booking = await desk.booking(person=person, slot=slot.id)

    assert (slot.hospital, slot.id, booking.id) == (3, 3, 6)


def test_an_older_release_is_refused_in_a_sentence(url, monkeypatch):
    monkeypatch.setattr("domain.storage.schema.migrate.newest_schema", lambda _which: 7)
    connection = database(url).connect()

    with pytest.raises(StorageUnusable, match="needs a release of schema 8"):
        serving(connection, "main")
    connection.close()
    connection.engine.dispose()


def test_a_counter_that_does_not_fit_stops_the_migration_and_changes_nothing(fresh, vault):
    url = fresh()
    fill(url, vault)
    with raw(url) as run:
        run("UPDATE slot SET capacity = 1, booked = 0 WHERE id = 1")

    with pytest.raises(Exception, match=r"ck_slot_places|places"):
        migrate(url, "main")

    with raw(url) as run:
        assert run("SELECT max(number) FROM schema_info") == [(7,)]
        assert run("SELECT count(*) FROM booking WHERE returned = 0") == [(4,)]
