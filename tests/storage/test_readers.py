"""Reading beside the writer: one moment's state, and no way to change it."""

import asyncio
import threading

import pytest

from domain.operations.bookings import book
from tests.storage.raw import ONLY_READS


async def test_a_reader_cannot_write(desk):
    with pytest.raises(ONLY_READS, match=r"read-?only"):
        await desk.read(lambda tx: tx.hospitals.add(name="가", key="가", phone=None, note=None))

    assert await desk.read(lambda tx: tx.hospitals.live()) == []


async def test_a_bug_in_a_query_is_its_own(desk):
    with pytest.raises(ZeroDivisionError):
        await desk.read(lambda tx: 1 / tx.events.head())

    assert await desk.read(lambda tx: tx.events.head()) == 0


async def test_a_query_sees_one_moment_whatever_is_written_meanwhile(desk):
    slot, person = await desk.slot(), await desk.person()
    looked, written = threading.Event(), threading.Event()

    def twice(tx):
        before = tx.slots.get(slot.id).taken
        looked.set()
        written.wait(5)
        return before, tx.slots.get(slot.id).taken

    reading = asyncio.create_task(desk.read(twice))
    await asyncio.to_thread(looked.wait, 5)
    await desk.run(book, person=person, slot=slot.id)
    written.set()

    assert await reading == (0, 0)
    assert await desk.booked(slot.id) == 1


async def test_a_query_knows_its_time(desk, rules):
    desk.clock.forward(days=3)

    assert await desk.read(lambda tx: tx.now) == desk.clock.now()
    assert await desk.read(lambda tx: tx.today) == rules.today(desk.clock.now())
