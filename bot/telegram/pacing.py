"""Rates: what a chat gets, and how fast pushes leave. Only counts: waits for nothing.

`replicas`: between how many processes Telegram's allowance is divided. Each reckons with its share:
a chat's budget is divided, and the other processes are taken to reply as much as this one does.
"""

import math
from bisect import bisect_right, insort
from collections import deque
from dataclasses import dataclass

Chat = int | str

CHAT_BURST = 20
"""Messages and edits that a private chat gets at once; then one each `CHAT_INTERVAL_S`."""
GROUP_BURST = 1
"""The same for a group, which so gets 20 a minute at most."""
CHAT_INTERVAL_S = 3.0
PUSHES_PER_S = 24.0
"""The rate of pushes, evenly spaced."""
MIN_PUSHES_PER_S = 5
"""The rate that pushes keep, however many replies there are."""
CROWDED_PER_S = 28
"""Calls of the last second, replies included, from which on pushes stand back."""
SLOW_START_S = 2.0
"""For so long after a pause pushes leave at half their rate, beside the replies that waited."""
LATE_ANSWER_S = 0.02
"""After which an answer is late: Telegram may have counted the message only just before."""
MAX_UNSEEN_S = 1.0
"""Within which Telegram has counted a message, whenever it answers."""


@dataclass(slots=True)
class ChatBudget:
    """A token bucket: `burst` calls at once, then one each `interval_s`.

    A call is counted when it has ended, because Telegram may have counted it only just before:
    counted from its start, the next one could come too early by the time this one took.
    """

    burst: int
    interval_s: float
    full_at: float = -math.inf

    @classmethod
    def of(cls, chat: Chat, *, replicas: int) -> "ChatBudget":
        """A full one; groups have negative ids."""
        is_group = isinstance(chat, int) and chat < 0
        burst = GROUP_BURST if is_group else max(1, CHAT_BURST // replicas)
        return cls(burst, CHAT_INTERVAL_S * replicas)

    def ready_at(self, now: float, *, ahead: int = 0) -> float:
        """When the next call may leave, with so many others `ahead` of it."""
        return max(now, self.full_at) + (ahead + 1 - self.burst) * self.interval_s

    def spend(self, now: float) -> None:
        """A call has ended."""
        self.full_at = max(now, self.full_at) + self.interval_s

    def divide(self, now: float, *, chat: Chat, replicas: int) -> None:
        """It is divided between so many from now on; what was spent stays spent."""
        share = ChatBudget.of(chat, replicas=replicas)
        spent = max(0.0, self.full_at - now) / self.interval_s
        self.burst, self.interval_s = share.burst, share.interval_s
        self.full_at = now + spent * self.interval_s


class PushRateLimiter:
    """When the next push may leave, by the calls on their way and those of the last second."""

    def __init__(self, *, replicas: int = 1) -> None:
        self._replicas = replicas
        self._under_way: list[float] = []
        self._recent: list[float] = []
        self._pushes = deque([-math.inf], maxlen=MIN_PUSHES_PER_S)
        self._slow_until = -math.inf

    def slow_down(self, now: float) -> None:
        """A pause has ended."""
        self._slow_until = now + SLOW_START_S

    def start(self, now: float, *, push: bool) -> None:
        """A call leaves; other processes are taken to reply at the same time, too."""
        self._under_way += [now] * self._weight(push=push)
        if push:
            self._pushes.append(now)

    def restart(self, now: float, *, since: float, push: bool) -> None:
        """The call that started at `since` leaves only now."""
        for _ in range(self._weight(push=push)):
            self._under_way.remove(since)
            self._under_way.append(now)

    def end(self, now: float, *, since: float, push: bool, made: bool = True) -> None:
        """The call started at `since` is answered; Telegram may have counted it just now. It does
        not count if it was not `made`.
        """
        self._forget(now)
        seen_at = min(max(since, now - LATE_ANSWER_S), since + MAX_UNSEEN_S)
        for _ in range(self._weight(push=push)):
            self._under_way.remove(since)
            if made:
                insort(self._recent, seen_at)

    def ready_at(self, now: float) -> float:
        """When the next push may leave."""
        self._forget(now)
        spaced = self._pushes[-1] + (2 if now < self._slow_until else 1) / PUSHES_PER_S
        unseen = self._under_way[bisect_right(self._under_way, now - MAX_UNSEEN_S - 1) :]
        seen_at = sorted([*self._recent, *(since + MAX_UNSEEN_S for since in unseen)])
        if len(seen_at) < CROWDED_PER_S:
            return spaced
        room_at = seen_at[len(seen_at) - CROWDED_PER_S] + 1
        starved_at = max(self._pushes[-1] + 1 / MIN_PUSHES_PER_S, self._pushes[0] + 1)
        return max(spaced, min(room_at, starved_at))

    def _forget(self, now: float) -> None:
        del self._recent[: bisect_right(self._recent, now - 1)]

    def _weight(self, *, push: bool) -> int:
        return 1 if push else self._replicas
