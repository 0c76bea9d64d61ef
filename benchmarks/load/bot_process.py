"""The bot in its own process, with the Telegram emulator in this one, over loopback HTTP.

Updates are posted to the bot's webhook from here, as Telegram does.
"""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp

from benchmarks.load.databases import KEY, Databases
from bot.http_server import HttpListener
from sandbox.app import create_app
from sandbox.state.messages import Message
from sandbox.state.telegram import Json, Telegram
from tests.bot.bot_process import Program, bot, free_port

HOST = "127.0.0.1"
TOKEN = "1000000001:SANDBOX"  # noqa: S105 - no secret, and good for nothing else
SECRET = "a-secret-for-the-webhook"  # noqa: S105
HEADER = "X-Telegram-Bot-Api-Secret-Token"
ADMIN = 900_000_001
NO_RATE_LIMIT = "1000000"
"""policy.burst that is never reached."""
TIMEOUT_S = 30.0


class BotProcess:
    """The emulator and the bot process connected to it."""

    def __init__(
        self, telegram: Telegram, program: Program, url: str, session: aiohttp.ClientSession
    ) -> None:
        self.telegram = telegram
        self.program = program
        self._url = url
        self._session = session

    async def arrives(self, update: Json) -> bool:
        """Post an update; whether the bot acknowledged it."""
        with suppress(aiohttp.ClientConnectionError):
            headers = {HEADER: SECRET}
            async with self._session.post(self._url, json=update, headers=headers) as answer:
                return answer.status == 200
        return False

    async def said(self, person: int, text: str) -> Message:
        """Send a message; the bot's reply."""
        await self._handled(self.telegram.say(person, text))
        return self.telegram.last(person)

    async def tapped(self, person: int, message: Message, data: str) -> None:
        """Tap a button with that callback data and wait until it is handled."""
        tap = self.telegram.tap(person, message.message_id, data, force=True)
        await self._handled(tap)

    async def first_answer(self, person: int) -> None:
        """Wait until a first message is answered."""
        update = self._taken(self.telegram.say(person, "/help"))
        async with asyncio.timeout(TIMEOUT_S):
            while not await self.arrives(update):  # noqa: ASYNC110 - it is in another process
                await asyncio.sleep(0.01)

    def meet(self, *people: int) -> None:
        """Register people as having started the bot before."""
        for number in people:
            person = self.telegram.people.meet(
                {"id": number, "is_bot": False, "first_name": "손님", "language_code": "ko"}
            )
            person.started = True
            self.telegram.open_private(person)

    async def _handled(self, update: Json) -> None:
        if not await self.arrives(self._taken(update)):
            raise RuntimeError("the bot did not handle an update")

    def _taken(self, update: Json) -> Json:
        number = update["update_id"]
        if isinstance(number, int):
            self.telegram.updates.forget(number)
        return update


@asynccontextmanager
async def emulated(*, flood_limit: int = 0) -> AsyncIterator[tuple[Telegram, str]]:
    """Telegram emulator with its URL; without an overall limit unless one is named."""
    telegram = Telegram(flood_limit=flood_limit)
    app = create_app(telegram, token=TOKEN)
    listener = HttpListener(host=HOST, port=0)
    listener.start(app)
    try:
        yield telegram, f"http://{HOST}:{listener.port}"
    finally:
        await app.close()
        await listener.stop()


@asynccontextmanager
async def stage(
    telegram: Telegram, url: str, ground: Databases, folder: Path
) -> AsyncIterator[BotProcess]:
    """Started bot process, which may not answer yet; it is ended afterwards."""
    port = free_port()
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(
        connector=connector, timeout=timeout, trust_env=False
    ) as session:
        with bot(folder, **_settings(url, ground, port)) as program:
            yield BotProcess(telegram, program, f"http://{HOST}:{port}/telegram", session)


def _settings(url: str, ground: Databases, port: int) -> dict[str, str]:
    return {
        "TELEGRAM__TOKEN": TOKEN,
        "TELEGRAM__API_ROOT": url,
        "TELEGRAM__MODE": "webhook",
        "TELEGRAM__WEBHOOK_URL": f"http://{HOST}:{port}/telegram",
        "TELEGRAM__SECRET_TOKEN": SECRET,
        "TELEGRAM__ADMINS": str(ADMIN),
        "HTTP__PORT": str(port),
        "DATABASE__URL": ground.main,
        "MYPAGE__URL": ground.mypage,
        "PRIVACY__KEY": base64.b64encode(KEY).decode(),
        "LOG__LEVEL": "warning",
        "POLICY__BURST": NO_RATE_LIMIT,
    }
