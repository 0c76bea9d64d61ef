"""The whole bot and Telegram in this process, without a socket between them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx
from telegram.request import BaseRequest, HTTPXRequest

from bot.config.load import Config
from bot.config.settings import (
    DatabaseSettings,
    HttpSettings,
    MyPageSettings,
    PrivacySettings,
    TelegramSettings,
)
from bot.process import Process
from sandbox.app import create_app
from sandbox.state.telegram import Telegram
from tests.gates.load.seed import PRIVACY_KEY, Files
from tests.gates.processes.bot import ADMIN, HOST, TOKEN


@asynccontextmanager
async def bot_indoors(files: Files, telegram: Telegram) -> AsyncIterator[None]:
    """The bot polls the emulator in here; it must not stop by itself."""
    app = create_app(telegram, token=TOKEN)
    process = Process(_config(files), transports=lambda: (_transport(app), _transport(app)))
    await process.start()
    yield
    await process.stop()
    await app.close()
    ended = await process.stop_requested()
    assert ended.code == 0, ended.why


async def until(true: Callable[[], bool], *, within: float) -> bool:
    """Waits; whether it has come true by then (seconds)."""
    try:
        async with asyncio.timeout(within):
            while not true():
                await asyncio.sleep(0.05)
    except TimeoutError:
        return False
    return True


def _transport(app: Callable[..., object]) -> BaseRequest:
    return HTTPXRequest(
        read_timeout=60, pool_timeout=60, httpx_kwargs={"transport": httpx.ASGITransport(app)}
    )


def _config(files: Files) -> Config:
    return Config.model_validate(
        {
            "telegram": TelegramSettings(
                token=TOKEN, api_root=f"http://{HOST}", mode="polling", admins=(ADMIN,)
            ),
            "http": HttpSettings(port=0),
            "database": DatabaseSettings(url=f"sqlite:///{files.main}"),
            "mypage": MyPageSettings(url=f"sqlite:///{files.mypage}"),
            "privacy": PrivacySettings(key=PRIVACY_KEY),
        }
    )
