"""People who provoke refusals of Telegram for their own chats: private ones and groups.

The bot keeps each chat's budget, so that by itself it is not refused. A second sender with the
bot's token uses up the budget before: the next call of the bot to that chat meets a 429 with 30 to
240 s, as it does on Telegram after a restart.
"""

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import aiohttp

from handlers.ui.buttons import ShowHelp, ShowHospitals
from tests.gates.load.phone import Exchange, Json, Phone
from tests.gates.processes.bot import TOKEN

EVERY = 1.0
"""Seconds between two wishes of one of them."""
TOO_MANY_REQUESTS = 429


class Stranger:
    """One of them; `chat` is their own or a group they are in."""

    def __init__(self, person: int, exchange: Exchange) -> None:
        self.chat = person
        self._person = person
        self._phone = Phone(person, exchange)
        self._exchange = exchange
        self._message = 0
        self._wishes = itertools.count()

    async def use_up(self) -> None:
        """From now on Telegram refuses the chat."""
        sent = await self._call("sendMessage", text="x")
        self._message = sent["result"]["message_id"]
        for number in itertools.count():
            if "result" not in await self._call("editMessageText", text=str(number)):
                return

    async def act(self) -> None:
        """Taps, so that the bot edits a message, or types, so that it sends one."""
        number = next(self._wishes)
        if number % 2:
            await self._phone.say("/help")
            return
        button = ShowHelp() if number % 4 else ShowHospitals()
        await self._phone.press(self._message, button.pack(), force=True)

    async def _call(self, method: str, **more: object) -> Json:
        given = {"chat_id": self.chat, "message_id": self._message, **more}
        url = f"{self._exchange.url}/bot{TOKEN}/{method}"
        async with self._exchange.session.post(url, json=given) as answer:
            said: Json = await answer.json()
            return said


class GroupMember(Stranger):
    """One who types the bot's command in a group."""

    def __init__(self, person: int, group: int, exchange: Exchange, bot: str) -> None:
        super().__init__(person, exchange)
        self.chat = group
        self._command = f"/start@{bot}"

    async def use_up(self) -> None:
        """The bot meets the group, and Telegram refuses it from now on."""
        await self._type("x")
        await super().use_up()

    async def act(self) -> None:
        """Types the command."""
        await self._type(self._command)

    async def _type(self, text: str) -> None:
        entity = {"type": "bot_command", "offset": 0, "length": len(text)}
        message = {
            "message_id": next(self._wishes) + 1,
            "date": 0,
            "chat": {"id": self.chat, "type": "supergroup", "title": "x"},
            "from": {"id": self._person, "is_bot": False, "first_name": "x"},
            "text": text,
            **({"entities": [entity]} if text.startswith("/") else {}),
        }
        await self._exchange.post("/sandbox/updates", {"message": message})


@asynccontextmanager
async def attacking(strangers: Sequence[Stranger]) -> AsyncIterator[None]:
    """In here each of them wishes for something again and again, one after the other."""

    async def go_on(stranger: Stranger, after: float) -> None:
        await asyncio.sleep(after)
        while True:
            await stranger.act()
            await asyncio.sleep(EVERY)

    tasks = [
        asyncio.create_task(go_on(each, EVERY * n / len(strangers)))
        for n, each in enumerate(strangers)
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        with suppress(aiohttp.ClientError):
            await asyncio.gather(*tasks, return_exceptions=True)
