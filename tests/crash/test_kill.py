"""kill -9 at the worst moments: what was acknowledged is there, and talks go on where they were.

Many more kills, under load and over both ways of getting updates: `run.py prove kill`.
"""

import subprocess
import sys

import pytest

from tests.gates.load import phrases as spoken
from tests.gates.load.phone import exchange, has
from tests.gates.load.seed import Files, Seed, in_days
from tests.gates.oracles import invariants
from tests.gates.processes.bot import ROOT, BotProcess, emulator

ACCOUNTS = range(1, 801)
ENOUGH = 40


@pytest.fixture
def files(tmp_path) -> Files:
    return Files(tmp_path)


async def open_slot(files: Files) -> int:
    """A date for everybody, and everybody known."""
    async with Seed(files) as seed:
        await seed.people(ACCOUNTS)
        (slot,) = await seed.hospital("한빛병원", days=[in_days(10)], capacity=len(ACCOUNTS))
    return slot


def child(files: Files, slot: int, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.crash.booking_child", str(files.folder), str(slot)]
    return subprocess.Popen([*command, *more], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def standing(files: Files) -> set[int]:
    with invariants.opened(files.main) as database:
        return {row[0] for row in database.execute("SELECT id FROM booking")}


async def test_no_booking_that_was_acknowledged_is_lost(files):
    slot = await open_slot(files)

    with child(files, slot) as booking:
        told = {int(booking.stdout.readline()) for _ in range(ENOUGH)}
        booking.kill()
        told |= {int(line) for line in booking.stdout.read().splitlines()}

    assert ENOUGH <= len(told) < len(ACCOUNTS)
    assert told <= standing(files)
    assert invariants.broken(files.main, drained=False) == []


async def test_what_is_acknowledged_before_its_commit_is_lost(files):
    slot = await open_slot(files)

    with child(files, slot, "early") as booking:
        told = {int(line) for line in booking.stdout.read().splitlines()}

    assert told - standing(files)
    assert invariants.broken(files.main, drained=False) == []


async def test_a_dialogue_goes_on_after_the_bot_was_killed(files):
    day = in_days(10)
    async with Seed(files) as seed:
        await seed.hospital("한빛병원", days=[day], capacity=1)
    async with emulator() as url, exchange(url) as telegram:
        (phone,), bot = await telegram.people(1), BotProcess(url, files)

        async with bot.running(telegram.session):
            await phone.say(f"/book 한빛병원 {day}")
            for label in (spoken.AGREE, spoken.AGREE_HEALTH):
                card = await phone.until(lambda m, label=label: has(m, label), within=5)
                await phone.tap(card, label)
            await phone.until(lambda m: spoken.ASK_NAME in m["text"], within=5)
            await bot.kill(0)
        async with bot.running(telegram.session):
            await phone.say("한가람")
            card = await phone.until(lambda m: has(m, spoken.CONFIRM), within=5)
            await phone.tap(card, spoken.CONFIRM)
            booked = await phone.until(lambda m: spoken.BOOKED in m["text"], within=5)

    assert "한가람" in card["text"]
    assert spoken.CODE.search(booked["text"])
