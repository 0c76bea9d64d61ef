"""The job that erases people whose time has come, on real stores; the clock is moved."""

from datetime import timedelta

from domain.events import PersonErased
from domain.operations.privacy import withdraw
from jobs import housekeeping
from jobs.dispatcher import Dispatcher
from jobs.housekeeping import Retention
from tests.gates.oracles import invariants
from tests.jobs.phones import Phones, deliverer
from tests.jobs.world import DAY, KEY, RULES, TODAY, World


def job(world: World) -> Retention:
    return Retention(store=world.main, clock=world.clock)


async def known(world: World, *people: int) -> list[bool]:
    found = await world.read(lambda tx: [tx.people.get(person) for person in people])
    return [person is not None and person.telegram is not None for person in found]


async def settle(world: World) -> None:
    """Reactions, and everything that is owed by now."""
    await Dispatcher(main=world.main, mypage=world.mypage, clock=world.clock).drain()
    await deliverer(world, Phones(takes=0)).drain()


async def reasons(world: World) -> list[str]:
    told = await world.read(lambda tx: tx.events.after(0, limit=9999))
    return [each.event.reason for each in told if isinstance(each.event, PersonErased)]


async def test_a_year_after_the_last_date_people_are_erased_and_others_stay(world: World):
    slot = await world.slot()
    before, ahead = await world.book(slot), await world.book(slot)
    await settle(world)
    world.clock.forward(days=10)
    later = await world.slot(day=DAY + timedelta(days=300))
    await world.book(later, person=ahead.person)
    world.clock.forward(days=RULES.keep_days + 1)
    await settle(world)
    new = await world.person()

    await job(world).tick()
    await settle(world)

    assert await known(world, before.person, ahead.person, new) == [False, True, True]
    assert await reasons(world) == ["kept"]
    assert await world.booking(before.id) == before
    files = (world.folder / "main.db", world.folder / "mypage.db")
    assert invariants.broken(*files, drained=True, key=KEY) == []


async def test_a_day_earlier_nobody_is_erased(world: World):
    booking = await world.book(await world.slot())
    await settle(world)
    world.clock.forward(days=(DAY - TODAY).days + RULES.keep_days)
    await settle(world)

    await job(world).tick()

    assert await known(world, booking.person) == [True]


async def test_who_withdrew_is_erased_after_a_few_days(world: World):
    withdrew, stays = await world.person(), await world.person()
    await world.run(withdraw, person=withdrew)
    await job(world).tick()
    before = await known(world, withdrew)
    world.clock.forward(days=RULES.withdrawn_days, seconds=1)

    await job(world).tick()

    assert (before, await known(world, withdrew, stays)) == ([True], [False, True])
    assert await reasons(world) == ["withdrawn"]


async def test_many_are_erased_in_rounds_and_the_rest_by_the_next_tick(world: World, monkeypatch):
    monkeypatch.setattr(housekeeping, "MAX_PEOPLE", 2)
    monkeypatch.setattr(housekeeping, "MAX_LOOKUPS", 2)
    people = [await world.person() for _ in range(5)]
    world.clock.forward(days=RULES.keep_days, seconds=1)

    await job(world).tick()
    first = await known(world, *people)
    await job(world).tick()

    assert sum(first) == 1
    assert not any(await known(world, *people))
