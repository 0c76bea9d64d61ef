"""Who may send a message next: order within a chat, each chat's budget, the pace of pushes.

Says nothing about errors and pauses; sends nothing.
"""

import asyncio
import math
from bisect import bisect_right, insort
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

Chat = int | str

BURST = 5
"""Messages a chat may get at once; then one a second."""
PUSHES = 25.0
"""Pushes a second, evenly spaced."""
FEWEST_PUSHES = 5
"""Pushes a second that always get through, however many replies there are."""
CROWDED = 28
"""Messages of the last second, replies included, from which on pushes stand back."""
LATE = 0.02
"""Seconds after which an answer is late: Telegram may have counted the message only just before."""
LATEST = 1.0
"""Seconds within which Telegram has seen a message, whenever it answers."""
MANY_LANES = 1000
_HAIR = 1e-6  # timers and clocks differ in the last digits


@dataclass(slots=True)
class ChatQueue:
    """One chat. `full_at`: when its budget is whole again; `busy`, with a message, `since` then."""

    full_at: float = -math.inf
    busy: bool = False
    since: float = -math.inf

    def ready_at(self) -> float:
        """When the next message may go, as far as the chat's budget is concerned."""
        return self.full_at - (BURST - 1)


class PushRateLimiter:
    """The messages on their way and of the last second, and when the next push may join them."""

    def __init__(self) -> None:
        self._under_way: list[float] = []
        self._recent: list[float] = []
        self._pushes = deque([-math.inf], maxlen=FEWEST_PUSHES)

    def begin(self, now: float, *, push: bool) -> None:
        """A message may go now."""
        self._under_way.append(now)
        if push:
            self._pushes.append(now)

    def again(self, now: float, *, since: float) -> None:
        """One that might go `since` then goes now."""
        self._under_way.remove(since)
        self._under_way.append(now)

    def end(self, now: float, *, since: float) -> None:
        """One that might go `since` then is answered: it may have been seen only just now."""
        self._under_way.remove(since)
        insort(self._recent, min(max(since, now - LATE), since + LATEST))

    def ready_at(self, now: float) -> float:
        """When the next push may go."""
        del self._recent[: bisect_right(self._recent, now - 1)]
        spaced = self._pushes[-1] + 1 / PUSHES
        unseen = self._under_way[bisect_right(self._under_way, now - LATEST - 1) :]
        seen_at = sorted([*self._recent, *(since + LATEST for since in unseen)])
        if len(seen_at) < CROWDED:
            return spaced
        room_at = seen_at[len(seen_at) - CROWDED] + 1
        starved_at = max(self._pushes[-1] + 1 / FEWEST_PUSHES, self._pushes[0] + 1)
        return max(spaced, min(room_at, starved_at))


@dataclass(eq=False, slots=True)
class QueuedSend:
    """Somebody who waits to send."""

    chat: Chat
    push: bool
    admitted: asyncio.Future[None]


class ChatQueues:
    """Admits messages: in a chat one at a time, replies before pushes, else as they came.

    No push while `closed` says so: what piled up behind a closed door would leave in a burst.
    """

    def __init__(self, *, closed: Callable[[], bool] = lambda: False) -> None:
        self._closed = closed
        self._lanes: dict[Chat, ChatQueue] = {}
        self._replies: list[QueuedSend] = []
        self._pushes: list[QueuedSend] = []
        self._pace = PushRateLimiter()
        self._many = MANY_LANES
        self._timer: asyncio.TimerHandle | None = None

    async def enter(self, chat: Chat, *, push: bool) -> None:
        """Returns when it is this message's turn; `leave` must follow."""
        ticket = QueuedSend(chat, push, asyncio.get_running_loop().create_future())
        queue = self._pushes if push else self._replies
        queue.append(ticket)
        self.admit()
        try:
            await ticket.admitted
        except asyncio.CancelledError:
            if ticket in queue:
                queue.remove(ticket)
            else:
                self.leave(chat)
            raise

    def begin(self, chat: Chat) -> None:
        """The message leaves only now, or once more: it waited for something else meanwhile."""
        lane, now = self._lanes[chat], asyncio.get_running_loop().time()
        self._pace.again(now, since=lane.since)
        lane.since = now

    def leave(self, chat: Chat) -> None:
        """The message's call has ended, well or not."""
        lane = self._lanes[chat]
        lane.busy = False
        self._pace.end(asyncio.get_running_loop().time(), since=lane.since)
        if len(self._lanes) > self._many:
            self._forget_the_quiet()
        self.admit()

    def admit(self) -> None:
        """Lets go whoever may go now, and sets a timer for the next; to be called when no longer
        closed.
        """
        now = asyncio.get_running_loop().time()
        soonest = math.inf
        for queue in (self._replies, self._pushes):
            for ticket in tuple(queue):
                at = self._ready_at(ticket, now)
                if at <= now + _HAIR:
                    queue.remove(ticket)
                    self._let_go(ticket, now)
                else:
                    soonest = min(soonest, at)
        self._set_timer(soonest)

    def _ready_at(self, ticket: QueuedSend, now: float) -> float:
        lane = self._lanes.setdefault(ticket.chat, ChatQueue())
        if lane.busy:
            return math.inf  # `leave` admits the next
        if not ticket.push:
            return lane.ready_at()
        return math.inf if self._closed() else max(lane.ready_at(), self._pace.ready_at(now))

    def _let_go(self, ticket: QueuedSend, now: float) -> None:
        lane = self._lanes[ticket.chat]
        lane.busy, lane.since = True, now
        lane.full_at = max(now, lane.full_at) + 1
        self._pace.begin(now, push=ticket.push)
        if not ticket.admitted.cancelled():
            ticket.admitted.set_result(None)

    def _set_timer(self, at: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        loop = asyncio.get_running_loop()
        self._timer = None if at == math.inf else loop.call_at(at, self.admit)

    def _forget_the_quiet(self) -> None:
        now = asyncio.get_running_loop().time()
        waiting = {ticket.chat for ticket in (*self._replies, *self._pushes)}
        self._lanes = {
            chat: lane
            for chat, lane in self._lanes.items()
            if lane.busy or lane.full_at > now or chat in waiting
        }
        self._many = max(MANY_LANES, 2 * len(self._lanes))
