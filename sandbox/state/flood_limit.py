"""Telegram's flood limits: so many messages a second overall, and one a second in a chat.

Counts new messages only: edits and answers to taps are free.
"""

import math
from collections import deque
from collections.abc import Callable

from sandbox.errors import too_many_requests

WINDOW = 1.0
BURST = 20
PER_CHAT = 1.0


class FloodLimit:
    """`limit` messages a second overall; 0 turns everything off."""

    def __init__(self, *, limit: int, monotonic: Callable[[], float]) -> None:
        self.limit = limit
        self._monotonic = monotonic
        self._sent: deque[float] = deque()
        self._spent: dict[int, tuple[float, float]] = {}

    def admit(self, chat_id: int) -> None:
        """This will count one message; raises 429 when it is one too many."""
        if self.limit == 0:
            return
        now = self._monotonic()
        while self._sent and self._sent[0] <= now - WINDOW:
            self._sent.popleft()
        if len(self._sent) >= self.limit:
            raise too_many_requests(math.ceil(self._sent[0] + WINDOW - now) or 1)
        self._admit_to_chat(chat_id, now)
        self._sent.append(now)

    def clear(self) -> None:
        """Nothing was sent so far."""
        self._sent.clear()
        self._spent.clear()

    def _admit_to_chat(self, chat_id: int, now: float) -> None:
        spent, at = self._spent.get(chat_id, (0.0, now))
        spent = max(spent - (now - at) * PER_CHAT, 0.0)
        if spent + 1 > BURST:
            raise too_many_requests(max(math.ceil((spent + 1 - BURST) / PER_CHAT), 1))
        self._spent[chat_id] = (spent + 1, now)
