"""A world for each test that talks."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from domain.rules import Deadline, Rules
from tests.handlers.talk import ZONE, Phone, World, open_world
from tests.sound import must_be_sound


@pytest.fixture
async def world(
    ready: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> AsyncIterator[World]:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    async with open_world(ready) as world:
        yield world
        await must_be_sound(request, world.main)


@pytest.fixture
def phone(world: World) -> Phone:
    """Somebody new who speaks Korean."""
    return world.phone()


@pytest.fixture
def rules_of() -> Callable[..., Rules]:
    """Rules with other deadlines than the usual ones."""

    def made(**deadlines: str) -> Rules:
        return Rules(zone=ZONE, **{k: Deadline.parse(v) for k, v in deadlines.items()})

    return made
