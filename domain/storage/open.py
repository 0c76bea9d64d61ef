"""Opening the two stores: engine, transaction, checks and writer put together."""

from collections.abc import Callable
from functools import partial

from domain.ports.store import CommitSignal
from domain.rules import Rules
from domain.storage.backup.new_epoch import reject_unrestored_backup
from domain.storage.engines.url import BUSY_TIMEOUT_MS, database
from domain.storage.idempotency import MainCommandLog, MyPageCommandLog
from domain.storage.keys.keyring import vault_for
from domain.storage.keys.master_key import check_key
from domain.storage.store import SqlStore
from domain.storage.transaction import SqlMyPageTransaction, SqlTransaction
from domain.storage.vault import Vault
from domain.storage.writer import WriterCallbacks


def _ignore(*_: object) -> None:
    """Default callback: do nothing."""


def open_main(
    url: str,
    *,
    rules: Rules,
    vault: Vault,
    on_commit: Callable[[frozenset[CommitSignal]], None] = _ignore,
    on_fatal: Callable[[Exception], None] = _ignore,
    busy_ms: int = BUSY_TIMEOUT_MS,
    restoring: bool = False,
) -> SqlStore[SqlTransaction]:
    """The main store, not started. `busy_ms`: wait for another process that writes. `restoring`:
    open an unrestored backup too.

    `on_commit` gets the signals of commits, in this or another process; `on_fatal` is called once,
    when only a restart helps. Both run in threads of the store and may not raise. StorageUnusable:
    the URL is not supported.
    """

    def check(tx: SqlTransaction) -> None:
        if not restoring:
            reject_unrestored_backup(tx.driver)
        check_key(tx.driver, vault)

    return SqlStore(
        database(url, busy_ms=busy_ms),
        "main",
        transaction=partial(SqlTransaction, rules=rules, vault=vault),
        log=MainCommandLog(),
        check=check,
        callbacks=WriterCallbacks(on_commit, on_fatal),
    )


def open_mypage(
    url: str,
    *,
    on_fatal: Callable[[Exception], None] = _ignore,
    busy_ms: int = BUSY_TIMEOUT_MS,
) -> SqlStore[SqlMyPageTransaction]:
    """The read model's store, to be started; see `open_main`."""
    return SqlStore(
        database(url, busy_ms=busy_ms),
        "mypage",
        transaction=SqlMyPageTransaction,
        log=MyPageCommandLog(),
        check=_ignore,
        callbacks=WriterCallbacks(_ignore, on_fatal),
    )


def open_again(
    url: str, *, rules: Rules, key: bytes, old: bytes | None, restoring: bool = False
) -> SqlStore[SqlTransaction]:
    """The main store for a command-line tool, not started. StorageUnusable: another key."""
    return open_main(url, rules=rules, vault=vault_for(url, key=key, old=old), restoring=restoring)
