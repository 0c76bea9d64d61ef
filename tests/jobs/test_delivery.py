"""What is owed is sent: in order to each, to many at once, and only if it is still true."""

import asyncio

import pytest

from domain.ports.notices import Delivery, NoticeKind, NoticeState, SendResult
from jobs.dispatcher import Dispatcher
from tests.jobs.phones import SENT, Phones, deliverer, owe, states
from tests.jobs.world import DAY, RULES, World

pytestmark = pytest.mark.spoilt("notice-for-its-person", "notice-of-a-change")


async def test_a_deletion_is_told_to_everybody_and_then_its_sum_to_the_admin(world: World):
    slot, admin = await world.slot(), await world.person()
    made = [await world.book(slot) for _ in range(37)]
    deletion = await world.delete(slot, by=admin, expected=37)
    await Dispatcher(main=world.main, mypage=world.mypage, clock=world.clock).drain()
    blocked = SendResult(Delivery.BLOCKED)
    phones = Phones(lambda notice: blocked if notice.person == made[4].person else SENT)

    await deliverer(world, phones).drain()

    told, total = phones.tried[:-1], phones.tried[-1]
    assert {notice.person for notice in told} == {booking.person for booking in made}
    assert (total.kind, total.person, total.facts) == (
        NoticeKind.DELETION_SUM,
        admin,
        {"deletion": deletion},
    )
    tally = await world.read(lambda tx: tx.notices.tally(deletion))
    assert tally == (36, 37, [made[4].id])
    assert 10 < phones.most_at_once <= 30
    person = await world.read(lambda tx: tx.people.get(made[4].person))
    assert person is not None
    assert not person.reachable


async def test_a_deletion_that_hit_nobody_has_no_sum(world: World):
    await world.delete(await world.slot(), by=await world.person(), expected=0)
    await Dispatcher(main=world.main, mypage=world.mypage, clock=world.clock).drain()
    phones = Phones()

    await deliverer(world, phones).drain()

    assert phones.tried == []
    assert await world.read(lambda tx: tx.deletions.told(limit=1)) == []


async def test_one_person_hears_everything_in_order(world: World):
    person, other = await world.person(), await world.person()
    for number in range(6):
        await owe(world, person=person, key=f"a{number}")
        await owe(world, person=other, key=f"b{number}")
    phones = Phones()

    await deliverer(world, phones).drain()

    for letter in "ab":
        assert [key for key in phones.keys if key[0] == letter] == [
            f"{letter}{n}" for n in range(6)
        ]


async def test_a_reminder_of_a_cancelled_booking_is_not_sent(world: World):
    slot = await world.slot()
    stays, goes = await world.book(slot), await world.book(slot)
    await Dispatcher(main=world.main, mypage=world.mypage, clock=world.clock).drain()
    await world.cancel(goes)
    phones = Phones()

    await deliverer(world, phones).drain()
    assert phones.tried == []
    world.clock.at = RULES.remind_at.before(DAY, RULES.zone)
    await deliverer(world, phones).drain()

    assert [notice.person for notice in phones.tried] == [stays.person]
    assert await states(world) == {NoticeState.SENT: 1, NoticeState.SUPERSEDED: 1}


async def test_closing_waits_for_what_is_being_sent(world: World):
    for number in range(3):
        await owe(world, person=await world.person(), key=f"{number}")
    at_work = deliverer(world, Phones())
    at_work.open()
    await asyncio.sleep(0.01)

    await at_work.close()

    assert NoticeState.SENDING not in await states(world)


async def test_a_wake_up_sends_what_is_owed_to_the_last(world: World):
    person = await world.person()
    for number in range(50):
        await owe(world, person=person if number % 2 else await world.person(), key=f"{number}")
    at_work = deliverer(world, Phones())

    at_work.open()
    async with asyncio.timeout(20):
        while (await states(world)).get(NoticeState.SENT) != 50:
            await asyncio.sleep(0.01)
    await at_work.close()

    assert await states(world) == {NoticeState.SENT: 50}


async def test_a_fan_out_does_not_hold_up_dispatch(world: World):
    slot = await world.slot()
    for number in range(120):
        await owe(world, person=await world.person(), key=f"{number}")
    at_work = Dispatcher(main=world.main, mypage=world.mypage, clock=world.clock)
    sending = asyncio.create_task(deliverer(world, Phones(takes=0.2)).drain())
    await asyncio.sleep(0.02)

    booking = await world.book(slot)
    await at_work.drain()

    assert await world.read(lambda tx: tx.ledger.line(booking.id)) is not None
    assert not sending.done()
    await sending
