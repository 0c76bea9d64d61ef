"""A world for each test."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.nats import JetStream
from tests.jobs.leaving import way_out
from tests.jobs.world import World, open_world
from tests.nats import Server, server
from tests.sound import files_must_be_sound


@pytest.fixture
async def world(ready: Path, request: pytest.FixtureRequest) -> AsyncIterator[World]:
    world = open_world(ready)
    yield world
    await world.main.close()
    await world.mypage.close()
    files_must_be_sound(request, ready / "main.db", ready / "mypage.db", key=bytes(32))


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with server(tmp_path_factory.mktemp("nats")) as running:
        yield running


@pytest.fixture
async def nats(running: Server) -> Server:
    """A server outside of the house, without streams."""
    running.start()
    await running.clear()
    return running


@pytest.fixture
async def out(nats: Server) -> AsyncIterator[JetStream]:
    """The way to it."""
    async with way_out(nats) as publish:
        yield publish
