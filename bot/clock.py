"""The process's clock: the machine's time, or that of a database which many machines share; in the
sandbox moved forward by an offset.

It keeps the offset in memory only; the wiring stores it and brings it back.
"""

from datetime import UTC, datetime, timedelta

from bot.steady import Steady


class OffsetClock:
    """Tells people's time. It is only ever moved forward."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self._offset = offset
        self._apart = timedelta()
        self._follows = False
        self._steady = Steady()

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
            self._follows, self._steady = True, Steady()
        return self._apart

    def move_to(self, offset: timedelta) -> None:
        """Sets the offset; ValueError if that would take people back in time."""
        if offset < self._offset:
            raise ValueError("the clock only moves forward")
        self._offset = offset
