"""Flood limits of Telegram: messages per second overall, and one per second in a chat.

Counts new messages only: edits and answers to taps are free.
"""

import math
from collections import deque
from collections.abc import Callable

from sandbox.errors import too_many_requests

WINDOW_S = 1.0
BURST = 20
CHAT_RATE_PER_S = 1.0


class FloodLimit:
    """Counts messages; `limit` per second overall, 0 turns all limits off."""

    def __init__(self, *, limit: int, monotonic: Callable[[], float]) -> None:
        self.limit = limit
        self._monotonic = monotonic
        self._sent: deque[float] = deque()
        self._spent: dict[int, tuple[float, float]] = {}

    def admit(self, chat_id: int) -> None:
        """Count a message. Raises a 429 above the limit."""
        if self.limit == 0:
            return
        now = self._monotonic()
        while self._sent and self._sent[0] <= now - WINDOW_S:
            self._sent.popleft()
        if len(self._sent) >= self.limit:
            raise too_many_requests(math.ceil(self._sent[0] + WINDOW_S - now) or 1)
        self._admit_to_chat(chat_id, now)
        self._sent.append(now)

    def clear(self) -> None:
        """Forget all messages."""
        self._sent.clear()
        self._spent.clear()

    def _admit_to_chat(self, chat_id: int, now: float) -> None:
        spent, at = self._spent.get(chat_id, (0.0, now))
        spent = max(spent - (now - at) * CHAT_RATE_PER_S, 0.0)
        if spent + 1 > BURST:
            raise too_many_requests(max(math.ceil((spent + 1 - BURST) / CHAT_RATE_PER_S), 1))
        self._spent[chat_id] = (spent + 1, now)
