"""The emulator's line to the bot: over real sockets, to a bot that is there or is not."""

import socket
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from sandbox.app import create_app
from tests.sandbox.conftest import TOKEN, page_of


class Controls:
    """The bot's side of the line."""

    def __init__(self):
        self.offset = 0
        self.wiped = 0
        self.status = 200

    async def clock(self, request):
        self.offset += (await request.json())["advance_seconds"]
        return web.json_response({"offset": self.offset}, status=self.status)

    async def start_over(self, _):
        self.wiped += 1
        return web.json_response({}, status=self.status)

    async def health(self, _):
        return web.json_response({})

    @asynccontextmanager
    async def serving(self):
        served = web.Application()
        served.router.add_post("/sandbox/clock", self.clock)
        served.router.add_post("/sandbox/start-over", self.start_over)
        served.router.add_get("/healthz", self.health)
        runner = web.AppRunner(served)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        await runner.cleanup()


@asynccontextmanager
async def page_beside(telegram, bot_url):
    app = create_app(telegram, token=TOKEN, bot_url=bot_url)
    async with page_of(app) as http:
        yield http
    await app.close()


@pytest.fixture
async def controls():
    return Controls()


@pytest.fixture
def nobody():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


async def test_the_clock_moves_where_the_bot_says(telegram, controls):
    controls.offset = 100
    async with controls.serving() as url, page_beside(telegram, url) as http:
        answer = await http.post("/sandbox/clock", json={"advance_seconds": 60})

    assert answer.json()["offset"] == 160
    assert telegram.offset == 160


async def test_the_bot_wipes_first_and_then_telegram(telegram, controls):
    telegram.say(1001, "/start")
    async with controls.serving() as url, page_beside(telegram, url) as http:
        answer = await http.post("/sandbox/start-over")

    assert (answer.status_code, controls.wiped) == (200, 1)
    assert telegram.messages(1001) == []


async def test_a_bot_that_refuses_changes_nothing(telegram, controls):
    controls.status = 500
    telegram.say(1001, "/start")
    async with controls.serving() as url, page_beside(telegram, url) as http:
        clock = await http.post("/sandbox/clock", json={"advance_seconds": 60})
        over = await http.post("/sandbox/start-over")

    assert (clock.status_code, over.status_code) == (503, 503)
    assert telegram.offset == 0
    assert len(telegram.messages(1001)) == 1


async def test_a_bot_that_is_not_there_is_seen(telegram, nobody):
    async with page_beside(telegram, nobody) as http:
        clock = await http.post("/sandbox/clock", json={"advance_seconds": 60})
        over = await http.post("/sandbox/start-over")
        state = await http.get("/sandbox/state")

    assert (clock.status_code, over.status_code) == (503, 503)
    assert clock.json()["error"] == "the bot does not answer"
    assert state.json()["bot_alive"] is False


async def test_a_bot_that_is_there_is_seen_too(telegram, controls):
    async with controls.serving() as url, page_beside(telegram, url) as http:
        assert (await http.get("/sandbox/state")).json()["bot_alive"] is True


async def test_without_a_line_a_bot_that_calls_is_alive(http, bot, clock):
    fresh = (await http.get("/sandbox/state")).json()["bot_alive"]
    clock.seconds += 6
    quiet = (await http.get("/sandbox/state")).json()["bot_alive"]

    assert (fresh, quiet) == (True, False)
