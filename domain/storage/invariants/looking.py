"""A look at both databases by their URLs, beside whoever writes. It holds up nobody: it reads on
connections of its own, and where the read model cannot be opened the rest is looked at.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta

from domain.errors import Unavailable
from domain.ports.findings import Examined
from domain.rules import Rules
from domain.storage.checks.run import begin
from domain.storage.engines.base import Database
from domain.storage.engines.url import database, plainly
from domain.storage.errors import StorageUnusable
from domain.storage.invariants.examining import Times, examine
from domain.storage.repositories.meta import SqlMarks
from domain.storage.schema.migrate import Which, newest_schema, serving
from domain.storage.sql.connection import Driver
from domain.storage.sql.values import from_ms


def look(
    main: str,
    mypage: str,
    *,
    rules: Rules,
    wall: datetime,
    offset: str,
    drained: bool | None = None,
) -> Examined:
    """What does not hold. Raises StorageUnusable.

    `wall` counts where the main database has no clock of its own; under the mark `offset` it keeps
    by how many seconds people's time is ahead. `drained`: see `examine`.
    """
    with ExitStack() as held:
        shown = _shown(held, mypage)
        driver = held.enter_context(begun(main, "main"))
        shared = driver.clock()
        wall = wall if shared is None else from_ms(shared)
        ahead = timedelta(seconds=SqlMarks(driver).get(offset) or 0)
        times = Times(wall + ahead, wall)
        return examine(driver, shown, rules=rules, times=times, drained=drained)


def look_again(main: str, mypage: str, *, rules: Rules, wall: datetime, offset: str) -> Examined:
    """The same for somebody who comes again and again. Raises Unavailable."""
    try:
        return look(main, mypage, rules=rules, wall=wall, offset=offset)
    except StorageUnusable as unusable:
        raise Unavailable from unusable


@contextmanager
def begun(
    url: str, which: Which, *, beginning: Callable[[Driver], None] = begin
) -> Iterator[Driver]:
    """A connection that only reads, at one moment. Raises StorageUnusable."""
    found = database(url)
    with plainly(found):
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
