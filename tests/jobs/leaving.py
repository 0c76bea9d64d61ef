"""The way out of the house, for tests of the relay: a real NATS server and who reads there."""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from bot.config.settings import RelaySettings as Settings
from bot.nats import JetStream
from domain.events import Recorded
from domain.ports.store import Transaction
from jobs.circuit_breaker import CircuitBreaker
from jobs.cloudevents import CloudEvent
from jobs.dispatcher import Dispatcher
from jobs.leadership import Guard, no_guard
from jobs.relay import Publish, Relay
from tests.jobs.world import World
from tests.nats import Server, Stored

REST = 0.02
"""Seconds that the breaker of a test rests."""


class Cut(Exception):
    """The process is gone."""


class Counted:
    """A way out that notes what goes through; `dies_after` so many calls it ends the process
    between the publishing and what comes after it.
    """

    def __init__(self, publish: Publish, *, dies_after: int | None = None) -> None:
        self._publish = publish
        self._dies_after = dies_after
        self.calls = 0

    async def __call__(self, messages: Sequence[CloudEvent]) -> Sequence[str | None]:
        self.calls += 1
        refused = await self._publish(messages)
        if self.calls == self._dies_after:
            raise Cut
        return refused


@asynccontextmanager
async def way_out(nats: Server) -> AsyncIterator[JetStream]:
    publish = JetStream(Settings(url=nats.url))
    try:
        yield publish
    finally:
        await publish.close()


def relay(
    world: World,
    publish: Publish,
    *,
    breaker: CircuitBreaker | None = None,
    duty: Callable[[], Guard[Transaction] | None] = lambda: no_guard,
) -> Relay:
    return Relay(
        store=world.main,
        clock=world.clock,
        publish=publish,
        breaker=breaker or CircuitBreaker("relay", rest=REST, longest=REST),
        source="/checkup",
        duty=duty,
    )


def dispatcher(world: World, *more: Relay) -> Dispatcher:
    return Dispatcher(main=world.main, mypage=world.mypage, clock=world.clock, more=more)


async def recorded(world: World) -> Sequence[Recorded]:
    return await world.read(lambda tx: tx.events.after(0, limit=10_000))


async def ids(world: World) -> list[str]:
    """What the events are called outside, in the order of the outbox."""
    epoch = await world.read(lambda tx: tx.events.epoch())
    return [f"{epoch}-{each.id}" for each in await recorded(world)]


def told_ids(found: Sequence[Stored]) -> list[object]:
    return [each.told["id"] for each in found]


def in_order(found: Sequence[Stored]) -> bool:
    """Whether the events of each lane arrived in the order in which they happened."""
    lanes: dict[object, list[int]] = defaultdict(list)
    for each in found:
        lanes[each.told["subject"]].append(int(str(each.told["id"]).split("-")[1]))
    return all(lane == sorted(lane) for lane in lanes.values())
