"""One life of the core: both stores, the dispatcher and the deliverer, without Telegram.

Phones are played in here: what arrives there is written into the journal.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.ports.mypage import MyPageTransaction
from domain.ports.notices import Delivery, Notice, SendResult
from domain.ports.store import CommitSignal, Store, Transaction
from domain.storage.open import open_main, open_mypage
from domain.storage.store import SqlStore
from domain.storage.transaction import SqlMyPageTransaction, SqlTransaction
from domain.storage.vault import Vault
from jobs.delivery import Deliverer
from jobs.dispatcher import Dispatcher
from tests.gates.crashes.forked_process import Pen
from tests.gates.load.seed import KEY, RULES, Place

Spoil = Callable[[Store[Transaction]], Store[Transaction]]
TICK = 0.02
LATER = 0.001


def as_it_is(store: Store[Transaction]) -> Store[Transaction]:
    """Spoils nothing."""
    return store


class Clock:
    """This machine's, so much later."""

    def __init__(self, later: timedelta = timedelta()) -> None:
        self.later = later

    def now(self) -> datetime:
        return datetime.now(UTC) + self.later

    def wall(self) -> datetime:
        return self.now()


class Phones:
    """Whoever is in `blocked` cannot be reached; a few sends fail, and of a few nobody knows."""

    def __init__(self, pen: Pen, *, blocked: frozenset[int] = frozenset()) -> None:
        self._pen = pen
        self._blocked = blocked

    async def __call__(self, notice: Notice) -> SendResult:
        await asyncio.sleep(LATER)
        if notice.person in self._blocked:
            return SendResult(Delivery.BLOCKED)
        luck = random.Random(f"{notice.id} {notice.attempts}").random()
        if luck < 0.05:
            return SendResult(Delivery.NOT_SENT)
        facts = notice.facts.get("booking")
        self._pen.write("arrived", notice.id, notice.person, notice.kind.value, facts)
        await asyncio.sleep(LATER)
        return (
            SendResult(Delivery.UNKNOWN)
            if luck < 0.1
            else SendResult(Delivery.SENT, message=notice.id)
        )


@dataclass
class Core:
    """The parts, at work between `opened` and its end. `main` may be spoilt, `stores` are not."""

    main: Store[Transaction]
    dispatcher: Dispatcher
    deliverer: Deliverer
    clock: Clock
    stores: tuple[SqlStore[SqlTransaction], SqlStore[SqlMyPageTransaction]]

    async def rest(self) -> None:
        """Until nothing is left that can be done now."""
        await self.dispatcher.drain()
        await self.deliverer.drain()
        await self.dispatcher.drain()
        await self.deliverer.drain()


class Bell:
    """Wakes who waits, as the clockwork does."""

    core: Core | None = None

    def ring(self, news: frozenset[CommitSignal]) -> None:
        if self.core is not None and CommitSignal.EVENTS in news:
            self.core.dispatcher.wake()
        if self.core is not None and CommitSignal.OWED in news:
            self.core.deliverer.wake()


def stores(
    place: Place, heard: Callable[[frozenset[CommitSignal]], None] = lambda _: None
) -> tuple[SqlStore[SqlTransaction], SqlStore[SqlMyPageTransaction]]:
    """Not yet started."""
    vault = Vault({1: KEY}, 1)
    return open_main(place.main_url, rules=RULES, vault=vault, on_commit=heard), open_mypage(
        place.mypage_url
    )


@asynccontextmanager
async def opened(
    place: Place,
    phones: Phones,
    *,
    later: timedelta = timedelta(),
    spoil: Spoil = as_it_is,
    without: frozenset[str] = frozenset(),
) -> AsyncIterator[Core]:
    """Started, with nobody at work yet; closed afterwards."""
    bell, clock = Bell(), Clock(later)
    main, mypage = both = stores(place, bell.ring)
    main.start()
    mypage.start()
    spoilt: Store[Any] = spoil(main)
    shown: Store[MyPageTransaction] = mypage
    bell.core = core = Core(
        main=spoilt,
        dispatcher=Dispatcher(main=spoilt, mypage=shown, clock=clock, without=without),
        deliverer=Deliverer(store=spoilt, send=phones, clock=clock),
        clock=clock,
        stores=both,
    )
    try:
        yield core
    finally:
        await core.dispatcher.close()
        await core.deliverer.close()
        await main.close()
        await mypage.close()


@asynccontextmanager
async def at_work(core: Core) -> AsyncIterator[None]:
    """Everything that is due is done, soon, by itself."""
    core.dispatcher.open()
    core.deliverer.open()
    ticking = asyncio.create_task(_tick(core))
    try:
        yield
    finally:
        ticking.cancel()
        await asyncio.gather(ticking, return_exceptions=True)


async def _tick(core: Core) -> None:
    while True:
        await asyncio.sleep(TICK)
        core.dispatcher.wake()
        core.deliverer.wake()
