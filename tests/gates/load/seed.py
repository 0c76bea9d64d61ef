"""A database as it is after many people have met the bot, written before the bot starts."""

import asyncio
import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.answer import Answer
from domain.model import CONSENT_VERSION, Consent
from domain.operations.bookings import book
from domain.operations.hospitals import register_hospital
from domain.operations.people import known_or_new
from domain.ports.store import Command, Transaction
from domain.rules import Rules
from domain.storage.open import open_main
from domain.storage.store import SqlStore
from domain.storage.transaction import SqlTransaction
from domain.storage.vault import Vault

KEY = bytes(range(32))
PRIVACY_KEY = base64.b64encode(KEY).decode()
RULES = Rules(zone=ZoneInfo("Asia/Seoul"))


class Place(Protocol):
    """Where a bot keeps what it knows, as its settings want it, and a folder for its log."""

    @property
    def folder(self) -> Path: ...

    @property
    def main_url(self) -> str: ...

    @property
    def mypage_url(self) -> str: ...


@dataclass(frozen=True)
class Files:
    """The two databases in a folder."""

    folder: Path

    @property
    def main(self) -> Path:
        return self.folder / "main.db"

    @property
    def mypage(self) -> Path:
        return self.folder / "mypage.db"

    @property
    def main_url(self) -> str:
        return f"sqlite:///{self.main}"

    @property
    def mypage_url(self) -> str:
        return f"sqlite:///{self.mypage}"


def in_days(days: int) -> date:
    """The hospitals' date so many days from today."""
    return RULES.today(datetime.now(UTC)) + timedelta(days=days)


class Seed:
    """Runs operations on the main store, as the bot would."""

    def __init__(self, place: Place) -> None:
        self._store: SqlStore[SqlTransaction] = open_main(
            place.main_url, rules=RULES, vault=Vault({1: KEY}, 1)
        )

    async def __aenter__(self) -> "Seed":
        self._store.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._store.close()

    async def hospital(self, name: str, *, days: Sequence[date], capacity: int) -> list[int]:
        """The slots of a new hospital, by date."""
        opened = await self._run(
            lambda tx: register_hospital(tx, name=name, days=days, capacity=capacity)
        )
        hospital = opened.number("hospital")
        live = await self._store.read(
            lambda tx: tx.slots.live(hospital=hospital, first=min(days)), datetime.now(UTC)
        )
        return [slot.id for slot in live]

    async def people(self, accounts: Sequence[int]) -> dict[int, int]:
        """Everybody agreed and gave a name; account -> person."""
        met: dict[int, int] = {}
        for first in range(0, len(accounts), 100):
            some = accounts[first : first + 100]
            met |= await self._store.run(_meet, Command(datetime.now(UTC)), accounts=some)
        return met

    async def book(self, *, people: Sequence[int], slot: int) -> None:
        """A booking for each."""
        booking = (self._run(lambda tx, p=p: book(tx, person=p, slot=slot)) for p in people)
        await asyncio.gather(*booking)

    async def _run(self, operation: Callable[[Transaction], Answer]) -> Answer:
        return await self._store.run(operation, Command(datetime.now(UTC)))


def _meet(tx: Transaction, *, accounts: Sequence[int]) -> dict[int, int]:
    met: dict[int, int] = {}
    for account in accounts:
        person = known_or_new(tx, telegram=account, language="ko").id
        for consent in Consent:
            tx.people.agree(person, consent, version=CONSENT_VERSION, at=tx.now)
        tx.people.rename(person, "한가람", at=tx.now)
        met[account] = person
    return met
