"""Source of the current time. The domain never reads it: callers pass `now` in with a command."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Time as people see it (in the sandbox it may run ahead), and wall time."""

    def now(self) -> datetime:
        """This instant, aware, UTC."""
        ...

    def wall(self) -> datetime:
        """The machine's own instant, aware, UTC: for back-off and pauses, never for rules."""
        ...
