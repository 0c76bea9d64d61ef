"""Where `now` comes from. The core never asks it: frames do, and pass the answer in."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time that people see (in the sandbox it may run ahead)."""

    def now(self) -> datetime:
        """This instant, aware, UTC."""
        ...

    def wall(self) -> datetime:
        """The machine's own instant, aware, UTC: for back-off and pauses, never for rules."""
        ...
