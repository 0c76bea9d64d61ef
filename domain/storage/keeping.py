"""Keeping backups and coming back from one: all of the storage that is about that, in one place."""

from domain.rules import Rules
from domain.storage import SqlStore, open_main, vault_for
from domain.storage.backup import back_up
from domain.storage.new_life import begin_new_life, end_restore
from domain.storage.restoring import bringing_back, erased_in, mark_restored
from domain.storage.transaction import SqlTransaction

__all__ = [
    "Opened",
    "back_up",
    "begin_new_life",
    "bringing_back",
    "end_restore",
    "erased_in",
    "mark_restored",
    "open_again",
]

Opened = SqlStore[SqlTransaction]


def open_again(
    url: str, *, rules: Rules, key: bytes, old: bytes | None, restoring: bool = False
) -> Opened:
    """The main store, to be started by somebody who serves nobody. StorageUnusable: another key."""
    return open_main(url, rules=rules, vault=vault_for(url, key=key, old=old), restoring=restoring)
