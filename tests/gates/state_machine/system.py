"""The real thing for the state machine: stores, followers and deliverer, which may die at any
commit or send and are opened again.

All of it runs on one loop of its own, one thing after another. It judges nothing.
"""

import asyncio
import random
from collections import defaultdict
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeVar

from domain.events import Recorded
from domain.policies import MYPAGE, SUBSCRIBERS, Step, Subscriber
from domain.ports.notices import Delivery, Notice, SendResult
from domain.ports.store import Command, IdempotencyKey, PrefetchHint
from domain.storage.open import open_main, open_mypage
from domain.storage.store import SqlStore
from domain.storage.vault import Vault
from jobs import delivery_steps
from jobs.consumer import Consumer
from jobs.consumer_steps import BatchResult
from jobs.delivery import Deliverer
from tests.jobs.world import RULES, MovableClock

R = TypeVar("R")
BOT = 7
NAMES = (*(each.name for each in SUBSCRIBERS), MYPAGE.name)


class Died(BaseException):
    """The process is gone; whatever it was about to do next, it did not."""


class Stumbled(Exception):
    """A reaction that has a bug, this once."""


@dataclass
class Life:
    """Ends after so many commits and sends, if it is to end."""

    left: int | None = None
    over: bool = False
    spent: int = 0

    def check(self) -> None:
        if self.over:
            raise Died

    def spend(self) -> None:
        self.check()
        self.spent += 1
        if self.left is not None:
            self.left -= 1
            self.over = self.left <= 0
            self.check()


class Mortal:
    """A store of a process that may die: what was committed stays."""

    def __init__(self, store: SqlStore[Any], life: Life) -> None:
        self.store = store
        self._life = life

    async def run(self, *asked: Any, **facts: Any) -> Any:
        self._life.check()
        done = await self.store.run(*asked, **facts)
        self._life.spend()
        return done

    async def read(self, *asked: Any, **facts: Any) -> Any:
        self._life.check()
        return await self.store.read(*asked, **facts)


@dataclass
class Phones:
    """Answers as the script says, then well. `sending`: what is on its way."""

    life: Life = field(default_factory=Life)
    script: list[SendResult] = field(default_factory=list)
    accepted: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    doubtful: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    heard: list[Notice] = field(default_factory=list)
    sending: Notice | None = None
    _messages: "count[int]" = field(default_factory=lambda: count(1))

    async def __call__(self, notice: Notice) -> SendResult:
        self.life.check()
        self.sending = notice
        outcome = self.script.pop(0) if self.script else SendResult(Delivery.SENT)
        arrives = outcome.sending is Delivery.SENT or outcome.message is not None
        if arrives:
            self.accepted[notice.key] += 1
            self.heard.append(notice)
        self.doubtful[notice.key] += outcome.sending is Delivery.UNKNOWN
        self.life.spend()
        self.sending = None
        if outcome.sending is Delivery.SENT:
            return SendResult(Delivery.SENT, message=next(self._messages))
        return outcome

    def lost_sight(self) -> None:
        """Nobody will know what became of it."""
        if self.sending is not None:
            self.doubtful[self.sending.key] += 1
            self.sending = None


class House:
    """`urls`: of an empty main database and an empty read model."""

    def __init__(self, urls: tuple[str, str]) -> None:
        self.urls = urls
        self.clock = MovableClock()
        self.phones = Phones()
        self.stumbling: set[str] = set()
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(lambda *_: None)  # a task of a dead process failed
        self._open()

    def _open(self) -> None:
        delivery_steps._random = random.Random(0)  # a back-off that can be run again
        self.life = self.phones.life = Life()
        main_url, mypage_url = self.urls
        vault = Vault({1: bytes(32)}, 1)
        self.main = Mortal(open_main(main_url, rules=RULES, vault=vault), self.life)
        self.mypage = Mortal(open_mypage(mypage_url), self.life)
        for each in (self.main, self.mypage):
            each.store.start()
        self.followers = {each.name: self._follower(each) for each in (*SUBSCRIBERS, MYPAGE)}
        self.deliverer = Deliverer(store=self.main, send=self.phones, clock=self.clock, in_flight=1)

    def _follower(self, subscriber: Subscriber[Any]) -> Consumer[Any]:
        def react(tx: Any, recorded: Recorded) -> Step:
            if subscriber.name in self.stumbling:
                self.stumbling.remove(subscriber.name)
                raise Stumbled
            return subscriber.react(tx, recorded)

        shown = subscriber is MYPAGE
        return Consumer(
            Subscriber(subscriber.name, react, subscriber.batch, subscriber.event_types),
            store=self.mypage if shown else self.main,
            outbox=self.main,
            clock=self.clock,
            clear=(lambda tx: tx.view.clear()) if shown else None,
        )

    def close(self) -> None:
        """For good."""
        self._let_go()
        self._loop.close()

    def crash(self) -> None:
        """All memory is gone, and whatever was under way; what was committed is there."""
        self.life.over = True
        self._let_go()
        self.phones.lost_sight()
        self._open()

    def _let_go(self) -> None:
        async def end() -> None:
            for each in (self.main, self.mypage):
                await each.store.close()
            tasks = asyncio.all_tasks() - {asyncio.current_task()}
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

        self._loop.run_until_complete(end())

    def do(self, act: Coroutine[Any, Any, R]) -> R:
        """Runs it to its end. Raises Died."""
        return self._loop.run_until_complete(act)

    def command(self, operation: Callable[..., R], update: int | None = None, **facts: Any) -> R:
        """Under the update's key."""
        return self.do(self.asked(operation, update, **facts))

    async def asked(self, operation: Callable[..., R], update: int | None, **facts: Any) -> R:
        key = None if update is None else IdempotencyKey(BOT, update)
        hint = (
            PrefetchHint(facts["person"], facts["slot"])
            if {"person", "slot"} <= facts.keys()
            else None
        )
        command = Command(self.clock.now(), key, prefetch=hint)
        return await self.main.run(operation, command, **facts)

    def see(self, query: Callable[[Any], R], *, shown: bool = False) -> R:
        """Reads past the process, which may be dead."""
        store = (self.mypage if shown else self.main).store
        return self.do(store.read(query, self.clock.now()))

    def turn(self, name: str) -> bool:
        """One turn of a subscriber; whether it did something."""
        return self.do(self.followers[name].run_once()) is not BatchResult.NOTHING

    def turn_all(self) -> bool:
        """One of each; whether any did something."""
        did = [self.turn(name) for name in self.followers]
        return any(did)

    def react(self, name: str, event: Recorded) -> None:
        """An event that was handled before is told again."""
        subscriber = next(each for each in (*SUBSCRIBERS, MYPAGE) if each.name == name)
        store = self.mypage if subscriber is MYPAGE else self.main
        self.do(store.run(lambda tx: subscriber.react(tx, event), Command(self.clock.now())))

    def deliver(self, script: Sequence[SendResult] = ()) -> None:
        """Sends what can be sent now, with these outcomes first."""
        self.phones.script = list(script)
        self.do(self.deliverer.take_over())
        self.do(self.deliverer.drain())
        self.phones.script = []
