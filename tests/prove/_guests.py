"""Strangers who go through the whole talk once: consent, name, card, booked. Five updates each.

They wait for each answer and repeat nothing: what is lost stays lost, and is seen.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from tests.prove import _spoken as spoken
from tests.prove._load import Command, Journal
from tests.prove._phone import Json, Phone, has

STEPS = 5
NAME = "한가람"


class Guest:
    """One of them. `shown` are the codes that their phone has shown as booked."""

    def __init__(
        self, phone: Phone, journal: Journal, *, hospital: str, day: date, patience: float
    ) -> None:
        self.shown: set[str] = set()
        self._phone = phone
        self._journal = journal
        self._wish = f"/book {hospital} {day}"
        self._patience = patience

    async def come(self) -> None:
        """Books; gives up when an answer does not come."""
        try:
            await self._talk()
        except TimeoutError:
            self._journal.gave_up += 1

    async def _talk(self) -> None:
        await self._phone.say(self._wish)
        for label in (spoken.AGREE, spoken.AGREE_HEALTH):
            await self._phone.tap(await self._card(label), label)
        await self._until(lambda m: spoken.ASK_NAME in m["text"])
        await self._phone.say(NAME)
        card = await self._card(spoken.CONFIRM)
        update = await self._phone.tap(card, spoken.CONFIRM)
        command = self._journal.sent(Command("book", self._phone.id, update))
        await self._until(self._is_booked)
        (code,) = self.shown
        self._journal.answered(command, told="booked", code=code)

    async def look_again(self) -> None:
        """Reads whatever has come since."""
        for message in await self._phone.read():
            self._is_booked(message)

    def _is_booked(self, message: Json) -> bool:
        found = spoken.CODE.search(message["text"])
        if not found or spoken.BOOKED not in message["text"]:
            return False
        self.shown.add(found[0])
        return True

    async def _card(self, label: str) -> Json:
        return await self._until(lambda m: has(m, label))

    async def _until(self, wanted: Callable[[Json], bool]) -> Json:
        return await self._phone.until(wanted, within=self._patience)


async def together(guests: Sequence[Guest]) -> None:
    """All at once."""
    await asyncio.gather(*(guest.come() for guest in guests))


async def in_turn(guests: Iterable[Guest], *, at_once: int) -> None:
    """As many at once, the next one when one has gone."""
    waiting = iter(guests)

    async def one_after_the_other() -> None:
        for guest in waiting:
            await guest.come()

    await asyncio.gather(*(one_after_the_other() for _ in range(at_once)))
