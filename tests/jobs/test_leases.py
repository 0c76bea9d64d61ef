"""Each part is done by one of many processes, and soon by another when that one is gone."""

import asyncio

import pytest

from domain.errors import Unavailable
from jobs.leadership import DELIVER, SINGLE_PROCESS, WORKERS
from jobs.leases import RENEW_EVERY_S, LeasedLeadership
from tests.jobs.replicas import Replica, Stoppable
from tests.jobs.world import World


async def test_of_two_processes_one_does_it_all_and_the_other_waits(world: World):
    one, other = Replica(world), Replica(world)

    for each in (one, other, one, other):
        await each.leadership.renew()

    assert one.leadership.assigned() == sorted(WORKERS)
    assert other.leadership.assigned() == []
    assert all(other.leadership.guard_for(part) is None for part in WORKERS)


async def test_two_that_share_the_parts_do_each_its_own(world: World):
    one, other = Replica(world, parts=["ledger", "mypage"]), Replica(world)

    for each in (one, other):
        await each.leadership.renew()

    assert one.leadership.assigned() == ["ledger", "mypage"]
    assert other.leadership.assigned() == sorted(set(WORKERS) - {"ledger", "mypage"})


async def test_a_dead_process_is_followed_within_ten_seconds(world: World):
    waits = []
    for phase in (0.0, 0.5, 1.0, 1.5, 1.999):
        dead, alive = Replica(world), Replica(world)
        await dead.leadership.renew()
        died, _ = world.clock.now(), world.clock.forward(seconds=phase)
        while not alive.leadership.assigned():
            await alive.leadership.renew()
            world.clock.forward(seconds=RENEW_EVERY_S)
        waits.append((world.clock.now() - died).total_seconds() - RENEW_EVERY_S)
        await alive.leadership.release_all()

    assert max(waits) <= 8, waits
    assert min(waits) >= 6, waits


async def test_who_stops_in_order_is_followed_at_the_next_renewal(world: World):
    going, staying = Replica(world), Replica(world)
    await going.leadership.renew()

    await going.leadership.release_all()
    await going.leadership.renew()
    await staying.leadership.renew()

    assert (going.leadership.assigned(), staying.leadership.assigned()) == ([], sorted(WORKERS))


async def test_what_a_process_cannot_do_yet_it_leaves_to_one_that_can(world: World):
    told: list[int] = []
    unable = LeasedLeadership(
        store=world.main, clock=world.clock, workers=WORKERS, changed=lambda: told.append(1)
    )
    await unable.renew()
    assert sorted({*WORKERS} - {*unable.assigned()}) == [DELIVER]

    unable.enable(DELIVER)
    await unable.renew()
    await unable.renew()

    assert unable.assigned() == sorted(WORKERS)
    assert len(told) == 2


async def test_nobody_is_made_to_do_what_was_not_asked_of_it(world: World):
    front = LeasedLeadership(store=world.main, clock=world.clock, workers=["ledger"])

    front.enable(DELIVER)
    await front.renew()

    assert front.assigned() == ["ledger"]


async def test_a_renewal_is_one_command_whatever_there_is_to_hold(world: World):
    replica = Replica(world)

    for _ in range(3):
        await replica.leadership.renew()

    assert replica.store.commands == 3


async def test_a_process_alone_holds_everything_from_first_to_last():
    await SINGLE_PROCESS.renew()
    SINGLE_PROCESS.enable(DELIVER)
    await SINGLE_PROCESS.release_all()

    assert all(SINGLE_PROCESS.guard_for(part) is not None for part in WORKERS)
    assert SINGLE_PROCESS.assigned() == WORKERS


async def test_a_store_that_cannot_be_reached_changes_nothing_known(world: World):
    store = Stoppable(world.main)
    sharing = LeasedLeadership(store=store, clock=world.clock, workers=["ledger"])
    await sharing.renew()
    fence = sharing.guard_for("ledger")

    await world.main.close()
    with pytest.raises(Unavailable):
        await sharing.renew()
    world.main.start()

    assert sharing.guard_for("ledger") == fence
    await sharing.renew()
    assert sharing.guard_for("ledger") == fence


async def test_every_hold_has_a_fence_of_its_own(world: World):
    one, other = Replica(world, parts=["ledger"]), Replica(world, parts=["ledger"])
    await one.leadership.renew()
    first = one.leadership.guard_for("ledger")

    world.clock.forward(seconds=6)
    await other.leadership.renew()
    await one.leadership.renew()
    assert one.leadership.guard_for("ledger") is None
    world.clock.forward(seconds=6)
    await one.leadership.renew()

    assert one.leadership.guard_for("ledger") not in {None, first}


async def test_a_renewal_under_way_at_the_stop_takes_nothing_back(world: World):
    going = Replica(world)
    renewal = await going.stopped_in(going.leadership.renew)
    stop = asyncio.create_task(going.leadership.release_all())
    await asyncio.sleep(0)

    going.store.wake()
    await asyncio.gather(renewal, stop)

    staying = Replica(world)
    await staying.leadership.renew()
    assert (going.leadership.assigned(), staying.leadership.assigned()) == ([], sorted(WORKERS))
