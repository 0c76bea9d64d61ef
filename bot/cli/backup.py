"""`backup` and `restore`: which files and tables that concerns is `domain.storage.backup`'s."""

import argparse
import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from bot.clock import OffsetClock
from bot.clock_sync import kept_offset, set_clock
from bot.config.load import Config
from bot.wiring import key_of
from domain.ports.store import Command
from domain.storage.backup.backup import back_up as back_up_file
from domain.storage.backup.new_epoch import end_restore, start_new_epoch
from domain.storage.backup.restore import mark_restored, previous_in, replacing_database
from domain.storage.backup.rights import PreviousDatabase, RestoredRights, restore_rights
from domain.storage.open import open_again
from domain.storage.store import SqlStore
from domain.storage.transaction import SqlTransaction
from jobs.housekeeping import replay_after_restore

SEND, DROP = "send", "drop"
BY_SERVER = "database.url: back PostgreSQL up with pg_dump, see docs/backup.md"
AFTER_SERVER = (
    "database.url: bring PostgreSQL back with pg_restore, then python -m bot restore --after"
)
WHICH = "restore: name a backup FILE, or use --pending send|drop to decide about held messages"
RESTORE_EXAMPLES = """\
examples:
  python -m bot restore backup.db                  restore; what may have been sent is held
  python -m bot restore backup.db --pending drop   restore, and discard those messages
  python -m bot restore --pending send             send what an earlier restore held
  python -m bot restore --after                    PostgreSQL: finish what pg_restore began"""


class BackupRefused(Exception):
    """It is not done like that with these settings; the text says how."""


def add_restore(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `restore`."""
    after = "finish a restore made with pg_restore (PostgreSQL)"
    pending = "send or discard messages that may have been sent after the backup was made"
    which = parser.add_mutually_exclusive_group()
    which.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a backup")
    which.add_argument("--after", action="store_true", help=after)
    parser.add_argument("--pending", choices=[SEND, DROP], help=pending)


def back_up(config: Config, file: Path) -> Iterator[str]:
    """Make a backup beside the running bot; lines to print. Raises StorageUnusable."""
    if config.is_shared:
        raise BackupRefused(BY_SERVER)
    size = back_up_file(config.database.url, file, at=datetime.now(UTC))
    yield f"{file}: {size:,} bytes, checked. The key is not in it: keep that elsewhere."


def restore(config: Config, asked: argparse.Namespace) -> Iterator[str]:
    """Restore a backup, or decide about what an earlier restore held; lines to print.

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
    with _brought_back(config, asked.file) as (url, previous, said):
        restored = asyncio.run(_begin_again(config, url, previous=previous, send=send))
    yield from said
    yield from _told(restored, known=previous is not None, send=send)
    yield from _admins_now(config, restored.rights)


class _Restored(NamedTuple):
    """What the restore did: erasures replayed, messages held, rights ended."""

    erased: int
    held: int
    rights: RestoredRights


@contextmanager
def _brought_back(
    config: Config, file: Path | None
) -> Iterator[tuple[str, PreviousDatabase | None, list[str]]]:
    """Where the restored database is, what the previous one knows if it can be read, and what to
    say.
    """
    at, url = datetime.now(UTC), config.database.url
    if config.is_shared:
        mark_restored(url, at=at)
        yield url, None, []
        return
    if file is None:
        raise BackupRefused(WHICH)
    with replacing_database(url, file, at=at) as unpacked:
        previous = previous_in(url) if unpacked.aside else None
        kept = (
            f"The previous database was moved to {unpacked.aside}; delete it when no longer needed."
        )
        yield unpacked.url, previous, [kept] if unpacked.aside else []


async def _begin_again(
    config: Config, url: str, *, previous: PreviousDatabase | None, send: bool | None
) -> _Restored:
    store = _open(config, url, restoring=True)
    store.start()
    try:
        clock = OffsetClock()
        await set_clock(store, clock)
        clock.move_to(await kept_offset(store, clock))
        await store.run(start_new_epoch, Command(clock.now()))
        gone = () if previous is None else previous.erased
        erased = (await replay_after_restore(store, clock, gone=gone)).erased
        # After the erasures: a right that ended at the same moment would lead to the person.
        rights = await store.run(restore_rights, Command(clock.now()), previous=previous)
        held = await store.run(end_restore, Command(clock.now()), send=send)
        return _Restored(erased, held, rights)
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


def _told(restored: _Restored, *, known: bool, send: bool | None) -> Iterator[str]:
    yield "Restored. The read model is built anew when the bot runs."
    if send is not None:
        yield _decided(restored.held, send=send)
    elif restored.held:
        yield (
            f"{restored.held} messages may have been sent since the backup and are held:"
            " /park, or python -m bot restore --pending=send (or drop)."
        )
    if not known:
        yield (
            "Erasure requests and withdrawals of consent made after the backup could not be"
            " recovered; see docs/backup.md."
        )
    if restored.erased:
        yield f"{restored.erased} people who were erased since the backup were erased again."
    if restored.rights.withdrawn:
        yield f"{restored.rights.withdrawn} withdrawals of consent since the backup were repeated."


def _admins_now(config: Config, rights: RestoredRights) -> Iterator[str]:
    owners = ", ".join(map(str, sorted(config.telegram.admins))) or "none"
    invited = ", ".join(str(each.telegram) for each in rights.admins) or "none"
    yield f"Owners, by the settings: {owners}. Admins by invitation: {invited}."
    if rights.rights_ended or rights.invites_ended:
        yield (
            f"{rights.rights_ended} admin rights and {rights.invites_ended} open invitations of the"
            " backup ended, because nothing confirms them. An owner can invite again: /admins."
        )


def _decided(n: int, *, send: bool) -> str:
    return f"{n} messages {'will be sent' if send else 'are dropped'}."
