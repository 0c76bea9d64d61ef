"""Rate limits in this process's memory: a leaky bucket per user, and one hint an hour per group."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

TAP, MESSAGE = 1.0, 2.5
"""The weight of an update. A message is answered by a message; of what many taps change in one
message only the newest is sent.
"""
DRAIN_TIME_S = 8.0
"""In which a whole burst drains away: a message a second, or two taps and a half."""
WARNING_INTERVAL_S = 60.0
"""Between two warnings to the same person."""
TAP_ANSWER_INTERVAL_S = 1.0
"""Between two answers to refused taps of the same person."""
HINT_INTERVAL_S = 3600.0
"""Between two hints in the same group."""
EDIT_HINT_INTERVAL_S = 60.0
"""Between two hints in the same private chat that edited messages are not read."""
MAX_CHATS = 10_000
"""Chats whose last hint is remembered; while there are so many no other is given one."""
MAX_IDLE_BUCKETS = 1000
_TOLERANCE_S = 1e-6  # sums of parts of a second differ in the last digits


@dataclass(slots=True)
class _Bucket:
    """`empty_at`, `warned_at` and `tap_answered_at`: seconds on the monotonic clock."""

    empty_at: float
    warned_at: float = float("-inf")
    tap_answered_at: float = float("-inf")


class UserRateLimiter:
    """One bucket per user. `burst` is how many taps fit into it."""

    def __init__(self, *, burst: int, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._second = DRAIN_TIME_S / burst
        self._monotonic = monotonic
        self._buckets: dict[int, _Bucket] = {}
        self._max_idle = MAX_IDLE_BUCKETS

    def take(self, person: int, weight: float) -> bool:
        """Whether the update is let in. A refused one adds nothing to the bucket."""
        now = self._monotonic()
        bucket = self._bucket(person, now)
        full = max(bucket.empty_at, now) - now + weight * self._second
        if full > DRAIN_TIME_S + _TOLERANCE_S:
            return False
        bucket.empty_at = now + full
        return True

    def give_back(self, person: int, weight: float) -> None:
        """The update was not handled and will be redelivered."""
        if bucket := self._buckets.get(person):
            bucket.empty_at -= weight * self._second

    def should_warn(self, person: int) -> bool:
        """Whether a refused user is due a warning; it then counts as given."""
        now = self._monotonic()
        bucket = self._bucket(person, now)
        if now - bucket.warned_at < WARNING_INTERVAL_S:
            return False
        bucket.warned_at = now
        return True

    def should_answer_tap(self, person: int) -> bool:
        """Whether a refused user's tap is due an answer; it then counts as given."""
        now = self._monotonic()
        bucket = self._bucket(person, now)
        if now - bucket.tap_answered_at < TAP_ANSWER_INTERVAL_S:
            return False
        bucket.tap_answered_at = now
        return True

    def warning_lost(self, person: int) -> None:
        """The warning was not delivered."""
        if bucket := self._buckets.get(person):
            bucket.warned_at = float("-inf")

    def _bucket(self, person: int, now: float) -> _Bucket:
        if len(self._buckets) > self._max_idle:
            self._forget_idle(now)
        return self._buckets.setdefault(person, _Bucket(empty_at=now))

    def _forget_idle(self, now: float) -> None:
        self._buckets = {
            person: bucket
            for person, bucket in self._buckets.items()
            if max(bucket.empty_at, bucket.warned_at + WARNING_INTERVAL_S) > now
        }
        self._max_idle = max(MAX_IDLE_BUCKETS, 2 * len(self._buckets))


class ChatHintLimiter:
    """When each chat was last given a hint, such as a group where bookings are made; each is given
    one in `interval_s` seconds.
    """

    def __init__(
        self, *, interval_s: float, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._interval_s = interval_s
        self._monotonic = monotonic
        self._told: OrderedDict[int, float] = OrderedDict()

    def take(self, chat: int) -> bool:
        """Whether the chat may be told again; it then counts as told."""
        now = self._monotonic()
        while self._told and next(iter(self._told.values())) <= now - self._interval_s:
            self._told.popitem(last=False)
        if chat in self._told or len(self._told) >= MAX_CHATS:
            return False
        self._told[chat] = now
        return True
