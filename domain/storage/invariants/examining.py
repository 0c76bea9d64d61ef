"""Asks all invariants of both databases, each at one moment, and says which do not hold. It opens
nothing, and puts nothing right.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from domain.ports.findings import Examined
from domain.rules import Rules
from domain.storage.checks.read_model import SHOWN, between
from domain.storage.checks.reminders import REMINDER, without_reminder
from domain.storage.checks.run import IN_SQL, broken
from domain.storage.checks.sql import Invariant, finding
from domain.storage.repositories.audit import SqlAudit
from domain.storage.sql.connection import Driver
from domain.storage.sql.values import to_ms

AUDIT = Invariant("audit-holds", "Each row of the audit follows from the one before.")
EVERY = (*IN_SQL, REMINDER, AUDIT, *SHOWN)
"""All there are."""


class Times(NamedTuple):
    """People's time, and the time by which messages and leases go."""

    now: datetime
    wall: datetime


def examine(
    main: Driver,
    shown: Driver | None,
    *,
    rules: Rules,
    times: Times | None,
    drained: bool | None = None,
) -> Examined:
    """What does not hold, on connections that are begun, that of the read model first.

    `drained` None: what holds only when nothing is left to do is asked if that is so. Without
    `times` what needs them is left out.
    """
    told = {} if times is None else {"now": to_ms(times.now), "wall": to_ms(times.wall)}
    found = broken(main, [each for each in IN_SQL if each.always or each.rest], told)
    found += finding(AUDIT, _broken_rows(main))
    if times is not None:
        today = rules.today(times.now)
        found += without_reminder(main, rules, now=told["now"], today=today)
    if shown is not None:
        found += between(main, shown)
    resting = {each.name for each in EVERY if each.rest}
    drained = not any(each.invariant in resting for each in found) if drained is None else drained
    if not drained:
        found = [each for each in found if each.invariant not in resting]
    else:
        found += broken(main, [each for each in IN_SQL if not (each.always or each.rest)], told)
    return Examined(found, drained, shown is not None, len(EVERY))


def _broken_rows(main: Driver) -> Iterator[int]:
    at = SqlAudit(main, _never).broken_at()
    if at is not None:
        yield at


def _never() -> datetime:
    raise RuntimeError("nothing is written here")
