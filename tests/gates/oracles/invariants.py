"""What does not hold in the files of a gate, by the product's own invariants. Only reads."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

from domain.ports.monitoring import Finding
from domain.storage.checks.run import begun, examine
from domain.storage.vault import Vault
from tests.gates.load.seed import KEY, RULES


def broken(
    main: Path, mypage: Path | None = None, *, drained: bool, key: bytes = KEY
) -> list[Finding]:
    """What does not hold. The time is not known here: what needs it is not asked."""
    with _shown(mypage) as shown, begun(f"sqlite:///{main}", "main") as driver:
        vault = Vault({1: key}, 1)
        examined = examine(driver, shown, rules=RULES, times=None, vault=vault, drained=drained)
    return list(examined.findings)


def _shown(mypage: Path | None):
    return nullcontext() if mypage is None else begun(f"sqlite:///{mypage}", "mypage")


@contextmanager
def opened(main: Path) -> Iterator[sqlite3.Connection]:
    """One moment's state of the main database; writing fails."""
    address = f"file:{main}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as database:
        database.execute("PRAGMA query_only = ON")
        database.execute("BEGIN")
        yield database
