"""People who book and cancel, again and again, and the driver's own journal of what they were told.

Knows nothing of kills: whoever is not answered waits.
"""

import asyncio
import json
import math
import time
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from tests.gates.load import phrases as spoken
from tests.gates.load.phone import Json, Phone, has

BEAT = 0.5
"""Seconds: who is ready to commit waits for the next beat, so that many commands are in hand at
once.
"""
AFTERTHOUGHT = 10.0
REST = 15.0
"""Seconds between two bookings of one person: each is four messages and edits, of which Telegram
takes one each three seconds in a chat.
"""
PEOPLE_PER_TURN = 16
"""How many take turns for each that is busy at a time, lest the rest of one leave a place empty."""


@dataclass
class Command:
    """One tap that commits. `told` is what the phone showed for it; None: nothing yet."""

    kind: str
    person: int
    update: int
    told: str | None = None
    code: str | None = None


def next_beat() -> float:
    """When it is (monotonic seconds)."""
    now = time.monotonic()
    return now + BEAT - now % BEAT


async def beat() -> None:
    """Returns at the next beat, for everybody at the same moment."""
    await asyncio.sleep(next_beat() - time.monotonic())


class Journal:
    """Every command when it is sent and when it is answered, in a file of the driver's own."""

    def __init__(self, path: Path) -> None:
        self.commands: list[Command] = []
        self.acknowledged = 0
        self.gave_up = 0
        self.waits: dict[int, float] = {}
        self._file = path.open("a", encoding="utf-8")

    @property
    def in_hand(self) -> int:
        """How many are sent and not answered."""
        return len(self.commands) - self.acknowledged

    @property
    def longest_wait(self) -> float:
        """Seconds for which somebody has been waiting for an answer, to a command or not."""
        return time.monotonic() - min(self.waits.values(), default=time.monotonic())

    def sent(self, command: Command) -> Command:
        self.commands.append(command)
        self._write(command)
        return command

    def answered(self, command: Command, *, told: str, code: str | None) -> None:
        command.told, command.code = told, code
        self.acknowledged += 1
        self._write(command)

    def close(self) -> None:
        self._file.close()

    def _write(self, command: Command) -> None:
        self._file.write(json.dumps({"at": time.time(), **asdict(command)}) + "\n")
        self._file.flush()


class Customer:
    """One person, one command at a time; begins anew if not answered within `patience` s."""

    def __init__(
        self, phone: Phone, journal: Journal, *, hospital: str, day: date, patience: float
    ) -> None:
        self._phone = phone
        self._journal = journal
        self._wish = f"/book {hospital} {day}"
        self._patience = patience
        self._codes: set[str] = set()
        self._rested_at = -math.inf

    @property
    def has_rested(self) -> bool:
        """Whether they may come again."""
        return time.monotonic() >= self._rested_at

    async def come(self) -> None:
        """Books and cancels once; ends without a booking."""
        try:
            await self._once()
        except TimeoutError:
            self._journal.gave_up += 1
        self._rested_at = time.monotonic() + REST

    async def _once(self) -> None:
        await self._phone.say(self._wish)
        card = await self._read(lambda m: has(m, spoken.CONFIRM) or _is_no(m))
        booked = await self._book(card) if has(card, spoken.CONFIRM) else None
        if booked is not None:
            await self._cancel(booked)
        else:
            await beat()

    async def _book(self, card: Json) -> Json | None:
        command = await self._commit("book", card, spoken.CONFIRM)
        answer = await self._answer_to(card)
        if not self._is_booked(answer):
            self._journal.answered(command, told="refused", code=None)
            return None
        code = _code(answer)
        self._codes.add(code)
        self._journal.answered(command, told="booked", code=code)
        return answer

    async def _answer_to(self, card: Json) -> Json:
        """On the card, or below it if it came late: then it may be a copy of an earlier one."""

        def is_answer(message: Json) -> bool:
            return self._is_booked(message) or (_is(message, card) and _is_no(message))

        def is_late(message: Json) -> bool:
            return bool(message["message_id"] > card["message_id"]) and _is_no(message)

        answer = await self._read(lambda m: is_answer(m) or is_late(m))
        if not is_answer(answer):
            with suppress(TimeoutError):
                answer = await self._phone.until(is_answer, within=AFTERTHOUGHT)
        return answer

    async def _cancel(self, booked: Json) -> None:
        code = _code(booked)
        await self._phone.tap(booked, spoken.ASK_CANCEL)
        card = await self._read(lambda m: has(m, spoken.COMMIT_CANCEL) and _code(m) == code)
        command = await self._commit("cancel", card, spoken.COMMIT_CANCEL)
        told = await self._end_of(code)
        self._journal.answered(command, told=told, code=code)

    async def _end_of(self, code: str) -> str:
        """The card may be drawn once more, with «already cancelled», before its ❌ is answered."""

        def is_end(message: Json) -> bool:
            return _code(message) == code and spoken.CANCELLED in message["text"]

        answer = await self._read(lambda m: is_end(m) or (_code(m) == code and _is_no(m)))
        if not is_end(answer):
            with suppress(TimeoutError):
                answer = await self._phone.until(is_end, within=AFTERTHOUGHT)
        return "cancelled" if is_end(answer) else "refused"

    async def _commit(self, kind: str, card: Json, label: str) -> Command:
        await beat()
        update = await self._phone.tap(card, label)
        return self._journal.sent(Command(kind, self._phone.id, update))

    async def _read(self, wanted) -> Json:
        self._journal.waits[self._phone.id] = time.monotonic()
        try:
            return await self._phone.until(wanted, within=self._patience)
        finally:
            del self._journal.waits[self._phone.id]

    def _is_booked(self, message: Json) -> bool:
        return spoken.BOOKED in message["text"] and _code(message) not in self._codes


def _is(message: Json, card: Json) -> bool:
    return bool(message["message_id"] == card["message_id"])


async def _come_in_turn(waiting: deque[Customer], going: asyncio.Event) -> None:
    """One after the other, each after a rest; who has begun finishes."""
    while going.is_set():
        if waiting and waiting[0].has_rested:
            customer = waiting.popleft()
            await customer.come()
            waiting.append(customer)
        else:
            await beat()


@asynccontextmanager
async def living(customers: Sequence[Customer], *, at_once: int) -> AsyncIterator[None]:
    """People book and cancel in here, so many at once; on the way out these finish.

    They take turns, so that no chat gets more than Telegram takes.
    """
    going, waiting = asyncio.Event(), deque(customers)
    going.set()
    async with asyncio.TaskGroup() as lives:
        for _ in range(at_once):
            lives.create_task(_come_in_turn(waiting, going))
        yield
        going.clear()


def _is_no(message: Json) -> bool:
    return spoken.is_refusal(message["text"])


def _code(message: Json) -> str:
    found = spoken.CODE.search(message["text"])
    return found[0] if found else ""


def copies_shown(calls: Sequence[Json]) -> int:
    """How often an answer that had been shown was shown once more."""
    shown: dict[tuple[str, str], int] = {}
    for call in calls:
        text = spoken.bare(call["text"] or "")
        code = spoken.CODE.search(text)
        for answer in (spoken.BOOKED, spoken.CANCELLED):
            if call["ok"] and code and answer in text:
                shown[code[0], answer] = shown.get((code[0], answer), 0) + 1
    return sum(count - 1 for count in shown.values())
