"""What a run of the state machine consists of: asking, judging, dying, coming to rest.

Which steps there are is the machine's.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any, ClassVar, NamedTuple, TypeVar

from hypothesis.stateful import RuleBasedStateMachine

from domain.answer import Answer
from domain.errors import Refused
from domain.operations import bookings, hospitals
from domain.ports.notices import SendResult
from tests.gates.state_machine.databases import Ground
from tests.gates.state_machine.reference_model import Books, Verdict, Wrong
from tests.gates.state_machine.snapshot import at_rest, seen, true_reminder
from tests.gates.state_machine.system import Died, House, Stumbled
from tests.jobs.world import add_person

T = TypeVar("T")
START = datetime.fromisoformat("2026-12-29T03:00+00:00")
DAYS = [date(2026, 12, 31), *(date(2027, 1, day) for day in (1, 2, 4))]
HOSPITALS = ["한빛병원", "다솜병원"]
ROUNDS = 100
BACK_OFF = 64.0
"""Seconds: the longest that anything waits before it is tried again."""


class Asked(NamedTuple):
    """A command that was answered."""

    operation: Callable[..., Answer]
    facts: dict[str, Any]
    answer: Answer


class Found(NamedTuple):
    """What was wrong first, in which run, after how many steps."""

    what: str
    run: int
    steps: int


class Play(RuleBasedStateMachine):
    """Two people, an admin, two names of hospitals, four days around New Year."""

    ground: ClassVar[Ground]
    runs: ClassVar[int] = 0
    steps: ClassVar[int] = 0
    found: ClassVar[Found | None] = None
    happened: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        type(self).runs += 1
        self.ground.begin()
        self.house, self.books = House(self.ground.urls), Books()
        self.house.clock.at = START
        self.asked: dict[int, Asked] = {}
        self.updates = count(1)
        self.spoilt = self.wrong = False
        self.people = [self.house.command(add_person, telegram=n) for n in (1, 2, 3)]
        self.open(HOSPITALS[0], DAYS[1], 1)

    @classmethod
    def begin_anew(cls, ground: Ground) -> None:
        """Nothing has been played yet."""
        cls.ground, cls.runs, cls.steps, cls.found = ground, 0, 0, None
        cls.happened = Counter()

    @property
    def now(self) -> datetime:
        return self.house.clock.at

    def teardown(self) -> None:
        try:
            if not self.wrong:
                with self.watched():
                    self.come_to_rest()
        finally:
            self.house.close()
            self.ground.end()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Notes what is wrong; a process that died is followed by another."""
        type(self).steps += 1
        try:
            yield
        except Died:
            self.die()
        except Exception as error:
            self.wrong = True
            what = f"{type(error).__name__}: {error}"
            type(self).found = self.found or Found(what, self.runs, self.steps)
            raise

    def die(self) -> None:
        """And be followed by another process."""
        self.happened["death"] += 1
        self.house.crash()

    @staticmethod
    def pick(some: Collection[T], n: int) -> T:
        """One of them, the newest more often than the others."""
        listed = list(some)
        return listed[-1] if n % 3 == 0 else listed[n // 3 % len(listed)]

    def open(self, name: str, day: date, capacity: int) -> None:
        verdict = self.books.register(name, day, capacity, self.now)
        facts = {"name": name, "days": [day], "capacity": capacity}
        self.ask(verdict, hospitals.register_hospital, facts)

    def book_one(self, person: int, slot: int) -> None:
        verdict = self.books.book(person, slot, self.now)
        self.ask(verdict, bookings.book, {"person": person, "slot": slot})

    def cancel_one(self, booking: int, *, by: int) -> None:
        verdict = self.books.cancel(by, booking, self.now)
        self.ask(verdict, bookings.cancel, {"person": by, "booking": booking})

    def ask(self, verdict: Verdict, operation: Callable[..., Any], facts: dict[str, Any]) -> None:
        """A command as its update comes; if the process dies of it, the update comes again."""
        update = next(self.updates)
        with self.watched():
            if self.spoilt:
                self._spoil(operation, update, facts)
            self.judge(
                update, verdict, Asked(operation, facts, self.insist(operation, update, facts))
            )

    def insist(self, operation: Callable[..., Any], update: int, facts: dict[str, Any]) -> Answer:
        """Until it is answered, as Telegram does."""
        try:
            return self.answer(operation, update, facts)
        except Died:
            self.die()
        return self.answer(operation, update, facts)

    def answer(self, operation: Callable[..., Any], update: int, facts: dict[str, Any]) -> Answer:
        """A refusal is an answer, too."""
        try:
            return self.house.command(operation, update, **facts)
        except Refused as refusal:
            return Answer(refusal.name, refusal.facts, refused=True)

    def at_once(self, updates: list[int], operation: Callable[..., Any], *facts: Any) -> None:
        """Commands that share a commit; what they answer is asked for afterwards."""

        async def together() -> None:
            asked = (
                self.house.asked(operation, update, **each)
                for update, each in zip(updates, facts, strict=True)
            )
            done = await asyncio.gather(*asked, return_exceptions=True)
            bugs = (e for e in done if isinstance(e, Exception) and not isinstance(e, Refused))
            for bug in bugs:
                raise bug

        self.house.do(together())

    def judge(self, update: int, verdict: Verdict, asked: Asked) -> None:
        """Compares the answer, and keeps its effect."""
        self.asked[update] = asked
        self.happened[verdict.name] += 1
        if asked.answer.name != verdict.name:
            raise Wrong(
                f"{asked.operation.__name__} answered {asked.answer.name}, not {verdict.name}"
            )
        facts = dict(asked.answer.facts)
        if verdict.name == "registered":
            facts["slot"] = self._slot_of(facts["hospital"], asked.facts["days"][0])
        verdict.then(facts)

    def _slot_of(self, hospital: Any, day: date) -> int:
        return self.house.see(lambda tx: tx.slots.on(hospital=hospital, day=day)).id

    def _spoil(self, operation: Callable[..., Any], update: int, facts: dict[str, Any]) -> None:
        """It fails when all its work is done: nothing of it may stay. What is refused has none."""

        def spoiled(tx: Any, **given: Any) -> None:
            operation(tx, **given)
            raise Stumbled

        try:
            self.house.command(spoiled, update, **facts)
        except Stumbled:
            self.spoilt = False
        except Refused:
            return
        except Died:
            self.die()

    def post(self, script: list[SendResult]) -> None:
        """Judges what was told by what was so."""
        told = len(self.house.phones.heard)
        try:
            self.house.deliver(script)
        finally:
            for notice in self.house.phones.heard[told:]:
                self.happened[f"told of {notice.kind}"] += 1
                if not true_reminder(self.books, notice, self.now):
                    raise Wrong(f"notice {notice.key} was told at {self.now}")

    def come_to_rest(self) -> None:
        """Everything that can be done by now is done, and then all must be so."""
        for _ in range(ROUNDS):
            while self.house.turn_all():
                pass
            self.books.observe(self.house.see(seen).bookings)
            self.post([])
            if not self._left():
                break
            self.house.clock.forward(seconds=BACK_OFF)
        now = self.house.see(seen)
        self.books.observe(now.bookings)
        for what in at_rest(self.house, self.books, now):
            raise Wrong(what)
        self.ground.judge(drained=True)

    def _left(self) -> int:
        """What waits for its time."""
        now, at = self.house.see(seen), self.now + timedelta(seconds=BACK_OFF)
        parked = sum(self.house.do(each.parked()) for each in self.house.followers.values())
        waiting = {"pending", "sending"}
        return parked + sum(
            state in waiting and due <= at.timestamp() * 1000
            for _, state, due in now.notices.values()
        )
