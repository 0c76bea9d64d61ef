"""Operations on whole files; a power cut leaves the old file or the new one."""

import os
from pathlib import Path

SIDE_FILES = ("-wal", "-shm", "-journal")
"""Suffixes of the files that SQLite keeps beside a database."""


def sync(path: Path) -> None:
    """Return once the file, or the names in a folder, are on disk."""
    if os.name == "nt" and path.is_dir():
        return
    opened = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def publish(made: Path, under: Path) -> None:
    """Rename a finished file. FileExistsError: the name is taken."""
    sync(made)
    try:
        os.link(made, under)
    except FileExistsError:
        raise
    except OSError:  # not every file system has links
        if under.exists():
            raise FileExistsError(under) from None
        made.rename(under)
    made.unlink(missing_ok=True)
    sync(under.parent)


def delete_database(path: Path) -> None:
    """Remove a database file that is not wanted, with all beside it."""
    for suffix in ("", *SIDE_FILES, ".lock"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def move_aside(path: Path, aside: Path) -> None:
    """The file and what belongs to it, under another name."""
    for suffix in ("", *SIDE_FILES):
        old, new = path.with_name(path.name + suffix), aside.with_name(aside.name + suffix)
        if new.exists():
            raise FileExistsError(new)
        if old.exists():
            old.rename(new)
    sync(path.parent)
