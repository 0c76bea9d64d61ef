"""One writing process a database file: a lock that the operating system drops with the process."""

import os
import sys
from pathlib import Path

from domain.storage.errors import StorageUnusable

if sys.platform == "win32":
    import msvcrt

    def _try_to_lock(opened: int) -> None:
        msvcrt.locking(opened, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try_to_lock(opened: int) -> None:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FileLock:
    """Held from its making until `release`; StorageUnusable if somebody else holds it."""

    def __init__(self, database: Path) -> None:
        path = database.with_name(f"{database.name}.lock")
        self._opened = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _try_to_lock(self._opened)
        except OSError:
            os.close(self._opened)
            raise StorageUnusable(f"{database}: another process is writing it") from None

    def release(self) -> None:
        """Lets others in. The file stays: removing it would let two of them in at once."""
        os.close(self._opened)
