"""Integrity check of both databases at one moment."""

import ctypes
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from sqlalchemy import text

from domain.errors import Unavailable
from domain.ports.monitoring import CheckReport, Finding
from domain.rules import Rules
from domain.storage.checks.bookings import BOOKINGS
from domain.storage.checks.ledger import LEDGER
from domain.storage.checks.notices import NOTICES
from domain.storage.checks.people import PEOPLE
from domain.storage.checks.places import PLACES
from domain.storage.checks.progress import PROGRESS
from domain.storage.checks.read_model import READ_MODEL, between
from domain.storage.checks.reminders import REMINDER, without_reminder
from domain.storage.checks.sql import Invariant, finding, statement
from domain.storage.checks.upkeep import UPKEEP
from domain.storage.engines.base import Database
from domain.storage.engines.url import database, in_one_sentence
from domain.storage.errors import StorageUnusable
from domain.storage.repositories.audit import audit_reader
from domain.storage.repositories.meta import SqlMetaValues
from domain.storage.schema.migrate import Which, newest_schema, serving
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import Query
from domain.storage.sql.values import Value, from_ms, to_ms
from domain.storage.vault import Vault

IN_SQL = (*PLACES, *BOOKINGS, *LEDGER, *PROGRESS, *NOTICES, *PEOPLE, *UPKEEP)
CACHE_KIB = 4096
"""Page cache of a check on SQLite. A larger one is no quicker, and its memory is not given back."""
_CACHE = Query(text(f"PRAGMA cache_size = -{CACHE_KIB}"), str)
_FIRST_READ = Query(text("SELECT max(number) FROM schema_info"), int)
_LONG_READ = Query(
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
"""A transaction that only reads blocks nothing, so it may take its time. Tables are read from end
to end: index lookups do not pay, parallel workers do.
"""


class _Few(NamedTuple):
    name: str
    total: int
    id: str


def begin(driver: Driver) -> None:
    """Begin a read transaction whose snapshot is taken now, however long it lasts."""
    if driver.dialect.name == "sqlite":
        driver.rows(_CACHE)
        driver.begin_read()
        driver.rows(_FIRST_READ)  # BEGIN is deferred: only the first read takes the snapshot
    else:
        driver.begin_read()
        driver.rows(_LONG_READ)


def broken(
    driver: Driver, asked: Collection[Invariant], times: Mapping[str, Value]
) -> list[Finding]:
    """Violations of the given invariants. Without `times` (now, wall) timed ones are skipped."""
    known = [each for each in asked if times or not each.timed]
    found: list[Finding] = []
    for group in _groups(known):
        found += _found(driver, tuple(group), times)
    return found


def _found(
    driver: Driver, asked: tuple[Invariant, ...], times: Mapping[str, Value]
) -> Iterable[Finding]:
    query = _compiled(asked, driver.dialect.name)
    used = {name: value for name, value in times.items() if f":{name}" in str(query.core)}
    rows = driver.all(query, **used)
    for invariant in asked:
        few = [row for row in rows if row.name == invariant.name]
        if few:
            ids = tuple(row.id for row in few)
            yield Finding(invariant.name, invariant.meaning, few[0].total, ids)


def _groups(asked: Iterable[Invariant]) -> Iterable[list[Invariant]]:
    """Invariants that read bookings' events go into one statement, which reads them once."""
    many = list(asked)
    by_events = [each for each in many if each.reads("told")]
    others = [each for each in many if not each.reads("told")]
    return (group for group in (by_events, others) if group)


@cache
def _compiled(asked: tuple[Invariant, ...], dialect: str) -> Query[_Few]:
    return Query(statement(asked, dialect), _Few)


AUDIT = Invariant("audit-holds", "Each row of the audit follows from the one before, by its key.")
ALL_INVARIANTS = (*IN_SQL, REMINDER, AUDIT, *READ_MODEL)


class Times(NamedTuple):
    """People's time, and the wall time by which messages and leases go."""

    now: datetime
    wall: datetime


def examine(
    main: Driver,
    shown: Driver | None,
    *,
    rules: Rules,
    times: Times | None,
    vault: Vault | None,
    drained: bool | None = None,
) -> CheckReport:
    """Violations, on connections whose transactions have begun, the read model's first.

    `vault` opens the audit's key; without it the audit is skipped. `drained` None: invariants that
    need an empty backlog are checked if it is empty. Without `times` timed ones are skipped.
    """
    told = {} if times is None else {"now": to_ms(times.now), "wall": to_ms(times.wall)}
    found = broken(main, [each for each in IN_SQL if each.always or each.rest], told)
    if vault is not None:
        found += finding(AUDIT, _broken_rows(main, vault))
    if times is not None:
        today = rules.today(times.now)
        found += without_reminder(main, rules, now=told["now"], today=today)
    if shown is not None:
        found += between(main, shown)
    resting = {each.name for each in ALL_INVARIANTS if each.rest}
    drained = not any(each.invariant in resting for each in found) if drained is None else drained
    if not drained:
        found = [each for each in found if each.invariant not in resting]
    else:
        found += broken(main, [each for each in IN_SQL if not (each.always or each.rest)], told)
    checked = len(ALL_INVARIANTS) - (vault is None)
    return CheckReport(found, drained, shown is not None, checked)


def _broken_rows(main: Driver, vault: Vault) -> Iterator[int]:
    at = audit_reader(main, vault).verify().broken_at
    if at is not None:
        yield at


def run_checks(
    main: str,
    mypage: str,
    *,
    rules: Rules,
    wall: datetime,
    offset: str,
    vault: Callable[[], Vault | None],
    drained: bool | None = None,
) -> CheckReport:
    """Open both databases and check them. Raises StorageUnusable.

    `vault` is asked for the keys, if they are there. `wall` counts where the main database has no
    clock of its own; `offset` is the key in `meta` of the seconds by which people's time is ahead.
    `drained`: see `examine`.
    """
    with ExitStack() as held:
        shown = _shown(held, mypage)
        driver = held.enter_context(begun(main, "main"))
        shared = driver.clock()
        wall = wall if shared is None else from_ms(shared)
        ahead = timedelta(seconds=SqlMetaValues(driver).get(offset) or 0)
        times = Times(wall + ahead, wall)
        return examine(driver, shown, rules=rules, times=times, vault=vault(), drained=drained)


def run_checks_confirmed(
    main: str,
    mypage: str,
    *,
    rules: Rules,
    wall: datetime,
    offset: str,
    vault: Callable[[], Vault],
) -> CheckReport:
    """`run_checks` for a process that goes on afterwards. Raises Unavailable."""
    try:
        return run_checks(main, mypage, rules=rules, wall=wall, offset=offset, vault=vault)
    except StorageUnusable as unusable:
        raise Unavailable from unusable
    finally:
        return_free_memory()


def return_free_memory() -> None:
    """Give freed memory back to the system, where the C library is glibc.

    A check reads in a thread, and glibc keeps what a thread has freed for later: up to 40 MiB.
    """
    if sys.platform == "linux":
        with suppress(AttributeError):  # another C library
            ctypes.CDLL(None).malloc_trim(0)


@contextmanager
def begun(
    url: str, which: Which, *, beginning: Callable[[Driver], None] = begin
) -> Iterator[Driver]:
    """A read-only connection on one snapshot. Raises StorageUnusable."""
    found = database(url)
    with in_one_sentence(found):
        _must_be_ours(found, which)
        driver = found.reader()
        try:
            beginning(driver)
            yield driver
        finally:
            driver.rollback()
            driver.close()


def _shown(held: ExitStack, mypage: str) -> Driver | None:
    try:
        return held.enter_context(begun(mypage, "mypage"))
    except StorageUnusable:
        return None


def _must_be_ours(found: Database, which: Which) -> None:
    if not found.exists():
        raise StorageUnusable(f"{found.name}: there is no database")
    connection = found.connect()
    try:
        number = serving(connection, which)
    finally:
        connection.invalidate()
        connection.close()
        connection.engine.dispose()
    if number < newest_schema(which):
        raise StorageUnusable(f"{found.name}: its schema is older: python -m bot migrate")
