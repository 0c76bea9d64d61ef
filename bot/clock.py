"""The process's clock: the machine's time, or that of a database which many machines share; in the
sandbox moved forward by an offset.

It keeps the offset in memory only; the wiring stores it and brings it back.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog

log = structlog.stdlib.get_logger(__name__)


LEAP = timedelta(seconds=2)
"""More than this between two readings is no drift."""
PATIENCE = 600.0
"""Seconds for which a clock must go on as it leapt before it is believed."""


def passed() -> float:
    """Seconds that nobody can set; where there is such a clock, a sleep of the machine counts."""
    kind = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if kind is None else time.clock_gettime(kind)


class JumpFilteredClock:
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


class OffsetClock:
    """Tells people's time. It is only ever moved forward."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self._offset = offset
        self._apart = timedelta()
        self._follows = False
        self._steady = JumpFilteredClock()

    @property
    def offset(self) -> timedelta:
        """How far people's time is ahead of the machine's."""
        return self._offset

    def now(self) -> datetime:
        """This instant as people see it, aware, UTC."""
        return self.wall() + self._offset

    def wall(self) -> datetime:
        """The instant without the offset, aware, UTC; a leap of the clock is not followed at
        once.
        """
        return self._steady.read(datetime.now(UTC) + self._apart)

    def follow(self, shared: datetime) -> timedelta:
        """From now on goes like that clock, which was just read; how far the machine's is off."""
        self._apart = shared - datetime.now(UTC)
        if not self._follows:  # to begin with another clock is no leap
            self._follows, self._steady = True, JumpFilteredClock()
        return self._apart

    def move_to(self, offset: timedelta) -> None:
        """Sets the offset; ValueError if that would take people back in time."""
        if offset < self._offset:
            raise ValueError("the clock only moves forward")
        self._offset = offset
