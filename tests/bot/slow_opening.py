"""`python -m bot` whose check of the database takes as long as that of a very large file."""

import sqlite3
import sys
import time

from bot.__main__ import main
from domain.storage.engines.sqlite import SqliteFile


def _check(_: SqliteFile, connection: sqlite3.Connection) -> None:
    sys.stdout.write("checking\n")
    sys.stdout.flush()
    # Inside SQLite and without Python's lock, as quick_check: no signal ends it.
    connection.create_function("sleep", 1, time.sleep)
    connection.execute("SELECT sleep(600)")


if __name__ == "__main__":
    SqliteFile._check = _check
    sys.exit(main(sys.argv[1:]))
