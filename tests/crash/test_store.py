"""A process killed in the middle of its work has lost nothing that it acknowledged."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from domain.ports.store import Command, IdempotencyKey
from domain.storage.open import open_main

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request) -> str:
    return request.param


def acknowledged_before_kill(url, lines):
    """Lets the crowd book, kills it after so many lines; update -> booking."""
    command = [sys.executable, "-m", "tests.storage.crowd", url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as crowd:
        seen = [crowd.stdout.readline() for _ in range(lines)]
        os.kill(crowd.pid, signal.SIGKILL)
        seen += crowd.stdout.readlines()
    whole = [line.split() for line in seen if line.endswith("\n")]
    return {int(update): int(booking) for update, booking in whole}


@pytest.mark.parametrize("lines", [1, 150])
async def test_every_acknowledged_booking_is_there_after_kill_9(url, rules, vault, clock, lines):
    told = acknowledged_before_kill(url, lines)

    store = open_main(url, rules=rules, vault=vault)
    store.start()
    await store.run(lambda tx: tx.hospitals.mark_deleted(1), Command(clock.now()))
    answers, guests, slot, head = await store.read(
        lambda tx: (
            {update: tx.keys.find(IdempotencyKey(1, update)) for update in told},
            tx.bookings.guests(1),
            tx.slots.get(1),
            tx.events.head(),
        ),
        clock.now(),
    )
    await store.close()

    assert len(told) >= lines
    assert {update: answer.facts["booking"] for update, answer in answers.items()} == told
    assert {guest.booking.id for guest in guests} >= set(told.values())
    assert slot.taken == len(guests) == head - 2
