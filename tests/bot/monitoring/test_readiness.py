"""/readyz and the webhook: where updates may be sent, and what becomes of one sent all the same."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from bot.http_server import HealthHandlers, create_app
from bot.lifecycle import Bot
from bot.monitoring import health
from bot.telegram.webhook import SECRET, Webhook
from tests.journeys.stage import World

WORD = "a-secret-of-sixteen"
HEADERS = {SECRET: WORD}


async def no_metrics() -> bytes:
    return b""


class Replica:
    """One bot behind a webhook, asked over HTTP."""

    def __init__(self, world: World, bot: Bot) -> None:
        self.world = world
        self.bot = bot
        self.stopping = False
        watch = HealthHandlers(lambda: health.report(bot), self._readiness, no_metrics)
        app = create_app(health=watch, webhook=Webhook(secret=WORD, handler=bot.door), sandbox=None)
        self._http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://bot", headers=HEADERS
        )

    async def ready(self) -> tuple[int, dict[str, object]]:
        answer = await self._http.get("/readyz")
        return answer.status_code, answer.json()

    async def is_sent(self, text: str) -> httpx.Response:
        """Telegram delivers a customer's words."""
        self.world.telegram.say(self.world.customer.id, text)
        (update,) = self.world.telegram.take_updates()
        return await self._http.post("/telegram", json=update)

    async def _readiness(self) -> dict[str, object]:
        return dict(await health.readiness(self.bot, stopping=self.stopping))


@asynccontextmanager
async def serving(world: World) -> AsyncIterator[Replica]:
    bot = Bot(await world.wire(), mode="webhook")
    await bot.start()
    working = asyncio.create_task(bot.run())
    try:
        yield Replica(world, bot)
    finally:
        await bot.stop()
        await asyncio.gather(working, return_exceptions=True)


async def until_open(replica: Replica) -> None:
    while not replica.bot.open:
        await asyncio.sleep(0.01)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


async def test_a_replica_that_serves_is_ready_and_acknowledges(world):
    async with serving(world) as replica:
        await until_open(replica)

        assert await replica.ready() == (
            200,
            {"ready": True, "process": "serving", "storage": "ok", "schema": "ok"},
        )
        assert (await replica.is_sent("/start")).status_code == 200


async def test_before_telegram_knows_it_a_replica_is_not_ready(world):
    world.telegram.set_down(down=True)
    async with serving(world) as replica:
        status, told = await replica.ready()

        assert (status, told["process"], told["storage"]) == (503, "starting", "ok")
        assert (await replica.is_sent("/start")).status_code == 503


async def end(replica: Replica) -> None:
    await replica.bot.stop()


async def lose_the_storage(replica: Replica) -> None:
    await replica.bot.parts.services.store.close()


@pytest.mark.parametrize(
    ("trouble", "what", "word"),
    [(end, "process", "draining"), (lose_the_storage, "storage", "unavailable")],
)
async def test_in_trouble_a_replica_says_which_and_lets_updates_come_again(
    world, trouble: Callable[[Replica], Awaitable[None]], what: str, word: str
):
    async with serving(world) as replica:
        await until_open(replica)
        await trouble(replica)

        status, told = await replica.ready()
        answer = await replica.is_sent("/start")

        assert (status, told["ready"], told[what]) == (503, False, word)
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert world.customer.all_heard() == []


async def test_a_process_that_was_told_to_stop_is_not_ready_at_once(world):
    async with serving(world) as replica:
        await until_open(replica)
        replica.stopping = True

        status, told = await replica.ready()

        assert (status, told["process"]) == (503, "draining")


async def test_a_schema_that_needs_a_newer_release_is_not_served(world, tmp_path):
    async with serving(world) as replica:
        await until_open(replica)
        with sqlite3.connect(tmp_path / "sandbox.db") as another:
            another.execute("INSERT INTO schema_info (number, oldest_runnable) VALUES (99, 98)")
        another.close()

        status, told = await replica.ready()

        assert (status, told["storage"]) == (503, "ok")
        assert told["schema"] == "newer than this release can serve"


async def test_a_newer_schema_that_this_release_can_serve_is_fine(world, tmp_path):
    async with serving(world) as replica:
        await until_open(replica)
        with sqlite3.connect(tmp_path / "sandbox.db") as another:
            another.execute("INSERT INTO schema_info (number, oldest_runnable) VALUES (99, 1)")
        another.close()

        assert (await replica.ready())[0] == 200


async def test_a_process_without_a_bot_yet_is_starting_and_then_draining():
    assert (await health.readiness(None, stopping=False))["process"] == "starting"
    assert (await health.readiness(None, stopping=True))["process"] == "draining"
