"""A front desk at work in chat: opens a hospital, looks after it, closes it, and the same again."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from aiohttp import ClientResponseError

from tests.gates.load import phrases as spoken
from tests.gates.load.deletion import delete
from tests.gates.load.phone import Json, has
from tests.gates.load.visitors import Town, Visitor

PLAIN, SAY = spoken.KOREAN.plain, spoken.KOREAN.say
REGISTERED = spoken.bare(SAY("register.done"))
ASK_HOSPITAL, ASK_PLACES = (spoken.bare(SAY(f"wizard.{each}")) for each in ("name", "places"))
ASK_PHONE, ASK_NOTE = (spoken.bare(SAY(f"wizard.{each}")) for each in ("phone", "note"))
CHOSEN, SKIP = PLAIN("wizard.done", n=1), PLAIN("wizard.skip")
PLACES, MORE, MOST = 20, 30, 1000
CARD_READS = 3
CANCELLED_FOR_THEM = spoken.bare(SAY("notice.cancelled_by_admin")).splitlines()[0]


class Frontdesk:
    """An admin with a hospital of their own, and the few who always book there."""

    def __init__(
        self, admin: Visitor, regulars: Sequence[Visitor], town: Town, hospital: str
    ) -> None:
        self._admin = admin
        self._regulars = regulars
        self._town = town
        self._hospital = hospital
        self._at = f"{hospital} {town.day}"

    async def live(self, going: asyncio.Event) -> None:
        """By the dialogue and by the line in turn."""
        rounds = 0
        while going.is_set():
            rounds += 1
            await self.open(by_line=rounds % 2 == 0)
            await self._look_after()
            await self._close()

    async def open(self, *, by_line: bool) -> bool:
        """So that it can be booked."""
        wish = self._line() if by_line else self._dialogue()
        done = await self._town.tally.count("register", wish)
        await self._admin.rest()
        return done

    async def widen(self, places: int) -> bool:
        """So many places instead of those it opened with."""
        wish = self._ask(f"/capacity {self._at} {places}", f"{PLACES}명 → {places}명")
        return await self._town.tally.count("capacity", wish)

    async def _look_after(self) -> None:
        count, admin = self._town.tally.count, self._admin
        await self.widen(MORE)
        for each in self._regulars:
            await each.book(self._hospital)
        await self._admin.rest()
        codes = [each.code for each in self._regulars if each.code is not None]
        await count("roster", self._roster(codes))
        for _ in range(2):  # by one replica, and by the other
            await count("mydata", admin.all_of_it())
        await admin.rest()
        first = self._regulars[0]
        if first.code is not None and await count("cancel for", self._cancel_for(first.code)):
            await first.hears(CANCELLED_FOR_THEM)

    async def _close(self) -> None:
        booked = [each for each in self._regulars if each.code is not None]
        await self._admin.rest()
        await self._town.tally.count("delete", self._delete(people=len(booked)))
        for each in booked:
            await each.hears(spoken.FORCE_CANCELLED)
        await self._admin.rest()

    async def _ask(self, command: str, expect: str) -> None:
        await self._admin.phone.say(command)
        await self._admin.until(lambda m: expect in m["text"])

    async def _line(self) -> None:
        await self._admin.phone.say(f"/addhospital {self._at} {PLACES}")
        await self._register()

    async def _dialogue(self) -> None:
        phone = self._admin.phone
        await self._ask("/addhospital", ASK_HOSPITAL)
        await phone.say(self._hospital)
        await self._admin.until(lambda m: self._hospital in m["text"] and m["keyboard"])
        await phone.say(str(self._town.day))
        await self._tap(CHOSEN)
        await self._tap(str(PLACES), ASK_PLACES)
        await self._tap(SKIP, ASK_PHONE)
        await self._tap(SKIP, ASK_NOTE)
        await self._register()

    async def _register(self) -> None:
        await self._tap(spoken.REGISTER)
        await self._admin.until(lambda m: REGISTERED in m["text"])

    async def _tap(self, label: str, asked: str = "") -> None:
        """An update that comes twice has its card drawn twice: a button may be gone when tapped."""
        first = asked.partition("\n")[0]
        for _ in range(CARD_READS):
            card = await self._admin.until(lambda m: has(m, label) and first in m["text"])
            with suppress(ClientResponseError):
                await self._admin.phone.tap(card, label)
                return
        raise LookupError(f"the button {label} is gone whenever it is tapped")

    async def _roster(self, codes: Sequence[str]) -> None:
        def is_whole(message: Json) -> bool:
            return all(code in message["text"] for code in codes)

        await self._admin.phone.say(f"/roster {self._at}")
        await self._admin.until(lambda m: self._hospital in m["text"] and is_whole(m))

    async def _cancel_for(self, code: str) -> None:
        await self._admin.phone.say(f"/status {code}")
        await self._tap(spoken.ASK_CANCEL, code)
        await self._tap(spoken.COMMIT_CANCEL, code)
        done = spoken.bare(SAY("admin.cancelled"))
        await self._admin.until(lambda m: done in m["text"] and code in m["text"])

    async def _delete(self, *, people: int) -> None:
        await delete(self._admin.phone, self._hospital)
        said = spoken.everybody_told(self._hospital, people=people)
        await self._admin.until(lambda m: said in m["text"] or not people)
