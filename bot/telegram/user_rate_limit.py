"""How much one person may send: what has flowed in, and drains away with time. Process memory only.

It tells nobody anything, and knows of updates only what they weigh.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

TAP, MESSAGE = 1.0, 2.5
"""What an update weighs. A message is answered by a message, and a chat gets one of them a second,
five at once; the answer to a tap is free.
"""
WHOLE = 8.0
"""Seconds in which a whole burst drains away: a message a second, or two taps and a half."""
TOLD_EVERY = 60.0
"""Seconds between two warnings to the same person."""
HASTY = 4.0
"""Seconds left to drain for who has sent more than a chat can be answered at once; the fifth answer
may be the warning.
"""
MANY = 1000
_HAIR = 1e-6  # sums of parts of a second differ in the last digits


@dataclass(slots=True)
class _Bucket:
    """`empty_at` and `told_at` are moments on the clock, in seconds."""

    empty_at: float
    told_at: float = float("-inf")


class UserRateLimiter:
    """One bucket a person. `burst` is how many taps fit into it."""

    def __init__(self, *, burst: int, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._second = WHOLE / burst
        self._monotonic = monotonic
        self._buckets: dict[int, _Bucket] = {}
        self._many = MANY

    def take(self, person: int, weight: float) -> bool:
        """Whether the update may come in. One that may not costs nothing."""
        now = self._monotonic()
        bucket = self._bucket(person, now)
        full = max(bucket.empty_at, now) - now + weight * self._second
        if full > WHOLE + _HAIR:
            return False
        bucket.empty_at = now + full
        return True

    def give_back(self, person: int, weight: float) -> None:
        """The update was not handled, so it will come again."""
        if bucket := self._buckets.get(person):
            bucket.empty_at -= weight * self._second

    def to_be_told(self, person: int) -> bool:
        """Whether it is time to warn somebody who was refused; from then on they are told."""
        now = self._monotonic()
        bucket = self._bucket(person, now)
        if now - bucket.told_at < TOLD_EVERY:
            return False
        bucket.told_at = now
        return True

    def not_told(self, person: int) -> None:
        """The warning did not reach them."""
        if bucket := self._buckets.get(person):
            bucket.told_at = float("-inf")

    def is_hasty(self, person: int) -> bool:
        """Whether their answers wait for each other, so that nobody should wait for them."""
        bucket = self._buckets.get(person)
        return bucket is not None and bucket.empty_at - self._monotonic() > HASTY + _HAIR

    def _bucket(self, person: int, now: float) -> _Bucket:
        if len(self._buckets) > self._many:
            self._forget_the_quiet(now)
        return self._buckets.setdefault(person, _Bucket(empty_at=now))

    def _forget_the_quiet(self, now: float) -> None:
        self._buckets = {
            person: bucket
            for person, bucket in self._buckets.items()
            if max(bucket.empty_at, bucket.told_at + TOLD_EVERY) > now
        }
        self._many = max(MANY, 2 * len(self._buckets))
