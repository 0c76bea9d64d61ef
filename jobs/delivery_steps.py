"""What delivering does inside one transaction: claim, settle, sum up. Sends nothing."""

import secrets
from collections.abc import Sequence
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

APART = timedelta(seconds=0.1)
"""How far the clocks of two processes may be apart: a pause ends for none of them too early."""
LONGEST = 60.0
"""Seconds between two tries of a notice, at most."""

FINAL = {
    Delivery.SENT: NoticeState.SENT,
    Delivery.BLOCKED: NoticeState.BLOCKED,
    Delivery.INVALID: NoticeState.INVALID,
}

_random = secrets.SystemRandom()


class Claimed(NamedTuple):
    """Notices to be sent now; `dropped`: how many were not owed any more."""

    owed: Sequence[Notice]
    dropped: int


def claim_due(tx: Transaction, *, wall: datetime, limit: int) -> Claimed:
    """Takes due notices, unless there is a pause, and ends those that are not true any more."""
    until = tx.notices.paused_until()
    if until is not None and wall < until <= wall + LONGEST_WAIT:
        return Claimed((), 0)
    due = tx.notices.claim(now=tx.now, wall=wall, limit=limit)
    owed = [notice for notice in due if is_still_valid(tx, notice)]
    kept = {notice.id for notice in owed}
    for notice in due:
        if notice.id not in kept:
            tx.notices.settle(notice.id, NoticeState.SUPERSEDED, message=None, at=tx.now)
    return Claimed(owed, len(due) - len(owed))


def record_result(tx: Transaction, *, notice: Notice, outcome: SendResult, wall: datetime) -> None:
    """Keeps what came of one attempt; `wall` is when it ended."""
    state = FINAL.get(outcome.sending)
    if outcome.retry_after is not None:
        tx.notices.pause(until=end_of_pause(wall, seconds=outcome.retry_after))
    if state is None:
        wait = outcome.retry_after or back_off(notice.attempts)
        unknown = outcome.sending is Delivery.UNKNOWN
        not_before = wall + timedelta(seconds=wait)
        tx.notices.postpone(notice.id, not_before=not_before, unknown=unknown, tried=outcome.tried)
        return
    tx.notices.settle(notice.id, state, message=outcome.message, at=tx.now)
    if state is NoticeState.BLOCKED:
        tx.people.set_reachable(notice.person, reachable=False)


def end_of_pause(wall: datetime, *, seconds: float) -> datetime:
    """Until when every process is quiet, if Telegram asked one of them at `wall`."""
    return wall + timedelta(seconds=seconds) + APART


def back_off(attempts: int) -> float:
    """Seconds until the next try after so many before it: up to 1, 2, 4 ... 60, by chance, so that
    not all come back at once.
    """
    return _random.uniform(0, min(LONGEST, 2.0 ** min(attempts, 6)))


def enqueue_deletion_reports(tx: Transaction) -> int:
    """Owes the admin the sum of each deletion whose people have all been told; how many."""
    told = tx.deletions.told(limit=20)
    for deletion in told:
        if tx.notices.tally(deletion.id).of:
            tx.notices.enqueue(_sum_of(deletion, at=tx.now))
        tx.deletions.mark_summed(deletion.id)
    return len(told)


def _sum_of(deletion: Deletion, *, at: datetime) -> NewNotice:
    return NewNotice(
        key=f"deletion:{deletion.id}:sum",
        person=deletion.by,
        kind=NoticeKind.DELETION_SUM,
        facts={"deletion": deletion.id},
        due_at=at,
    )
