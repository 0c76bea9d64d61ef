"""Periodic read-only integrity check; notifies owners of violations. Repairs nothing."""

import asyncio
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

import structlog

from domain.errors import Unavailable
from domain.operations.people import known_or_new
from domain.ports.clock import Clock
from domain.ports.monitoring import CheckReport, Finding, RunChecks
from domain.ports.notices import NewNotice, NoticeKind
from domain.ports.store import Command, Store, Transaction
from jobs.leadership import (
    SINGLE_PROCESS,
    UPKEEP,
    Guard,
    Leadership,
    Leased,
    LeaseLost,
    with_guard,
)

FIRST_CHECK_AFTER_S = 60.0
"""After the start, when other work is more urgent."""
log = structlog.stdlib.get_logger(__name__)


class CheckSchedule(NamedTuple):
    """The check, and the seconds between two of them (0: never)."""

    examine: RunChecks
    every: float


class LastCheck(NamedTuple):
    """Time of the last check, and how many rows violate an invariant."""

    at: datetime
    findings: int
    drained: bool


def notify_owners(tx: Transaction, *, owners: Iterable[int], findings: Sequence[Finding]) -> None:
    """Enqueue each finding for each owner, once.

    An owner who never wrote to the bot is added as a person and gets the notice after /start.
    """
    language = tx.rules.languages[0]
    for person in [known_or_new(tx, telegram=owner, language=language) for owner in owners]:
        for finding in findings:
            tx.notices.enqueue(_notice_of(finding, person.id, tx.now))


def _notice_of(finding: Finding, person: int, now: datetime) -> NewNotice:
    return NewNotice(
        key=f"finding:{finding.key}:{person}",
        person=person,
        kind=NoticeKind.FINDING,
        facts={
            "invariant": finding.invariant,
            "total": finding.total,
            "ids": " ".join(finding.ids),
        },
        due_at=now,
    )


class Doctor:
    """Runs one check at a time, in one of the processes that share the database."""

    last: LastCheck | None = None

    def __init__(
        self,
        how: CheckSchedule,
        *,
        store: Store[Transaction],
        clock: Clock,
        owners: Iterable[int],
        leadership: Leadership = SINGLE_PROCESS,
        first: float = FIRST_CHECK_AFTER_S,
    ) -> None:
        self._how = how
        self._store = store
        self._clock = clock
        self._owners = frozenset(owners)
        self._leadership = leadership
        self._due = time.monotonic() + first
        self._check: asyncio.Task[None] | None = None

    async def tick(self) -> None:
        """Start a check in the background if one is due."""
        if self._leadership.guard_for(UPKEEP) is None:
            self.last = None  # the process that does it now knows better
        elif self._how.every and time.monotonic() >= self._due and self._check is None:
            self._due = time.monotonic() + self._how.every
            self._check = asyncio.create_task(self.run_check())
            self._check.add_done_callback(self._checked)

    async def run_check(self) -> None:
        """Check, log and notify; a database that does not answer is no finding."""
        guard = self._leadership.guard_for(UPKEEP)
        if guard is None:
            return
        report = await self._in_thread()
        if report is None:
            log.warning("integrity check could not run", reason="a database cannot be reached")
            return
        self.last = LastCheck(self._clock.now(), report.total, report.drained)
        for each in report.findings:
            log.error(
                "integrity violation",
                invariant=each.invariant,
                rows=each.total,
                ids=" ".join(each.ids),
            )
        if report.findings:
            with suppress(Unavailable, LeaseLost):
                await self._notify(guard, report.findings)

    async def _notify(self, guard: Guard[Leased], findings: Sequence[Finding]) -> None:
        command, owners = Command(self._clock.now()), self._owners
        await self._store.run(
            with_guard(guard, notify_owners), command, owners=owners, findings=findings
        )

    async def _in_thread(self) -> CheckReport | None:
        """In a daemon thread, so that a process can exit while a check is running."""
        loop, wall = asyncio.get_running_loop(), self._clock.wall()
        ended: asyncio.Future[CheckReport | None] = loop.create_future()

        def end(report: CheckReport | None) -> None:
            if not ended.done():
                ended.set_result(report)

        def check() -> None:
            report = None
            try:
                with suppress(Unavailable):
                    report = self._how.examine(wall=wall)
            finally:
                with suppress(RuntimeError):  # the loop is closed: the bot has stopped
                    loop.call_soon_threadsafe(end, report)

        threading.Thread(target=check, name="doctor", daemon=True).start()
        return await ended

    def _checked(self, _: asyncio.Task[None]) -> None:
        self._check = None
