"""A world of its own for each journey."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.stage import Phone, World
from tests.sound import files_must_be_sound


@pytest.fixture
async def world(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[World]:
    """Telegram and the bot, with nobody who has written yet."""
    world = World(tmp_path)
    await world.begin()
    yield world
    await world.end()
    files_must_be_sound(request, tmp_path / "sandbox.db", tmp_path / "sandbox-mypage.db")


@pytest.fixture
def customer(world: World) -> Phone:
    """Somebody whose Telegram is Korean."""
    return world.customer


@pytest.fixture
def english(world: World) -> Phone:
    """Somebody whose Telegram is English."""
    return world.english


@pytest.fixture
def admin(world: World) -> Phone:
    """The front desk."""
    return world.admin
