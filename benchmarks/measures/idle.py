"""An idle bot on either engine: CPU of its process, and what it has the disk write.

SQLite: files that were written to, databases and their write-ahead logs. PostgreSQL: bytes of the
server's write-ahead log, on a server that nothing else uses.
"""

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine, create_engine

from benchmarks.load.bot_process import emulated, stage
from benchmarks.load.databases import Databases, empty
from benchmarks.load.process_usage import cpu_of
from benchmarks.results import Mark, Result, told
from benchmarks.sizes import Size
from tests.postgres import running

NAME = "idle"
WHAT = "An idle bot: CPU and writes"
MARKS = (
    Mark("idle CPU on SQLite", 0.5, None, "%", at_least=False),
    Mark("files written when idle on SQLite", 0, None, "", at_least=False),
    Mark(
        "idle CPU on PostgreSQL",
        0.5,
        None,
        "%",
        at_least=False,
        reason="each worker reads the database every second or two",
    ),
    Mark("log written when idle on PostgreSQL", 0, None, "B/s", at_least=False),
)
T = TypeVar("T")
DATABASES = ("idle_main", "idle_mypage")
WARM_UP_S = 20.0
"""The server notes running transactions for up to 15 s after the last write."""
WAL_BYTES = "SELECT pg_current_wal_lsn() - '0/0'::pg_lsn"


def measure(size: Size) -> Result:
    """Once for each engine, for the seconds of the size."""
    return asyncio.run(_measure(size))


async def _measure(size: Size) -> Result:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        files = empty(*(f"sqlite:///{folder}/{name}.db" for name in DATABASES))
        cpu, before, after = await _idle(files, folder, size, look=lambda: _stamps(folder))
        found = [cpu, float(len(after - before))]
        with running(("autovacuum=off",)) as server:  # what the server does for itself
            ground = empty(*map(server.create, DATABASES))
            engine = create_engine(ground.main)
            cpu, begun, ended = await _idle(ground, folder, size, look=lambda: _wal(engine))
            found += [cpu, (ended - begun) / size.idle]
            engine.dispose()
            for name in DATABASES:
                server.drop(name)
    note = f"each for {size.idle:g} s, after {WARM_UP_S:g} s"
    return Result([told(mark, [value]) for mark, value in zip(MARKS, found, strict=True)], [note])


async def _idle(
    ground: Databases, folder: Path, size: Size, *, look: Callable[[], T]
) -> tuple[float, T, T]:
    """CPU in percent of a core, and what `look` finds before and after."""
    async with emulated() as (telegram, url), stage(telegram, url, ground, folder) as bot:
        bot.meet(1)
        await bot.first_answer(1)
        await asyncio.sleep(min(WARM_UP_S, size.idle))
        pid = bot.program.pid
        cpu_s, before = cpu_of(pid), look()
        await asyncio.sleep(size.idle)
        return (cpu_of(pid) - cpu_s) / size.idle * 100, before, look()


def _stamps(folder: Path) -> set[tuple[str, int, int]]:
    """Name, size and time of change of the databases and their logs."""
    found = [*folder.glob("*.db"), *folder.glob("*.db-wal")]
    return {(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in found}


def _wal(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.exec_driver_sql(WAL_BYTES).scalar_one())
