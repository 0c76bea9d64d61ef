"""Which message may leave next: order within a chat, each chat's rate, the rate of pushes.

Knows nothing of errors and pauses; sends nothing.
"""

import asyncio
import math
from bisect import bisect_right, insort
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

Chat = int | str

CHAT_BURST = 5
"""Messages a chat may get at once; then one a second."""
PUSHES_PER_S = 25.0
"""The rate of pushes, evenly spaced."""
MIN_PUSHES_PER_S = 5
"""The rate that pushes keep, however many replies there are."""
CROWDED_PER_S = 28
"""Messages of the last second, replies included, from which on pushes stand back."""
LATE_ANSWER_S = 0.02
"""After which an answer is late: Telegram may have counted the message only just before."""
MAX_UNSEEN_S = 1.0
"""Within which Telegram has counted a message, whenever it answers."""
MAX_IDLE_CHATS = 1000
_TOLERANCE_S = 1e-6  # timers and clocks differ in the last digits


@dataclass(slots=True)
class ChatQueue:
    """One chat. `full_at`: when its budget is whole again; `busy`: a message is on its way, since
    `since`.
    """

    full_at: float = -math.inf
    busy: bool = False
    since: float = -math.inf

    def ready_at(self) -> float:
        """When the chat's own rate lets the next message go."""
        return self.full_at - (CHAT_BURST - 1)


class PushRateLimiter:
    """When the next push may leave, by the messages on their way and those of the last second."""

    def __init__(self) -> None:
        self._under_way: list[float] = []
        self._recent: list[float] = []
        self._pushes = deque([-math.inf], maxlen=MIN_PUSHES_PER_S)

    def start(self, now: float, *, push: bool) -> None:
        """A message leaves."""
        self._under_way.append(now)
        if push:
            self._pushes.append(now)

    def restart(self, now: float, *, since: float) -> None:
        """The message that started at `since` leaves only now."""
        self._under_way.remove(since)
        self._under_way.append(now)

    def end(self, now: float, *, since: float) -> None:
        """The message started at `since` is answered; Telegram may have counted it just now."""
        self._under_way.remove(since)
        insort(self._recent, min(max(since, now - LATE_ANSWER_S), since + MAX_UNSEEN_S))

    def ready_at(self, now: float) -> float:
        """When the next push may leave."""
        del self._recent[: bisect_right(self._recent, now - 1)]
        spaced = self._pushes[-1] + 1 / PUSHES_PER_S
        unseen = self._under_way[bisect_right(self._under_way, now - MAX_UNSEEN_S - 1) :]
        seen_at = sorted([*self._recent, *(since + MAX_UNSEEN_S for since in unseen)])
        if len(seen_at) < CROWDED_PER_S:
            return spaced
        room_at = seen_at[len(seen_at) - CROWDED_PER_S] + 1
        starved_at = max(self._pushes[-1] + 1 / MIN_PUSHES_PER_S, self._pushes[0] + 1)
        return max(spaced, min(room_at, starved_at))


@dataclass(eq=False, slots=True)
class QueuedSend:
    """A message that waits for its turn."""

    chat: Chat
    push: bool
    admitted: asyncio.Future[None]


class ChatQueues:
    """Admits messages: in a chat one at a time, replies before pushes, else in order of arrival.

    While `closed` no push is admitted: what piles up behind a pause would leave in a burst.
    """

    def __init__(self, *, closed: Callable[[], bool] = lambda: False) -> None:
        self._closed = closed
        self._chats: dict[Chat, ChatQueue] = {}
        self._replies: list[QueuedSend] = []
        self._pushes: list[QueuedSend] = []
        self._rate = PushRateLimiter()
        self._max_idle = MAX_IDLE_CHATS
        self._timer: asyncio.TimerHandle | None = None

    async def acquire(self, chat: Chat, *, push: bool) -> None:
        """Waits for this message's turn; `release` must follow."""
        waiting = QueuedSend(chat, push, asyncio.get_running_loop().create_future())
        queue = self._pushes if push else self._replies
        queue.append(waiting)
        self.admit()
        try:
            await waiting.admitted
        except asyncio.CancelledError:
            if waiting in queue:
                queue.remove(waiting)
            else:
                self.release(chat)
            raise

    def start(self, chat: Chat) -> None:
        """The message leaves only now, or once more: it waited for something else meanwhile."""
        queue, now = self._chats[chat], asyncio.get_running_loop().time()
        self._rate.restart(now, since=queue.since)
        queue.since = now

    def release(self, chat: Chat) -> None:
        """The message's call has ended, successfully or not."""
        queue = self._chats[chat]
        queue.busy = False
        self._rate.end(asyncio.get_running_loop().time(), since=queue.since)
        if len(self._chats) > self._max_idle:
            self._forget_idle()
        self.admit()

    def admit(self) -> None:
        """Admits what may leave now, sets a timer for the next; to be called when `closed` ends."""
        now = asyncio.get_running_loop().time()
        soonest = math.inf
        for queue in (self._replies, self._pushes):
            for waiting in tuple(queue):
                at = self._ready_at(waiting, now)
                if at <= now + _TOLERANCE_S:
                    queue.remove(waiting)
                    self._let_go(waiting, now)
                else:
                    soonest = min(soonest, at)
        self._set_timer(soonest)

    def _ready_at(self, waiting: QueuedSend, now: float) -> float:
        queue = self._chats.setdefault(waiting.chat, ChatQueue())
        if queue.busy:
            return math.inf  # `release` admits the next
        if not waiting.push:
            return queue.ready_at()
        return math.inf if self._closed() else max(queue.ready_at(), self._rate.ready_at(now))

    def _let_go(self, waiting: QueuedSend, now: float) -> None:
        queue = self._chats[waiting.chat]
        queue.busy, queue.since = True, now
        queue.full_at = max(now, queue.full_at) + 1
        self._rate.start(now, push=waiting.push)
        if not waiting.admitted.cancelled():
            waiting.admitted.set_result(None)

    def _set_timer(self, at: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        loop = asyncio.get_running_loop()
        self._timer = None if at == math.inf else loop.call_at(at, self.admit)

    def _forget_idle(self) -> None:
        now = asyncio.get_running_loop().time()
        waiting = {each.chat for each in (*self._replies, *self._pushes)}
        self._chats = {
            chat: queue
            for chat, queue in self._chats.items()
            if queue.busy or queue.full_at > now or chat in waiting
        }
        self._max_idle = max(MAX_IDLE_CHATS, 2 * len(self._chats))
