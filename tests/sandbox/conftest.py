"""A Telegram in memory, and the bot's own library as its client, without a socket."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from sandbox.app import create_app
from sandbox.guard import TOKEN_HEADER
from sandbox.state.telegram import Telegram

TOKEN = "1000000001:SANDBOX"
URL = "http://127.0.0.1:8080"


@dataclass
class Clock:
    """A monotonic clock that moves when it is told to."""

    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture(autouse=True)
def no_deprecated_seconds(monkeypatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def telegram(clock):
    return Telegram(monotonic=clock)


@pytest.fixture
async def app(telegram):
    app = create_app(telegram, token=TOKEN)
    yield app
    await app.close()


def page_of(app):
    """A client that may do what the page may."""
    transport, headers = httpx.ASGITransport(app), {TOKEN_HEADER: TOKEN}
    return httpx.AsyncClient(transport=transport, base_url=URL, headers=headers)


@pytest.fixture
async def http(app) -> AsyncIterator[httpx.AsyncClient]:
    async with page_of(app) as client:
        yield client


def client_of(app, token=TOKEN):
    def request():
        return HTTPXRequest(httpx_kwargs={"transport": httpx.ASGITransport(app)})

    return Bot(
        token,
        base_url=f"{URL}/bot",
        base_file_url=f"{URL}/file/bot",
        request=request(),
        get_updates_request=request(),
    )


@pytest.fixture
async def bot(app) -> AsyncIterator[Bot]:
    async with client_of(app) as bot:
        yield bot


@pytest.fixture
def started(telegram):
    """민서 has written to the bot, and the bot has seen it."""
    telegram.say(1001, "/start")
    telegram.take_updates()
    return 1001
