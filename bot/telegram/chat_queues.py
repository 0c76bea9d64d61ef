"""Queues of calls per chat: order, budget and pause, and the rate of pushes.

Knows no calls and makes none; the rates are in `bot.telegram.pacing`.
"""

import asyncio
import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.telegram.pacing import Chat, ChatBudget, PushRateLimiter
from bot.telegram.send_errors import RateLimited

MAX_IDLE_CHATS = 1000
_TOLERANCE_S = 1e-6  # timers and clocks differ in the last digits


@dataclass(eq=False, slots=True)
class QueuedCall:
    """A send or an edit that waits for its turn. `edits`: the message that it changes."""

    chat: Chat
    push: bool
    edits: int | None
    give_up_at: float
    admitted: asyncio.Future[bool]


@dataclass(eq=False, slots=True)
class ChatQueue:
    """One chat. `held_until`: the end of Telegram's pause for it; `busy`: the call that has its
    turn, since `since`; `made`: whether it was made.
    """

    budget: ChatBudget
    held_until: float = -math.inf
    busy: QueuedCall | None = None
    since: float = -math.inf
    made: bool = False
    replies: deque[QueuedCall] = field(default_factory=deque)
    timer: asyncio.TimerHandle | None = None

    def ready_at(self, now: float, *, ahead: int = 0) -> float:
        """When the chat's budget and pause let a call go, with so many that wait `ahead` of it."""
        ahead += self.busy is not None
        return max(self.budget.ready_at(now, ahead=ahead), self.held_until)

    def is_idle(self, now: float) -> bool:
        """Whether there is nothing to remember."""
        return not (self.busy or self.replies) and max(self.budget.full_at, self.held_until) <= now


class ChatQueues:
    """Gives calls their turn: in a chat one at a time, replies before pushes, else in order.

    A newer edit of a message replaces one that still waits. A call whose turn would come too late
    is refused at once: a reply after its patience, a push whenever its chat has to wait, so that it
    keeps no other push waiting. While `closed` no push gets its turn: what piles up behind a pause
    would leave in a burst.
    """

    def __init__(self, *, closed: Callable[[], bool] = lambda: False, replicas: int = 1) -> None:
        self._closed = closed
        self._replicas = replicas
        self._chats: dict[Chat, ChatQueue] = {}
        self._pushes: list[QueuedCall] = []
        self._rate = PushRateLimiter(replicas=replicas)
        self._max_idle = MAX_IDLE_CHATS
        self._timer: asyncio.TimerHandle | None = None

    async def acquire(
        self, chat: Chat, *, push: bool, edits: int | None = None, patience_s: float = math.inf
    ) -> bool:
        """Wait for the call's turn. True: it has it, and `release` must follow; False: a newer edit
        replaced this one. Raises RateLimited: its turn would come too late.
        """
        loop = asyncio.get_running_loop()
        call = QueuedCall(chat, push, edits, loop.time() + patience_s, loop.create_future())
        queue = self._queue(chat)
        if push:
            self._pushes.append(call)
            self.admit_pushes()
        else:
            self._append(queue, call)
            self._admit_reply(queue)
        try:
            return await call.admitted
        except asyncio.CancelledError:
            if call.admitted.cancelled():
                self._withdraw(queue, call)
            elif call.admitted.exception() is None and call.admitted.result():
                self.release(chat)
            raise

    def divide(self, replicas: int) -> None:
        """Telegram's allowance for a chat is divided between so many processes from now on."""
        if replicas == self._replicas:
            return
        self._replicas, now = replicas, _now()
        for chat, queue in self._chats.items():
            queue.budget.divide(now, chat=chat, replicas=replicas)
            self._admit_reply(queue)

    def start(self, chat: Chat) -> None:
        """The call leaves only now, or once more: it waited for something else meanwhile."""
        queue = self._chats[chat]
        if queue.busy is not None:
            now, queue.made = _now(), True
            self._rate.restart(now, since=queue.since, push=queue.busy.push)
            queue.since = now

    def release(self, chat: Chat) -> None:
        """The call has ended, successfully or not, or was not made."""
        queue, now = self._chats[chat], _now()
        if queue.busy is None:
            raise RuntimeError("released without a turn")
        self._rate.end(now, since=queue.since, push=queue.busy.push, made=queue.made)
        if queue.made:
            queue.budget.spend(now)
        queue.busy = None
        if len(self._chats) > self._max_idle:
            self._forget_idle(now)
        self._admit_reply(queue)
        self.admit_pushes()

    def hold(self, chat: Chat, seconds: float) -> None:
        """Telegram's pause for this chat alone; of two the later end counts."""
        queue = self._queue(chat)
        now = _now()
        queue.held_until = max(queue.held_until, now + seconds)
        for ahead, call in enumerate(tuple(queue.replies)):
            if queue.ready_at(now, ahead=ahead) > call.give_up_at:
                queue.replies.remove(call)
                _refuse(call, queue.ready_at(now) - now)
        self._admit_reply(queue)
        self.admit_pushes()

    def held_s(self, chat: Chat | None) -> float:
        """Seconds until the pause of the chat ends; 0.0 without one."""
        queue = None if chat is None else self._chats.get(chat)
        return 0.0 if queue is None else max(0.0, queue.held_until - _now())

    def is_behind(self, chat: Chat) -> bool:
        """Whether the next reply would have to wait for the chat's budget or pause."""
        queue, now = self._chats.get(chat), _now()
        return queue is not None and (bool(queue.replies) or queue.ready_at(now) > now)

    def resume(self) -> None:
        """The pause of all chats is over."""
        self._rate.slow_down(_now())
        self.admit_pushes()

    def admit_pushes(self) -> None:
        """Admit pushes that may leave now, refuse those whose chat has to wait; set a timer."""
        now = _now()
        soonest = math.inf
        for call in tuple(self._pushes):
            queue = self._queue(call.chat)
            if call.admitted.done() or queue.ready_at(now) > now + _TOLERANCE_S:
                self._pushes.remove(call)
                _refuse(call, queue.ready_at(now) - now)
            elif queue.busy is None and not self._closed():  # else `release` or `resume` admits it
                soonest = self._rate.ready_at(now)
                if soonest > now + _TOLERANCE_S:
                    break
                self._pushes.remove(call)
                self._let_go(queue, call, now)
        self._timer = _timer_instead_of(self._timer, soonest, now, self.admit_pushes)

    def _append(self, queue: ChatQueue, call: QueuedCall) -> None:
        """Raises RateLimited: too many are ahead of it."""
        older = next((each for each in queue.replies if each.edits == call.edits), None)
        if call.edits is None:
            older = None
        now = _now()
        at = queue.ready_at(now, ahead=len(queue.replies) - (older is not None))
        if at > call.give_up_at + _TOLERANCE_S:
            raise RateLimited(math.ceil(at - now))
        if older is not None:
            queue.replies.remove(older)
            if not older.admitted.done():
                older.admitted.set_result(False)
        queue.replies.append(call)

    def _admit_reply(self, queue: ChatQueue) -> None:
        """Give the first reply of the chat its turn, or set a timer for it."""
        now, at = _now(), math.inf
        while queue.replies and queue.replies[0].admitted.done():
            queue.replies.popleft()  # cancelled
        if queue.busy is None and queue.replies:
            at = queue.ready_at(now)
            if at <= now + _TOLERANCE_S:
                self._let_go(queue, queue.replies.popleft(), now)
                at = math.inf
        queue.timer = _timer_instead_of(queue.timer, at, now, lambda: self._admit_reply(queue))

    def _let_go(self, queue: ChatQueue, call: QueuedCall, now: float) -> None:
        queue.busy, queue.since, queue.made = call, now, False
        self._rate.start(now, push=call.push)
        call.admitted.set_result(True)

    def _withdraw(self, queue: ChatQueue, call: QueuedCall) -> None:
        waiting = self._pushes if call.push else queue.replies
        if call in waiting:
            waiting.remove(call)
        self._admit_reply(queue)

    def _queue(self, chat: Chat) -> ChatQueue:
        found = self._chats.get(chat)
        if found is None:
            budget = ChatBudget.of(chat, replicas=self._replicas)
            found = self._chats[chat] = ChatQueue(budget)
        return found

    def _forget_idle(self, now: float) -> None:
        self._chats = {chat: queue for chat, queue in self._chats.items() if not queue.is_idle(now)}
        self._max_idle = max(MAX_IDLE_CHATS, 2 * len(self._chats))


def _refuse(call: QueuedCall, seconds: float) -> None:
    if not call.admitted.done():
        call.admitted.set_exception(RateLimited(max(1, math.ceil(seconds))))


def _timer_instead_of(
    timer: asyncio.TimerHandle | None, at: float, now: float, then: Callable[[], None]
) -> asyncio.TimerHandle | None:
    if timer is not None:
        timer.cancel()
    return None if at == math.inf else asyncio.get_running_loop().call_at(max(at, now), then)


def _now() -> float:
    return asyncio.get_running_loop().time()
