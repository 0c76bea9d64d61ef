"""What could not be sent comes again, or never, as its failure says; a restart loses nothing."""

import pytest
from structlog.testing import capture_logs

from domain.ports.notices import Delivery, Notice, NoticeState, SendResult
from jobs.delivery import Deliverer
from tests.jobs.phones import SENT, Phones, deliverer, owe, pauses, states
from tests.jobs.world import World

pytestmark = pytest.mark.spoilt("notice-for-its-person")


@pytest.mark.parametrize("sending", [Delivery.NOT_SENT, Delivery.UNKNOWN])
async def test_what_was_not_sent_comes_again_within_a_minute(world: World, sending: Delivery):
    await owe(world, person=await world.person(), key="once")
    phones = Phones(lambda notice: SendResult(sending) if notice.attempts < 9 else SENT)
    at_work = deliverer(world, phones)

    for _ in range(10):
        await at_work.drain()
        world.clock.forward(seconds=60)

    assert [notice.attempts for notice in phones.tried] == list(range(10))
    assert await states(world) == {NoticeState.SENT: 1}


async def test_the_next_message_to_a_person_waits_for_the_one_that_failed(world: World):
    person = await world.person()
    await owe(world, person=person, key="first")
    await owe(world, person=person, key="second")
    phones = Phones(lambda notice: SENT if notice.attempts else SendResult(Delivery.NOT_SENT))
    at_work = deliverer(world, phones)

    await at_work.drain()
    assert "second" not in phones.keys
    for _ in range(3):
        world.clock.forward(seconds=60)
        await at_work.drain()

    assert phones.keys == ["first", "first", "second", "second"]


@pytest.mark.parametrize(
    ("sending", "state"),
    [(Delivery.INVALID, NoticeState.INVALID), (Delivery.BLOCKED, NoticeState.BLOCKED)],
)
async def test_what_cannot_be_sent_is_not_tried_again(
    world: World, sending: Delivery, state: NoticeState
):
    await owe(world, person=await world.person(), key="never")
    phones = Phones(lambda _: SendResult(sending))
    at_work = deliverer(world, phones)

    await at_work.drain()
    world.clock.forward(hours=1)
    await at_work.drain()

    assert len(phones.tried) == 1
    assert await states(world) == {state: 1}


async def test_a_pause_holds_for_everybody_and_after_a_restart(world: World):
    for number in range(100):
        await owe(world, person=await world.person(), key=f"{number}")
    flood = SendResult(Delivery.NOT_SENT, retry_after=40, pauses_all=True)
    phones = Phones(lambda _: flood)
    await deliverer(world, phones).drain()
    tried = len(phones.tried)
    phones.answer = lambda _: SENT

    world.clock.forward(seconds=39)
    restarted = deliverer(world, phones)
    assert await pauses(world).left() == pytest.approx({None: 1.1})
    await restarted.drain()
    assert len(phones.tried) == tried <= 60
    world.clock.forward(seconds=1.1)
    await restarted.drain()

    assert await pauses(world).left() == {}
    assert await states(world) == {NoticeState.SENT: 100}


async def test_a_pause_that_a_reply_met_holds_too(world: World):
    await owe(world, person=await world.person(), key="later")
    phones = Phones()
    at_work = deliverer(world, phones)

    at_work.pause(10)
    at_work.pause(3)
    await at_work.drain()

    assert phones.tried == []
    assert await pauses(world).left() == pytest.approx({None: 10.1})


async def test_what_a_dead_process_was_sending_is_sent_again(world: World):
    await owe(world, person=await world.person(), key="interrupted")
    now = world.clock.now()
    await world.run(lambda tx: tx.notices.claim(now=now, wall=now, limit=10))
    phones = Phones()
    at_work = deliverer(world, phones)

    assert await at_work.take_over() == 1
    await at_work.drain()
    assert await at_work.take_over() == 0

    assert [notice.attempts for notice in phones.tried] == [1]


async def test_a_bug_in_one_notice_stops_no_other_and_is_given_up(world: World):
    person = await world.person()
    await owe(world, person=person, key="bad")
    await owe(world, person=await world.person(), key="good")

    def answer(notice: Notice) -> SendResult:
        if notice.key == "bad":
            raise KeyError("a secret of somebody")
        return SENT

    phones = Phones(answer)
    at_work = deliverer(world, phones)
    with capture_logs() as lines:
        for _ in range(10):
            await at_work.drain()
            world.clock.forward(seconds=60)

    assert phones.keys.count("bad") == 8
    assert await states(world) == {NoticeState.SENT: 1, NoticeState.INVALID: 1}
    assert [line["kind"] for line in lines] == ["KeyError"] * 8
    assert "secret" not in str(lines)


async def test_while_the_way_out_is_closed_nothing_is_claimed(world: World):
    await owe(world, person=await world.person(), key="a")
    phones, room = Phones(), [0]
    closed = Deliverer(
        store=world.main, send=phones, clock=world.clock, room=lambda most: min(most, room[0])
    )

    await closed.drain()

    assert phones.tried == []
    assert await states(world) == {"pending": 1}
    room[0] = 1
    await closed.drain()
    assert await states(world) == {"sent": 1}


@pytest.mark.parametrize(("tried", "attempts"), [(False, 0), (True, 1)])
async def test_what_was_not_even_tried_does_not_count_as_a_try(world: World, tried, attempts):
    await owe(world, person=await world.person(), key="a")
    answers = [SendResult(Delivery.NOT_SENT, tried=tried), SENT]
    phones = Phones(lambda _: answers.pop(0))

    await deliverer(world, phones).drain()
    world.clock.forward(minutes=2)
    await deliverer(world, phones).drain()

    assert [notice.attempts for notice in phones.tried] == [0, attempts]
