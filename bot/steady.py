"""A clock that does not follow leaps at once: a machine's clock may be set wrong and right again.

It reads no clock that shows dates: what such a clock shows is told to it.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

LEAP = timedelta(seconds=2)
"""More than this between two readings is no drift."""
PATIENCE = 600.0
"""Seconds for which a clock must go on as it leapt before it is believed."""
log = structlog.stdlib.get_logger(__name__)


def passed() -> float:
    """Seconds that nobody can set; where there is such a clock, a sleep of the machine counts."""
    kind = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if kind is None else time.clock_gettime(kind)


class Steady:
    """Goes as time passes, and as the clock that `read` is told of."""

    def __init__(self, *, elapsed: Callable[[], float] = passed) -> None:
        self._elapsed = elapsed
        self._agreed: tuple[datetime, float] | None = None
        self._leapt: tuple[timedelta, float] | None = None

    def read(self, shown: datetime) -> datetime:
        """What time it is, when the clock shows that."""
        elapsed = self._elapsed()
        if self._agreed is None:
            return self._agree(shown, elapsed)
        at, then = self._agreed
        expected = at + timedelta(seconds=elapsed - then)
        off = shown - expected
        if abs(off) <= LEAP or self._has_lasted(off, elapsed):
            return self._agree(shown, elapsed)
        return expected

    def _agree(self, shown: datetime, elapsed: float) -> datetime:
        self._agreed, self._leapt = (shown, elapsed), None
        return shown

    def _has_lasted(self, off: timedelta, elapsed: float) -> bool:
        if self._leapt is None or abs(off - self._leapt[0]) > LEAP:
            log.warning("the clock leapt, and is not followed yet", by=str(off))
            self._leapt = (off, elapsed)
        if elapsed - self._leapt[1] < PATIENCE:
            return False
        log.warning("the clock goes on as it leapt: it is followed", by=str(off))
        return True
