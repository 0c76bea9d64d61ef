"""Invariant of reminders: each upcoming booking made in time has one pending.

When a reminder is due follows from the settings, so this is not plain SQL. After a change of
`policy.remind_at` it reports bookings that would have had a reminder under the new setting.
"""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import text

from domain.ports.monitoring import Finding
from domain.rules import Rules
from domain.storage.checks.read_model import lag
from domain.storage.checks.sql import Invariant, finding
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import Query
from domain.storage.sql.values import to_ms

REMINDER = Invariant(
    "reminder-is-owed",
    "Each booking to come that was made before its reminder's time has one, sent or to be sent.",
)
_WITHOUT = Query(
    text(
        "SELECT b.id, b.day, b.made_at FROM booking b"
        r" LEFT JOIN notice n ON n.key = CAST(b.id AS TEXT) || '\:1\:reminder'"
        " WHERE b.status = 'booked' AND b.day >= :first AND n.id IS NULL"
    ),
    lambda *row: row,
)


def without_reminder(driver: Driver, rules: Rules, *, now: int, today: date) -> Iterator[Finding]:
    """At most one finding."""
    without = driver.all(_WITHOUT, first=today.isoformat())
    due = {day: _due(rules, day) for _, day, _ in without}
    missing = [id_ for id_, day, made_at in without if made_at < due[day] and now < due[day]]
    lanes = lag(driver, driver, "notices").lanes if missing else frozenset()
    if lanes is None:
        return
    yield from finding(REMINDER, (id_ for id_ in missing if f"booking:{id_}" not in lanes))


def _due(rules: Rules, day: str) -> int:
    return to_ms(rules.remind_at.before(date.fromisoformat(day), rules.zone))
