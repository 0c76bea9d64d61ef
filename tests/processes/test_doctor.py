"""`python -m bot doctor`: what it says, what it ends with, beside a running bot as well."""

import asyncio
import base64
import re
import sqlite3
from contextlib import closing

import pytest

from bot.cli import commands
from bot.config.load import load_config
from bot.monitoring import gauges, health
from domain.storage.engines.url import migrate
from tests.bot.bot_process import ROOT, bot
from tests.jobs.world import open_world
from tests.journeys.stage import World

TOKEN = "123456:canary-token"
KEY = base64.b64encode(bytes(32)).decode()
"""The one that `tests.jobs.world` uses."""


@pytest.fixture
def folder(tmp_path):
    """Two databases with three bookings, nothing of them reacted to yet."""
    asyncio.run(_furnish(tmp_path))
    return tmp_path


async def _furnish(folder) -> None:
    world = open_world(folder)
    slot = await world.slot()
    for _ in range(3):
        await world.book(slot)
    await world.main.close()
    await world.mypage.close()


def spoil(folder, sql="UPDATE slot SET taken = 0") -> None:
    with closing(sqlite3.connect(folder / "main.db")) as database, database:
        database.execute(sql)


def asked(folder, capsys, *, drained=False, key=KEY):
    """Code and words."""
    urls = {
        f"CHECKUP_{name}__URL": f"sqlite:///{folder}/{which}.db"
        for name, which in (("DATABASE", "main"), ("MYPAGE", "mypage"))
    }
    given = {"CHECKUP_TELEGRAM__TOKEN": TOKEN} | ({"CHECKUP_PRIVACY__KEY": key} if key else {})
    config = load_config(ROOT / "config.toml", {**urls, **given})
    code = commands._examine(config, drained=drained or None)
    return code, capsys.readouterr().out.splitlines()


def test_sound_databases_end_with_0_and_a_sum(folder, capsys):
    code, lines = asked(folder, capsys)

    assert code == 0
    assert lines[0].startswith("backlog not empty: checked only the invariants that hold at all")
    assert re.fullmatch("[0-9]+ invariants checked: OK", lines[1])
    assert len(lines) == 2


def test_without_the_key_all_but_the_audit_is_checked_and_it_says_so(folder, capsys):
    _, with_key = asked(folder, capsys)
    code, lines = asked(folder, capsys, key=None)

    assert code == 0
    assert int(lines[1].split()[0]) == int(with_key[1].split()[0]) - 1
    assert lines[2].startswith("the audit was not checked: key file")


def test_what_is_found_is_told_by_ids_and_ends_with_1(folder, capsys):
    spoil(folder)

    code, lines = asked(folder, capsys)

    assert code == 1
    sentence = "VIOLATED places-add-up (1 row, ids: 1): A slot's taken places are"
    assert lines[0].startswith(sentence)
    assert re.fullmatch("1 of [0-9]+ invariants violated, by 1 row", lines[-1])


def test_somebody_who_says_that_all_is_done_hears_what_is_not(folder, capsys):
    code, lines = asked(folder, capsys, drained=True)

    assert code == 1
    names = {line.split()[1] for line in lines if line.startswith("VIOLATED ")}
    assert {"everybody-at-the-end", "mypage-at-the-end", "ledger-is-complete"} <= names


def test_without_a_read_model_the_rest_is_looked_at(folder, capsys):
    (folder / "mypage.db").unlink()
    for left in folder.glob("mypage.db-*"):
        left.unlink()

    code, lines = asked(folder, capsys)

    assert code == 0
    assert "the read model could not be opened" in lines[0]


def test_without_a_database_it_ends_with_3(tmp_path):
    with bot(tmp_path, "doctor", DATABASE__URL="sqlite:///none.db", TELEGRAM__TOKEN=TOKEN) as it:
        assert it.ends() == 3
        assert "there is no database" in it.out


async def test_beside_a_bot_that_holds_the_file_it_looks_all_the_same(tmp_path, capsys):
    migrate(f"sqlite:///{tmp_path}/main.db", "main")
    world = open_world(tmp_path)
    await world.book(await world.slot())

    code, _ = await asyncio.to_thread(asked, tmp_path, capsys)

    await world.main.close()
    await world.mypage.close()
    assert code == 0


async def test_an_owner_reads_of_a_finding_and_watchdogs_see_it(tmp_path):
    stage = World(tmp_path)
    await stage.begin()
    await stage.admin.says("/start")
    await stage.admin.says(f"/addhospital 한빛병원 {stage.day(10)} 1")
    await stage.admin.taps("✅ 등록")
    with closing(sqlite3.connect(tmp_path / "sandbox.db")) as database, database:
        database.execute("UPDATE slot SET taken = 1")

    assert stage.parts.doctor is not None
    await stage.parts.doctor.run_check()
    await stage.settle()

    stage.admin.hears("데이터 점검", "places-add-up", "번호: 1")
    assert "checkup_doctor_findings 1.0" in (await gauges.text(stage.parts)).decode()
    told = health._doctor(stage.parts)
    assert told is not None
    assert told["findings"] == 1
    await stage.end()
