"""A pause that any process met holds for all of them, whoever delivers."""

import pytest

from tests.jobs.phones import owe, pauses
from tests.jobs.replicas import Replica
from tests.jobs.world import World

pytestmark = pytest.mark.spoilt("notice-for-its-person")


async def test_every_process_hears_of_a_pause_that_one_met(world: World):
    front, back = Replica(world, parts=[]), Replica(world, parts=["deliver"])
    await back.leadership.renew()
    await owe(world, person=await world.person(), key="later")
    held: list[float] = []

    front.deliverer.pause(10)  # a reply met it; this process does not deliver
    await front.deliverer.drain()
    world.clock.forward(seconds=4)
    await pauses(world, hold=held.append).refresh()
    await back.deliverer.drain()

    assert held == [pytest.approx(6.1)]  # no clock that is a little ahead ends it too early
    assert back.phones.tried == []
    world.clock.forward(seconds=6.1)
    await back.deliverer.drain()
    assert back.phones.keys == ["later"]


async def test_without_a_pause_nothing_is_held_up(world: World):
    held: list[float] = []

    await pauses(world, hold=held.append).refresh()
    await world.run(lambda tx: tx.notices.pause(until=tx.now))
    await pauses(world, hold=held.append).refresh()

    assert held == []
