"""A world of its own for each journey."""

import base64
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.stage import Phone, World
from tests.sound import files_must_be_sound


@pytest.fixture
async def world(ready: Path, request: pytest.FixtureRequest) -> AsyncIterator[World]:
    """Telegram and the bot, with nobody who has written yet."""
    (ready / "main.db").rename(ready / "sandbox.db")
    (ready / "mypage.db").rename(ready / "sandbox-mypage.db")
    world = World(ready)
    await world.begin()
    yield world
    await world.end()
    key = base64.b64decode((ready / "sandbox.key").read_text())
    files_must_be_sound(request, ready / "sandbox.db", ready / "sandbox-mypage.db", key=key)


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
