"""A process begins without its read model when that cannot be reached, and takes it up later."""

import asyncio

import pytest

from bot import wiring
from bot.config.load import Config
from bot.config.settings import DatabaseSettings, MyPageSettings
from bot.telegram.request import requests
from domain.errors import Unavailable
from domain.ports.store import Command
from domain.storage.engines.url import migrate


def config_of(main: str, mypage: str) -> Config:
    databases = {"database": DatabaseSettings(url=main), "mypage": MyPageSettings(url=mypage)}
    return Config().in_sandbox().model_copy(update=databases)


def fail(why: str) -> None:
    raise AssertionError(why)


async def test_bookings_go_on_and_the_read_model_is_there_when_it_can_be(
    server, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(wiring, "REOPEN_INTERVAL_S", 0.05)
    monkeypatch.setattr(wiring, "key_of", lambda _, **__: bytes(32))
    main, away = server.create("away_main", template="made_main"), server.url("away_mypage")

    parts = await wiring.wire(config_of(main, away), transports=requests("aiohttp"), on_fatal=fail)
    store, mypage, now = parts.services.store, parts.services.mypage, parts.clock.now()
    with pytest.raises(Unavailable):
        await mypage.read(lambda tx: tx.view.versions(1), now)
    kept = await store.run(lambda tx: tx.marks.put("x", 1) or True, Command(now))
    migrate(server.create("away_mypage"), "mypage")
    async with asyncio.timeout(5):
        while True:
            try:
                found = await mypage.read(lambda tx: tx.view.versions(1), now)
                break
            except Unavailable:
                await asyncio.sleep(0.1)
    await parts.close()

    assert kept
    assert found == {}
    server.drop("away_main")
    server.drop("away_mypage")
