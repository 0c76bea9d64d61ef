"""Bookings that share a commit: what they ask is read ahead, what they add is written together, and
nobody can tell.
"""

import asyncio
import threading

import pytest

from domain.answer import Answer
from domain.errors import AlreadyBooked, ConsentMissing, NotFound, SoldOut, Unavailable
from domain.operations.bookings import book, cancel
from domain.operations.hospitals import delete_date
from domain.ports.store import Command, IdempotencyKey, PrefetchHint
from domain.storage.repositories import bookings
from domain.storage.repositories.places import slots
from domain.storage.sql.statements import Statement
from tests.storage.desk import BOT

UPDATES = 100


@pytest.fixture
def ran(store, monkeypatch):
    """What the writer has run, and how often; `undone`: groups that were run once more."""
    counts = {"statements": 0, "undone": 0}
    driver, settle = store._writer._driver, store._writer._run_alone
    execute = driver._execute

    def counted(statement: Statement, values):
        counts["statements"] += 1
        return execute(statement, values)

    def settled(job):
        counts["undone"] += 1
        return settle(job)

    monkeypatch.setattr(driver, "_execute", counted)
    monkeypatch.setattr(store._writer, "_run_alone", settled)
    return counts


def booking(desk, person, slot, *, update=None):
    """A tap on ✅, as the bot hands it in."""
    number = person if update is None else update
    command = Command(
        desk.clock.now(), IdempotencyKey(BOT, number), prefetch=PrefetchHint(person, slot)
    )
    return desk.store.run(book, command, person=person, slot=slot)


async def together(desk, *calls):
    """Lets them pile up behind one that is held, so that they share a transaction, in order."""
    gate = threading.Event()
    held = asyncio.create_task(desk.run(lambda _: gate.wait(5)))
    tasks = [asyncio.create_task(call) for call in calls]
    await asyncio.sleep(0.05)
    gate.set()
    await held
    return await asyncio.gather(*tasks, return_exceptions=True)


def kinds(said):
    return [type(each) for each in said]


async def test_what_a_group_asks_is_read_at_once_and_what_it_adds_is_written_at_once(desk, ran):
    slot, people = await desk.slot(), await desk.people(10)
    ran["statements"] = 0

    said = await together(desk, *(booking(desk, person, slot.id) for person in people))

    made = [await desk.found(answer.number("booking")) for answer in said]
    assert [each.person for each in made] == people
    assert len({each.code for each in made}) == 10
    assert await desk.booked(slot.id) == 10
    assert [event.booking for event in (await desk.events())[-10:]] == [each.id for each in made]
    assert ran["statements"] < 10
    assert not ran["undone"]


async def test_places_run_out_within_a_group(desk, ran):
    slot, people = await desk.slot(capacity=3), await desk.people(8)

    said = await together(desk, *(booking(desk, person, slot.id) for person in people))

    assert kinds(said) == [Answer] * 3 + [SoldOut] * 5
    assert await desk.booked(slot.id) == 3
    assert not ran["undone"]


async def test_the_update_has_the_last_word_when_a_place_was_foreseen_that_is_none(
    desk, ran, monkeypatch
):
    slot, people = await desk.slot(capacity=3), await desk.people(8)
    monkeypatch.setattr(slots, "has_room", lambda _: True)

    said = await together(desk, *(booking(desk, person, slot.id) for person in people))

    assert kinds(said) == [Answer] * 3 + [SoldOut] * 5
    assert await desk.booked(slot.id) == 3
    assert ran["undone"]


async def test_somebody_twice_in_a_group_has_one_booking(desk):
    slot, people = await desk.slot(), await desk.people(4)
    other = await desk.slot(name="서울병원")
    me = people[0]

    first, again, elsewhere, *_ = await together(
        desk,
        booking(desk, me, slot.id, update=UPDATES),
        booking(desk, me, slot.id, update=UPDATES + 1),
        booking(desk, me, other.id, update=UPDATES + 2),
        *(booking(desk, person, slot.id) for person in people[1:]),
    )

    assert again == first
    assert isinstance(elsewhere, AlreadyBooked)
    assert (await desk.booked(slot.id), await desk.booked(other.id)) == (4, 0)


async def test_the_same_update_again_within_a_group_and_after_it(desk):
    slot, people = await desk.slot(), await desk.people(4)
    twice = [booking(desk, people[0], slot.id) for _ in range(3)]

    first, again, *_ = await together(
        desk, *twice[:2], *(booking(desk, person, slot.id) for person in people[1:])
    )

    assert again == first == await twice[2]
    assert await desk.booked(slot.id) == 4


async def test_what_others_change_between_bookings_counts(desk):
    slot, people = await desk.slot(capacity=1), await desk.people(9)
    calls = [booking(desk, person, slot.id) for person in people]

    said = await together(
        desk,
        *calls[:2],
        desk.run(lambda tx: tx.slots.set_capacity(slot.id, 9)),
        calls[2],
        desk.run(lambda tx: tx.people.withdraw(people[3], at=tx.now)),
        *calls[3:5],
        desk.run(delete_date, slot=slot.id, by=people[8], expected=3),
        *calls[5:],
    )

    bookings = [said[n] for n in (0, 1, 3, 5, 6, 8, 9, 10, 11)]
    assert kinds(bookings) == [Answer, SoldOut, Answer, ConsentMissing, Answer] + [NotFound] * 4


async def test_a_cancellation_in_the_middle_comes_after_its_booking(desk):
    slot, people = await desk.slot(), await desk.people(5)
    before = await desk.booking(person=people[0], slot=slot.id)

    await together(
        desk,
        *(booking(desk, person, slot.id) for person in people[1:3]),
        desk.run(cancel, person=people[0], booking=before.id),
        *(booking(desk, person, slot.id) for person in people[3:]),
    )

    told = [(event.kind, event.person) for event in (await desk.events())[-5:]]
    assert told == [
        *(("BookingMade", person) for person in people[1:3]),
        ("BookingCancelled", people[0]),
        *(("BookingMade", person) for person in people[3:]),
    ]


async def test_who_comes_alone_after_a_group_gets_the_next_numbers(desk):
    slot, people = await desk.slot(), await desk.people(6)

    await together(desk, *(booking(desk, person, slot.id) for person in people[:4]))
    late = [await desk.booking(person=person, slot=slot.id) for person in people[4:]]

    ids = [each.id for each in await desk.read(lambda tx: tx.events.after(0, limit=100))]
    assert ids == sorted(set(ids))
    assert [event.booking for event in (await desk.events())[-2:]] == [each.id for each in late]


async def test_a_code_that_somebody_has_is_not_given_again(desk, ran, monkeypatch):
    slot, people = await desk.slot(), await desk.people(5)
    taken = (await desk.booking(person=people[0], slot=slot.id)).code
    codes = iter([taken, taken, *(f"HS-AAAA{letter}" for letter in "ABCDEFGHJK")])
    monkeypatch.setattr(bookings, "fresh_code", lambda: f"{next(codes)}A"[:9])

    said = await together(desk, *(booking(desk, person, slot.id) for person in people[1:]))

    made = [await desk.found(answer.number("booking")) for answer in said]
    assert taken not in {each.code for each in made}
    assert not ran["undone"]


async def test_what_was_read_ahead_is_forgotten_after_the_group(desk):
    slot, people = await desk.slot(), await desk.people(4)
    await together(desk, *(booking(desk, person, slot.id) for person in people))
    driver = desk.store._writer._driver
    places = desk.store._writer._tx.places

    assert not driver.batch.size
    assert not places._known


@pytest.mark.parametrize("number", [2**70, -(2**70)])
async def test_a_number_that_no_row_can_have_spoils_nobody_elses_booking(desk, number):
    slot, people = await desk.slot(), await desk.people(4)

    *said, odd = await together(
        desk,
        *(booking(desk, person, slot.id) for person in people[:3]),
        booking(desk, people[3], number),
    )

    assert kinds(said) == [Answer] * 3
    assert not isinstance(odd, Answer | Unavailable)
    assert await desk.booked(slot.id) == 3
