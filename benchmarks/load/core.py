"""The domain layer in this process: both stores and every consumer, without Telegram."""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import NamedTuple

from benchmarks.load.databases import NOW, RULES, Databases, StandingClock, vault
from bot.tasks import Debounced
from domain.operations.bookings import book
from domain.ports import store
from domain.ports.store import Command, CommitSignal, IdempotencyKey
from domain.storage.open import open_main, open_mypage
from domain.storage.store import SqlStore
from domain.storage.transaction import SqlMyPageTransaction, SqlTransaction
from jobs.dispatcher import Dispatcher

BOT = 7


class BookingRequest(NamedTuple):
    """One person books one slot; `update` is the idempotency key."""

    update: int
    person: int
    slot: int


class Done(NamedTuple):
    """Answered requests, and the seconds that took."""

    answered: int
    seconds: float

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.answered / self.seconds


class Core:
    """The domain layer with its stores and dispatcher."""

    def __init__(
        self,
        main: SqlStore[SqlTransaction],
        mypage: SqlStore[SqlMyPageTransaction],
        dispatcher: Dispatcher,
    ) -> None:
        self.main = main
        self.mypage = mypage
        self.dispatcher = dispatcher

    async def book(self, wish: BookingRequest) -> None:
        """Book as a tap does, under the update's key."""
        wanted = store.PrefetchHint(wish.person, wish.slot)
        command = Command(NOW, IdempotencyKey(BOT, wish.update), prefetch=wanted)
        await self.main.run(book, command, person=wish.person, slot=wish.slot)

    async def drain(self) -> float:
        """Seconds until every consumer has caught up."""
        began = time.perf_counter()
        await self.dispatcher.drain()
        return time.perf_counter() - began


@asynccontextmanager
async def core(
    ground: Databases,
    *,
    reacting: bool = True,
    committed: Callable[[], None] = lambda: None,
    handled: Callable[[], None] = lambda: None,
) -> AsyncIterator[Core]:
    """`reacting`: commits wake the consumers, as in the bot. `committed` is called after each
    commit with events, in the writer's thread, `handled` after each batch of a consumer.
    """
    woken: list[Callable[[], None]] = []

    def on_commit(news: frozenset[CommitSignal]) -> None:
        if CommitSignal.EVENTS in news:
            committed()
            for wake in woken:
                wake()

    main = open_main(ground.main, rules=RULES, vault=vault(), on_commit=on_commit)
    mypage = open_mypage(ground.mypage)
    main.start()
    mypage.start()
    dispatcher = Dispatcher(main=main, mypage=mypage, clock=StandingClock(), handled=handled)
    woken.append(Debounced(dispatcher.wake))
    if reacting:
        dispatcher.open()
    try:
        yield Core(main, mypage, dispatcher)
    finally:
        await dispatcher.close()
        await main.close()
        await mypage.close()


async def crowd(
    act: Callable[[BookingRequest], Awaitable[None]],
    requests: Iterable[BookingRequest],
    *,
    callers: int,
    within: float = math.inf,
) -> Done:
    """So many concurrent callers, each with one request at a time; none starts another after
    `within` seconds.
    """
    waiting = iter(requests)
    answered = 0

    async def caller() -> None:
        nonlocal answered
        for wish in waiting:
            await act(wish)
            answered += 1
            if time.perf_counter() > end:
                return

    began = time.perf_counter()
    end = began + within
    await asyncio.gather(*(caller() for _ in range(callers)))
    return Done(answered, time.perf_counter() - began)


def requests(count: int, *, slots: int, first: int = 0) -> list[BookingRequest]:
    """One booking request per person over so many slots; people and updates are numbered from
    `first`.
    """
    return [BookingRequest(n + 1, n + 1, n * 7919 % slots + 1) for n in range(first, first + count)]
