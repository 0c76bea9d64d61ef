"""Clocks set back and forth while jobs run: nothing waits for ever, nothing comes twice."""

from datetime import datetime, timedelta

import pytest

from bot.clock import MIN_JUMP_S, JumpFilteredClock
from domain.ports.notices import Delivery, NoticeKind, NoticeState, SendResult
from jobs.dispatcher import Dispatcher
from jobs.leadership import WORKERS
from tests.jobs.phones import SENT, Phones, deliverer, owe, pauses, states
from tests.jobs.replicas import Replica
from tests.jobs.world import MovableClock, World

HOUR, A_DAY, YEARS = timedelta(hours=1), timedelta(days=1), timedelta(days=3652)
LEAPS = [HOUR, -HOUR, A_DAY, -A_DAY, YEARS, -YEARS]
DUE = datetime.fromisoformat("2027-03-10T12:00+09:00")
"""When people are reminded of a screening on DAY."""


class LeapingClock(MovableClock):
    """A process's clock as time passes, over a machine's that leaps. `steady`: as ours is."""

    def __init__(self, at: datetime, *, steady: bool) -> None:
        super().__init__(at)
        self._began, self.leap = at, timedelta()
        self._clock = JumpFilteredClock(elapsed=self._elapsed)
        self._is_steady = steady

    def _elapsed(self) -> float:
        return (self.at - self._began).total_seconds()

    def now(self) -> datetime:
        shown = self.at + self.leap
        return self._clock.read(shown) if self._is_steady else shown

    wall = now


async def ticked(world: World, phones: Phones, *, minutes: int) -> None:
    """Time passes; each minute all that ticks does."""
    at_work = deliverer(world, phones)
    for _ in range(minutes):
        world.clock.forward(minutes=1)
        await Dispatcher(main=world.main, mypage=world.mypage, clock=world.clock).drain()
        await at_work.drain()


async def reminded(world: World, leap: timedelta, *, steady: bool) -> tuple[int, int]:
    """The clock is off for five minutes, half an hour before somebody is to be reminded; how many
    reminders came before the right time, and how many at it.
    """
    await world.book(await world.slot())
    world.clock = LeapingClock(DUE - timedelta(minutes=30), steady=steady)
    phones = Phones(takes=0)
    await ticked(world, phones, minutes=2)
    world.clock.leap = leap
    await ticked(world, phones, minutes=5)
    world.clock.leap = timedelta()
    await ticked(world, phones, minutes=22)
    assert world.clock.now() == DUE - timedelta(minutes=1)
    early = len(phones.tried)
    await ticked(world, phones, minutes=2)
    assert {notice.kind for notice in phones.tried} <= {NoticeKind.REMINDER}
    return early, len(phones.tried) - early


@pytest.mark.parametrize("leap", LEAPS)
async def test_a_clock_that_is_wrong_for_minutes_changes_no_reminder(world: World, leap: timedelta):
    assert await reminded(world, leap, steady=True) == (0, 1)
    assert await states(world) == {NoticeState.SENT: 1}


@pytest.mark.parametrize(("leap", "came"), [(HOUR, (1, 0)), (YEARS, (0, 0))])
async def test_who_follows_at_once_reminds_too_early_or_never(
    world: World, leap: timedelta, came: tuple[int, int]
):
    assert await reminded(world, leap, steady=False) == came


@pytest.mark.parametrize("leap", LEAPS)
def test_a_clock_that_stays_as_it_leapt_is_believed_after_a_while(leap: timedelta):
    clock = LeapingClock(DUE, steady=True)
    before = clock.now()

    clock.leap, seen = leap, []
    for _ in range(int(MIN_JUMP_S) // 60 + 1):
        clock.forward(minutes=1)
        seen.append(clock.now())

    assert seen[:-1] == [before + timedelta(minutes=n + 1) for n in range(len(seen) - 1)]
    assert seen[-1] == clock.at + leap


def test_a_clock_that_drifts_is_followed_at_once():
    clock = LeapingClock(DUE, steady=True)

    for _ in range(100):
        clock.forward(seconds=60)
        clock.leap += timedelta(seconds=1)
        assert clock.now() == clock.at + clock.leap


@pytest.mark.parametrize("back", [timedelta(days=30), YEARS])
@pytest.mark.parametrize(
    "why",
    [
        SendResult(Delivery.NOT_SENT, retry_after=40),
        SendResult(Delivery.NOT_SENT, retry_after=40, pauses_all=True),
        SendResult(Delivery.UNKNOWN),
    ],
)
@pytest.mark.spoilt("notice-for-its-person")
async def test_what_was_put_off_does_not_wait_for_the_old_time(
    world: World, why: SendResult, back: timedelta
):
    await owe(world, person=await world.person(), key="later")
    answers = [why]
    phones = Phones(lambda _: answers.pop() if answers else SENT)
    world.clock.at += back
    await deliverer(world, phones).drain()

    world.clock.at -= back
    left = await pauses(world).left()
    await deliverer(world, phones).drain()

    assert left == {}
    assert phones.keys == ["later", "later"]


async def test_a_new_pause_counts_though_an_old_one_seems_to_last_longer(world: World):
    far, soon = world.clock.at + YEARS, world.clock.at + timedelta(seconds=30)

    for until in (far, soon):
        await world.run(lambda tx, end=until: tx.notices.pause(until=end))
        await world.run(lambda tx, end=until: tx.notices.pause(until=end, chat=7))

    assert await pauses(world).left() == {None: 30.0, 7: 30.0}


@pytest.mark.parametrize("back", [A_DAY, YEARS])
async def test_a_dead_process_is_followed_though_the_clock_was_set_back(
    world: World, back: timedelta
):
    dead, alive = Replica(world), Replica(world)
    await dead.leadership.renew()

    world.clock.at -= back
    await alive.leadership.renew()

    assert alive.leadership.assigned() == dead.leadership.assigned()
    await dead.leadership.renew()
    assert dead.leadership.assigned() == []


@pytest.mark.parametrize("leap", [HOUR, -A_DAY, YEARS])
async def test_one_process_holds_a_part_whatever_the_clock_does(world: World, leap: timedelta):
    one, other = Replica(world), Replica(world)
    await one.leadership.renew()

    world.clock.at += leap
    for each in (one, other, one, other):
        await each.leadership.renew()

    assert (len(one.leadership.assigned()), other.leadership.assigned()) == (len(WORKERS), [])


@pytest.mark.parametrize("leap", [-HOUR, A_DAY, -YEARS])
async def test_who_was_reminded_is_not_reminded_again(world: World, leap: timedelta):
    booking = await world.book(await world.slot())
    world.clock.at = DUE
    phones = Phones(takes=0)
    await ticked(world, phones, minutes=1)

    world.clock.at += leap
    await ticked(world, phones, minutes=2)
    world.clock.at = DUE + timedelta(minutes=10)
    await ticked(world, phones, minutes=2)

    assert [notice.facts["booking"] for notice in phones.tried] == [booking.id]
