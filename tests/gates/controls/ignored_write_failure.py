"""The bot as it must not be: a write that failed is nothing to stop for.

Only for the control of the disk gate: `python -m tests.gates.controls.ignored_write_failure run`.
"""

import sys

from bot.__main__ import main
from domain.storage.engines.sqlite import SqliteDialect


def never(_: SqliteDialect, __: BaseException) -> bool:
    return False


if __name__ == "__main__":
    SqliteDialect.is_fatal = never
    sys.exit(main(sys.argv[1:]))
