"""Sets this process's clock: by the shared database's, and ahead by the offset kept in it."""

import asyncio
from datetime import timedelta

import structlog

from bot.clock import OffsetClock
from bot.components import OFFSET
from domain.ports.store import Store, Transaction

MAX_OFF_S = 1.0
"""A machine's clock that is off by more is worth a line in the log."""
log = structlog.stdlib.get_logger(__name__)


async def set_clock(main: Store[Transaction], clock: OffsetClock) -> None:
    """Follow the database's clock: leases, pauses and deadlines are the same to all replicas.

    It was read half a round trip ago.
    """
    asked_at = asyncio.get_running_loop().time()
    shared = await main.read(lambda tx: tx.shared_clock(), clock.now())
    if shared is None:
        return
    ago = timedelta(seconds=(asyncio.get_running_loop().time() - asked_at) / 2)
    off_s = clock.follow(shared + ago).total_seconds()
    if abs(off_s) > MAX_OFF_S:
        log.warning("machine clock differs from the database's", seconds=round(off_s, 1))


async def kept_offset(main: Store[Transaction], clock: OffsetClock) -> timedelta:
    """How far the sandbox's clock has been moved ahead."""
    seconds = await main.read(lambda tx: tx.marks.get(OFFSET), clock.now())
    return timedelta(seconds=seconds or 0)
