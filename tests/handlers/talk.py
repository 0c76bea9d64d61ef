"""A conversation without a network: real stores, the real menu, and calls that are only kept."""

import html
import json
import re
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from telegram import Update
from telegram.ext import Application, BaseRateLimiter, ContextTypes, ExtBot
from telegram.request import BaseRequest

from domain.facts import Answer
from domain.model import Booking, Consent
from domain.operations import bookings, dialogues, hospitals, people
from domain.operations import consent as consenting
from domain.ports.store import Command
from domain.rules import Rules
from domain.storage import SqlStore, Vault, open_main, open_mypage
from domain.storage.transaction import SqlMyPageTransaction, SqlTransaction
from handlers import register
from handlers.context import Context
from handlers.view import Services
from jobs.dispatch import Dispatcher

ZONE = ZoneInfo("Asia/Seoul")
TODAY = date(2027, 3, 1)
OPENING = datetime(2027, 3, 1, 9, tzinfo=ZONE).astimezone(UTC)
ADMIN = 9000
BOT = {"id": 77, "is_bot": True, "first_name": "bot", "username": "checkup_bot"}


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
class Kept(BaseRequest):
    """Answers every call as Telegram would, and keeps it."""

    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    ids: "count[int]" = field(default_factory=lambda: count(100))

    @property
    def read_timeout(self) -> float:
        return 1.0

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(self, url, request_data=None, **_):
        name, said = url.rsplit("/", 1)[1], dict(request_data.parameters) if request_data else {}
        self.calls.append((name, said))
        result: object = True
        if name == "getMe":
            result = BOT
        elif name in ("sendMessage", "editMessageText"):
            result = message_of(said["chat_id"], said.get("message_id") or next(self.ids))
        return 200, json.dumps({"ok": True, "result": result}).encode()


class Unhurried(BaseRateLimiter[Any]):
    """Passes everything on at once."""

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def process_request(self, callback, args, kwargs, **_):
        return await callback(*args, **kwargs)


@dataclass
class Heard:
    """What a person has on the screen after an update."""

    text: str
    keys: dict[str, dict[str, Any]]
    alert: str | None
    markup: str

    @property
    def labels(self) -> list[str]:
        return list(self.keys)


@dataclass
class Phone:
    """One person's private chat."""

    world: "World"
    telegram: int
    language: str | None = "ko"
    screen: Heard | None = None
    last_update: dict[str, Any] | None = None

    async def say(self, text: str) -> Heard:
        command = {"type": "bot_command", "offset": 0, "length": len(text.partition(" ")[0])}
        entities = [command] if text.startswith("/") else []
        return await self.send(text=text, entities=entities)

    async def send(self, **content: object) -> Heard:
        """A message of any kind."""
        said = {**message_of(self.telegram, next(self.world.numbers)), "from": self._user()}
        return await self._update({"message": {**said, **content}})

    async def tap(self, label: str) -> Heard:
        """The first key whose label begins with it."""
        assert self.screen is not None
        pressed = next((k for k in self.screen.labels if k.startswith(label)), None)
        assert pressed is not None, (label, self.screen)
        return await self.press(self.screen.keys[pressed]["callback_data"])

    async def press(self, callback_data: str) -> Heard:
        """A key of any screen, however old, or of none."""
        query = {
            "id": str(next(self.world.numbers)),
            "from": self._user(),
            "chat_instance": "1",
            "data": callback_data,
            "message": {**message_of(self.telegram, 50), "from": BOT, "text": "-"},
        }
        return await self._update({"callback_query": query})

    async def again(self) -> Heard:
        """The last update, redelivered."""
        assert self.last_update is not None
        return await self._process(self.last_update)

    async def _update(self, body: dict[str, Any]) -> Heard:
        self.last_update = {"update_id": next(self.world.numbers), **body}
        return await self._process(self.last_update)

    async def _process(self, body: dict[str, Any]) -> Heard:
        calls = self.world.request.calls
        before = len(calls)
        application = self.world.application
        await application.process_update(Update.de_json(body, application.bot))
        assert not self.world.errors, self.world.errors
        self.screen = heard(calls[before:], self.screen)
        return self.screen

    def _user(self) -> dict[str, Any]:
        user = {"id": self.telegram, "is_bot": False, "first_name": "x"}
        return user if self.language is None else {**user, "language_code": self.language}


@dataclass
class World:
    """The bot with its stores."""

    main: SqlStore[SqlTransaction]
    mypage: SqlStore[SqlMyPageTransaction]
    clock: StandingClock
    request: Kept
    application: Application[Any, Any, Any, Any, Any, Any]
    dispatcher: Dispatcher
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


@asynccontextmanager
async def open_world(
    folder: Path, *, rules: Rules | None = None, admins: frozenset[int] = frozenset({ADMIN})
) -> AsyncIterator[World]:
    clock, request, errors = StandingClock(), Kept(), []
    rules = rules or Rules(zone=ZONE)
    main = open_main(
        f"sqlite:///{folder}/main.db", rules=rules, vault=Vault({1: bytes(32)}, current=1)
    )
    mypage = open_mypage(f"sqlite:///{folder}/mypage.db")
    main.start()
    mypage.start()
    bot: ExtBot[Any] = ExtBot(
        "77:TOKEN", request=request, get_updates_request=Kept(), rate_limiter=Unhurried()
    )
    types = ContextTypes(context=Context)
    application = (
        Application.builder().bot(bot).updater(None).job_queue(None).context_types(types).build()
    )
    services = Services(
        store=main,
        mypage=mypage,
        clock=clock,
        rules=rules,
        admins=admins,
        keyed_hash=lambda text: f"hash-{len(text)}",
        background=_not_here,
    )
    register(application, services)
    application.error_handlers.clear()
    application.add_error_handler(_keeping(errors))
    dispatcher = Dispatcher(main=main, mypage=mypage, clock=clock)
    async with application:
        yield World(main, mypage, clock, request, application, dispatcher, errors)
    await main.close()
    await mypage.close()


def heard(calls: list[tuple[str, dict[str, Any]]], before: Heard | None) -> Heard:
    """The screen after the calls: the last text, or the one before with an alert."""
    alerts = [said.get("text") for name, said in calls if name == "answerCallbackQuery"]
    texts = [said for name, said in calls if name in ("sendMessage", "editMessageText")]
    alert = alerts[-1] if alerts else None
    if not texts:
        old = before or Heard("", {}, None, "")
        return Heard(old.text, old.keys, alert, old.markup)
    last = texts[-1]
    rows = last.get("reply_markup", {}).get("inline_keyboard", [])
    keys = {key["text"]: key for row in rows for key in row}
    plain = html.unescape(re.sub(r"<[^>]*>", "", last["text"]))
    return Heard(plain, keys, alert, last["text"])


def message_of(chat: int, number: int) -> dict[str, Any]:
    return {"message_id": number, "date": 1, "chat": {"id": int(chat), "type": "private"}}


def _keeping(errors: list[BaseException]) -> Any:
    async def keep(_: object, context: Context) -> None:
        errors.append(context.error)

    return keep


def _not_here(work: Coroutine[object, object, None]) -> None:
    work.close()
