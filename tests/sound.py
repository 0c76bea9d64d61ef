"""What each test leaves in its databases must be sound: asked when it has ended, by the product's
own invariants. A test that plants something wrong says what: `pytest.mark.spoilt(invariant, ...)`.

Where both databases are files of a whole world, all of them are asked; where a test has but a
store, and there are many such tests, those that say most. The gates of `prove` ask all.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.errors import Unavailable
from domain.ports.monitoring import Finding
from domain.storage.checks.run import IN_SQL, begun, broken, examine
from domain.storage.vault import Vault
from tests.storage.desk import RULES

MOST = """places-add-up not-oversold one-booking-a-day booking-of-somebody booking-at-its-date
  told-as-it-is status-as-told changes-in-order each-change-is-told place-returns-once
  ledger-skips-nothing notice-for-its-person erased-leaves-nothing sent-as-noted"""
ASKED = [each for each in IN_SQL if each.name in MOST.split()]


async def must_be_sound(request: pytest.FixtureRequest, store: Any) -> None:
    """A store still open. One that cannot be read any more is left alone."""
    try:
        found = await store.read(lambda tx: broken(tx.driver, ASKED, {}), datetime.now(UTC))
    except Unavailable:
        return
    _nothing_but_planted(request, found)


def files_must_be_sound(
    request: pytest.FixtureRequest, main: Path, mypage: Path, *, key: bytes
) -> None:
    """Both databases, with all that can be asked without the time; `key`: the master key."""
    if not main.exists():
        return
    with begun(f"sqlite:///{mypage}", "mypage") as shown, begun(f"sqlite:///{main}", "main") as db:
        found = examine(db, shown, rules=RULES, times=None, vault=Vault({1: key}, 1)).findings
    _nothing_but_planted(request, found)


def _nothing_but_planted(request: pytest.FixtureRequest, found: Iterable[Finding]) -> None:
    planted = {name for mark in request.node.iter_markers("spoilt") for name in mark.args}
    told = [f"{e.invariant}: {' '.join(e.ids)}" for e in found if e.invariant not in planted]
    assert not told, f"the test left behind what is not sound: {told}"
