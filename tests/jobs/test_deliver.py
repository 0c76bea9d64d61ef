"""What is owed is sent: in order to each, to many at once, and it survives what goes wrong."""

import asyncio
from collections import defaultdict
from collections.abc import Callable

import pytest

from domain.ports.notices import Kind, Notice, Outcome, Owed, Sending, State
from jobs.deliver import Deliverer
from jobs.dispatch import Dispatcher
from tests.jobs.world import DAY, RULES, World

SENT = Outcome(Sending.SENT, message=7)


class Phones:
    """Receives what is sent; `answer` says what comes of an attempt."""

    def __init__(
        self, answer: Callable[[Notice], Outcome] = lambda _: SENT, *, takes: float = 0.002
    ) -> None:
        self.answer = answer
        self.takes = takes
        self.tried: list[Notice] = []
        self.at_once = 0
        self.most_at_once = 0
        self.of_one_at_once: dict[int, int] = defaultdict(int)

    async def __call__(self, notice: Notice) -> Outcome:
        self.tried.append(notice)
        self.at_once += 1
        self.of_one_at_once[notice.person] += 1
        assert self.of_one_at_once[notice.person] == 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.takes)
        self.at_once -= 1
        self.of_one_at_once[notice.person] -= 1
        return self.answer(notice)

    @property
    def keys(self) -> list[str]:
        return [notice.key for notice in self.tried]


def deliverer(world: World, phones: Phones) -> Deliverer:
    return Deliverer(store=world.main, send=phones, clock=world.clock)


async def owe(world: World, *, person: int, key: str, kind: Kind = Kind.FORCE_CANCELLED) -> None:
    facts = {"booking": 1}
    owed = Owed(key=key, person=person, kind=kind, facts=facts, due_at=world.clock.now())
    await world.run(lambda tx: tx.notices.owe(owed))


async def states(world: World) -> dict[str, int]:
    counts = await world.read(lambda tx: tx.notices.counts())
    return {state: count for state, count in counts.items() if count}


async def test_a_deletion_is_told_to_everybody_and_then_its_sum_to_the_admin(world: World):
    slot, admin = await world.slot(), await world.person()
    made = [await world.book(slot) for _ in range(37)]
    deletion = await world.delete(slot, by=admin, expected=37)
    await Dispatcher(main=world.main, mypage=world.mypage, clock=world.clock).drain()
    blocked = Outcome(Sending.BLOCKED)
    phones = Phones(lambda notice: blocked if notice.person == made[4].person else SENT)

    await deliverer(world, phones).drain()

    told, total = phones.tried[:-1], phones.tried[-1]
    assert {notice.person for notice in told} == {booking.person for booking in made}
    assert (total.kind, total.person, total.facts) == (
        Kind.DELETION_SUM,
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


@pytest.mark.parametrize("sending", [Sending.NOT_SENT, Sending.UNKNOWN])
async def test_what_was_not_sent_comes_again_within_a_minute(world: World, sending: Sending):
    await owe(world, person=await world.person(), key="once")
    phones = Phones(lambda notice: Outcome(sending) if notice.attempts < 9 else SENT)
    at_work = deliverer(world, phones)

    for _ in range(10):
        await at_work.drain()
        world.clock.forward(seconds=60)

    assert [notice.attempts for notice in phones.tried] == list(range(10))
    assert await states(world) == {State.SENT: 1}


async def test_the_next_message_to_a_person_waits_for_the_one_that_failed(world: World):
    person = await world.person()
    await owe(world, person=person, key="first")
    await owe(world, person=person, key="second")
    phones = Phones(lambda notice: SENT if notice.attempts else Outcome(Sending.NOT_SENT))
    at_work = deliverer(world, phones)

    await at_work.drain()
    assert "second" not in phones.keys
    for _ in range(3):
        world.clock.forward(seconds=60)
        await at_work.drain()

    assert phones.keys == ["first", "first", "second", "second"]


@pytest.mark.parametrize(
    ("sending", "state"), [(Sending.INVALID, State.INVALID), (Sending.BLOCKED, State.BLOCKED)]
)
async def test_what_cannot_be_sent_is_not_tried_again(world: World, sending: Sending, state: State):
    await owe(world, person=await world.person(), key="never")
    phones = Phones(lambda _: Outcome(sending))
    at_work = deliverer(world, phones)

    await at_work.drain()
    world.clock.forward(hours=1)
    await at_work.drain()

    assert len(phones.tried) == 1
    assert await states(world) == {state: 1}


async def test_a_pause_holds_for_everybody_and_after_a_restart(world: World):
    for number in range(100):
        await owe(world, person=await world.person(), key=f"{number}")
    flood = Outcome(Sending.NOT_SENT, retry_after=40)
    phones = Phones(lambda _: flood)
    await deliverer(world, phones).drain()
    tried = len(phones.tried)
    phones.answer = lambda _: SENT

    world.clock.forward(seconds=39)
    restarted = deliverer(world, phones)
    assert await restarted.paused_for() == 1.0
    await restarted.drain()
    assert len(phones.tried) == tried <= 60
    world.clock.forward(seconds=1)
    await restarted.drain()

    assert await restarted.paused_for() == 0.0
    assert await states(world) == {State.SENT: 100}


async def test_a_pause_that_a_reply_met_holds_too(world: World):
    await owe(world, person=await world.person(), key="later")
    phones = Phones()
    at_work = deliverer(world, phones)

    at_work.pause(10)
    at_work.pause(3)
    await at_work.drain()

    assert phones.tried == []
    assert await at_work.paused_for() == 10.0


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
    assert await states(world) == {State.SENT: 1, State.SUPERSEDED: 1}


async def test_what_a_dead_process_was_sending_is_sent_again(world: World):
    await owe(world, person=await world.person(), key="interrupted")
    now = world.clock.now()
    await world.run(lambda tx: tx.notices.claim(now=now, wall=now, limit=10))
    phones = Phones()
    at_work = deliverer(world, phones)
    await at_work.drain()
    assert phones.tried == []

    assert await at_work.release() == 1
    await at_work.drain()

    assert [notice.attempts for notice in phones.tried] == [1]


async def test_a_bug_in_one_notice_stops_no_other_and_is_given_up(world: World, caplog):
    person = await world.person()
    await owe(world, person=person, key="bad")
    await owe(world, person=await world.person(), key="good")

    def answer(notice: Notice) -> Outcome:
        if notice.key == "bad":
            raise KeyError("a secret of somebody")
        return SENT

    phones = Phones(answer)
    at_work = deliverer(world, phones)
    for _ in range(10):
        await at_work.drain()
        world.clock.forward(seconds=60)

    assert phones.keys.count("bad") == 8
    assert await states(world) == {State.SENT: 1, State.INVALID: 1}
    assert "secret" not in caplog.text


async def test_closing_waits_for_what_is_being_sent(world: World):
    for number in range(3):
        await owe(world, person=await world.person(), key=f"{number}")
    at_work = deliverer(world, Phones())
    at_work.open()
    await asyncio.sleep(0.01)

    await at_work.close()

    assert State.SENDING not in await states(world)


async def test_a_wake_up_sends_what_is_owed_to_the_last(world: World):
    person = await world.person()
    for number in range(50):
        await owe(world, person=person if number % 2 else await world.person(), key=f"{number}")
    at_work = deliverer(world, Phones())

    at_work.open()
    async with asyncio.timeout(20):
        while (await states(world)).get(State.SENT) != 50:
            await asyncio.sleep(0.01)
    await at_work.close()

    assert await states(world) == {State.SENT: 50}


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
