"""Looks now and then whether the databases keep their promises, and tells the owners once what it
finds. It reads beside the work and puts nothing right.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from domain.errors import Unavailable
from domain.operations.people import known_or_new
from domain.ports.clock import Clock
from domain.ports.monitoring import CheckReport, Finding, RunChecks
from domain.ports.notices import NewNotice, NoticeKind
from domain.ports.store import Command, Store, Transaction
from jobs.leadership import ALONE, UPKEEP, Guard, Leadership, Leased, LeaseLost, with_guard

FIRST = 60.0
"""Seconds after the start: at the start there is more urgent work."""
log = logging.getLogger(__name__)


class CheckSchedule(NamedTuple):
    """How to look, and how often (seconds; 0: never)."""

    examine: RunChecks
    every: float


class LastCheck(NamedTuple):
    """The last look: when, and how many rows break something."""

    at: datetime
    findings: int
    drained: bool


def tell(tx: Transaction, *, owners: Iterable[int], findings: Sequence[Finding]) -> None:
    """Owes each owner each finding they have not been told yet. Who never wrote to the bot becomes
    known by this, and is told when they do.
    """
    language = tx.rules.languages[0]
    for person in [known_or_new(tx, telegram=owner, language=language) for owner in owners]:
        for finding in findings:
            tx.notices.enqueue(_owed(finding, person.id, tx.now))


def _owed(finding: Finding, person: int, now: datetime) -> NewNotice:
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
    """One look at a time, by one process of those that share the database."""

    last: LastCheck | None = None

    def __init__(
        self,
        how: CheckSchedule,
        *,
        store: Store[Transaction],
        clock: Clock,
        owners: Iterable[int],
        duties: Leadership = ALONE,
        first: float = FIRST,
    ) -> None:
        self._how = how
        self._store = store
        self._clock = clock
        self._owners = frozenset(owners)
        self._duties = duties
        self._due = time.monotonic() + first
        self._visit: asyncio.Task[None] | None = None

    async def tick(self) -> None:
        """Begins to look if it is time; nobody waits for the end of it."""
        if self._duties.on(UPKEEP) is None:
            self.last = None  # who does it now knows better
        elif self._how.every and time.monotonic() >= self._due and self._visit is None:
            self._due = time.monotonic() + self._how.every
            self._visit = asyncio.create_task(self.visit())
            self._visit.add_done_callback(self._visited)

    async def visit(self) -> None:
        """Looks, logs and tells. A database that does not answer is somebody else's to report."""
        guard = self._duties.on(UPKEEP)
        if guard is None:
            return
        examined = await self._examined()
        if examined is None:
            log.warning("the databases could not be looked at")
            return
        self.last = LastCheck(self._clock.now(), examined.total, examined.drained)
        for each in examined.findings:
            ids = " ".join(each.ids)
            log.error("%s does not hold for %d: %s", each.invariant, each.total, ids)
        if examined.findings:
            with suppress(Unavailable, LeaseLost):
                await self._tell(guard, examined.findings)

    async def _tell(self, guard: Guard[Leased], findings: Sequence[Finding]) -> None:
        command, owners = Command(self._clock.now()), self._owners
        await self._store.run(with_guard(guard, tell), command, owners=owners, findings=findings)

    async def _examined(self) -> CheckReport | None:
        """In a thread that a process which wants to end does not wait for."""
        loop, wall = asyncio.get_running_loop(), self._clock.wall()
        ended: asyncio.Future[CheckReport | None] = loop.create_future()

        def end(examined: CheckReport | None) -> None:
            if not ended.done():
                ended.set_result(examined)

        def look() -> None:
            examined = None
            try:
                with suppress(Unavailable):
                    examined = self._how.examine(wall=wall)
            finally:
                with suppress(RuntimeError):  # the loop is closed: nobody wants to know
                    loop.call_soon_threadsafe(end, examined)

        threading.Thread(target=look, name="doctor", daemon=True).start()
        return await ended

    def _visited(self, _: asyncio.Task[None]) -> None:
        self._visit = None
