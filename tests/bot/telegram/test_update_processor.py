"""The one door: in whose order updates are handled, and when Telegram may forget one."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from telegram import Update
from telegram.error import Forbidden, TimedOut
from telegram.ext import TypeHandler

from bot.telegram import update_processor
from bot.telegram.update_processor import MAX_CONCURRENT, MAX_TRIES, PersonQueue
from domain.answer import Answer
from domain.errors import Busy, Unavailable
from domain.ports.store import IdempotencyKey
from handlers.context import Context
from tests.journeys.stage import World

Fault = Callable[[], Exception | None]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    world = World(tmp_path)
    await world.begin()
    yield world
    await world.end()


def plant(world: World, fault: Fault) -> None:
    """Whatever comes meets the fault first."""

    async def fail(_: Update, __: Context) -> None:
        error = fault()
        if error is not None:
            raise error

    world.parts.application.add_handler(TypeHandler(Update, fail), group=-9)


def failing(*errors: Exception | None) -> Fault:
    """One after the other; the last one for ever."""
    left = list(errors)
    return lambda: left.pop(0) if len(left) > 1 else left[0]


async def deliver(world: World, person: int, text: str) -> tuple[Update, bool]:
    """The update of somebody's words, and whether it was acknowledged."""
    world.telegram.say(person, text)
    (raw,) = world.telegram.take_updates()
    update = Update.de_json(raw, world.parts.application.bot)
    acknowledged = await world.parts.updates.handle(update)
    await world.parts.background.settle()
    return update, acknowledged


async def stored(world: World, update: Update) -> Answer | None:
    key = IdempotencyKey(world.parts.application.bot.id, update.update_id)
    return await world.parts.services.store.read(lambda tx: tx.keys.find(key), world.clock.now())


@pytest.mark.parametrize("error", [Unavailable(), Busy(), TimeoutError()])
async def test_what_may_work_later_is_left_to_come_again(world, customer_id, error):
    plant(world, failing(error, None))

    update, acknowledged = await deliver(world, customer_id, "/start")

    assert not acknowledged
    assert world.customer.all_heard() == []
    assert await world.parts.updates.handle(update)
    assert len(world.customer.all_heard()) == 1


async def test_a_bug_that_strikes_once_is_not_noticed(world, customer_id):
    plant(world, failing(ValueError("민서"), None))

    update, acknowledged = await deliver(world, customer_id, "/start")

    assert acknowledged
    assert len(world.customer.all_heard()) == 1
    assert await stored(world, update) is None


async def test_a_bug_is_told_with_its_number_and_parked(world, customer_id):
    plant(world, failing(ValueError("민서")))

    update, acknowledged = await deliver(world, customer_id, "/start")

    answer = await stored(world, update)
    assert acknowledged
    assert answer is not None
    assert answer.name == "failed"
    assert answer.text("id") in world.customer.hears()


async def test_a_bug_keeps_its_number_when_its_update_comes_again(world, customer_id):
    plant(world, failing(ValueError("민서")))
    update, _ = await deliver(world, customer_id, "/start")
    first = world.customer.sees()

    assert await world.parts.updates.handle(update)
    await world.parts.background.settle()

    assert world.customer.all_heard() == [first, first]


async def test_a_bug_is_logged_once_and_without_what_was_said(world, customer_id):
    plant(world, failing(ValueError("민서 010-1234-5678")))

    with capture_logs() as lines:
        update, _ = await deliver(world, customer_id, "/book 민서병원")

    told = [line for line in lines if line["event"] == "bug"]
    answer = await stored(world, update)
    assert answer is not None
    assert [line["error"] for line in told] == [answer.text("id")]
    assert "민서" not in str(lines)


async def test_a_bug_is_not_acknowledged_when_it_cannot_be_parked(world, customer_id):
    plant(world, failing(ValueError("민서")))
    world.telegram.say(customer_id, "/start")
    (raw,) = world.telegram.take_updates()
    await world.parts.services.store.close()

    update = Update.de_json(raw, world.parts.application.bot)

    assert not await world.parts.updates.handle(update)


async def test_an_update_that_always_hangs_is_given_up(world, customer_id):
    plant(world, failing(TimeoutError()))
    update, acknowledged = await deliver(world, customer_id, "/start")
    assert not acknowledged

    results = [await world.parts.updates.handle(update) for _ in range(MAX_TRIES - 1)]

    assert results == [False] * (MAX_TRIES - 2) + [True]
    answer = await stored(world, update)
    assert answer is not None
    assert answer.name == "failed"


@pytest.mark.parametrize("error", [KeyError("date"), TypeError(), Forbidden("blocked")])
async def test_a_bug_is_parked_whatever_fails_while_it_is_told(
    world, customer_id, monkeypatch, error
):
    async def fail(*_: object, **__: object) -> None:
        raise error

    plant(world, failing(ValueError()))
    monkeypatch.setattr(update_processor, "tell_bug", fail)

    with capture_logs() as lines:
        update, acknowledged = await deliver(world, customer_id, "/start")

    assert acknowledged
    assert (await stored(world, update)).name == "failed"
    assert "reply could not be sent" in [line["event"] for line in lines]


async def test_an_update_that_cannot_be_parked_for_a_bug_is_dropped_after_three_tries(
    world, customer_id, monkeypatch
):
    async def fail(*_: object, **__: object) -> None:
        raise LookupError

    plant(world, failing(ValueError()))
    monkeypatch.setattr(type(world.parts.services.store), "run", fail)

    with capture_logs() as lines:
        update, first = await deliver(world, customer_id, "/start")
        rest = [await world.parts.updates.handle(update) for _ in range(MAX_TRIES - 1)]
        await world.parts.background.settle()

    assert [first, *rest] == [False] * (MAX_TRIES - 1) + [True]
    (dropped,) = [line for line in lines if line["event"] == "update dropped after retries"]
    assert dropped["error"] in world.customer.hears()


async def test_updates_that_failed_here_and_were_handled_elsewhere_are_not_kept_for_ever(
    world, customer_id, monkeypatch
):
    monkeypatch.setattr(update_processor, "MAX_TRACKED", 3)
    plant(world, failing(TimeoutError()))

    for _ in range(5):
        await deliver(world, customer_id, "/start")

    assert len(world.parts.updates._failed) == 3


def test_tries_are_counted_for_each_update():
    failed = update_processor.FailedTries()

    counted = [failed.add(update) for update in (1, 2, 1, 1)]
    failed.forget(1)

    assert (counted, failed.add(1), len(failed)) == ([1, 1, 2, 3], 1, 2)


async def test_a_reply_that_is_lost_on_the_way_is_no_reason_to_come_again(world, customer_id):
    plant(world, failing(TimedOut()))

    _, acknowledged = await deliver(world, customer_id, "/start")

    assert acknowledged


@pytest.fixture
def customer_id(world: World) -> int:
    return world.customer.id


async def test_one_person_is_served_in_order_and_never_twice_at_once():
    turns, inside, served = PersonQueue(), 0, []

    async def serve(number: int) -> None:
        nonlocal inside
        async with turns.of(7):
            inside += 1
            assert inside == 1
            await asyncio.sleep(0)
            served.append(number)
            inside -= 1

    await asyncio.gather(*map(serve, range(50)))

    assert served == list(range(50))


async def test_somebody_with_many_updates_keeps_nobody_waiting():
    turns, released = PersonQueue(max_concurrent=2), asyncio.Event()

    async def hot() -> None:
        async with turns.of(7):
            await released.wait()

    crowd = [asyncio.create_task(hot()) for _ in range(100)]
    await asyncio.sleep(0)

    async with asyncio.timeout(1), turns.of(8):
        pass

    released.set()
    await asyncio.gather(*crowd)


async def test_no_more_people_are_served_at_once_than_there_are_places():
    turns, inside, most = PersonQueue(), 0, 0

    async def serve(person: int) -> None:
        nonlocal inside, most
        async with turns.of(person):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*map(serve, range(200)))

    assert most == MAX_CONCURRENT


async def test_somebody_who_gives_up_waiting_blocks_nobody():
    turns, released = PersonQueue(), asyncio.Event()

    async def stay() -> None:
        async with turns.of(7):
            await released.wait()

    first = asyncio.create_task(stay())
    impatient = asyncio.create_task(stay())
    await asyncio.sleep(0)
    impatient.cancel()
    released.set()
    await first

    async with asyncio.timeout(1), turns.of(7):
        pass
    await turns.settle()
