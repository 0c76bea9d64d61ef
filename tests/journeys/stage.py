"""The stage of the journeys: Telegram in this process, the whole bot wired to it, people who talk.

Nothing runs by itself: `settle` carries updates in, and reactions and notices out, until all is
quiet. People know nothing but what their phone shows.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from pydantic import SecretStr
from telegram import Update
from telegram.request import HTTPXRequest, RequestData

from bot.clock import OffsetClock
from bot.components import Components
from bot.config.load import Config
from bot.config.settings import (
    SANDBOX_ADMIN,
    SANDBOX_TOKEN,
    DatabaseSettings,
    MyPageSettings,
    PolicySettings,
)
from bot.monitoring.metrics import Metrics
from bot.telegram.sender import Sender, receipt
from bot.wiring import wire
from sandbox.app import SandboxApp, create_app
from sandbox.state.messages import Message
from sandbox.state.telegram import Telegram
from tests.handlers.phone import without_emoji

SEOUL = ZoneInfo("Asia/Seoul")
CURTAIN = datetime(2027, 3, 1, 10, 0, tzinfo=SEOUL)
"""When every journey begins: a Monday morning."""
CUSTOMER, ENGLISH, ANOTHER = 1001, 1002, 1003
ROUNDS = 50
Json = dict[str, object]
Call = tuple[str, dict[str, Any]]


class StageClock(OffsetClock):
    """Begins at the same moment in every journey and runs on from there."""

    def __init__(self) -> None:
        super().__init__()
        self._raised = time.monotonic()

    def wall(self) -> datetime:
        """The stage's own time."""
        return CURTAIN.astimezone(UTC) + timedelta(seconds=time.monotonic() - self._raised)


class Unpaced(Sender):
    """Lets everything leave at once: how fast messages may go is tested elsewhere."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        **more: Any,
    ) -> Any:
        if callable(started := more["rate_limit_args"]):
            started()
        return receipt(more["endpoint"], more["data"], await callback(*args, **kwargs))


class Recorded(HTTPXRequest):
    """The way to Telegram's emulator, which notes each text that is sent or edited."""

    def __init__(self, calls: list[Call], app: SandboxApp) -> None:
        super().__init__(httpx_kwargs={"transport": httpx.ASGITransport(app)})
        self._calls = calls

    async def do_request(self, url: str, *args: Any, **more: Any) -> tuple[int, bytes]:
        name, said = url.rpartition("/")[2], more.get("request_data")
        if name in ("sendMessage", "editMessageText") and isinstance(said, RequestData):
            self._calls.append((name, said.parameters))
        return await super().do_request(url, *args, **more)


class Phone:
    """One person's chat with the bot."""

    def __init__(self, world: "World", person: int) -> None:
        self.id = person
        self._world = world

    async def says(self, text: str, *, wait: bool = True) -> None:
        """Types it; unless told not to wait, all that follows from it happens."""
        self._world.telegram.say(self.id, text)
        await self._world.settle_if(wait)

    async def taps(self, label: str, *, wait: bool = True) -> None:
        """Taps the button of that label, with or without its emoji, on the newest message that
        has one.
        """
        message, data = self._find(label)
        self._world.telegram.tap(self.id, message.message_id, data)
        await self._world.settle_if(wait)

    async def sends(self, fields: Json, *, wait: bool = True) -> None:
        """Sends a message of another kind: fields as on the wire (a sticker, a forward ...)."""
        self._world.telegram.show(self.id, fields)
        await self._world.settle_if(wait)

    async def blocks(self, *, blocked: bool = True) -> None:
        """Blocks the bot, or lets it write again."""
        self._world.telegram.block(self.id, blocked=blocked)
        await self._world.settle()

    def sees(self) -> str:
        """The words of the bot's newest message, as it stands now; empty without one."""
        heard = self.all_heard()
        return heard[-1] if heard else ""

    def all_heard(self) -> list[str]:
        """The words of all the bot's messages, oldest first, as they stand now."""
        return [each.text for each in self._messages()]

    def hears(self, *words: str) -> str:
        """Insists that the newest message says all of that; its words."""
        seen = self.sees()
        missing = [each for each in words if each not in seen]
        assert not missing, f"{missing} is not in what {self.id} sees:\n{seen}"
        return seen

    def buttons(self) -> list[str]:
        """The labels under the newest message."""
        messages = self._messages()
        return [button.text for button in messages[-1].buttons] if messages else []

    def alert(self) -> str | None:
        """What popped up last."""
        popped = [each.text for each in self._world.telegram.alerts(self.id) if each.text]
        return popped[-1] if popped else None

    def _messages(self) -> list[Message]:
        told = self._world.telegram.messages(self.id)
        return [message for message in told if message.author == "bot"]

    def _find(self, label: str) -> tuple[Message, str]:
        for message in reversed(self._messages()):
            for button in message.buttons:
                if button.data and label in (button.text, without_emoji(button.text)):
                    return message, button.data
        raise AssertionError(f"no button says «{label}» to {self.id}; seen:\n{self.sees()}")


class World:
    """Telegram, the bot and everybody in it."""

    def __init__(self, folder: Path, *, sender: Sender | None = None) -> None:
        self._folder = folder
        self._sender = sender
        # A journey says in a second what takes a person minutes, and nothing here keeps a pace.
        self.telegram = Telegram(flood_limit=0, chat_limits=False)
        self.clock = StageClock()
        self.metrics = Metrics()
        self.calls: list[Call] = []
        self._app: SandboxApp = create_app(self.telegram, token=SANDBOX_TOKEN)
        self._parts: Components | None = None
        self._unhandled: list[Json] = []
        self.customer = Phone(self, CUSTOMER)
        self.english = Phone(self, ENGLISH)
        self.another = Phone(self, ANOTHER)
        self.admin = Phone(self, SANDBOX_ADMIN)

    @property
    def parts(self) -> Components:
        """The bot's parts, for what no phone can show."""
        assert self._parts is not None, "the bot is not running"
        return self._parts

    @property
    def today(self) -> date:
        """The hospitals' date."""
        return self.clock.now().astimezone(SEOUL).date()

    def day(self, days: int) -> str:
        """The date so many days from today, as it is typed."""
        return (self.today + timedelta(days=days)).isoformat()

    def somebody(self, first_name: str = "손님(가명)", *, language: str = "ko") -> Phone:
        """One more customer."""
        return Phone(self, self.telegram.add_person(first_name, language_code=language).id)

    async def begin(self) -> None:
        """The bot starts, the first time or again after `end`."""
        self._parts = await self.wire()
        await self.parts.application.initialize()
        await self.parts.deliverer.take_over()

    async def wire(self, *, token: str = SANDBOX_TOKEN) -> Components:
        """The bot's parts, for who wants to run them otherwise than `begin` and `settle` do."""
        return await wire(
            _config(self._folder, token=token),
            transports=(self.transport(), self.transport()),
            on_fatal=_fail,
            clock=self.clock,
            sender=self._sender or Unpaced(),
            metrics=self.metrics,
        )

    def previewed(self) -> list[Call]:
        """The messages sent or edited with link previews left on."""
        off = {"is_disabled": True}
        return [call for call in self.calls if call[1].get("link_preview_options") != off]

    async def end(self) -> None:
        """The bot stops; what it remembers is in its databases."""
        assert self.previewed() == [], "a message leaves without link previews switched off"
        parts, self._parts = self._parts, None
        if parts is not None:
            await parts.background.close(within=1)
            await parts.close()

    async def restart(self) -> None:
        """As a redeploy does."""
        await self.end()
        await self.begin()

    async def settle(self) -> None:
        """Until nothing is left to handle, to react to or to send."""
        for _ in range(ROUNDS):
            came = await self.handle_updates()
            await self.parts.background.settle()
            await self.parts.dispatcher.drain()
            await self.parts.deliverer.drain()
            if not came:
                return
        raise AssertionError("the bot does not come to rest")

    async def settle_if(self, wait: bool) -> None:
        """`settle`, if `wait`."""
        if wait:
            await self.settle()

    async def forward(self, **by: float) -> None:
        """Time passes: forward(days=1, hours=2). What is due by then happens."""
        offset = await self.parts.advance(timedelta(**by))
        self.telegram.offset = int(offset.total_seconds())
        await self.settle()

    async def handle_updates(self) -> int:
        """How many were handled; the others come again the next time, as Telegram does it."""
        waiting = [*self._unhandled, *self.telegram.take_updates()]
        bot, handle = self.parts.application.bot, self.parts.updates.handle
        results = await asyncio.gather(*(handle(Update.de_json(each, bot)) for each in waiting))
        handled = zip(waiting, results, strict=True)
        self._unhandled = [update for update, result in handled if not result]
        return len(waiting) - len(self._unhandled)

    def transport(self) -> HTTPXRequest:
        """A way to Telegram."""
        return Recorded(self.calls, self._app)


def _config(folder: Path, *, token: str) -> Config:
    config = Config().in_sandbox()
    telegram = config.telegram.model_copy(update={"token": SecretStr(token)})
    return config.model_copy(
        update={
            "telegram": telegram,
            "policy": PolicySettings(
                burst=1_000_000
            ),  # people on a stage do not wait for the clock
            "database": DatabaseSettings(url=f"sqlite:///{folder / 'sandbox.db'}"),
            "mypage": MyPageSettings(url=f"sqlite:///{folder / 'sandbox-mypage.db'}"),
        }
    )


def _fail(why: str) -> None:
    raise AssertionError(why)
