"""What is left to do, as the stores say: for /healthz, /readyz and /metrics. It judges nothing."""

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from bot.components import Components
from domain.errors import Unavailable

WITHIN = 2.0
"""Seconds: whoever asks is a watchdog, and a late answer is none."""
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Backlog:
    """None: it was not to be had in time. `storage_up`: whether the main store answered at all."""

    behind: Mapping[str, int] | None = None
    parked: int | None = None
    notices: Mapping[str, int] | None = None
    storage_up: bool = False


async def standing(parts: Components) -> Backlog:
    """Asks for everything at once; never raises, never takes longer than WITHIN."""
    store, now = parts.services.store, parts.clock.now()
    behind, parked, notices, can_serve = await asyncio.gather(
        _in_time(parts.dispatcher.lag()),
        _in_time(parts.dispatcher.parked()),
        _in_time(store.read(lambda tx: tx.notices.counts(), now)),
        servable(parts),
    )
    return Backlog(behind, parked, notices, storage_up=can_serve is not None)


async def servable(parts: Components) -> bool | None:
    """Whether our release can serve the main schema; None: the store does not answer."""
    return await _in_time(parts.vitals.servable())


async def _in_time(answer: Awaitable[R]) -> R | None:
    try:
        async with asyncio.timeout(WITHIN):
            return await answer
    except (Unavailable, TimeoutError):
        return None
