"""Where a server's database has been at home. A dump that was brought back elsewhere, or into
tables made anew, is noticed before a bot sends from it what was sent already. A file has its mark.
"""

from sqlalchemy import text

from domain.storage.errors import StorageUnusable
from domain.storage.repositories.meta import SqlMarks
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import Query

HOME = "home"
BROUGHT = "this database was restored or moved: python -m bot restore --after, see docs/backup.md"
_HERE = Query(
    text(
        "SELECT mod(system_identifier, 1048576) * 4294967296"
        " + CAST(CAST(CAST('event' AS regclass) AS oid) AS bigint) FROM pg_control_system()"
    ),
    int,
)
"""The cluster, and which of its tables the outbox is: the same as long as nobody makes it anew."""


def at_home(driver: Driver) -> None:
    """Raises StorageUnusable if it is not; a database that has none yet is at home here. It may
    write, so no transaction may be open.
    """
    if driver.dialect != "postgresql":
        return
    here, home = driver.only(_HERE), SqlMarks(driver).get(HOME)
    if home is None:
        driver.begin()
        settle_down(driver)
        driver.commit()
    elif home != here:
        raise StorageUnusable(BROUGHT)


def settle_down(driver: Driver) -> None:
    """From now on it is at home here."""
    if driver.dialect == "postgresql":
        SqlMarks(driver).put(HOME, driver.only(_HERE))
