"""People with a phone on the emulator's other side, over HTTP: they type, tap and read."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from sandbox.guard import TOKEN_HEADER
from tests.gates.processes.bot import TOKEN

Json = dict[str, Any]
LONGEST = 20.0


class Exchange:
    """The emulator as its page sees it."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url = url
        self.session = session

    async def get(self, path: str, **query: float | str) -> Any:
        async with self.session.get(f"{self.url}{path}", params=query) as answer:
            answer.raise_for_status()
            return await answer.json()

    async def post(self, path: str, body: Json | Sequence[Json]) -> Any:
        async with self.session.post(f"{self.url}{path}", json=body) as answer:
            answer.raise_for_status()
            return await answer.json()

    async def people(self, count: int, *, language: str = "ko") -> list["Phone"]:
        """So many new people."""
        named = ({"first_name": f"손님{n}(가명)", "language_code": language} for n in range(count))
        told = await asyncio.gather(*(self.post("/sandbox/people", each) for each in named))
        return [Phone(each["id"], self) for each in told]

    async def calls(self, since: int = 0) -> list[Json]:
        """What the bot called."""
        called: list[Json] = await self.get("/sandbox/calls", since=since)
        return called

    async def meet(self, phones: Sequence["Phone"]) -> None:
        """Everybody has written to the bot once, which never hears of it; before it starts."""
        said = [{"person_id": phone.id, "text": "/start"} for phone in phones]
        told = await self.post("/sandbox/send", said)
        last = max(told["update_ids"])
        await self.get(f"/bot{TOKEN}/getUpdates", offset=last + 1, timeout=0, limit=1)


class Phone:
    """One person's chat. `rev` is how far they have read."""

    def __init__(self, person: int, exchange: Exchange) -> None:
        self.id = person
        self._exchange = exchange
        self._rev = 0

    async def say(self, text: str) -> int:
        """Types it; the update's id."""
        told = await self._exchange.post(f"/sandbox/chats/{self.id}/send", {"text": text})
        return int(told["update_id"])

    async def tap(self, message: Json, label: str) -> int:
        """Taps the button with exactly that label; the update's id."""
        buttons = (button for row in message["keyboard"] or [] for button in row)
        data = next(button["data"] for button in buttons if button["text"] == label)
        return await self.press(message["message_id"], data)

    async def press(self, message_id: int, data: str, *, force: bool = False) -> int:
        """Taps the button with that data, `force`: also if there is none; the update's id."""
        wish = {"message_id": message_id, "data": data, "force": force}
        told = await self._exchange.post(f"/sandbox/chats/{self.id}/tap", wish)
        return int(told["update_id"])

    async def until(self, wanted: Callable[[Json], bool], *, within: float) -> Json:
        """Reads until one of the bot's messages, new or edited since, is wanted. TimeoutError."""
        deadline = time.monotonic() + within
        while (left := deadline - time.monotonic()) > 0:
            for message in await self.read(wait=min(left, LONGEST)):
                if message["from"] == "bot" and wanted(message):
                    return message
        raise TimeoutError

    async def read(self, *, wait: float = 0.0) -> list[Json]:
        """What is new or edited, oldest first."""
        path = f"/sandbox/chats/{self.id}"
        news = await self._exchange.get(path, since=self._rev, wait=wait)
        self._rev = news["rev"]
        return sorted(news["messages"], key=lambda message: int(message["rev"]))


def has(message: Json, label: str) -> bool:
    """Whether there is such a button under it."""
    return any(button["text"] == label for row in message["keyboard"] or [] for button in row)


@asynccontextmanager
async def exchange(url: str) -> AsyncIterator[Exchange]:
    """A way to the emulator, wide enough for many who wait."""
    session = aiohttp.ClientSession(
        headers={TOKEN_HEADER: TOKEN},
        connector=aiohttp.TCPConnector(limit=0),
        timeout=aiohttp.ClientTimeout(total=LONGEST + 20),
        trust_env=False,
    )
    async with session:
        yield Exchange(url, session)
