"""CPU seconds and memory of a process, from /proc (Linux)."""

import os
from pathlib import Path

MIB = 1024 * 1024


def memory_of(pid: int) -> float:
    """Resident memory in MiB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MIB


def cpu_of(pid: int) -> float:
    """CPU seconds of all threads."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
