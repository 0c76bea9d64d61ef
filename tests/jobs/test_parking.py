"""An event that fails steps aside with what follows it in its lane; nothing else waits."""

from collections.abc import Sequence

from structlog.testing import capture_logs

from domain.errors import Unavailable
from domain.events import OfBooking, Recorded
from domain.model import Booking
from domain.policies import Step, Subscriber, status_after
from domain.ports.events import ParkedEvent
from domain.ports.store import Transaction
from jobs.dispatcher import Dispatcher
from tests.jobs.world import World


class Fussy:
    """Keeps the ledger, but fails on the bookings in `dislikes`; notes what it did, in order."""

    def __init__(self, *, batch: int = 100, error: type[Exception] = ValueError) -> None:
        self.dislikes: set[int] = set()
        self.tries = 0
        self._batch = batch
        self._error = error

    def dispatcher(self, world: World) -> Dispatcher:
        fussy: Subscriber[Transaction] = Subscriber("fussy", self.react, batch=self._batch)
        return Dispatcher(
            main=world.main, mypage=world.mypage, clock=world.clock, subscribers=[fussy]
        )

    def react(self, tx: Transaction, recorded: Recorded) -> Step:
        if isinstance(recorded.event, OfBooking):
            if recorded.event.booking in self.dislikes:
                self.tries += 1
                raise self._error("a secret of somebody")
            tx.ledger.record(recorded.event, status=status_after(recorded.event), at=recorded.at)
        return Step.DONE


async def parked(world: World) -> Sequence[ParkedEvent]:
    return await world.read(lambda tx: tx.progress.parked(limit=100))


async def status(world: World, booking: Booking) -> str | None:
    line = await world.read(lambda tx: tx.ledger.line(booking.id))
    return None if line is None else line.status


async def test_a_failing_event_does_not_hold_up_other_bookings(world: World):
    slot = await world.slot()
    bad, good = await world.book(slot), await world.book(slot)
    fussy = Fussy()
    fussy.dislikes = {bad.id}

    await fussy.dispatcher(world).drain()

    assert (await status(world, bad), await status(world, good)) == (None, "booked")
    assert (await fussy.dispatcher(world).lag())["fussy"] == 0
    assert await fussy.dispatcher(world).parked() == 1


async def test_of_an_error_only_its_name_is_kept(world: World):
    bad = await world.book(await world.slot())
    fussy = Fussy()
    fussy.dislikes = {bad.id}

    with capture_logs() as lines:
        await fussy.dispatcher(world).drain()

    (event,) = await parked(world)
    assert (event.error, event.attempts) == ("ValueError", 1)
    errors = [line for line in lines if line["log_level"] == "error"]
    assert {(each["event"], each["consumer"], each["kind"]) for each in errors} == {
        ("consumer failed", "fussy", "ValueError")
    }
    assert "secret" not in str(lines)


async def test_later_events_of_the_booking_queue_behind_and_follow_at_once(world: World):
    bad = await world.book(await world.slot())
    fussy = Fussy()
    fussy.dislikes = {bad.id}
    await fussy.dispatcher(world).drain()
    await world.cancel(bad)
    await fussy.dispatcher(world).drain()
    assert [event.attempts for event in await parked(world)] == [1, 0]

    fussy.dislikes = set()
    await fussy.dispatcher(world).drain()
    assert len(await parked(world)) == 2  # its time has not come
    world.clock.forward(seconds=1)
    await fussy.dispatcher(world).drain()

    assert await parked(world) == []
    assert await status(world, bad) == "cancelled"


async def test_it_is_tried_eight_times_and_then_waits_for_an_admin(world: World):
    bad = await world.book(await world.slot())
    fussy = Fussy(batch=1)
    fussy.dislikes = {bad.id}
    at_work = fussy.dispatcher(world)
    await at_work.drain()
    waits = []
    while (event := (await parked(world))[0]).try_at is not None:
        waits.append((event.try_at - world.clock.wall()).total_seconds())
        world.clock.at = event.try_at
        await at_work.drain()

    world.clock.forward(days=30)
    await at_work.drain()

    assert waits == [1, 2, 4, 8, 16, 32, 64]
    assert event.attempts == 8
    assert fussy.tries == 8


async def test_an_admin_makes_it_try_again(world: World):
    bad = await world.book(await world.slot())
    fussy = Fussy()
    fussy.dislikes = {bad.id}
    at_work = fussy.dispatcher(world)
    await at_work.drain()
    for _ in range(8):
        world.clock.forward(seconds=64)
        await at_work.drain()
    fussy.dislikes = set()

    await world.run(lambda tx: tx.progress.retry_parked(now=world.clock.wall()))
    await at_work.drain()

    assert await parked(world) == []
    assert await status(world, bad) == "booked"


async def test_an_unreachable_store_is_nobodys_fault(world: World):
    slot = await world.slot()
    bad = await world.book(slot)
    fussy = Fussy(error=Unavailable)
    fussy.dislikes = {bad.id}
    at_work = fussy.dispatcher(world)
    for _ in range(20):
        await at_work.drain()

    assert await parked(world) == []
    assert (await at_work.lag())["fussy"] > 0
    fussy.dislikes = set()
    await at_work.drain()

    assert await status(world, bad) == "booked"


async def test_one_bad_event_in_a_batch_costs_the_others_nothing(world: World):
    slot = await world.slot()
    made = [await world.book(slot) for _ in range(12)]
    for booking in made:
        await world.cancel(booking)
    fussy = Fussy()
    fussy.dislikes = {made[0].id, made[5].id, made[11].id}

    await fussy.dispatcher(world).drain()

    statuses = [await status(world, booking) for booking in made]
    assert [n for n, each in enumerate(statuses) if each is None] == [0, 5, 11]
    assert statuses.count("cancelled") == 9
    assert [event.attempts for event in await parked(world)] == [1, 1, 1, 0, 0, 0]
