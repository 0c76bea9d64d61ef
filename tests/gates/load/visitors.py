"""What people do in chat all day, one wish after the other, and how often it failed.

Each waits for its answers as long as its patience lasts; what never comes is a failure.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.gates.load import phrases as spoken
from tests.gates.load.customers import Command, Journal
from tests.gates.load.new_customers import Guest
from tests.gates.load.phone import Exchange, Json, Phone, has

Life = Callable[[asyncio.Event], Coroutine[Any, Any, None]]
"""What somebody does until it is time to come to an end."""
MINE = spoken.bare(spoken.KOREAN.say("mine.title"))


@dataclass
class Tally:
    """Wishes by kind: fulfilled, or never answered. `told`: heard of by notice, not by asking."""

    done: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)

    @property
    def operations(self) -> int:
        """How many were fulfilled."""
        return self.done.total()

    async def count(self, kind: str, wish: Awaitable[object]) -> bool:
        """Whether it was fulfilled."""
        try:
            await wish
        except TimeoutError:
            self.failed[kind] += 1
            return False
        self.done[kind] += 1
        return True


@dataclass(frozen=True)
class Town:
    """What all of them have in common; `tries`: see `Guest`.

    `rest_s`: seconds between two wishes of one person, each of which is about four messages and
    edits, twice where updates come twice: Telegram takes one each three seconds in a chat.
    """

    phones: Exchange
    journal: Journal
    tally: Tally
    day: date
    patience: float
    tries: int
    rest_s: float = 0.0


class Visitor:
    """A person; `code` is that of the booking they have."""

    def __init__(self, phone: Phone, town: Town) -> None:
        self.phone = phone
        self.code: str | None = None
        self._town = town
        self._codes: set[str] = set()
        self._known = False

    async def live(self, going: asyncio.Event, hospital: str) -> None:
        """Books, looks, cancels, and again; once at least, and ends without a booking."""
        count, again = self._town.tally.count, True
        await asyncio.sleep(random.uniform(0, self._town.rest_s))
        while again:
            await self.book(hospital)
            if self.code is not None:
                await self.rest()
                await count("mystatus", self._look())
                await count("mydata", self.all_of_it())
                await self.rest()
                await self.cancel()
            await self.rest()
            await count("hospitals", self._ask("/hospitals", hospital))
            again = going.is_set()

    async def rest(self) -> None:
        """Until Telegram takes as many messages again."""
        await asyncio.sleep(self._town.rest_s)

    async def book(self, hospital: str) -> bool:
        """The first time through the whole talk."""
        if self._known:
            return await self._town.tally.count("book", self._book(hospital))
        return await self._town.tally.count("talk", self._come(hospital))

    async def cancel(self) -> bool:
        """The booking they have."""
        return await self._town.tally.count("cancel", self._cancel())

    async def hears(self, words: str) -> bool:
        """Whether they are told so of their booking without having asked."""
        code, self.code = self.code or "", None
        try:
            await self.until(lambda m: words in m["text"] and code in m["text"])
        except TimeoutError:
            self._town.tally.failed["told"] += 1
            return False
        self._town.tally.told[words] += 1
        return True

    async def until(self, wanted: Callable[[Json], bool]) -> Json:
        """Raises TimeoutError."""
        return await self.phone.until(wanted, within=self._town.patience)

    async def all_of_it(self) -> None:
        """The file, with the booking in it."""
        await self.phone.say("/mydata")
        message = await self.until(lambda m: m["document"] is not None)
        url = f"{self._town.phones.url}{message['document']['url']}"
        async with self._town.phones.session.get(url) as answer:
            if (self.code or "") not in await answer.text():
                raise TimeoutError

    async def _ask(self, command: str, expect: str) -> None:
        await self.phone.say(command)
        await self.until(lambda m: expect in m["text"])

    async def _look(self) -> None:
        code = self.code or ""
        await self.phone.say("/mystatus")
        await self.until(lambda m: MINE in m["text"] and code in m["text"])

    async def _come(self, hospital: str) -> None:
        town = self._town
        guest = Guest(
            self.phone,
            town.journal,
            hospital=hospital,
            day=town.day,
            patience=town.patience,
            tries=town.tries,
        )
        await guest.come()
        if not guest.shown:
            raise TimeoutError
        (self.code,) = guest.shown
        self._known = True
        self._codes.add(self.code)

    async def _book(self, hospital: str) -> None:
        await self.phone.say(f"/book {hospital} {self._town.day}")
        card = await self.until(lambda m: has(m, spoken.CONFIRM))
        command = await self._commit("book", card, spoken.CONFIRM)
        self.code = _code(await self.until(self._is_booked))
        self._codes.add(self.code)
        self._town.journal.answered(command, told="booked", code=self.code)

    async def _cancel(self) -> None:
        code, self.code = self.code or "", None
        await self.phone.say(f"/cancel {code}")
        card = await self.until(lambda m: has(m, spoken.COMMIT_CANCEL) and _code(m) == code)
        command = await self._commit("cancel", card, spoken.COMMIT_CANCEL)
        await self.until(lambda m: spoken.CANCELLED in m["text"] and _code(m) == code)
        self._town.journal.answered(command, told="cancelled", code=code)

    async def _commit(self, kind: str, card: Json, label: str) -> Command:
        update = await self.phone.tap(card, label)
        return self._town.journal.sent(Command(kind, self.phone.id, update))

    def _is_booked(self, message: Json) -> bool:
        return spoken.BOOKED in message["text"] and _code(message) not in self._codes


@asynccontextmanager
async def visiting(lives: Sequence[Life]) -> AsyncIterator[None]:
    """Everybody goes on in here; on the way out they come to an end."""
    going = asyncio.Event()
    going.set()
    async with asyncio.TaskGroup() as living:
        for life in lives:
            living.create_task(life(going))
        try:
            yield
        finally:
            going.clear()


def _code(message: Json) -> str:
    found = spoken.CODE.search(message["text"])
    return found[0] if found else ""
