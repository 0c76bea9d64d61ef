"""A pause that any process met holds for all of them; a chat's pause for that chat alone."""

from datetime import timedelta

import pytest

from domain.ports.notices import Delivery, NoticeState, SendResult
from jobs.housekeeping import Housekeeping
from tests.jobs.phones import SENT, Phones, deliverer, owe, pauses, states
from tests.jobs.replicas import Replica
from tests.jobs.world import World

pytestmark = pytest.mark.spoilt("notice-for-its-person")
CHAT = 7


class Held(dict[int | None, float]):
    """Seconds of each pause that was passed on."""

    def __call__(self, seconds: float, chat: int | None) -> None:
        self[chat] = seconds


@pytest.mark.parametrize("chat", [None, CHAT, -CHAT])
async def test_every_process_hears_of_a_pause_that_one_met(world: World, chat: int | None):
    front, back = Replica(world, parts=[]), Replica(world, parts=["deliver"])
    await back.leadership.renew()
    await owe(world, person=await world.person(), key="later")
    held = Held()

    front.deliverer.pause(10, chat)  # a reply met it; this process does not deliver
    await front.deliverer.drain()
    world.clock.forward(seconds=4)
    await pauses(world, hold=held).refresh()
    await back.deliverer.drain()

    assert held == {chat: pytest.approx(6.1)}  # no clock a little ahead ends it too early
    assert back.phones.keys == ([] if chat is None else ["later"])
    world.clock.forward(seconds=6.1)
    await back.deliverer.drain()
    assert back.phones.keys == ["later"]


async def test_without_a_pause_nothing_is_held_up(world: World):
    held = Held()

    await pauses(world, hold=held).refresh()
    for chat in (None, CHAT):
        await world.run(lambda tx, chat=chat: tx.notices.pause(until=tx.now, chat=chat))
    await pauses(world, hold=held).refresh()

    assert held == {}


@pytest.mark.parametrize("tried", [True, False])
async def test_a_notice_to_a_held_chat_waits_alone_and_without_a_failure(world: World, tried: bool):
    slow, quick = await world.person(), await world.person()
    await owe(world, person=slow, key="held")
    await owe(world, person=quick, key="at once")
    limited = [SendResult(Delivery.NOT_SENT, retry_after=200, tried=tried)]
    phones = Phones(lambda notice: limited.pop() if limited and notice.key == "held" else SENT)
    at_work = deliverer(world, phones)

    await at_work.drain()
    world.clock.forward(seconds=199)
    await deliverer(world, phones).drain()  # also after a restart
    assert phones.keys == ["held", "at once"]
    assert await states(world) == {NoticeState.PENDING: 1, NoticeState.SENT: 1}
    world.clock.forward(seconds=1.1)
    await at_work.drain()

    assert phones.keys == ["held", "at once", "held"]
    assert phones.tried[-1].attempts == int(tried)
    assert await states(world) == {NoticeState.SENT: 2}


async def test_pauses_of_chats_that_have_ended_are_forgotten(world: World):
    soon, late = (world.clock.at + timedelta(seconds=each) for each in (10, 300))
    await world.run(lambda tx: tx.notices.pause(until=soon, chat=CHAT))
    await world.run(lambda tx: tx.notices.pause(until=late, chat=-CHAT))
    world.clock.forward(seconds=60)

    await Housekeeping(store=world.main, clock=world.clock).tick()

    assert list(await world.read(lambda tx: tx.notices.paused_chats())) == [-CHAT]
