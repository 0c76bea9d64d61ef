"""Backlog figures from the databases, for /healthz, /readyz and /metrics."""

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from bot.components import Components
from domain.errors import Unavailable

TIMEOUT_S = 2.0
"""Health probes give up after that anyway."""
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Backlog:
    """Figures; None where there was no answer in time. `storage_up`: the main database answers."""

    behind: Mapping[str, int] | None = None
    parked: int | None = None
    notices: Mapping[str, int] | None = None
    storage_up: bool = False


async def read_backlog(parts: Components) -> Backlog:
    """All figures, read at once; never raises, never takes longer than TIMEOUT_S."""
    store, now = parts.services.store, parts.clock.now()
    behind, parked, notices, can_serve = await asyncio.gather(
        _in_time(parts.dispatcher.lag()),
        _in_time(parts.dispatcher.parked()),
        _in_time(store.read(lambda tx: tx.notices.counts(), now)),
        servable(parts),
    )
    return Backlog(behind, parked, notices, storage_up=can_serve is not None)


async def servable(parts: Components) -> bool | None:
    """Whether our release can serve the main schema; None: the database does not answer."""
    return await _in_time(parts.vitals.servable())


async def _in_time(answer: Awaitable[R]) -> R | None:
    try:
        async with asyncio.timeout(TIMEOUT_S):
            return await answer
    except (Unavailable, TimeoutError):
        return None
