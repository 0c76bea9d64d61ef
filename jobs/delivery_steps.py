"""Transactional steps of notification delivery: find, claim, record result, report."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from domain.model import Deletion
from domain.policies import is_still_valid
from domain.ports.notices import (
    LONGEST_WAIT,
    Delivery,
    NewNotice,
    Notice,
    NoticeKind,
    NoticeState,
    SendResult,
)
from domain.ports.store import Transaction
from jobs.circuit_breaker import backoff_s

CLOCK_TOLERANCE = timedelta(seconds=0.1)
"""How far the clocks of two processes may differ, so that no process resumes too early."""
MAX_BACKOFF_S = 60.0
"""Between two attempts at a notice."""

FINAL = {
    Delivery.SENT: NoticeState.SENT,
    Delivery.BLOCKED: NoticeState.BLOCKED,
    Delivery.INVALID: NoticeState.INVALID,
}

_random = secrets.SystemRandom()


class DeliveryWork(NamedTuple):
    """Whether notices are due to be claimed, and deletions whose report is to be enqueued."""

    is_due: bool
    has_reports: bool


class Claimed(NamedTuple):
    """Notices to be sent now, and how many were dropped because they are no longer true."""

    owed: Sequence[Notice]
    dropped: int


def find_work(tx: Transaction, *, wall: datetime) -> DeliveryWork:
    """Read whether `claim_due` or `enqueue_deletion_reports` would change anything."""
    is_due = not _is_paused(tx, wall=wall) and tx.notices.is_due(now=tx.now, wall=wall)
    return DeliveryWork(is_due, bool(tx.deletions.told(limit=1)))


def claim_due(tx: Transaction, *, wall: datetime, limit: int) -> Claimed:
    """Claim due notices unless sending is rate-limited, and drop those no longer true."""
    if _is_paused(tx, wall=wall):
        return Claimed((), 0)
    due = tx.notices.claim(now=tx.now, wall=wall, limit=limit)
    owed = [notice for notice in due if is_still_valid(tx, notice)]
    kept = {notice.id for notice in owed}
    for notice in due:
        if notice.id not in kept:
            tx.notices.settle(notice.id, NoticeState.SUPERSEDED, message=None, at=tx.now)
    return Claimed(owed, len(due) - len(owed))


def record_result(tx: Transaction, *, notice: Notice, outcome: SendResult, wall: datetime) -> None:
    """Record the result of an attempt that ended at `wall`."""
    state = FINAL.get(outcome.sending)
    if outcome.retry_after is not None and outcome.pauses_all:
        tx.notices.pause(until=end_of_pause(wall, seconds=outcome.retry_after))
    if state is None:
        wait = outcome.retry_after or jittered_backoff_s(notice.attempts)
        unknown = outcome.sending is Delivery.UNKNOWN
        not_before = wall + timedelta(seconds=wait)
        tx.notices.postpone(notice.id, not_before=not_before, unknown=unknown, tried=outcome.tried)
        return
    tx.notices.settle(notice.id, state, message=outcome.message, at=tx.now)
    if state is NoticeState.BLOCKED:
        tx.people.set_reachable(notice.person, reachable=False)


def store_pauses(tx: Transaction, *, pauses: Mapping[int | None, datetime]) -> None:
    """Store the ends of pauses by chat, None for all."""
    for chat, until in pauses.items():
        tx.notices.pause(until=until, chat=chat)


def end_of_pause(wall: datetime, *, seconds: float) -> datetime:
    """Return when all processes may resume after a retry-after of so many seconds."""
    return wall + timedelta(seconds=seconds) + CLOCK_TOLERANCE


def jittered_backoff_s(attempts: int) -> float:
    """Return the seconds until the next attempt, random so that not all retry at once."""
    return _random.uniform(0, backoff_s(attempts, longest_s=MAX_BACKOFF_S))


def enqueue_deletion_reports(tx: Transaction) -> int:
    """Enqueue the report of each deletion whose people have all been notified; how many."""
    told = tx.deletions.told(limit=20)
    for deletion in told:
        if tx.notices.tally(deletion.id).of:
            tx.notices.enqueue(_report_of(deletion, at=tx.now))
        tx.deletions.mark_summed(deletion.id)
    return len(told)


def _is_paused(tx: Transaction, *, wall: datetime) -> bool:
    until = tx.notices.paused_until()
    return until is not None and wall < until <= wall + LONGEST_WAIT


def _report_of(deletion: Deletion, *, at: datetime) -> NewNotice:
    return NewNotice(
        key=f"deletion:{deletion.id}:sum",
        person=deletion.by,
        kind=NoticeKind.DELETION_SUM,
        facts={"deletion": deletion.id},
        due_at=at,
    )
