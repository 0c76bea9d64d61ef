"""What /metrics tells: of updates, bookings, sends, and of what is left to do."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
from prometheus_client.parser import text_string_to_metric_families
from telegram import Update
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError, TimedOut
from telegram.ext import TypeHandler

from bot.monitoring import backlog, gauges
from bot.monitoring.metrics import Metrics
from bot.telegram.sender import Sender
from domain.errors import Unavailable
from domain.ports.notices import PUSH
from domain.ports.store import AuditHead
from tests.bot.virtual_time import in_virtual_time
from tests.journeys.stage import CUSTOMER, World

Series = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def read(text: bytes) -> Series:
    families = text_string_to_metric_families(text.decode())
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


class Metered(World):
    """A world with somebody who reads its metrics."""

    async def see(self, name: str, **labels: str) -> float | None:
        text = self.metrics.text() + await gauges.text(self.parts)
        return read(text).get((name, tuple(sorted(labels.items()))))


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[Metered]:
    world = Metered(tmp_path)
    await world.begin()
    yield world
    with suppress(Unavailable):
        await world.end()


async def book(world: Metered, *people: object) -> None:
    await world.admin.says("/start")
    await world.admin.says(f"/addhospital 한빛병원 {world.day(10)} 1")
    await world.admin.taps("✅ 등록")
    for each in people:
        await each.says(f"/book 한빛병원 {world.day(10)}")
        await each.taps("✅ 동의해요")
        await each.taps("✅ 동의해요")
        await each.says("남궁민수")


async def test_bookings_are_counted_by_what_was_answered(world):
    await book(world, world.customer, world.another)

    await world.customer.taps("✅ 예약 확정")
    await world.another.taps("✅ 예약 확정")

    assert await world.see("checkup_bookings_total", outcome="booked") == 1
    assert await world.see("checkup_bookings_total", outcome="SoldOut") == 1


async def test_updates_are_counted_by_kind_and_outcome_and_timed(world):
    await book(world, world.customer)
    await world.customer.taps("✅ 예약 확정")
    await world.customer.blocks()

    messages = await world.see("checkup_updates_total", kind="message", outcome="handled")
    taps = await world.see("checkup_updates_total", kind="tap", outcome="handled")
    changes = await world.see("checkup_updates_total", kind="membership", outcome="handled")
    assert (messages, taps, changes) == (4, 4, 1)
    assert await world.see("checkup_update_handling_seconds_count") == 9
    assert await world.see("checkup_update_handling_seconds_bucket", le="25.0") == 9
    assert await world.see("checkup_update_handling_seconds_bucket", le="0.005") is not None


async def test_an_update_that_is_to_come_again_and_one_that_is_given_up_are_told_apart(world):
    errors = [Unavailable(), ValueError(), ValueError()]

    async def fail(_: Update, __: object) -> None:
        raise errors.pop(0)

    world.parts.application.add_handler(TypeHandler(Update, fail), group=-9)

    await world.customer.says("/start", wait=False)
    await world.handle_updates()
    await world.handle_updates()

    assert await world.see("checkup_updates_total", kind="message", outcome="again") == 1
    assert await world.see("checkup_updates_total", kind="message", outcome="parked") == 1


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (None, "sent"),
        (Forbidden("blocked"), "blocked"),
        (BadRequest("wrong"), "invalid"),
        (RetryAfter(3), "429"),
        (TimedOut(), "unknown"),
    ],
)
def test_sends_are_counted_by_kind_and_outcome(error: TelegramError | None, outcome: str):
    async def play(push: bool) -> Series:
        metrics = Metrics()

        async def callback() -> bool:
            if error is not None:
                raise error
            return True

        sender, limits = Sender(counted=metrics.sent), PUSH if push else None
        with suppress(TelegramError, TimeoutError):
            async with asyncio.timeout(1):
                await sender.process_request(
                    callback, (), {}, "sendMessage", {"chat_id": 1}, limits
                )
        with suppress(TelegramError):
            await sender.process_request(callback, (), {}, "getMe", {}, None)
        return read(metrics.text())

    for kind in ("push", "reply"):
        told = in_virtual_time(play(kind == "push"))
        counted = {key: value for key, value in told.items() if "sends" in key[0]}
        assert counted == {("checkup_sends_total", (("kind", kind), ("outcome", outcome))): 1}


async def test_what_is_left_to_do_is_looked_up(world):
    await book(world, world.customer)
    await world.customer.taps("✅ 예약 확정", wait=False)
    await world.handle_updates()

    assert await world.see("checkup_outbox_lag_events", subscriber="mypage") == 1
    assert await world.see("checkup_notices", state="pending") is not None
    assert await world.see("checkup_parked_events") == 0
    assert await world.see("checkup_writer_queue_commands") == 0
    assert await world.see("checkup_storage_up") == 1
    assert await world.see("checkup_breaker_state", part="telegram", state="closed") == 1
    assert await world.see("checkup_breaker_state", part="telegram", state="open") == 0
    await world.settle()
    assert await world.see("checkup_outbox_lag_events", subscriber="mypage") == 0


async def test_without_storage_the_rest_is_told_all_the_same(world):
    await world.customer.says("/start")
    await world.parts.services.store.close()

    assert await world.see("checkup_storage_up") == 0
    assert await world.see("checkup_outbox_lag_events", subscriber="mypage") is None
    assert await world.see("checkup_breaker_state", part="mypage", state="closed") == 1
    assert await world.see("checkup_updates_total", kind="message", outcome="handled") == 1


def hanging(*_: object) -> asyncio.Future[None]:
    return asyncio.get_running_loop().create_future()


def test_a_storage_that_hangs_is_waited_for_two_seconds():
    """Parts of which only the stores matter, and none of these ever answers."""

    async def play() -> tuple[Series, float]:
        parts = SimpleNamespace(
            services=SimpleNamespace(store=SimpleNamespace(read=hanging)),
            clock=SimpleNamespace(now=lambda: None),
            dispatcher=SimpleNamespace(lag=hanging, parked=hanging),
            vitals=SimpleNamespace(servable=hanging, waiting=lambda: 7),
            breakers=(),
            doctor=None,
            audit=SimpleNamespace(head=AuditHead(3, "abc")),
        )
        told = read(await gauges.text(parts))
        return told, asyncio.get_running_loop().time()

    told, took = in_virtual_time(play())

    assert told["checkup_storage_up", ()] == 0
    assert told["checkup_writer_queue_commands", ()] == 7
    assert told["checkup_audit_rows", (("hash", "abc"),)] == 3
    assert took == backlog.TIMEOUT_S


async def test_no_label_tells_of_anybody(world):
    await book(world, world.customer, world.another)
    await world.customer.taps("✅ 예약 확정")
    await world.another.taps("✅ 예약 확정")

    text = (world.metrics.text() + await gauges.text(world.parts)).decode()

    labels = "\n".join(line.rpartition(" ")[0] for line in text.splitlines())

    for canary in ("남궁민수", "한빛병원", str(CUSTOMER), "HS-", world.day(10)):
        assert canary not in labels
