"""An idle bot on either engine: CPU of its process, and what it has the disk write.

SQLite: bytes that the process has written, log lines included. PostgreSQL: bytes of the server's
write-ahead log, on a server that nothing else uses.
"""

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, create_engine

from benchmarks.ground import Ground, empty
from benchmarks.shape import Mark, Result, told
from benchmarks.sizes import Size
from benchmarks.stage import emulated, stage
from benchmarks.watch import cpu_of, written_by
from tests.postgres import running

NAME = "idle"
WHAT = "An idle bot: CPU and writes"
MARKS = (
    Mark("idle CPU on SQLite", 0.5, None, "%", at_least=False),
    Mark("idle writes on SQLite", 0, None, "B/s", at_least=False),
    Mark("idle CPU on PostgreSQL", 0.5, None, "%", at_least=False),
    Mark("idle writes on PostgreSQL", 0, None, "B/s", at_least=False),
)
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
        found = [*await _idle(files, folder, size, written=written_by)]
        with running(("autovacuum=off",)) as server:  # what the server does for itself
            ground = empty(*map(server.create, DATABASES))
            engine = create_engine(ground.main)
            found += await _idle(ground, folder, size, written=lambda _: _wal(engine))
            engine.dispose()
            for name in DATABASES:
                server.drop(name)
    note = f"each for {size.idle:g} s, after {WARM_UP_S:g} s"
    return Result([told(mark, [value]) for mark, value in zip(MARKS, found, strict=True)], [note])


async def _idle(
    ground: Ground, folder: Path, size: Size, *, written: Callable[[int], int]
) -> tuple[float, float]:
    """CPU in percent of a core, and bytes a second."""
    async with emulated() as (telegram, url), stage(telegram, url, ground, folder) as bot:
        bot.meet(1)
        await bot.first_answer(1)
        await asyncio.sleep(min(WARM_UP_S, size.idle))
        pid = bot.program.pid
        cpu_s, written_bytes = cpu_of(pid), written(pid)
        await asyncio.sleep(size.idle)
        cpu = (cpu_of(pid) - cpu_s) / size.idle * 100
        return cpu, (written(pid) - written_bytes) / size.idle


def _wal(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.exec_driver_sql(WAL_BYTES).scalar_one())
