"""What this process's clock goes by: the shared database's, and the offset kept in it."""

from datetime import timedelta

import structlog

from bot.clock import OffsetClock
from bot.components import OFFSET
from domain.ports.store import Store, Transaction

APART = 1.0
"""Seconds that a machine's clock may be off before it is worth a line."""
log = structlog.stdlib.get_logger(__name__)


async def set_clock(main: Store[Transaction], clock: OffsetClock) -> None:
    """Replicas go by one clock, the database's: leases, pauses, deadlines are the same to all."""
    shared = await main.read(lambda tx: tx.shared_clock(), clock.now())
    if shared is None:
        return
    apart = clock.follow(shared).total_seconds()
    if abs(apart) > APART:
        log.warning("this machine's clock is not the database's", seconds=round(apart, 1))


async def kept_offset(main: Store[Transaction], clock: OffsetClock) -> timedelta:
    """How far people's time is ahead."""
    seconds = await main.read(lambda tx: tx.marks.get(OFFSET), clock.now())
    return timedelta(seconds=seconds or 0)
