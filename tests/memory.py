"""A folder in memory for temporary files, where there is one: faster than a disk."""

import os
import shutil
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - looked at before it is used
NEEDED_BYTES = 1 << 30


def memory_folder(folder: Path = MEMORY) -> Path | None:
    """None where it is missing, small (as in a container) or not ours to write to."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return None
    return folder if free >= NEEDED_BYTES and os.access(folder, os.W_OK | os.X_OK) else None
