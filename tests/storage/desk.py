"""A front desk for tests: a real store in a temporary file, a clock moved by hand."""

import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from domain.answer import Answer, Fact
from domain.events import Event, Recorded
from domain.model import AuditEntry, Booking, Consent, Person, Slot
from domain.operations.bookings import book
from domain.operations.hospitals import register_hospital
from domain.operations.people import known_or_new, name_examinee
from domain.operations.privacy import agree
from domain.policies import MYPAGE, SUBSCRIBERS, Step, Subscriber
from domain.ports.events import Position
from domain.ports.mypage import MyPageTransaction
from domain.ports.store import Command, IdempotencyKey, PrefetchHint, Store, Transaction
from domain.rules import Rules

P = ParamSpec("P")
R = TypeVar("R")

ZONE = ZoneInfo("Asia/Seoul")
RULES = Rules(zone=ZONE)
MONDAY = date(2027, 3, 1)
"""Today at the desk when a test begins."""
ADMIN = AuditEntry(actor="900", role="admin", action="test", target="")
BOT = 7


def says(name: str, **facts: Fact) -> Callable[[object], Answer]:
    """An operation that does nothing and answers this."""
    return lambda _tx: Answer(name, facts)


class HandClock:
    """Stands at Monday, 10:00 in Seoul, until it is moved."""

    def __init__(self) -> None:
        self._now = datetime(2027, 3, 1, 10, tzinfo=ZONE).astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def wall(self) -> datetime:
        return self._now

    def forward(self, **by: float) -> None:
        self._now += timedelta(**by)


class Desk:
    """Runs commands and reactions on the stores at the clock's time."""

    def __init__(
        self, store: Store[Transaction], mypage: Store[MyPageTransaction], clock: HandClock
    ) -> None:
        self.store = store
        self.mypage = mypage
        self.clock = clock
        self._accounts = itertools.count(1001)

    async def run(
        self, operation: Callable[Concatenate[Transaction, P], R], *args: P.args, **kw: P.kwargs
    ) -> R:
        """Without a key."""
        hint = PrefetchHint(kw["person"], kw["slot"]) if {"person", "slot"} <= kw.keys() else None
        command = Command(self.clock.now(), prefetch=hint)
        return await self.store.run(operation, command, *args, **kw)

    async def keyed(
        self,
        update: int,
        operation: Callable[Concatenate[Transaction, P], Answer],
        *args: P.args,
        **kw: P.kwargs,
    ) -> Answer:
        """Under the key of that update, as an admin's deed."""
        command = Command(self.clock.now(), IdempotencyKey(BOT, update), ADMIN)
        return await self.store.run(operation, command, *args, **kw)

    async def read(
        self, query: Callable[Concatenate[Transaction, P], R], *args: P.args, **kw: P.kwargs
    ) -> R:
        return await self.store.read(query, self.clock.now(), *args, **kw)

    async def slot(
        self, *, name: str = "한빛병원", day: date | None = None, capacity: int = 10, ahead: int = 4
    ) -> Slot:
        """A hospital's date that can be booked, `ahead` days from Monday."""
        day = day or MONDAY + timedelta(days=ahead)
        answer = await self.run(register_hospital, name=name, days=[day], capacity=capacity)
        hospital = answer.number("hospital")
        found = await self.read(lambda tx: tx.slots.on(hospital=hospital, day=day))
        assert found is not None
        return found

    async def person(self, *, name: str = "김하나", language: str = "ko") -> int:
        """Somebody who agreed to everything and gave a name; their id."""
        telegram = next(self._accounts)
        return (await self.run(_introduce, telegram=telegram, language=language, name=name)).id

    async def people(self, count: int) -> list[int]:
        return [await self.person(name=f"김{number}호") for number in range(count)]

    async def acquaintance(self, *, language: str = "ko") -> Person:
        """Somebody who agreed, but whose name is not known."""
        telegram = next(self._accounts)
        return await self.run(_introduce, telegram=telegram, language=language)

    async def booking(self, *, person: int, slot: int) -> Booking:
        """A booking just made."""
        answer = await self.run(book, person=person, slot=slot)
        return await self.found(answer.number("booking"))

    async def found(self, booking: int) -> Booking:
        """The booking as it stands."""
        found = await self.read(lambda tx: tx.bookings.get(booking))
        assert found is not None
        return found

    async def booked(self, slot: int) -> int:
        """Places taken in the slot."""
        found = await self.read(lambda tx: tx.slots.get(slot))
        assert found is not None
        return found.taken

    async def events(self) -> list[Event]:
        """Everything that has happened."""
        recorded = await self.read(lambda tx: tx.events.after(0, limit=10_000))
        return [each.event for each in recorded]

    async def settle(self) -> None:
        """Lets all reactions come to rest, each event in order, one step a transaction."""
        moved = True
        while moved:
            moved = False
            for subscriber in SUBSCRIBERS:
                while await self.run(_step, subscriber):
                    moved = True
        recorded = await self.read(lambda tx: tx.events.after(0, limit=10_000))
        await self.mypage.run(_project, Command(self.clock.now()), recorded)


def _introduce(tx: Transaction, *, telegram: int, language: str, name: str | None = None) -> Person:
    for consent in Consent:
        agree(tx, telegram=telegram, language=language, consent=consent, slot=None)
    person = known_or_new(tx, telegram=telegram, language=language)
    if name is not None:
        name_examinee(tx, person=person.id, name=name, slot=None)
    return person


def _step(tx: Transaction, subscriber: Subscriber[Transaction]) -> bool:
    stands = tx.progress.position(subscriber.name)
    following = tx.events.after(stands.id, limit=1)
    for recorded in following:
        if subscriber.react(tx, recorded) is Step.DONE:
            here = Position(tx.events.epoch(), recorded.id)
            assert tx.progress.move(subscriber.name, old=stands, new=here)
    return bool(following)


def _project(tx: MyPageTransaction, recorded: list[Recorded]) -> None:
    for each in recorded:
        MYPAGE.react(tx, each)
