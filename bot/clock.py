"""The process's clock: the machine's time, in the sandbox moved forward by an offset.

It keeps the offset in memory only; the wiring stores it and brings it back.
"""

from datetime import UTC, datetime, timedelta


class OffsetClock:
    """Tells people's time. It is only ever moved forward."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self._offset = offset

    @property
    def offset(self) -> timedelta:
        """How far people's time is ahead of the machine's."""
        return self._offset

    def now(self) -> datetime:
        """This instant as people see it, aware, UTC."""
        return self.wall() + self._offset

    def wall(self) -> datetime:
        """The machine's own instant, aware, UTC."""
        return datetime.now(UTC)

    def move_to(self, offset: timedelta) -> None:
        """Sets the offset; ValueError if that would take people back in time."""
        if offset < self._offset:
            raise ValueError("the clock only moves forward")
        self._offset = offset
