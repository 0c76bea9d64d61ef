"""Each part is done by one of many processes, and soon by another when that one is gone."""

import asyncio

import pytest

from domain.errors import Unavailable
from jobs.leadership import ALONE, DELIVER, WORKERS
from jobs.leases import EVERY, LeasedLeadership
from tests.jobs.replicas import Replica, Stoppable
from tests.jobs.world import World


async def test_of_two_processes_one_does_it_all_and_the_other_waits(world: World):
    one, other = Replica(world), Replica(world)

    for each in (one, other, one, other):
        await each.duties.renew()

    assert one.duties.held() == sorted(WORKERS)
    assert other.duties.held() == []
    assert all(other.duties.on(part) is None for part in WORKERS)


async def test_two_that_share_the_parts_do_each_its_own(world: World):
    one, other = Replica(world, parts=["ledger", "mypage"]), Replica(world)

    for each in (one, other):
        await each.duties.renew()

    assert one.duties.held() == ["ledger", "mypage"]
    assert other.duties.held() == sorted(set(WORKERS) - {"ledger", "mypage"})


async def test_a_dead_process_is_followed_within_ten_seconds(world: World):
    waits = []
    for phase in (0.0, 0.5, 1.0, 1.5, 1.999):
        dead, alive = Replica(world), Replica(world)
        await dead.duties.renew()
        died, _ = world.clock.now(), world.clock.forward(seconds=phase)
        while not alive.duties.held():
            await alive.duties.renew()
            world.clock.forward(seconds=EVERY)
        waits.append((world.clock.now() - died).total_seconds() - EVERY)
        await alive.duties.give_up()

    assert max(waits) <= 8, waits
    assert min(waits) >= 6, waits


async def test_who_stops_in_order_is_followed_at_the_next_renewal(world: World):
    going, staying = Replica(world), Replica(world)
    await going.duties.renew()

    await going.duties.give_up()
    await going.duties.renew()
    await staying.duties.renew()

    assert (going.duties.held(), staying.duties.held()) == ([], sorted(WORKERS))


async def test_what_a_process_cannot_do_yet_it_leaves_to_one_that_can(world: World):
    told: list[int] = []
    unable = LeasedLeadership(
        store=world.main, clock=world.clock, parts=WORKERS, changed=lambda: told.append(1)
    )
    await unable.renew()
    assert sorted({*WORKERS} - {*unable.held()}) == [DELIVER]

    unable.ready_for(DELIVER)
    await unable.renew()
    await unable.renew()

    assert unable.held() == sorted(WORKERS)
    assert len(told) == 2


async def test_nobody_is_made_to_do_what_was_not_asked_of_it(world: World):
    front = LeasedLeadership(store=world.main, clock=world.clock, parts=["ledger"])

    front.ready_for(DELIVER)
    await front.renew()

    assert front.held() == ["ledger"]


async def test_a_renewal_is_one_command_whatever_there_is_to_hold(world: World):
    replica = Replica(world)

    for _ in range(3):
        await replica.duties.renew()

    assert replica.store.commands == 3


async def test_a_process_alone_holds_everything_from_first_to_last():
    await ALONE.renew()
    ALONE.ready_for(DELIVER)
    await ALONE.give_up()

    assert all(ALONE.on(part) is not None for part in WORKERS)
    assert ALONE.held() == WORKERS


async def test_a_store_that_cannot_be_reached_changes_nothing_known(world: World):
    store = Stoppable(world.main)
    sharing = LeasedLeadership(store=store, clock=world.clock, parts=["ledger"])
    await sharing.renew()
    fence = sharing.on("ledger")

    await world.main.close()
    with pytest.raises(Unavailable):
        await sharing.renew()
    world.main.start()

    assert sharing.on("ledger") == fence
    await sharing.renew()
    assert sharing.on("ledger") == fence


async def test_every_hold_has_a_fence_of_its_own(world: World):
    one, other = Replica(world, parts=["ledger"]), Replica(world, parts=["ledger"])
    await one.duties.renew()
    first = one.duties.on("ledger")

    world.clock.forward(seconds=6)
    await other.duties.renew()
    await one.duties.renew()
    assert one.duties.on("ledger") is None
    world.clock.forward(seconds=6)
    await one.duties.renew()

    assert one.duties.on("ledger") not in {None, first}


async def test_a_renewal_under_way_at_the_stop_takes_nothing_back(world: World):
    going = Replica(world)
    renewal = await going.stopped_in(going.duties.renew)
    stop = asyncio.create_task(going.duties.give_up())
    await asyncio.sleep(0)

    going.store.wake()
    await asyncio.gather(renewal, stop)

    staying = Replica(world)
    await staying.duties.renew()
    assert (going.duties.held(), staying.duties.held()) == ([], sorted(WORKERS))
