"""Taps on «confirm», posted to the webhook as Telegram would, one person after another.

Nobody looks at a phone here: what counts is whether an update is acknowledged, and how soon.
"""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from statistics import quantiles

import aiohttp

from handlers.ui.buttons import Confirm
from sandbox.webhook_delivery import SECRET_HEADER
from tests.gates.processes.bot import SECRET

HANDS, REST = 8, 0.03
PATIENCE = 30.0


@dataclass
class Round:
    """What came of the taps of a while: seconds each took, and which were not acknowledged."""

    name: str
    took: list[float] = field(default_factory=list)
    failed: int = 0

    @property
    def share(self) -> float:
        """Per cent acknowledged at once."""
        count = len(self.took)
        return 100 * (count - self.failed) / count if count else 0.0

    @property
    def p95(self) -> float:
        return quantiles(self.took, n=20)[-1] if len(self.took) > 1 else float("nan")

    def __str__(self) -> str:
        return (
            f"{self.name}: booked {len(self.took) - self.failed} of {len(self.took)}"
            f" ({self.share:.0f} %), p95 {self.p95 * 1000:.0f} ms"
        )


class Taps:
    """`people` are accounts that may book; each books the slot once."""

    def __init__(self, url: str, people: Iterator[int], *, slot: int) -> None:
        self.round = Round("nothing away")
        self.booked: list[int] = []
        self._url = url
        self._people = people
        self._data = Confirm(slot=slot).pack()
        self._numbers = itertools.count(1)

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator["Taps"]:
        """Some hands tap in here."""
        async with aiohttp.ClientSession(
            headers={SECRET_HEADER: SECRET}, trust_env=False
        ) as session:
            hands = [asyncio.create_task(self._tap(session)) for _ in range(HANDS)]
            try:
                yield self
            finally:
                for hand in hands:
                    hand.cancel()
                await asyncio.gather(*hands, return_exceptions=True)

    def begin(self, name: str) -> Round:
        """Another round; taps in hand still count to the one before."""
        self.round = Round(name)
        return self.round

    async def _tap(self, session: aiohttp.ClientSession) -> None:
        for person in self._people:
            now, update = self.round, self._update(person)
            began = time.monotonic()
            is_done = await self._post(session, update)
            now.took.append(time.monotonic() - began)
            if is_done:
                self.booked.append(person)
            else:
                now.failed += 1
            await asyncio.sleep(REST)

    async def _post(self, session: aiohttp.ClientSession, update: dict[str, object]) -> bool:
        wait = aiohttp.ClientTimeout(total=PATIENCE)
        with suppress(aiohttp.ClientError, TimeoutError):
            async with session.post(self._url, json=update, timeout=wait) as answer:
                return answer.status == 200
        return False

    def _update(self, person: int) -> dict[str, object]:
        number = next(self._numbers)
        tapper = {"id": person, "is_bot": False, "first_name": "손님", "language_code": "ko"}
        query = {"id": str(number), "from": tapper, "chat_instance": "1", "data": self._data}
        return {"update_id": number, "callback_query": query}
