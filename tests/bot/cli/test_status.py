"""`python -m bot status`: what it says of both databases, on each engine, while somebody writes."""

import base64
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.cli import status as status_lines
from bot.config.load import load_config
from domain.ports.events import ParkedEvent
from domain.ports.notices import NewNotice, NoticeKind, NoticeState
from domain.ports.store import Command
from domain.storage.engines.url import database
from domain.storage.schema.migrate import newest_schema
from tests.bot.bot_process import ROOT, free_port
from tests.jobs.world import open_world

NAME = "김하나"
PARTS = ["places", "closing", "ledger", "notices", "mypage", "deliver", "upkeep"]


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request):
    return request.param


def settings(main, mypage, **more):
    given = {
        "DATABASE__URL": main,
        "MYPAGE__URL": mypage,
        "TELEGRAM__TOKEN": "123456:canary-token",
        "PRIVACY__KEY": base64.b64encode(bytes(range(32))).decode(),
        "HTTP__PORT": str(free_port()),
        **more,
    }
    return load_config(ROOT / "config.toml", {f"CHECKUP_{name}": v for name, v in given.items()})


@pytest.fixture
def config(url, mypage_url):
    """Nothing listens at its port."""
    return settings(url, mypage_url)


@pytest.fixture
def desk(desk):
    """It is now there."""
    desk.clock.forward(seconds=(datetime.now(UTC) - desk.clock.now()).total_seconds())
    return desk


async def a_booking(desk):
    day = desk.clock.now().date() + timedelta(days=5)
    slot = await desk.slot(day=day)
    return await desk.booking(person=await desk.person(name=NAME), slot=slot.id)


def found(config, **later):
    """What is seen, as if it were asked that much later."""
    status = status_lines.collect_status(config)
    ahead, seen = timedelta(**later), status.seen
    return replace(status, seen=seen._replace(now=seen.now + ahead, wall=seen.wall + ahead))


def wanting(status):
    return {line.name for line in status_lines.lines(status) if line.needs_attention}


def words(status, name):
    (line,) = [line for line in status_lines.lines(status) if line.name == name]
    return line.words


def told(status):
    _, text = status_lines.render(status, as_json=True)
    return json.loads(text)


async def owe(desk):
    person = await desk.person()
    owed = NewNotice(f"test:{person}", person, NoticeKind.REPLY, {}, desk.clock.now())
    await desk.run(lambda tx: tx.notices.enqueue(owed))


async def test_a_stopped_bot_is_said_so_and_the_databases_are_told(desk, config, engine):
    await a_booking(desk)

    status = found(config)

    alone = {"process"} if engine == "sqlite" else {"process", *PARTS}
    assert wanting(status) == alone
    assert words(status, "process").startswith("not running (nothing listens on 127.0.0.1:")
    assert told(status)["attention"]["process"] == words(status, "process")
    assert not {"breakers", "doctor"} & {line.name for line in status_lines.lines(status)}
    assert words(status, "today").startswith("1 booked, 0 expected")
    assert told(status)["database"]["schema"] == newest_schema("main")
    assert told(status)["mypage"]["schema"] == newest_schema("mypage")
    assert told(status)["process"] is None


async def test_who_is_behind_is_told_and_after_a_minute_it_wants_attention(desk, config):
    await a_booking(desk)
    head = told(found(config))["events"]

    behind = {name: part["behind"] for name, part in told(found(config))["parts"].items()}
    assert {name: each and each["events"] for name, each in behind.items()} == {
        **dict.fromkeys(PARTS[:5], head),
        "deliver": None,
        "upkeep": None,
    }
    assert set(PARTS[:5]) <= wanting(found(config, seconds=70))

    await desk.settle()

    assert {told(found(config))["parts"][name]["behind"]["events"] for name in PARTS[:4]} == {0}


@pytest.mark.spoilt("parked-is-there")
async def test_what_was_put_aside_in_either_database_wants_attention(desk, config):
    await a_booking(desk)
    assert "parked" not in wanting(found(config))
    parked = ParkedEvent("ledger", 1, "booking:1", 8, "ValueError", None)
    await desk.run(lambda tx: tx.progress.park(parked))
    shown = parked._replace(subscriber="mypage", event=2)
    await desk.mypage.run(lambda tx: tx.progress.park(shown), Command(desk.clock.now()))

    status = found(config, minutes=5)

    assert "parked" in wanting(status)
    assert words(status, "parked").startswith("2 events, the oldest happened 5 min ago")
    assert told(status)["parked"]["events"] == 2


async def test_a_message_that_is_due_for_long_wants_attention(desk, config):
    await owe(desk)

    assert "due" not in wanting(found(config, minutes=9))
    assert "due" in wanting(found(config, minutes=11))
    assert words(found(config, minutes=11), "due") == "the oldest due message waits for 11 min"
    assert told(found(config))["notices"]["pending"] == 1


async def test_a_message_that_telegram_refused_as_wrong_wants_attention(desk, config):
    await owe(desk)
    now = desk.clock.now()
    (claimed,) = await desk.run(lambda tx: tx.notices.claim(now=now, wall=now, limit=1))
    await desk.run(
        lambda tx: tx.notices.settle(claimed.id, NoticeState.INVALID, message=None, at=tx.now)
    )

    assert "due" in wanting(found(config))
    assert words(found(config), "due") == "nothing, 1 invalid in a day"


async def test_a_message_revived_for_somebody_who_came_back_is_not_old(desk, config):
    await owe(desk)
    now = desk.clock.now()
    (claimed,) = await desk.run(lambda tx: tx.notices.claim(now=now, wall=now, limit=1))
    await desk.run(
        lambda tx: tx.notices.settle(claimed.id, NoticeState.BLOCKED, message=None, at=tx.now)
    )
    assert await desk.run(lambda tx: tx.notices.revive(claimed.person)) == 1

    status = found(config, minutes=11)

    assert told(status)["notices"]["pending"] == 1
    assert words(status, "due") == "nothing"


async def test_a_pause_that_lasts_wants_attention(desk, config):
    now = desk.clock.now()
    await desk.run(lambda tx: tx.notices.pause(until=now + timedelta(minutes=5)))

    assert "pause" in wanting(found(config))
    assert "pause" not in wanting(found(config, minutes=4, seconds=30))
    assert words(found(config, minutes=6), "pause") == "none"


async def test_without_a_read_model_the_rest_is_told(desk, url, mypage_url):
    status = found(settings(url, f"{mypage_url}.none"))

    assert "read model" in wanting(status)
    assert words(status, "read model").startswith("cannot be opened: ")
    assert told(status)["mypage"] is None
    assert told(status)["parts"]["mypage"]["behind"] is None
    assert told(status)["parts"]["ledger"]["behind"] == {"events": 0, "since": None}


@pytest.mark.parametrize("engine", ["postgresql"])
async def test_who_does_what_is_told_and_for_how_long(desk, config, engine):
    wall = desk.clock.wall()
    until = wall + timedelta(seconds=60)
    await desk.run(lambda tx: tx.leases.hold(["ledger"], holder="f00d", now=wall, until=until))

    lease = told(found(config))["parts"]["ledger"]
    assert lease["holder"] == "f00d"
    assert 0 < lease["seconds_left"] <= 60
    assert "f00d, " in words(found(config), "ledger")
    assert "ledger" not in wanting(found(config))

    assert words(found(config, seconds=61), "ledger").endswith("nobody")
    await desk.run(lambda tx: tx.leases.give_up(holder="f00d"))
    assert words(found(config), "ledger").endswith("nobody")


async def test_it_waits_for_nobody_who_writes(desk, config, url, mypage_url):
    await a_booking(desk)
    writers = [database(each).writer() for each in (url, mypage_url)]
    try:
        for writer in writers:
            writer.begin()

        assert told(found(config))["events"] > 0
    finally:
        for writer in writers:
            writer.rollback()
            writer.close()


async def test_nothing_in_it_is_about_anybody(desk, config):
    booking = await a_booking(desk)
    await owe(desk)
    status = found(config)

    for as_json in (True, False):
        _, text = status_lines.render(status, as_json=as_json)
        for personal in (NAME, booking.code, "1001", str(booking.person), "canary", "한빛"):
            assert not re.search(rf"\b{personal}\b", text)


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_of_files_not_a_byte_changes(tmp_path, engine):
    world = open_world(tmp_path)
    await world.book(await world.slot())
    await world.main.close()
    await world.mypage.close()
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}

    found(settings(f"sqlite:///{tmp_path}/main.db", f"sqlite:///{tmp_path}/mypage.db"))

    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


@pytest.mark.parametrize("engine", ["postgresql"])
def test_a_server_that_takes_no_writes_is_enough(server, engine):
    urls = []
    try:
        for which in ("main", "mypage"):
            urls.append(server.create(f"sealed_{which}", template=f"made_{which}"))
            with server.connect() as connection:
                only_reads = "SET default_transaction_read_only = on"
                connection.execute(f"ALTER DATABASE sealed_{which} {only_reads}")
        with database(urls[0]).connect() as sealed, pytest.raises(Exception, match="read-only"):
            sealed.execute(text("DELETE FROM meta"))

        assert told(found(settings(*urls)))["events"] == 0
    finally:
        for which in ("main", "mypage"):
            server.drop(f"sealed_{which}")
