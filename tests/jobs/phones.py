"""The people at the other end: phones that receive what is sent, or do not."""

import asyncio
from collections import defaultdict
from collections.abc import Callable

from domain.ports.notices import Delivery, NewNotice, Notice, NoticeKind, SendResult
from jobs.delivery import Deliverer
from jobs.flood_wait import SharedFloodWait
from tests.jobs.world import World

SENT = SendResult(Delivery.SENT, message=7)


class Phones:
    """Receives what is sent; `answer` says what comes of an attempt."""

    def __init__(
        self, answer: Callable[[Notice], SendResult] = lambda _: SENT, *, takes: float = 0.002
    ) -> None:
        self.answer = answer
        self.takes = takes
        self.tried: list[Notice] = []
        self.at_once = 0
        self.most_at_once = 0
        self.of_one_at_once: dict[int, int] = defaultdict(int)

    async def __call__(self, notice: Notice) -> SendResult:
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


def pauses(
    world: World, *, hold: Callable[[float, int | None], None] = lambda *_: None
) -> SharedFloodWait:
    return SharedFloodWait(store=world.main, clock=world.clock, hold=hold)


async def owe(
    world: World, *, person: int, key: str, kind: NoticeKind = NoticeKind.FORCE_CANCELLED
) -> None:
    facts = {"booking": 1}
    owed = NewNotice(key=key, person=person, kind=kind, facts=facts, due_at=world.clock.now())
    await world.run(lambda tx: tx.notices.enqueue(owed))


async def states(world: World) -> dict[str, int]:
    counts = await world.read(lambda tx: tx.notices.counts())
    return {state: count for state, count in counts.items() if count}
