"""The group writer and the disk: another process's lock, no room, a write that fails."""

import asyncio
import resource
import sqlite3

import pytest

from domain.errors import Unavailable
from domain.ports.store import Command
from domain.storage.open import open_main

ENGINES = ("sqlite",)


def add_hospital(tx, name):
    return tx.hospitals.add(name=name, key=name, phone=None, note=None).id


async def names(desk):
    return [hospital.name for hospital in await desk.read(lambda tx: tx.hospitals.live())]


async def test_while_another_process_writes_we_are_unavailable_and_then_not(
    url, rules, vault, clock
):
    store = open_main(url, rules=rules, vault=vault, busy_ms=50)
    store.start()
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(Unavailable) as said:
        await store.run(add_hospital, Command(clock.now()), "가")
    other.execute("ROLLBACK")
    other.close()

    assert "locked" in str(said.value.__cause__)
    assert await store.run(add_hospital, Command(clock.now()), "가") == 1
    await store.close()


async def test_a_full_disk_refuses_says_why_and_is_over_when_there_is_room(desk):
    def pages(tx, most):
        tx.slots._driver._cursor.execute(f"PRAGMA max_page_count = {most}").fetchall()

    await desk.run(add_hospital, "가")
    await desk.run(pages, 1)

    with pytest.raises(Unavailable) as said:
        await desk.run(add_hospital, "나" * 100_000)
    read = await names(desk)
    await desk.run(pages, 1_000_000)
    await desk.run(add_hospital, "다")

    assert "full" in str(said.value.__cause__)
    assert read == ["가"]
    assert await names(desk) == ["가", "다"]


async def test_after_a_failed_write_nothing_is_tried_again(url, rules, vault, clock):
    fatal = []
    store = open_main(url, rules=rules, vault=vault, on_fatal=fatal.append)
    store.start()
    command = Command(clock.now())
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))  # writes beyond that fail
    try:
        calls = [store.run(add_hospital, command, f"{number}" * 1000) for number in range(250)]
        said = await asyncio.gather(*calls, return_exceptions=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    with pytest.raises(Unavailable):
        await store.run(add_hospital, command, "나")
    await store.close()

    assert all(isinstance(each, Unavailable) for each in said)
    assert [type(error) for error in fatal] == [sqlite3.OperationalError]
    assert "I/O" in str(fatal[0])
