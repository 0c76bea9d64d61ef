"""Description of the machine, without what would identify it."""

import os
import platform
import sqlite3
import subprocess
from pathlib import Path

from tests.postgres import programs_folder


def machine() -> str:
    """One line: processor, cores, system, versions."""
    return ", ".join(
        (
            f"{_processor()}, {os.cpu_count()} cores",
            f"{platform.system()} {platform.machine()}",
            f"Python {platform.python_version()}",
            f"SQLite {sqlite3.sqlite_version}",
            f"PostgreSQL {_postgres()}",
        )
    )


def busy() -> str:
    """Load average of the last minute."""
    return f"{os.getloadavg()[0]:.1f}"


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text("utf-8").splitlines() if told.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or "unknown processor")


def _postgres() -> str:
    command = (str(programs_folder() / "postgres"), "-V")
    told = subprocess.check_output(command, text=True)  # noqa: S603 - ours
    return str(told).split()[-1]
