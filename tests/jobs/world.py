"""Real stores in a fresh folder, a clock that can be moved, and people who can book."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from domain.answer import Answer
from domain.events import BookingMade
from domain.model import CONSENT_VERSION, Booking, Consent
from domain.operations import bookings, hospitals
from domain.operations.bookings import of_booking
from domain.ports.store import Command, CommitSignal, Transaction
from domain.rules import Rules
from domain.storage.open import open_main, open_mypage
from domain.storage.store import SqlStore
from domain.storage.transaction import SqlMyPageTransaction, SqlTransaction
from domain.storage.vault import Vault

R = TypeVar("R")
TODAY = date(2027, 3, 1)
DAY = TODAY + timedelta(days=10)
RULES = Rules(zone=ZoneInfo("Asia/Seoul"))
KEY = bytes(32)
VAULT = Vault({1: KEY}, 1)


@dataclass
class MovableClock:
    """Stands still until it is moved."""

    at: datetime = datetime(2027, 3, 1, 3, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def wall(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class World:
    """Everything a job needs."""

    main: SqlStore[SqlTransaction]
    mypage: SqlStore[SqlMyPageTransaction]
    folder: Path
    clock: MovableClock = field(default_factory=MovableClock)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def run(self, operation: Callable[..., R], **facts: object) -> R:
        return await self.main.run(operation, Command(self.clock.now()), **facts)

    async def read(self, query: Callable[[Transaction], R]) -> R:
        return await self.main.read(query, self.clock.now())

    async def read_page(self, query: Callable[[SqlMyPageTransaction], R]) -> R:
        return await self.mypage.read(query, self.clock.now())

    async def person(self) -> int:
        """Somebody who may book."""
        return await self.run(add_person, telegram=next(self._numbers))

    async def slot(self, *, day: date = DAY, capacity: int = 1000) -> int:
        """A date of a new hospital."""
        answer = await self.run(
            hospitals.register_hospital,
            name=f"한빛병원 {next(self._numbers)}",
            days=[day],
            capacity=capacity,
        )
        hospital = answer.number("hospital")
        found = await self.read(lambda tx: tx.slots.on(hospital=hospital, day=day))
        assert found is not None
        return found.id

    async def book(self, slot: int, *, person: int | None = None) -> Booking:
        person = await self.person() if person is None else person
        answer = await self.run(bookings.book, person=person, slot=slot)
        return await self.booking(answer.number("booking"))

    async def booking(self, booking: int) -> Booking:
        found = await self.read(lambda tx: tx.bookings.get(booking))
        assert found is not None
        return found

    async def cancel(self, booking: Booking) -> Answer:
        return await self.run(bookings.cancel, person=booking.person, booking=booking.id)

    async def fill(self, slot: int, *, people: int) -> None:
        """So many bookings in one go."""
        await self.run(fill, slot=slot, numbers=[next(self._numbers) for _ in range(people)])

    async def delete(self, slot: int, *, by: int = 1, expected: int) -> int:
        answer = await self.run(hospitals.delete_date, slot=slot, by=by, expected=expected)
        return answer.number("deletion")


def add_person(tx: Transaction, *, telegram: int) -> int:
    """Agrees to everything and has a name."""
    person = tx.people.add(telegram=telegram, language="ko", at=tx.now).id
    for consent in Consent:
        tx.people.agree(person, consent, version=CONSENT_VERSION, at=tx.now)
    tx.people.rename(person, "한가람", at=tx.now)
    return person


def fill(tx: Transaction, *, slot: int, numbers: list[int]) -> None:
    """Books a place for a new person each."""
    wanted = tx.slots.get(slot)
    assert wanted is not None
    for telegram in numbers:
        person = tx.people.add(telegram=telegram, language="ko", at=tx.now)
        tx.people.rename(person.id, "한가람", at=tx.now)
        assert tx.slots.take_place(slot)
        booking = tx.bookings.add(person=person.id, patient=person.id, slot=wanted, at=tx.now)
        tx.events.append(BookingMade(**of_booking(booking)), at=tx.now)


def open_world(
    folder: Path,
    *,
    on_commit: Callable[[frozenset[CommitSignal]], None] = lambda _: None,
    rules: Rules = RULES,
) -> World:
    """A world whose stores are started."""
    main = open_main(
        f"sqlite:///{folder / 'main.db'}",
        rules=rules,
        vault=VAULT,
        on_commit=on_commit,
    )
    mypage = open_mypage(f"sqlite:///{folder / 'mypage.db'}")
    main.start()
    mypage.start()
    return World(main, mypage, folder)
