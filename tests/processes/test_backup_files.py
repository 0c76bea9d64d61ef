"""The drill: a backup of a file under load, and what a house is that was brought back from it."""

import asyncio
import json
import threading
from datetime import datetime, timedelta
from functools import partial

import pytest

from bot.cli import backup as command
from domain.operations import admins, privacy
from domain.operations.privacy import erase_person
from domain.ports.store import Command
from domain.storage.backup import backup as copying
from domain.storage.repositories.notices import SqlHeldNotices
from tests.bot.backup_run import (
    back_up,
    busy_day,
    dispatcher,
    examine,
    furnished,
    names,
    opened,
    restore,
    rows,
    settings,
    work_off,
)
from tests.jobs.phones import Phones, states
from tests.jobs.world import add_person
from tests.storage.desk import ADMIN, says

SENT = "SELECT key FROM notice WHERE state = 'sent'"
LATER = "SELECT key FROM notice WHERE state = 'pending'"
BOOKED = "SELECT code FROM booking ORDER BY id"


def keys(file, sql):
    return {key for (key,) in rows(file, sql)}


class Slow:
    """A backup that after each step waits for a commit."""

    def __init__(self):
        self.commits = threading.Semaphore(0)
        self.began = threading.Event()
        self.steps = 0

    def __call__(self, _left, _of):
        self.steps += 1
        self.began.set()
        assert self.commits.acquire(timeout=10)


async def backed_up_under_load(world, file, monkeypatch):
    """How many bookings were made while the backup was; and the codes known before it began."""
    monkeypatch.setattr(copying, "PAGES_A_STEP", 4)
    slow, phones = Slow(), Phones()
    await busy_day(world, phones, rounds=2)
    before = rows(world.folder / "main.db", BOOKED)
    made = asyncio.create_task(
        asyncio.to_thread(
            copying.back_up,
            f"sqlite:///{world.folder}/main.db",
            file,
            at=world.clock.now(),
            progress=slow,
        )
    )
    await asyncio.to_thread(slow.began.wait, 10)
    meanwhile = 0
    while not made.done():
        slot = await world.slot()
        booking = await world.book(slot)
        if meanwhile % 2:
            await world.cancel(booking)
        await asyncio.gather(dispatcher(world).tick(), asyncio.sleep(0))
        meanwhile += 1
        slow.commits.release()
    await made
    assert meanwhile >= slow.steps > 5
    return meanwhile, before


async def test_a_backup_under_load_is_one_moment_with_all_that_was_acknowledged(
    ready, monkeypatch, tmp_path
):
    file = tmp_path / "kept.db"
    async with opened(ready) as world:
        meanwhile, before = await backed_up_under_load(world, file, monkeypatch)

    assert meanwhile > 5
    assert rows(file, BOOKED)[: len(before)] == before
    assert rows(file, "PRAGMA integrity_check") == [("ok",)]
    assert file.stat().st_mode & 0o777 == 0o600
    assert not [*tmp_path.glob("*.part*")]
    house = tmp_path / "house"
    await asyncio.to_thread(restore, settings(house), file)
    assert names(examine(settings(house))) == set()


@pytest.fixture
async def lived(ready):
    """The backup, its messages sent before and after; the house has gone on since."""
    file = ready / "kept.db"
    async with opened(ready) as world:
        sent, after = await furnished(world, partial(back_up, settings(ready), file))
    return file, sent, after


async def come_back(folder, file, *, pending=None):
    return await asyncio.to_thread(partial(restore, settings(folder), file, pending=pending))


async def test_nothing_is_sent_twice_and_what_may_have_been_waits(ready, lived):
    file, sent, after = lived

    said = await come_back(ready, file)
    async with opened(ready) as world:
        again = await work_off(world)
        counted = await states(world)

    # Two replies, the one cancelled by the deletion in the backup; its sum is owed after that.
    assert counted["held"] == 3
    assert "3 messages may have been sent since the backup and are held" in " ".join(said)
    assert again.tried == []
    assert keys(file, SENT) == set(sent.keys)
    assert {"update:1:0", "update:1:1"} < set(after.keys)
    assert counted["pending"] == len(keys(ready / "main.db", LATER))


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("pending", ["send", "drop"])
async def test_what_is_held_goes_when_somebody_says_so(ready, lived, pending, at_once):
    file, sent, _ = lived

    said = await come_back(ready, file, pending=pending if at_once else None)
    if not at_once:
        said = await come_back(ready, None, pending=pending)
    async with opened(ready) as world:
        again = await work_off(world)
        counted = await states(world)

    how = "will be sent" if pending == "send" else "are dropped"
    assert f"3 messages {how}." in said
    assert "held" not in counted
    wanted = {"update:1:0", "update:1:1"} if pending == "send" else set()
    assert {key for key in again.keys if key.startswith("update")} == wanted
    assert not set(again.keys) & set(sent.keys)
    assert counted["sent"] == len(sent.keys) + len(again.keys)
    assert examine(settings(ready)).total == 0


async def test_the_read_model_is_built_anew_and_the_doctor_finds_nothing(ready, lived):
    file, *_ = lived

    await come_back(ready, file)
    at_once = examine(settings(ready))
    async with opened(ready) as world:
        await work_off(world)
        then = examine(settings(ready), drained=True)

    assert at_once.findings == []
    assert (then.findings, then.shown) == ([], True)
    shown = rows(ready / "mypage.db", "SELECT count(*) FROM shown_booking")
    assert shown == rows(ready / "main.db", "SELECT count(*) FROM booking")


async def test_in_the_life_before_the_read_model_would_show_what_never_was(
    ready, lived, monkeypatch
):
    file, *_ = lived
    monkeypatch.setattr(command, "start_new_epoch", lambda _: None)

    await come_back(ready, file)
    async with opened(ready) as world:
        await work_off(world)
        found = examine(settings(ready))

    assert {name for name in names(found) if name.startswith("mypage")}


async def test_without_holding_people_would_hear_it_again(ready, lived, monkeypatch):
    file, _, after = lived
    monkeypatch.setattr(SqlHeldNotices, "hold", lambda *_, **__: 0)

    await come_back(ready, file)
    async with opened(ready) as world:
        again = await work_off(world)

    assert {"update:1:0", "update:1:1"} <= set(again.keys) & set(after.keys)


async def test_no_number_is_given_out_a_second_time(ready, lived):
    file, *_ = lived
    newest = {
        name: rows(ready / "main.db", f"SELECT max(id) FROM {name}")[0][0]  # noqa: S608 - ours
        for name in ("hospital", "slot", "booking", "deletion", "notice")
    }

    await come_back(ready, file)
    async with opened(ready) as world:
        slot = await world.slot()
        booking = await world.book(slot)

    assert slot > newest["slot"]
    assert booking.hospital > newest["hospital"]
    assert booking.id > newest["booking"]
    assert rows(ready / "main.db", "SELECT min(seq) FROM sqlite_sequence WHERE name <> 'event'") > [
        (max(newest.values()),)
    ]


async def test_the_old_database_is_kept_with_its_log(ready, lived):
    file, *_ = lived
    before = rows(ready / "main.db", BOOKED)

    said = await come_back(ready, file)

    (aside,) = [each for each in ready.glob("main.db.before-*") if each.suffix != ".lock"][:1]
    assert f"The previous database was moved to {aside}" in said[0]
    assert rows(aside, BOOKED) == before
    assert not [*ready.glob("*.restoring*")]
    assert (ready / "main.db").stat().st_mode & 0o777 == 0o600


async def test_who_was_erased_since_the_backup_is_erased_again(ready):
    file = ready / "kept.db"
    async with opened(ready) as world:
        booking = await world.book(await world.slot())
        await asyncio.to_thread(back_up, settings(ready), file)
        await world.run(erase_person, person=booking.person)
        await dispatcher(world).drain()

    said = await come_back(ready, file)

    assert "1 people who were erased since the backup were erased again." in said
    known = (
        "SELECT p.telegram, t.wrapped_key, t.sealed_name FROM person p"
        " LEFT JOIN patient t ON t.id = p.id"
    )
    assert rows(file, known) != [(None, None, None)]
    assert rows(ready / "main.db", known) == [(None, None, None)]
    assert rows(ready / "main.db", "SELECT status FROM booking") == [("cancelled",)]


async def desk_of(world):
    """Two admins and an open invitation; the owner's number."""
    for telegram in (801, 802):
        person = await world.run(add_person, telegram=telegram)
        await world.run(partial(_grant, person=person))
    until = world.clock.now() + timedelta(hours=24)
    await world.run(lambda tx: tx.admins.invite(token="open", made_by=9000, expires_at=until))


def _grant(tx, *, person):
    tx.admins.grant(person, invited_by=9000, at=tx.now)


async def test_a_right_revoked_since_is_not_back_and_the_others_are_printed(ready):
    file, config = ready / "kept.db", settings(ready, TELEGRAM__ADMINS="9000,9001")
    async with opened(ready) as world:
        await desk_of(world)
        await world.main.run(says("fine"), Command(world.clock.now(), deed=ADMIN))
        await asyncio.to_thread(back_up, config, file)
        await world.run(lambda tx: admins.revoke(tx, admin=1, by=9000))
        await world.main.run(says("later"), Command(world.clock.now(), deed=ADMIN))
    head = rows(file, "SELECT max(id), hash FROM audit")[0]
    replaced = rows(ready / "main.db", "SELECT max(id), hash FROM audit")[0]

    said = await asyncio.to_thread(restore, config, file)

    assert "Owners, by the settings: 9000, 9001. Admins by invitation: 802." in said
    assert "1 admin rights and 1 open invitations of the backup ended" in said[-1]
    [(actor, action, facts)] = rows(
        ready / "main.db", "SELECT actor, action, facts FROM audit ORDER BY id DESC LIMIT 1"
    )
    made = rows(file, "SELECT value FROM meta WHERE name = 'backup'")[0][0]
    told = json.loads(facts)
    assert (actor, action) == ("operator", "restored")
    assert datetime.fromisoformat(told["backup"]).timestamp() * 1000 == made
    assert (told["last"], told["hash"]) == head
    assert (told["replaced_last"], told["replaced_hash"]) == replaced
    assert rows(ready / "main.db", "SELECT id, revoked_by FROM admin") == [(1, 0), (2, None)]


async def test_without_the_old_database_every_right_by_invitation_ends(ready):
    file, config = ready / "kept.db", settings(ready, TELEGRAM__ADMINS="9000")
    async with opened(ready) as world:
        await desk_of(world)
        await asyncio.to_thread(back_up, config, file)
    (ready / "main.db").unlink()

    said = await asyncio.to_thread(restore, config, file)

    assert "Owners, by the settings: 9000. Admins by invitation: none." in said
    assert "2 admin rights and 1 open invitations of the backup ended" in said[-1]


async def test_consent_withdrawn_since_is_withdrawn_again_as_of_then(ready):
    file = ready / "kept.db"
    async with opened(ready) as world:
        person = await world.person()
        await asyncio.to_thread(back_up, settings(ready), file)
        await world.run(privacy.withdraw, person=person)
    ended = rows(ready / "main.db", "SELECT consent, ended_at FROM consent")

    said = await come_back(ready, file)

    assert "1 withdrawals of consent since the backup were repeated." in said
    assert rows(ready / "main.db", "SELECT consent, ended_at FROM consent") == ended


async def test_where_the_old_database_cannot_be_read_that_is_said(ready, lived):
    file, *_ = lived
    whole = (ready / "main.db").read_bytes()
    (ready / "main.db").write_bytes(b"x" * len(whole))

    said = await come_back(ready, file)

    lost = (
        "Erasure requests and withdrawals of consent made after the backup could not be recovered"
    )
    assert lost in " ".join(said)
    assert examine(settings(ready)).findings == []
