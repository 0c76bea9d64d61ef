"""`python -m bot` whose check of the database takes as long as that of a very large file."""

import sqlite3
import sys
import time

from sqlalchemy import Connection

from bot.__main__ import main
from domain.storage.engines.sqlite import SqliteFile


def _check(_: SqliteFile, connection: Connection) -> None:
    sys.stdout.write("checking\n")
    sys.stdout.flush()
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    # Inside SQLite and without Python's lock, as quick_check: no signal ends it.
    driver.create_function("sleep", 1, time.sleep)
    driver.execute("SELECT sleep(600)")


if __name__ == "__main__":
    SqliteFile._check = _check
    sys.exit(main(sys.argv[1:]))
