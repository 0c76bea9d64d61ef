"""Leases on a server: its sessions tell who is alive, so that a holder need not write to say so."""

import asyncio
import os
from datetime import UTC, datetime, timedelta

import pytest

from domain.ports.store import Command
from jobs.leases import LeasedLeadership
from tests.storage.desk import HandClock
from tests.storage.open_stores import AT, kill, pid_of, readers_of, writer_of

ENGINES = ("postgresql",)
SHORT = timedelta(seconds=0.6)
"""A lifetime that a test can wait for."""


@pytest.fixture(autouse=True)
def short(monkeypatch):
    for user in ("domain.storage.repositories.leases", "jobs.leases"):
        monkeypatch.setattr(f"{user}.LEASE_LIFETIME", SHORT)


class WallClock(HandClock):
    """This machine's, which is the server's as well."""

    def wall(self):
        return datetime.now(UTC)


def process(store):
    """What a process holds, on a store of its own."""
    return LeasedLeadership(store=store, clock=WallClock(), workers=["ledger", "upkeep"], later=())


@pytest.fixture
def stores_of_two(stores):
    return stores.open(), stores.open()


@pytest.fixture
def two(stores_of_two):
    return [process(store) for store in stores_of_two]


BOTH = ["ledger", "upkeep"]


def logged(server, url):
    """Bytes that the server has written to its log, for all databases."""
    with server.connect(url.rpartition("/")[2]) as connection:
        (position,) = connection.execute("SELECT pg_current_wal_insert_lsn() - '0/0'").fetchone()
    return position


async def renewed(*processes, seconds):
    """All of them renew again and again for so long."""
    end = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < end:
        for each in processes:
            await each.renew()
        await asyncio.sleep(SHORT.total_seconds() / 4)


async def test_a_holder_keeps_its_leases_for_longer_than_a_lifetime_and_writes_nothing(
    two, stores_of_two, server, stores
):
    one, other = two
    await one.renew()
    tokens = [one.guard_for(worker) for worker in BOTH]

    grown = []
    for _ in range(5):  # the log is the whole server's: the quietest round counts
        before = logged(server, stores.url)
        await renewed(one, other, seconds=2 * SHORT.total_seconds())
        grown.append(logged(server, stores.url) - before)
        if not grown[-1]:
            break
    before = logged(server, stores.url)
    await stores_of_two[0].run(lambda tx: tx.marks.put("control", 1), AT)

    assert min(grown) == 0
    assert logged(server, stores.url) > before
    assert (one.assigned(), other.assigned()) == (BOTH, [])
    assert [one.guard_for(worker) for worker in BOTH] == tokens


async def test_the_processes_are_counted_that_the_server_hears_of(stores_of_two):
    one, other = stores_of_two
    heard = []
    first = LeasedLeadership(
        store=one, clock=WallClock(), workers=["ledger"], later=(), counted=heard.append
    )
    second = process(other)

    await renewed(first, second, seconds=SHORT.total_seconds() / 2)
    assert heard[-1] == 2

    await renewed(first, seconds=2 * SHORT.total_seconds())
    assert heard[-1] == 1


async def test_a_process_that_stands_still_is_followed_and_fenced_off(two, stores_of_two):
    one, other = two
    await one.renew()
    fence = one.guard_for("ledger")

    await asyncio.sleep(SHORT.total_seconds() * 1.2)
    await other.renew()

    assert other.assigned() == BOTH
    with pytest.raises(Exception, match="ledger"):
        await stores_of_two[0].run(fence, Command(AT.now))
    await one.renew()
    assert one.assigned() == []


async def test_a_process_that_is_gone_is_followed_when_it_had_time_to_reconnect(two, stores_of_two):
    one, other = two
    await one.renew()
    await renewed(one, seconds=3 * SHORT.total_seconds())
    await stores_of_two[0].close()
    began = asyncio.get_running_loop().time()

    await other.renew()
    at_first = other.assigned()
    while not other.assigned():
        await other.renew()
        await asyncio.sleep(0.02)
    took = asyncio.get_running_loop().time() - began

    assert at_first == []
    assert SHORT.total_seconds() * 0.6 <= took < SHORT.total_seconds() * 3


async def test_a_process_that_only_lost_its_connections_keeps_its_leases(
    two, stores_of_two, server
):
    one, other = two
    await one.renew()
    await renewed(one, seconds=3 * SHORT.total_seconds())
    drivers = [writer_of(stores_of_two[0]), *readers_of(stores_of_two[0])]
    kill(server, *map(pid_of, drivers))

    await other.renew()  # sees no session of the holder
    await renewed(one, other, seconds=2 * SHORT.total_seconds())

    assert (one.assigned(), other.assigned()) == (BOTH, [])


async def test_a_holder_that_the_server_does_not_list_keeps_it_by_renewing(two, stores_of_two):
    """So does an older release, beside which this one runs for a while."""
    older = process(stores_of_two[0])
    older.holder = os.urandom(8).hex()
    await older.renew()

    await renewed(older, two[1], seconds=2 * SHORT.total_seconds())
    kept = (older.assigned(), two[1].assigned())
    await renewed(two[1], seconds=2 * SHORT.total_seconds())

    assert kept == (BOTH, [])
    assert two[1].assigned() == BOTH


async def test_a_lease_ends_a_lifetime_after_its_holder_was_heard_of(two, stores_of_two):
    await two[0].renew()
    await renewed(two[0], seconds=3 * SHORT.total_seconds())

    told = await stores_of_two[1].read(lambda tx: tx.leases.all(), AT.now)

    wall = WallClock().wall()
    assert [each.part for each in told] == BOTH
    assert all(wall < each.until <= wall + SHORT for each in told)
