"""Process clock: the machine's, or that of a database which many machines share, without its
jumps; in the sandbox moved forward by an offset, which `bot.clock_sync` loads.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog

log = structlog.stdlib.get_logger(__name__)


MAX_DRIFT = timedelta(seconds=2)
"""Between two readings; more is a jump."""
MIN_JUMP_S = 600.0
"""How long a clock must stay as it jumped before that is accepted."""


def monotonic_seconds() -> float:
    """Monotonic seconds, including time spent suspended where CLOCK_BOOTTIME is available."""
    kind = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if kind is None else time.clock_gettime(kind)


class JumpFilteredClock:
    """Wall clock that ignores jumps until they have lasted for MIN_JUMP_S.

    It stays although NTP slews: what jumps is a machine set by hand, resumed or moved. A clock that
    was an hour ahead for five minutes made reminders leave early, one that was years ahead made
    them never leave, with nothing to undo it: tests/jobs/test_clocks.py shows both without it.
    """

    def __init__(self, *, elapsed: Callable[[], float] = monotonic_seconds) -> None:
        self._elapsed = elapsed
        self._agreed: tuple[datetime, float] | None = None
        self._jump: tuple[timedelta, float] | None = None

    def read(self, shown: datetime) -> datetime:
        """The time to go by when the clock shows that."""
        elapsed = self._elapsed()
        if self._agreed is None:
            return self._agree(shown, elapsed)
        at, then = self._agreed
        expected = at + timedelta(seconds=elapsed - then)
        off = shown - expected
        if abs(off) <= MAX_DRIFT or self._has_lasted(off, elapsed):
            return self._agree(shown, elapsed)
        return expected

    def _agree(self, shown: datetime, elapsed: float) -> datetime:
        self._agreed, self._jump = (shown, elapsed), None
        return shown

    def _has_lasted(self, off: timedelta, elapsed: float) -> bool:
        if self._jump is None or abs(off - self._jump[0]) > MAX_DRIFT:
            log.warning("clock jump detected, ignoring it for now", by=str(off))
            self._jump = (off, elapsed)
        if elapsed - self._jump[1] < MIN_JUMP_S:
            return False
        log.warning("clock jump persisted, accepting it", by=str(off))
        return True


class OffsetClock:
    """The time as people see it: the wall clock and an offset, which only ever grows."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self._offset = offset
        self._off = timedelta()
        self._follows = False
        self._filter = JumpFilteredClock()

    @property
    def offset(self) -> timedelta:
        """How far people's time is ahead of the wall clock."""
        return self._offset

    def now(self) -> datetime:
        """This instant as people see it, aware, UTC."""
        return self.wall() + self._offset

    def wall(self) -> datetime:
        """This instant without the offset, aware, UTC, as the jump filter lets it through."""
        return self._filter.read(datetime.now(UTC) + self._off)

    def follow(self, shared: datetime) -> timedelta:
        """Go by that clock, which shows `shared` now; how far the machine's is off."""
        self._off = shared - datetime.now(UTC)
        if not self._follows:  # to begin with another clock is no jump
            self._follows, self._filter = True, JumpFilteredClock()
        return self._off

    def move_to(self, offset: timedelta) -> None:
        """Set the offset; ValueError if it is smaller: people are never taken back in time."""
        if offset < self._offset:
            raise ValueError("the clock only moves forward")
        self._offset = offset
