"""Backups of the database, and what is done to come back from one. Which files and tables that
are is the storage's.
"""

import argparse
import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.clock import OffsetClock
from bot.clock_sync import kept_offset, set_clock
from bot.config.load import Config
from bot.wiring import key_of
from domain.events import PersonErased
from domain.ports.store import Command
from domain.storage.backup.backup import back_up as back_up_file
from domain.storage.backup.new_epoch import end_restore, start_new_epoch
from domain.storage.backup.restore import erased_in, mark_restored, replacing_database
from domain.storage.open import open_again
from domain.storage.store import SqlStore
from domain.storage.transaction import SqlTransaction
from jobs.housekeeping import RecoveryResult, replay_after_restore

SEND, DROP = "send", "drop"
BY_SERVER = "database.url: back PostgreSQL up with pg_dump, see docs/backup.md"
AFTER_SERVER = (
    "database.url: bring PostgreSQL back with pg_restore, then python -m bot restore --after"
)
WHICH = "restore: say which backup, or --pending alone for what an earlier restore held"


class BackupRefused(Exception):
    """What was asked for is not how it is done here; the text says how."""


def add_restore(parser: argparse.ArgumentParser) -> None:
    """What can be said to `restore`."""
    after, pending = "PostgreSQL: after pg_restore", "what may have been sent since the backup"
    which = parser.add_mutually_exclusive_group()
    which.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a backup")
    which.add_argument("--after", action="store_true", help=after)
    parser.add_argument("--pending", choices=[SEND, DROP], help=pending)


def back_up(config: Config, file: Path) -> Iterator[str]:
    """Makes a backup beside the running bot; what to say of it. Raises StorageUnusable."""
    if config.is_shared:
        raise BackupRefused(BY_SERVER)
    size = back_up_file(config.database.url, file, at=datetime.now(UTC))
    yield f"{file}: {size:,} bytes, checked. The key is not in it: keep that elsewhere."


def restore(config: Config, asked: argparse.Namespace) -> Iterator[str]:
    """Comes back from a backup, or decides about what an earlier restore held; what to say of it.

    Raises BackupRefused, StorageUnusable.
    """
    send = None if asked.pending is None else asked.pending == SEND
    if config.is_shared and asked.file is not None:
        raise BackupRefused(AFTER_SERVER)
    if asked.file is None and not asked.after:
        if send is None:
            raise BackupRefused(WHICH)
        yield _decided(asyncio.run(_decide(config, send=send)), send=send)
        return
    with _brought_back(config, asked.file) as (url, gone, said):
        settled, held = asyncio.run(_begin_again(config, url, gone=gone or (), send=send))
    yield from said
    yield from _told(settled, held, gone=gone, send=send)


@contextmanager
def _brought_back(
    config: Config, file: Path | None
) -> Iterator[tuple[str, list[PersonErased] | None, list[str]]]:
    """Where the restored database is, who was erased since if that can be read, and what to say."""
    at, url = datetime.now(UTC), config.database.url
    if config.is_shared:
        mark_restored(url, at=at)
        yield url, None, []
        return
    if file is None:
        raise BackupRefused(WHICH)
    with replacing_database(url, file, at=at) as unpacked:
        gone = erased_in(url) if unpacked.aside else None
        kept = f"The database that was there is {unpacked.aside} now: remove it when you need not."
        yield unpacked.url, None if gone is None else [*gone], [kept] if unpacked.aside else []


async def _begin_again(
    config: Config, url: str, *, gone: Iterable[PersonErased], send: bool | None
) -> tuple[RecoveryResult, int]:
    store = _open(config, url, restoring=True)
    store.start()
    try:
        clock = OffsetClock()
        await set_clock(store, clock)
        clock.move_to(await kept_offset(store, clock))
        await store.run(start_new_epoch, Command(clock.now()))
        settled = await replay_after_restore(store, clock, gone=gone)
        return settled, await store.run(end_restore, Command(clock.now()), send=send)
    finally:
        await store.close()


def _open(config: Config, url: str, *, restoring: bool = False) -> SqlStore[SqlTransaction]:
    return open_again(
        url,
        rules=config.rules(),
        key=key_of(config, may_make=False),
        old=config.privacy.old_key_bytes(),
        restoring=restoring,
    )


async def _decide(config: Config, *, send: bool) -> int:
    store = _open(config, config.database.url)
    store.start()
    try:
        now = datetime.now(UTC)
        return await store.run(
            lambda tx: tx.held.release_or_discard(send=send, at=tx.now), Command(now)
        )
    finally:
        await store.close()


def _told(
    settled: RecoveryResult, held: int, *, gone: list[PersonErased] | None, send: bool | None
) -> Iterator[str]:
    yield "Restored. The read model is built anew when the bot runs."
    if send is not None:
        yield _decided(held, send=send)
    elif held:
        yield (
            f"{held} messages may have been sent since the backup and are held:"
            " /park, or python -m bot restore --pending=send (or drop)."
        )
    if gone is None:
        yield "Who asked to be forgotten since the backup is not known here: docs/backup.md."
    elif settled.erased:
        yield f"{settled.erased} people who were erased since the backup were erased again."


def _decided(n: int, *, send: bool) -> str:
    return f"{n} messages {'will be sent' if send else 'are dropped'}."
