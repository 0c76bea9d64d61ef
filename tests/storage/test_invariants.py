"""Each invariant finds nothing in a healthy world, drained or busy, and finds its corruption."""

import asyncio
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

import pytest

from domain.ports.monitoring import CheckReport, Finding
from domain.storage.checks.run import ALL_INVARIANTS, IN_SQL, Times, begun, broken, examine
from domain.storage.engines.url import database, migrate
from domain.storage.sql.connection import Driver
from domain.storage.sql.values import to_ms
from tests.jobs.world import RULES, VAULT, MovableClock, World
from tests.storage import busy_world
from tests.storage.corruptions import ALIASES, CORRUPTIONS, Corruption

CLOCK = MovableClock()
TIMES = Times(CLOCK.now() + timedelta(minutes=5), CLOCK.now() + timedelta(minutes=5))
"""Later than all of it, by a lease and by the minute in which a deletion is summed up."""


UNIQUE = (
    "hold_undo",
    "booking_active_day",
    "slot_live_start",
    "hospital_live_key",
    "consent_live",
    "admin_live",
)
GUARDS = [
    *(f"DROP INDEX uq_{name}" for name in UNIQUE),
    *(f"CREATE TEMP VIEW {name} AS {sql}" for name, sql in ALIASES.items()),
]
"""What refuses a corruption, taken away; and what corruptions name."""


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)]
)
def urls(request, tmp_path_factory) -> tuple[str, str]:
    """Two databases in which everything has happened; what looks found while it did is nothing."""
    main, mypage = _empty(request, tmp_path_factory)
    asyncio.run(_live(main, mypage))
    return main, mypage


def _empty(request, tmp_path_factory) -> tuple[str, str]:
    if request.param == "sqlite":
        folder = tmp_path_factory.mktemp("busy")
        urls = [f"sqlite:///{folder}/{which}.db" for which in ("main", "mypage")]
        for url, which in zip(urls, ("main", "mypage"), strict=True):
            migrate(url, which)
        return tuple(urls)
    server, name = request.getfixturevalue("server"), secrets.token_hex(4)
    return tuple(
        server.create(f"busy_{which}_{name}", template=f"made_{which}")
        for which in ("main", "mypage")
    )


async def _live(main: str, mypage: str) -> None:
    async def look(world: World) -> None:
        with begun(mypage, "mypage") as shown, begun(main, "main") as read:
            times = Times(world.clock.now(), world.clock.wall())
            examined = examine(read, shown, rules=RULES, times=times, vault=VAULT)
        assert examined.findings == []

    async with busy_world.opened(main, mypage) as world:
        await busy_world.live(world, look)


@contextmanager
def spoiling(urls: tuple[str, str]) -> Iterator[tuple[Driver, Driver]]:
    """Both databases with every guard down; whatever is done to them is undone."""
    main, shown = (database(url).writer() for url in urls)
    try:
        for driver, which in ((main, "main"), (shown, "mypage")):
            _take_guards_down(driver, which)
        yield main, shown
    finally:
        for driver in (main, shown):
            driver.rollback()
            driver.close()


def _take_guards_down(driver: Driver, which: str) -> None:
    run, lite = driver._cursor.execute, driver.dialect.name == "sqlite"
    for setting in ("ignore_check_constraints = ON", "foreign_keys = OFF") if lite else ():
        run(f"PRAGMA {setting}")
    driver.begin()
    for sql in (*(GUARDS if which == "main" else ()), *(() if lite else _server_guards(driver))):
        run(sql)
    for verb in ("update", "delete") if lite and which == "main" else ():
        run(f"DROP TRIGGER audit_no_{verb}")


def _server_guards(driver: Driver) -> list[str]:
    driver._cursor.execute(
        "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)"
        " FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
    )
    checks = [sql for (sql,) in driver._cursor.fetchall()]
    return ["SET LOCAL session_replication_role = replica", *checks]


def looked(main: Driver, shown: Driver, *, drained: bool | None = True) -> CheckReport:
    return examine(main, shown, rules=RULES, times=TIMES, vault=VAULT, drained=drained)


def looked_for(name: str, main: Driver, shown: Driver) -> Sequence[Finding]:
    """Asked alone where it can be: all of them are a long text to read."""
    alone = [each for each in IN_SQL if each.name == name]
    times = {"now": to_ms(TIMES.now), "wall": to_ms(TIMES.wall)}
    return broken(main, alone, times) if alone else looked(main, shown).findings


def test_a_healthy_world_breaks_nothing(urls):
    with begun(urls[1], "mypage") as shown, begun(urls[0], "main") as main:
        examined = looked(main, shown, drained=None)

    assert examined.findings == []
    assert examined.drained
    assert examined.invariants > 70


def test_every_invariant_has_a_corruption():
    found = {each.invariant for each in CORRUPTIONS}

    assert found == {each.name for each in ALL_INVARIANTS}
    assert len(CORRUPTIONS) >= 2 * 27


@pytest.mark.parametrize("corruption", CORRUPTIONS, ids=lambda each: each.id)
def test_the_invariant_finds_its_corruption(urls, corruption: Corruption):
    with spoiling(urls) as (main, shown):
        cursor = (shown if corruption.mypage else main)._cursor
        for sql in corruption.sql.split("; "):
            cursor.execute(sql)

        assert cursor.rowcount > 0
        found = {each.invariant: each for each in looked_for(corruption.invariant, main, shown)}
        assert corruption.invariant in found, set(found)
        assert 1 <= len(found[corruption.invariant].ids) <= 5


def test_what_need_not_hold_yet_is_not_asked_of_a_store_at_work(urls):
    with spoiling(urls) as (main, shown):
        main._cursor.execute("UPDATE position SET event = event - 1 WHERE subscriber = 'closing'")

        busy, drained = looked(main, shown, drained=None), looked(main, shown)

    assert (busy.findings, busy.drained) == ([], False)
    assert "everybody-at-the-end" in {each.invariant for each in drained.findings}


def test_a_finding_names_few_of_many(urls):
    with spoiling(urls) as (main, shown):
        main._cursor.execute("UPDATE booking SET made_at = made_at + 1")

        found = {each.invariant: each for each in looked(main, shown).findings}

    assert found["status-as-told"].total > 5
    assert len(found["status-as-told"].ids) == 5
