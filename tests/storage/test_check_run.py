"""A check beside the work: which moment of each database it sees, and what memory it leaves."""

import sys
from pathlib import Path

import pytest

from domain.errors import Unavailable
from domain.storage.checks import run
from domain.storage.checks.run import Times, begun, examine, run_checks_confirmed
from domain.storage.repositories.meta import SqlMetaValues
from jobs.dispatcher import Dispatcher
from tests.jobs.world import RULES, World


async def test_bookings_made_during_a_check_violate_nothing(url, mypage_url, store, mypage, vault):
    """The read model's moment comes before the main database's, also where nothing was read yet."""
    world = World(store, mypage, Path())
    dispatcher = Dispatcher(main=store, mypage=mypage, clock=world.clock)
    slot = await world.slot()
    await world.book(slot)
    await dispatcher.tick()

    with begun(mypage_url, "mypage") as shown, begun(url, "main") as main:
        SqlMetaValues(main).get("clock_offset")
        for _ in range(5):
            await world.book(slot)
        while await dispatcher.tick():
            pass
        times = Times(world.clock.now(), world.clock.wall())
        examined = examine(main, shown, rules=RULES, times=times, vault=vault)

    assert examined.findings == []


class FakeLibC:
    """Counts `malloc_trim`."""

    def __init__(self) -> None:
        self.pads: list[int] = []

    def malloc_trim(self, pad: int) -> int:
        self.pads.append(pad)
        return 1


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's")
async def test_memory_is_given_back_after_each_check(
    url, mypage_url, store, mypage, vault, monkeypatch
):
    libc, world = FakeLibC(), World(store, mypage, Path())
    monkeypatch.setattr(run.ctypes, "CDLL", lambda _: libc)
    urls = (url, mypage_url)
    asked = {"rules": RULES, "offset": "clock_offset", "vault": lambda: vault}

    run_checks_confirmed(*urls, wall=world.clock.wall(), **asked)
    with pytest.raises(Unavailable):
        run_checks_confirmed(f"{url}-missing", mypage_url, wall=world.clock.wall(), **asked)

    assert libc.pads == [0, 0]


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's")
def test_another_c_library_is_left_alone(monkeypatch):
    monkeypatch.setattr(run.ctypes, "CDLL", lambda _: object())

    run.return_free_memory()
