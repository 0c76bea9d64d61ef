"""The drill on a server, by its own programs: pg_dump under load, pg_restore, restore --after."""

import asyncio
import secrets
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial

import pytest

from bot.cli import backup as command
from bot.cli.backup import BackupRefused
from domain.storage.errors import StorageUnusable
from domain.storage.open import open_main, open_mypage
from domain.storage.vault import Vault
from tests.bot.backup_run import (
    NUMBERS,
    back_up,
    busy_day,
    dispatcher,
    examine,
    furnished,
    names,
    restore,
    settings,
    work_off,
)
from tests.jobs.phones import Phones, states
from tests.jobs.world import RULES, MovableClock, World
from tests.postgres import programs_folder
from tests.storage.raw import raw

BOOKED = "SELECT code FROM booking ORDER BY id"
SENT = "SELECT key FROM notice WHERE state = 'sent'"
VAULT = Vault({1: bytes(32)}, 1)


class Site:
    """A house on a server: its databases, which can be dumped and made from a dump."""

    def __init__(self, server, folder):
        self.server = server
        self.folder = folder
        self.made = []
        self.main, self.mypage = self.new("made_main"), self.new("made_mypage")
        self.dump = folder / "kept.dump"

    def new(self, template="template0"):
        name = f"kept_{secrets.token_hex(4)}"
        self.made.append(name)
        self.server.create(name, template=template)
        return name

    def url(self, name):
        return self.server.url(name)

    @property
    def config(self):
        return settings(
            self.folder,
            DATABASE__URL=self.url(self.main),
            MYPAGE__URL=self.url(self.mypage),
        )

    def keep(self):
        self._program("pg_dump", "--format=custom", "--file", self.dump, self._plain(self.main))

    def bring_back(self):
        """As docs/backup.md says; into another database."""
        self.main = self.new()
        self._program("pg_restore", "--exit-on-error", "-d", self._plain(self.main), self.dump)

    def _plain(self, name):
        return self.url(name).replace("+psycopg", "")

    def _program(self, name, *options):
        subprocess.run([programs_folder() / name, *options], check=True, capture_output=True)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[World]:
        main = open_main(self.url(self.main), rules=RULES, vault=VAULT)
        mypage = open_mypage(self.url(self.mypage))
        main.start()
        mypage.start()
        world = World(main, mypage, self.folder, clock=MovableClock(datetime.now(UTC)))
        world._numbers = NUMBERS
        try:
            yield world
        finally:
            await main.close()
            await mypage.close()


@pytest.fixture
def site(server, tmp_path):
    site = Site(server, tmp_path)
    yield site
    for name in site.made:
        server.drop(name)


def keys(url, sql):
    with raw(url) as run:
        return [key for (key,) in run(sql)]


async def test_a_dump_under_load_is_one_moment_with_all_that_was_acknowledged(site):
    async with site.opened() as world:
        await busy_day(world, Phones())
        before, meanwhile = keys(site.url(site.main), BOOKED), 0
        dumping = asyncio.create_task(asyncio.to_thread(site.keep))
        while not dumping.done():
            slot = await world.slot()
            made = await asyncio.gather(*(world.book(slot) for _ in range(5)))
            await world.cancel(made[0])
            await dispatcher(world).tick()
            meanwhile += len(made)
        await dumping

    site.bring_back()
    await asyncio.to_thread(restore, site.config, after=True)

    assert meanwhile >= 5
    assert keys(site.url(site.main), BOOKED)[: len(before)] == before
    assert names(examine(site.config)) == set()


async def test_nothing_is_sent_twice_and_the_read_model_is_built_anew(site):
    async with site.opened() as world:
        sent, after = await furnished(world, site.keep)
    site.bring_back()
    noted = keys(site.url(site.main), SENT)

    said = await asyncio.to_thread(partial(restore, site.config, after=True))
    at_once = examine(site.config)
    async with site.opened() as world:
        again = await work_off(world)
        counted = await states(world)
        then = examine(site.config, drained=True)
        await asyncio.to_thread(partial(restore, site.config, pending="send"))
        told = await work_off(world)

    assert "3 messages may have been sent since the backup and are held" in said[1]
    assert "Erasure requests and withdrawals of consent made after the backup" in said[2]
    assert set(noted) == set(sent.keys)
    assert again.tried == []
    assert (counted["held"], {"update:1:0", "update:1:1"} < set(after.keys)) == (3, True)
    assert {key for key in told.keys if key.startswith("update")} == {"update:1:0", "update:1:1"}
    assert not set(told.keys) & set(sent.keys)
    assert (at_once.findings, then.findings, then.shown) == ([], [], True)


async def test_a_bot_does_not_open_what_was_brought_back_before_that(site):
    async with site.opened() as world:
        await world.book(await world.slot())
    site.keep()
    site.bring_back()
    store = open_main(site.url(site.main), rules=RULES, vault=VAULT)

    with pytest.raises(StorageUnusable, match="was restored or moved"):
        store.start()
    await asyncio.to_thread(restore, site.config, after=True)
    store.start()
    await store.close()


async def test_one_whose_restore_broke_off_stays_shut_until_it_is_done_again(site, monkeypatch):
    async with site.opened() as world:
        await world.book(await world.slot())
    with monkeypatch.context() as broken:
        broken.setattr(command, "end_restore", _breaks)
        with pytest.raises(RuntimeError):
            await asyncio.to_thread(restore, site.config, after=True)
    store = open_main(site.url(site.main), rules=RULES, vault=VAULT)

    with pytest.raises(StorageUnusable, match="its restore has not ended"):
        store.start()
    await asyncio.to_thread(restore, site.config, after=True)
    store.start()
    await store.close()


def _breaks(_tx, **_):
    raise RuntimeError("somebody pulled the plug")


async def test_numbers_go_on_far_behind_those_of_the_backup(site):
    async with site.opened() as world:
        slot = await world.slot()
    await asyncio.to_thread(restore, site.config, after=True)

    async with site.opened() as world:
        assert await world.slot() > slot + 999_999


async def test_while_somebody_has_it_open_it_is_refused(site):
    async with site.opened():
        with pytest.raises(StorageUnusable, match="another process has it open"):
            await asyncio.to_thread(restore, site.config, after=True)


def test_files_are_neither_made_nor_read_there(site):
    with pytest.raises(BackupRefused, match="pg_dump"):
        back_up(site.config, site.dump)
    with pytest.raises(BackupRefused, match="pg_restore, then python -m bot restore --after"):
        restore(site.config, site.dump)
