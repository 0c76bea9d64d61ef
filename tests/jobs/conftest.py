"""A world for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.jobs.world import World, open_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    world = open_world(tmp_path)
    yield world
    await world.main.close()
    await world.mypage.close()
