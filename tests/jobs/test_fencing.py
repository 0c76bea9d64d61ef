"""A process that slept through the end of its lease keeps nothing of what it does when it wakes.

Each test has its twin: with a hole in the fence the sleeper's effect is kept, or kept twice.
"""

import asyncio

import pytest

from domain.answer import Answer
from domain.events import Recorded
from domain.model import Dialogue
from domain.policies import MYPAGE, Step, Subscriber
from domain.ports.notices import Delivery, NoticeState, SendResult
from domain.ports.store import Command, IdempotencyKey, Transaction
from tests.jobs.phones import SENT, Phones, owe, states
from tests.jobs.replicas import Replica, take_over
from tests.jobs.world import World

pytestmark = pytest.mark.spoilt("notice-for-its-person")

fences = pytest.mark.parametrize("fenced", [True, False])


def marks(tx: Transaction, _: Recorded) -> Step:
    """A reaction that can be counted: once more for each event it was done for."""
    tx.marks.put("done", (tx.marks.get("done") or 0) + 1)
    return Step.DONE


@fences
async def test_a_sleeping_subscriber_wakes_up_and_moves_nothing(world: World, fenced: bool):
    reactions = [Subscriber("marks", marks, batch=100)]
    sleeper, other = (
        Replica(world, parts=["marks"], subscribers=reactions, fenced=fenced) for _ in range(2)
    )
    await world.book(await world.slot())
    await sleeper.leadership.renew()
    turn = await sleeper.stopped_in(sleeper.dispatcher.tick)
    await take_over(world, from_=sleeper, to=other)

    sleeper.store.wake()
    did = await turn

    done = await world.read(lambda tx: tx.marks.get("done"))
    position = await world.read(lambda tx: tx.progress.position("marks").id)
    assert (did, done, position) == ((False, None, 0) if fenced else (True, 3, 3))


@fences
async def test_what_the_sleeper_was_sending_is_settled_by_its_successor_only(
    world: World, fenced: bool
):
    await owe(world, person=await world.person(), key="once")
    failing, slow = Phones(lambda _: SendResult(Delivery.NOT_SENT)), Phones(takes=0.2)
    sleeper = Replica(world, phones=failing, parts=["deliver"], fenced=fenced)
    other = Replica(world, phones=slow, parts=["deliver"], fenced=fenced)
    await sleeper.leadership.renew()
    await sleeper.deliverer.tick()
    sleeper.store.stop()
    await take_over(world, from_=sleeper, to=other)
    await other.deliverer.tick()  # has it in hand now

    sleeper.store.wake()
    await asyncio.sleep(0.05)
    meanwhile = await states(world)
    await other.deliverer.drain()

    assert meanwhile == ({NoticeState.SENDING: 1} if fenced else {NoticeState.PENDING: 1})
    assert await states(world) == ({NoticeState.SENT: 1} if fenced else {NoticeState.PENDING: 1})
    assert len(slow.tried) == 1


@fences
async def test_a_sleeping_deliverer_wakes_up_and_claims_nothing(world: World, fenced: bool):
    sleeper, other = (Replica(world, parts=["deliver"], fenced=fenced) for _ in range(2))
    await sleeper.leadership.renew()
    await sleeper.deliverer.take_over()
    await owe(world, person=await world.person(), key="not yours")
    turn = await sleeper.stopped_in(sleeper.deliverer.tick)
    await take_over(world, from_=sleeper, to=other)

    sleeper.store.wake()
    await turn
    await sleeper.deliverer.drain()

    assert sleeper.phones.keys == ([] if fenced else ["not yours"])
    await other.deliverer.drain()
    assert other.phones.keys == (["not yours"] if fenced else [])


@fences
async def test_a_sleeping_housekeeper_wakes_up_and_throws_nothing_away(world: World, fenced: bool):
    person = await world.person()
    asked = Dialogue(person, "booking", "day", {}, 1, world.clock.now())
    await world.run(lambda tx: tx.dialogues.put(asked))
    await world.main.run(
        lambda _: Answer("done"), Command(world.clock.now(), key=IdempotencyKey(1, 1))
    )
    world.clock.forward(days=9)
    sleeper, other = (Replica(world, parts=["upkeep"], fenced=fenced) for _ in range(2))
    await sleeper.leadership.renew()
    turn = await sleeper.stopped_in(sleeper.housekeeping.tick)
    await take_over(world, from_=sleeper, to=other)

    sleeper.store.wake()
    await turn

    kept = await world.read(
        lambda tx: (tx.dialogues.get(person), tx.keys.find(IdempotencyKey(1, 1)))
    )
    assert [each is not None for each in kept] == [fenced, fenced]


@fences
async def test_a_sleeping_retention_wakes_up_and_erases_nobody(world: World, fenced: bool):
    person = await world.person()
    world.clock.forward(days=2000)
    sleeper, other = (Replica(world, parts=["upkeep"], fenced=fenced) for _ in range(2))
    await sleeper.leadership.renew()
    turn = await sleeper.stopped_in(sleeper.retention.tick)
    await take_over(world, from_=sleeper, to=other)

    sleeper.store.wake()
    await turn

    found = await world.read(lambda tx: tx.people.get(person))
    assert found is not None
    assert (found.telegram is not None) == fenced


async def test_the_read_model_is_walked_by_its_holder_only(world: World):
    one, other = Replica(world), Replica(world, parts=["mypage"])
    booking = await world.book(await world.slot())
    await other.leadership.renew()
    await one.leadership.renew()

    await one.dispatcher.drain()
    assert await world.read_page(lambda tx: tx.view.versions(booking.person)) == {}
    await other.dispatcher.drain()

    assert await world.read_page(lambda tx: tx.view.versions(booking.person)) == {booking.id: 1}
    assert await world.read(lambda tx: tx.progress.position(MYPAGE.name).id) == 0


async def test_a_lost_lease_makes_nobody_run_in_circles(world: World):
    await world.book(await world.slot())
    sleeper, other = Replica(world), Replica(world)
    await sleeper.leadership.renew()
    await take_over(world, from_=sleeper, to=other)
    before = sleeper.store.commands
    sleeper.dispatcher.open()
    sleeper.deliverer.open()

    await asyncio.sleep(0.2)
    await sleeper.dispatcher.close()
    await sleeper.deliverer.close()

    assert sleeper.store.commands - before <= 6


async def test_a_process_that_comes_up_lets_a_living_one_finish_its_sends(world: World):
    await owe(world, person=await world.person(), key="in hand")
    busy = Replica(world, phones=Phones(takes=0.1))
    await busy.leadership.renew()
    await busy.deliverer.tick()
    newcomer = Replica(world)

    await newcomer.leadership.renew()
    released = await newcomer.deliverer.take_over()
    await newcomer.deliverer.drain()
    await busy.deliverer.drain()

    assert (released, newcomer.phones.keys, busy.phones.keys) == (0, [], ["in hand"])
    assert await states(world) == {NoticeState.SENT: 1}


async def test_what_the_dead_one_was_sending_goes_out_once_more(world: World):
    await owe(world, person=await world.person(), key="in hand")
    dead, heir = Replica(world, phones=Phones(takes=60)), Replica(world)
    await dead.leadership.renew()
    await dead.deliverer.tick()
    await take_over(world, from_=dead, to=heir)

    await heir.deliverer.drain()

    assert heir.phones.keys == ["in hand"]
    assert [notice.attempts for notice in heir.phones.tried] == [1]
    await dead.deliverer.close(within=0)


async def test_who_learns_that_it_lost_ends_what_it_is_sending(world: World):
    for number in range(5):
        await owe(world, person=await world.person(), key=f"{number}")
    woken, heir = Replica(world, phones=Phones(takes=0.1)), Replica(world)
    await woken.leadership.renew()
    await woken.deliverer.tick()
    await take_over(world, from_=woken, to=heir)

    await woken.leadership.renew()
    await woken.deliverer.drain()

    assert woken.phones.at_once == 5  # begun, and never ended
    await heir.deliverer.drain()
    assert await states(world) == {NoticeState.SENT: 5}


async def test_who_lost_it_and_got_it_back_sends_nothing_twice_at_once(world: World):
    await owe(world, person=await world.person(), key="mine again")
    phones = Phones(takes=0.1)
    one, other = Replica(world, phones=phones), Replica(world)
    await one.leadership.renew()
    await one.deliverer.tick()
    await asyncio.sleep(0)
    await take_over(world, from_=one, to=other)
    await other.leadership.release_all()
    await one.leadership.renew()
    phones.of_one_at_once.clear()  # what was ended does not count

    await one.deliverer.drain()

    assert [notice.attempts for notice in phones.tried] == [0, 1]
    assert await states(world) == {NoticeState.SENT: 1}


async def test_a_pause_is_kept_although_its_notice_is_anothers_by_now(world: World):
    await owe(world, person=await world.person(), key="flood")
    flood = Phones(lambda _: SendResult(Delivery.NOT_SENT, retry_after=30, pauses_all=True))
    sleeper, other = Replica(world, phones=flood), Replica(world, phones=Phones(lambda _: SENT))
    await sleeper.leadership.renew()
    await sleeper.deliverer.tick()
    sleeper.store.stop()
    await take_over(world, from_=sleeper, to=other)
    await other.deliverer.take_over()

    sleeper.store.wake()
    await asyncio.wait(sleeper.deliverer._sends)
    await sleeper.deliverer.drain()
    await other.deliverer.drain()

    assert other.phones.tried == []
