"""Many want the last places at once: exactly as many get one as there are, whoever asks first."""

import asyncio
from collections import Counter

import pytest

from domain.operations.bookings import book, cancel
from domain.storage.open import open_main
from tests.gates.controls.unguarded_take import guard_off
from tests.gates.oracles import invariants
from tests.storage.desk import RULES, Desk, HandClock

PEOPLE, PLACES = 200, 20


@pytest.fixture
async def careless(tmp_path, vault, mypage):
    """A desk whose store has its guard off."""
    with guard_off():
        store = open_main(f"sqlite:///{tmp_path}/careless.db", rules=RULES, vault=vault)
        store.start()
        yield Desk(store, mypage, HandClock())
        await store.close()


async def everybody_books(desk: Desk, slot: int, people: list[int]) -> Counter[str]:
    """All at once; how many got which answer."""
    asking = (desk.run(book, person=person, slot=slot) for person in people)
    answers = await asyncio.gather(*asking, return_exceptions=True)
    return Counter(each.name for each in answers)


async def people_and_places(desk: Desk) -> tuple[list[int], int]:
    slot = await desk.slot(capacity=PLACES)
    return await desk.people(PEOPLE), slot.id


async def test_the_last_places_go_to_exactly_as_many_people(desk, tmp_path):
    people, slot = await people_and_places(desk)

    answers = await everybody_books(desk, slot, people)

    assert answers == {"booked": PLACES, "SoldOut": PEOPLE - PLACES}
    assert await desk.booked(slot) == PLACES
    assert invariants.broken(tmp_path / "main.db", drained=False) == []


async def test_with_the_guard_off_the_same_rush_oversells(careless, tmp_path):
    people, slot = await people_and_places(careless)

    answers = await everybody_books(careless, slot, people)

    assert answers == {"booked": PEOPLE}
    broken = invariants.broken(tmp_path / "careless.db", drained=False)
    assert "not-oversold" in {each.invariant for each in broken}


async def test_the_last_place_goes_to_one_person(desk):
    slot = await desk.slot(capacity=1)
    people = await desk.people(50)

    answers = await everybody_books(desk, slot.id, people)

    assert answers == {"booked": 1, "SoldOut": 49}


async def test_one_person_who_asks_at_once_for_all_dates_gets_as_many_as_allowed(desk):
    person = await desk.person()
    slots = [await desk.slot(ahead=ahead) for ahead in range(2, 12)]

    asking = (desk.run(book, person=person, slot=slot.id) for slot in slots)
    answers = await asyncio.gather(*asking, return_exceptions=True)

    assert Counter(each.name for each in answers) == {"booked": 3, "TooMany": 7}


async def test_one_person_who_asks_twice_at_once_holds_one_place(desk):
    slot = await desk.slot()
    person = await desk.person()

    answers = await asyncio.gather(
        *(desk.run(book, person=person, slot=slot.id) for _ in range(20))
    )

    assert len({answer.number("booking") for answer in answers}) == 1
    assert await desk.booked(slot.id) == 1


async def test_cancelling_twice_at_once_gives_one_place_back(desk, tmp_path):
    slot = await desk.slot(capacity=5)
    person = await desk.person()
    booking = await desk.booking(person=person, slot=slot.id)

    answers = await asyncio.gather(
        *(desk.run(cancel, person=person, booking=booking.id) for _ in range(20)),
        return_exceptions=True,
    )
    await desk.settle()

    assert Counter(each.name for each in answers) == {"cancelled": 1, "AlreadyCancelled": 19}
    assert await desk.booked(slot.id) == 0
    assert invariants.broken(tmp_path / "main.db", drained=True) == []
