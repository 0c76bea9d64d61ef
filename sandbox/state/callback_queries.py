"""Callback queries waiting for their answer; they expire after 150 seconds."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

LIFETIME_S = 150.0


@dataclass(frozen=True, slots=True)
class CallbackQuery:
    """Callback query: person, message, and its expiry in monotonic seconds."""

    query_id: str
    person_id: int
    message_id: int
    expires: float


class CallbackQueries:
    """Unanswered callback queries, oldest first."""

    def __init__(self, *, monotonic: Callable[[], float], first_id: int) -> None:
        self._monotonic = monotonic
        self._ids = count(first_id)
        self._open: OrderedDict[str, CallbackQuery] = OrderedDict()

    def add(self, *, person_id: int, message_id: int) -> CallbackQuery:
        """Add a query."""
        self._forget_old()
        expires = self._monotonic() + LIFETIME_S
        tap = CallbackQuery(str(next(self._ids)), person_id, message_id, expires)
        self._open[tap.query_id] = tap
        return tap

    def close(self, query_id: str) -> CallbackQuery | None:
        """Take the query out to answer it; None if unknown, answered or expired."""
        self._forget_old()
        return self._open.pop(query_id, None)

    def pending(self, person_id: int) -> list[str]:
        """Return the unanswered queries of a person."""
        self._forget_old()
        return [tap.query_id for tap in self._open.values() if tap.person_id == person_id]

    def clear(self) -> None:
        """Remove all."""
        self._open.clear()

    def _forget_old(self) -> None:
        now = self._monotonic()
        while self._open and next(iter(self._open.values())).expires <= now:
            self._open.popitem(last=False)
