"""Somebody is erased while a message to them is under way."""

import asyncio

import pytest

from domain.operations.privacy import erase_person
from domain.ports.notices import Delivery, Notice, NoticeState, SendResult
from tests.jobs.phones import SENT, Phones, deliverer, owe, states
from tests.jobs.world import World

pytestmark = pytest.mark.spoilt("notice-for-its-person")


class Slow(Phones):
    """Sends when it is let."""

    def __init__(self, outcome: SendResult) -> None:
        super().__init__()
        self.begun, self.may_end = asyncio.Event(), asyncio.Event()
        self._outcome = outcome

    async def __call__(self, notice: Notice) -> SendResult:
        self.tried.append(notice)
        self.begun.set()
        await self.may_end.wait()
        return self._outcome


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (SENT, NoticeState.SENT),
        (SendResult(Delivery.UNKNOWN), NoticeState.SUPERSEDED),
        (SendResult(Delivery.NOT_SENT), NoticeState.SUPERSEDED),
        (SendResult(Delivery.BLOCKED), NoticeState.BLOCKED),
    ],
)
async def test_what_was_being_sent_ends_and_is_never_tried_again(
    world: World, outcome: SendResult, state: NoticeState
):
    person = await world.person()
    await owe(world, person=person, key="under way")
    phones = Slow(outcome)
    at_work = deliverer(world, phones)
    sending = asyncio.create_task(at_work.drain())
    await phones.begun.wait()

    await world.run(erase_person, person=person)
    phones.may_end.set()
    await sending
    for _ in range(3):
        world.clock.forward(minutes=2)
        await at_work.drain()

    assert len(phones.tried) == 1
    assert await states(world) == {state: 1}


async def test_a_message_to_somebody_known_is_tried_again(world: World):
    await owe(world, person=await world.person(), key="under way")
    phones = Phones(lambda notice: SENT if notice.attempts else SendResult(Delivery.UNKNOWN))
    at_work = deliverer(world, phones)

    for _ in range(3):
        await at_work.drain()
        world.clock.forward(minutes=2)

    assert len(phones.tried) == 2


async def test_what_a_dead_process_was_sending_is_not_sent_to_somebody_erased(world: World):
    person = await world.person()
    await owe(world, person=person, key="under way")
    now = world.clock.now()
    await world.run(lambda tx: tx.notices.claim(now=now, wall=now, limit=9))
    await world.run(erase_person, person=person)
    phones = Phones()
    at_work = deliverer(world, phones)

    await at_work.drain()

    assert phones.tried == []
    assert await states(world) == {NoticeState.SUPERSEDED: 1}


async def test_what_is_owed_to_somebody_erased_by_late_events_is_not_sent(world: World):
    person = await world.person()
    await world.run(erase_person, person=person)
    await owe(world, person=person, key="late")
    phones = Phones()

    await deliverer(world, phones).drain()

    assert phones.tried == []
    assert await states(world) == {NoticeState.SUPERSEDED: 1}
