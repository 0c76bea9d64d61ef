"""Asks one database, at one moment, which invariants do not hold. Opens and begins nothing."""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import NamedTuple

from sqlalchemy import text

from domain.ports.findings import Finding
from domain.storage.checks.bookings import BOOKINGS
from domain.storage.checks.ledger import LEDGER
from domain.storage.checks.notices import NOTICES
from domain.storage.checks.people import PEOPLE
from domain.storage.checks.places import PLACES
from domain.storage.checks.progress import PROGRESS
from domain.storage.checks.sql import Invariant, statement
from domain.storage.checks.upkeep import KEEPING
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import Query
from domain.storage.sql.values import Value

IN_SQL = (*PLACES, *BOOKINGS, *LEDGER, *PROGRESS, *NOTICES, *PEOPLE, *KEEPING)
_PATIENT = Query(
    text(
        "SELECT set_config('statement_timeout', '10min', true),"
        " set_config('idle_in_transaction_session_timeout', '10min', true),"
        " set_config('work_mem', '32MB', true), set_config('jit', 'off', true),"
        " set_config('enable_nestloop', 'off', true),"
        " set_config('parallel_setup_cost', '100', true),"
        " set_config('parallel_tuple_cost', '0.005', true)"
    ),
    str,
)
"""A transaction that only reads holds up nobody, so it may take its time. Everything is read from
end to end: looking rows up one by one does not pay, dividing them among workers does.
"""

_ROOMY = Query(text("PRAGMA cache_size = -32768"), str)
"""Kilobytes; people are looked up in no order."""


class _Few(NamedTuple):
    name: str
    total: int
    id: str


def begin(driver: Driver) -> None:
    """Begins to read one moment's state, however long it takes."""
    if driver.dialect == "sqlite":
        driver.rows(_ROOMY)
    driver.begin_read()
    if driver.dialect == "postgresql":
        driver.rows(_PATIENT)


def broken(
    driver: Driver, asked: Collection[Invariant], times: Mapping[str, Value]
) -> list[Finding]:
    """Those that do not hold. Without `times` (now, wall) what needs them is left out."""
    known = [each for each in asked if times or not each.timed]
    found: list[Finding] = []
    for group in _groups(known):
        found += _found(driver, tuple(group), times)
    return found


def _found(
    driver: Driver, asked: tuple[Invariant, ...], times: Mapping[str, Value]
) -> Iterable[Finding]:
    query = _compiled(asked, driver.dialect)
    used = {name: value for name, value in times.items() if f":{name}" in str(query.core)}
    rows = driver.all(query, **used)
    for invariant in asked:
        few = [row for row in rows if row.name == invariant.name]
        if few:
            ids = tuple(row.id for row in few)
            yield Finding(invariant.name, invariant.meaning, few[0].total, ids)


def _groups(asked: Iterable[Invariant]) -> Iterable[list[Invariant]]:
    """Those that read the events of bookings go together, so that these are read once."""
    many = list(asked)
    by_events = [each for each in many if each.reads("told")]
    others = [each for each in many if not each.reads("told")]
    return (group for group in (by_events, others) if group)


@cache
def _compiled(asked: tuple[Invariant, ...], dialect: str) -> Query[_Few]:
    return Query(statement(asked, dialect), _Few)
