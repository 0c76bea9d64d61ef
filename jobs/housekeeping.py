"""Deletes what has expired (idempotency keys, dialogues, invitations, people's data), notes the
audit's head, and recovers a restored database. Never deletes a booking.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple, TypeVar

import structlog

from domain.answer import Answer
from domain.errors import Unavailable
from domain.events import PersonErased
from domain.operations.privacy import erase_overdue, erase_person, erase_withdrawn
from domain.policies import SUBSCRIBERS
from domain.ports.clock import Clock
from domain.ports.store import AuditHead, Command, Store, Transaction
from jobs import delivery_steps
from jobs.consumer import Consumer
from jobs.consumer_steps import BatchResult
from jobs.leadership import (
    SINGLE_PROCESS,
    UPKEEP,
    Guard,
    Leadership,
    Leased,
    LeaseLost,
    with_guard,
)

KEYS_KEPT = timedelta(days=8)
"""Telegram redelivers for a day, and its update ids start over after a week of silence."""
DIALOGUES_KEPT = timedelta(days=1)
"""After their end: so long an expired question can be gone on with."""
INVITES_KEPT = timedelta(days=8)
"""After their end: an update can be redelivered for that long."""
CARDS_KEPT = timedelta(days=1)
"""After they were shown: words answer them for minutes."""
MAX_ROWS = 500
"""Rows deleted in one transaction, so that bookings do not wait."""
MAX_TRANSACTIONS = 20
"""Transactions in one tick, for each kind of row."""

R = TypeVar("R")
log = structlog.stdlib.get_logger(__name__)


def delete_expired_keys(tx: Transaction, *, now: datetime) -> int:
    """Delete some idempotency keys whose updates cannot be redelivered any more; how many."""
    return tx.keys.forget(before=now - KEYS_KEPT, limit=MAX_ROWS)


def expire_dialogues(tx: Transaction, *, now: datetime) -> int:
    """Delete some dialogues that expired a while ago; how many."""
    return tx.dialogues.end_expired(before=now - DIALOGUES_KEPT, limit=MAX_ROWS)


def forget_open_cards(tx: Transaction, *, now: datetime) -> int:
    """Delete some open cards, which are too old to be answered; how many."""
    return tx.open_cards.forget(before=now - CARDS_KEPT, limit=MAX_ROWS)


def delete_ended_invites(tx: Transaction, *, now: datetime) -> int:
    """Delete some invitations, with the keyed hash of who opened them; how many."""
    return tx.admins.forget_invites(before=now - INVITES_KEPT, limit=MAX_ROWS)


def forget_pauses(tx: Transaction, *, wall: datetime) -> int:
    """Delete some pauses of chats that have ended; how many."""
    return tx.notices.forget_pauses(before=wall, limit=MAX_ROWS)


class Housekeeping:
    """Deletes expired keys, dialogues, open cards, invitations and pauses of chats, in small
    transactions, if a read found any.
    """

    def __init__(
        self,
        *,
        store: Store[Transaction],
        clock: Clock,
        leadership: Leadership = SINGLE_PROCESS,
    ) -> None:
        self._store = store
        self._clock = clock
        self._leadership = leadership

    async def tick(self) -> None:
        """Delete what has expired, up to a limit. Raises Unavailable."""
        guard = self._leadership.guard_for(UPKEEP)
        if guard is None:
            return
        now, wall = self._clock.now(), self._clock.wall()
        dialogues, cards, keys, invites, pauses = await self._store.read(
            lambda tx: (
                tx.dialogues.has_expired(before=now - DIALOGUES_KEPT),
                tx.open_cards.has_older(before=now - CARDS_KEPT),
                tx.keys.has_older(before=now - KEYS_KEPT),
                tx.admins.has_old_invites(before=now - INVITES_KEPT),
                any(until < wall for until in tx.notices.paused_chats().values()),
            ),
            now,
        )
        with suppress(LeaseLost):
            if dialogues:
                await self._delete(with_guard(guard, expire_dialogues))
            if cards:
                await self._delete(with_guard(guard, forget_open_cards))
            if keys:
                await self._delete(with_guard(guard, delete_expired_keys))
            if invites:
                await self._delete(with_guard(guard, delete_ended_invites))
            if pauses:
                await self._store.run(with_guard(guard, forget_pauses), Command(now), wall=wall)

    async def _delete(self, some: Callable[..., int]) -> None:
        for _ in range(MAX_TRANSACTIONS):
            now = self._clock.now()
            if await self._store.run(some, Command(now), now=now) < MAX_ROWS:
                return


MAX_PEOPLE = 50
"""People looked up at once for erasure; each is erased in a transaction of its own."""
MAX_LOOKUPS = 20
"""Look-ups in one tick, for each reason of an erasure."""


def overdue(tx: Transaction) -> Sequence[int]:
    """Find some of the people whose last activity was `keep_days` ago."""
    return tx.erasing.overdue(tx.rules.since(tx.now, days=tx.rules.keep_days), limit=MAX_PEOPLE)


def withdrawn(tx: Transaction) -> Sequence[int]:
    """Find some of the people who withdrew their consent `withdrawn_days` ago."""
    return tx.erasing.withdrawn(
        tx.rules.since(tx.now, days=tx.rules.withdrawn_days), limit=MAX_PEOPLE
    )


class Retention:
    """Erases people whose retention period has ended.

    They are found on a read connection; the erasing transaction checks the period again.
    """

    def __init__(
        self,
        *,
        store: Store[Transaction],
        clock: Clock,
        leadership: Leadership = SINGLE_PROCESS,
    ) -> None:
        self._store = store
        self._clock = clock
        self._leadership = leadership

    async def tick(self) -> None:
        """Erase all of them, up to a limit; the next tick goes on. Raises Unavailable."""
        guard = self._leadership.guard_for(UPKEEP)
        if guard is None:
            return
        with suppress(LeaseLost):
            await self._erase(overdue, with_guard(guard, erase_overdue))
            await self._erase(withdrawn, with_guard(guard, erase_withdrawn))

    async def _erase(
        self, find: Callable[[Transaction], Sequence[int]], erase: Callable[..., Answer]
    ) -> None:
        for _ in range(MAX_LOOKUPS):
            now: datetime = self._clock.now()
            found = await self._store.read(find, now)
            for person in found:
                await self._store.run(erase, Command(now), person=person)
            if len(found) < MAX_PEOPLE:
                return


Witness = Callable[[AuditHead, datetime], Awaitable[object]]
"""Tells another system of the head at that time. Raises Unavailable."""


WITNESS_EVERY = timedelta(hours=1)


class AuditWitness:
    """Notes the audit's head outside of the database, where who can change it cannot reach: in the
    log, the metrics (`head`) and, if there is one, with the `witness`: each WITNESS_EVERY, and when
    the process takes over the upkeep.
    """

    head: AuditHead | None = None
    _noted: tuple[datetime, Guard[Leased]] | None = None

    def __init__(
        self,
        *,
        store: Store[Transaction],
        clock: Clock,
        leadership: Leadership = SINGLE_PROCESS,
        witness: Witness | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._leadership = leadership
        self._witness = witness

    async def tick(self) -> None:
        """Note it, in the process that does the upkeep. Raises Unavailable: it cannot be read."""
        guard, now = self._leadership.guard_for(UPKEEP), self._clock.now()
        if guard is None:
            self.head = self._noted = None
            return
        if self._noted is not None:
            noted_at, noted_under = self._noted
            if guard == noted_under and now < noted_at + WITNESS_EVERY:
                return
        self.head = head = await self._store.read(lambda tx: tx.audit.head(), now)
        self._noted = now, guard
        if head is None:
            return
        log.info("audit head", head=str(head))
        if self._witness is not None:
            try:
                await self._witness(head, now)
            except Unavailable:
                log.warning("audit head not published", head=str(head))


class RecoveryResult(NamedTuple):
    """How many sends were in flight when the backup was made; how many people were erased again."""

    sending: int
    erased: int


async def replay_after_restore(
    store: Store[Transaction], clock: Clock, *, gone: Iterable[PersonErased]
) -> RecoveryResult:
    """Replay erasures since the backup (`gone`, as far as known) and run all consumers to the end.

    Runs before the restored database is served. The notifications that this enqueues may have been
    sent after the backup: the caller puts them on hold. Raises Unavailable.
    """

    async def run(operation: Callable[[Transaction], R]) -> R:
        return await store.run(operation, Command(clock.now()))

    sending = await run(lambda tx: tx.notices.release())
    erased = [await run(partial(_erase_again, event=each)) for each in gone]
    await _run_consumers(store, clock)
    while await run(delivery_steps.enqueue_deletion_reports):
        pass
    await Housekeeping(store=store, clock=clock).tick()
    return RecoveryResult(sending, sum(erased))


def _erase_again(tx: Transaction, *, event: PersonErased) -> int:
    known = tx.people.get(event.person)
    if known is None or known.telegram is None:
        return 0
    erase_person(tx, person=event.person, reason=event.reason)
    return 1


async def _run_consumers(store: Store[Transaction], clock: Clock) -> None:
    """Without the read model, which rebuilds itself when the bot runs."""
    consumers = [Consumer(each, store=store, outbox=store, clock=clock) for each in SUBSCRIBERS]
    while {await each.run_once() for each in consumers} != {BatchResult.NOTHING}:
        pass
