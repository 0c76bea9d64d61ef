"""A conversation without a network: real stores, the real menu, and calls that are only kept."""

import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from telegram.ext import Application, ContextTypes, ExtBot

from bot.tasks import BackgroundTasks
from domain.answer import Answer
from domain.model import Booking, Consent
from domain.operations import bookings, dialogues, hospitals, people
from domain.operations import privacy as consenting
from domain.ports.store import Command
from domain.rules import Rules
from domain.storage.open import open_main, open_mypage
from domain.storage.store import SqlStore
from domain.storage.transaction import SqlMyPageTransaction, SqlTransaction
from domain.storage.vault import Vault
from handlers.context import Context
from handlers.menu import register
from handlers.view import Services
from jobs.dispatcher import Dispatcher
from tests.handlers.phone import Heard, Kept, Phone, Unhurried, heard, message_of

__all__ = [
    "ADMIN",
    "TODAY",
    "ZONE",
    "Heard",
    "Meanwhile",
    "Phone",
    "World",
    "heard",
    "message_of",
    "open_world",
]

ZONE = ZoneInfo("Asia/Seoul")
TODAY = date(2027, 3, 1)
OPENING = datetime(2027, 3, 1, 9, tzinfo=ZONE).astimezone(UTC)
ADMIN = 9000


@dataclass
class StandingClock:
    """Monday, nine in the morning at the hospitals, until it is moved."""

    at: datetime = OPENING

    def now(self) -> datetime:
        return self.at

    def wall(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class World:
    """The bot with its stores."""

    main: SqlStore[SqlTransaction]
    mypage: SqlStore[SqlMyPageTransaction]
    clock: StandingClock
    request: Kept
    application: Application[Any, Any, Any, Any, Any, Any]
    dispatcher: Dispatcher
    background: BackgroundTasks
    errors: list[BaseException]
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def phone(self, telegram: int = 1001, *, language: str | None = "ko") -> Phone:
        return Phone(self, telegram, language)

    async def run(self, operation: Callable[..., Answer], **facts: object) -> Answer:
        return await self.main.run(operation, Command(self.clock.now()), **facts)

    async def read(self, query: Callable[..., Any], **facts: object) -> Any:
        return await self.main.read(query, self.clock.now(), **facts)

    async def hospital(
        self,
        name: str = "한빛병원",
        *,
        days: int | list[int] = 10,
        capacity: int = 30,
        phone: str | None = "02-123-4567",
        note: str | None = None,
    ) -> int:
        """A hospital open so many days from now."""
        ahead = [days] if isinstance(days, int) else days
        answer = await self.run(
            hospitals.register_hospital,
            name=name,
            days=[TODAY + timedelta(days=n) for n in ahead],
            capacity=capacity,
            phone=phone,
            note=note,
        )
        return answer.number("hospital")

    async def guest(self, telegram: int = 1001, *, language: str = "ko") -> "Phone":
        """Somebody who has agreed to everything and has a name."""
        phone = self.phone(telegram, language=language)
        for consent in Consent:
            await self.run(
                consenting.agree, telegram=telegram, language=language, consent=consent, slot=None
            )
        person = (await self.read(lambda tx: tx.people.by_telegram(telegram))).id
        await self.run(people.name_examinee, person=person, name="남궁민수", slot=None)
        await self.run(dialogues.leave, person=person)
        return phone

    async def booked(self, phone: "Phone", hospital: int, *, days: int = 10) -> Booking:
        """A booking of theirs, so many days from now."""
        slot = await self.slot(hospital, days=days)
        person = await self.read(lambda tx: tx.people.by_telegram(phone.telegram))
        answer = await self.run(bookings.book, person=person.id, slot=slot)
        return await self.booking(answer.number("booking"))

    async def booking(self, booking: int) -> Booking:
        return await self.read(lambda tx: tx.bookings.get(booking))

    async def slot(self, hospital: int, *, days: int = 10) -> int:
        day = TODAY + timedelta(days=days)
        return (await self.read(lambda tx: tx.slots.on(hospital=hospital, day=day))).id

    async def settle(self) -> None:
        """Until every event has had its effects."""
        await self.dispatcher.drain()


@dataclass
class Meanwhile:
    """The store; just before it runs a command, somebody else's is run."""

    store: Any
    first: Callable[[Any], object]

    async def run(self, operation: Any, command: Command, *args: Any, **kwargs: Any) -> Any:
        await self.store.run(self.first, Command(command.now))
        return await self.store.run(operation, command, *args, **kwargs)

    async def read(self, query: Any, now: datetime, *args: Any, **kwargs: Any) -> Any:
        return await self.store.read(query, now, *args, **kwargs)


@asynccontextmanager
async def open_world(
    folder: Path,
    *,
    rules: Rules | None = None,
    admins: frozenset[int] = frozenset({ADMIN}),
    urls: tuple[str, str] | None = None,
) -> AsyncIterator[World]:
    """On the databases of the folder, or on those two."""
    clock, request, errors = StandingClock(), Kept(), []
    rules = rules or Rules(zone=ZONE)
    at_main, at_mypage = urls or (f"sqlite:///{folder}/main.db", f"sqlite:///{folder}/mypage.db")
    main = open_main(at_main, rules=rules, vault=Vault({1: bytes(32)}, current=1))
    mypage = open_mypage(at_mypage)
    main.start()
    mypage.start()
    bot: ExtBot[Any] = ExtBot(
        "77:TOKEN", request=request, get_updates_request=Kept(), rate_limiter=Unhurried()
    )
    types = ContextTypes(context=Context)
    application = (
        Application.builder().bot(bot).updater(None).job_queue(None).context_types(types).build()
    )
    background = BackgroundTasks()
    services = Services(
        store=main,
        mypage=mypage,
        clock=clock,
        rules=rules,
        owners=admins,
        keyed_hash=lambda text: hashlib.sha256(text.encode()).hexdigest(),
        background=background.start,
    )
    register(application, services)
    application.error_handlers.clear()
    application.add_error_handler(_keeping(errors))
    dispatcher = Dispatcher(main=main, mypage=mypage, clock=clock)
    async with application:
        yield World(
            *(main, mypage, clock, request, application, dispatcher, background, errors),
            numbers=request.ids,
        )
        await background.close(within=1)
    await main.close()
    await mypage.close()


def _keeping(errors: list[BaseException]) -> Any:
    async def keep(_: object, context: Context) -> None:
        errors.append(context.error)

    return keep
