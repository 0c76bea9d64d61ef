"""The bot with a bug in the writer thread, outside of any command, once the file `break` is there.

Only for tests: `python -m tests.gates.controls.broken_writer run`.
"""

import sys
from pathlib import Path

from bot.__main__ import main
from domain.ports.store import CommitSignal
from domain.storage.idempotency import MainCommandLog
from domain.storage.transaction import SqlTransaction

FLAG = "break"
signals = MainCommandLog.signals


def broken(log: MainCommandLog, tx: SqlTransaction) -> frozenset[CommitSignal]:
    if Path(FLAG).exists():
        raise RuntimeError("planted")
    return signals(log, tx)


if __name__ == "__main__":
    MainCommandLog.signals = broken
    sys.exit(main(sys.argv[1:]))
