"""Which update and which booking a line of the log is about, whoever writes it. Nobody is named."""

import asyncio
import io
import json
import logging
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import structlog
from telegram import Update
from telegram.ext import TypeHandler

from bot.monitoring.logs import configure_logging
from domain.policies import Step, Subscriber
from domain.ports.notices import NoticeKind
from handlers.notices import NOTIFICATIONS
from jobs.dispatcher import Dispatcher
from jobs.work_loop import WorkLoop
from sandbox.state.faults import Fault
from tests.journeys.stage import World

pytestmark = pytest.mark.usefixtures("loggers_afterwards_as_before")
CANARY = "남궁민수"
log = logging.getLogger("somewhere")


class Lines:
    """What was logged."""

    def __init__(self) -> None:
        self._stream = io.StringIO()
        self.form("json")

    def form(self, form: Any) -> None:
        configure_logging(level="info", format=form, stream=self._stream)

    def of(self, event: str) -> list[dict[str, Any]]:
        told = map(json.loads, self.text().splitlines())
        return [line for line in told if event in line["event"]]

    def text(self) -> str:
        return self._stream.getvalue()


@pytest.fixture
def lines(loggers_afterwards_as_before: None) -> Lines:
    return Lines()


@pytest.fixture
async def world(tmp_path: Path, lines: Lines) -> AsyncIterator[World]:
    world = World(tmp_path)
    await world.begin()
    yield world
    await world.end()


def listen(world: World, say: Callable[[], object]) -> None:
    """Says something after each update, still inside it."""

    async def after(_: Update, __: object) -> None:
        say()

    world.parts.application.add_handler(TypeHandler(Update, after), group=9)


async def at_the_card(world: World) -> None:
    """A customer who has only to confirm."""
    await world.admin.says("/start")
    await world.admin.says(f"/addhospital 한빛병원 {world.day(10)} 3")
    await world.admin.taps("✅ 등록")
    await world.customer.says(f"/book 한빛병원 {world.day(10)}")
    await world.customer.taps("✅ 동의해요")
    await world.customer.taps("✅ 동의해요")
    await world.customer.says(CANARY)


def code_of(world: World) -> str:
    heard = " ".join(world.customer.all_heard()).split()
    return next(word for word in heard if word.startswith("HS-"))


async def test_every_line_of_an_update_says_which_and_no_other_does(world, lines):
    listen(world, lambda: (log.warning("here %s", "x"), structlog.get_logger("there").info("here")))
    world.telegram.say(world.customer.id, "/start")
    (raw,) = world.telegram.take_updates()

    await world.parts.updates.handle(Update.de_json(raw, world.parts.application.bot))
    log.warning("here, afterwards")

    first, second, after = lines.of("here")
    assert first["update"] == second["update"] == raw["update_id"]
    assert "update" not in after


async def test_updates_at_the_same_time_keep_their_own_numbers(world, lines):
    listen(world, lambda: log.warning("here"))
    for person in (world.customer, world.english, world.another):
        world.telegram.say(person.id, "/start")

    await world.handle_updates()

    assert len({line["update"] for line in lines.of("here")}) == 3


async def test_a_line_after_a_booking_names_its_code_and_nobody(world, lines):
    await at_the_card(world)
    listen(world, lambda: log.warning("here"))

    await world.customer.taps("✅ 예약 확정")
    await world.customer.says("/hospitals")

    booked, later = lines.of("here")
    assert booked["booking"] == code_of(world)
    assert "booking" not in later
    assert CANARY not in lines.text()


async def test_the_console_says_so_too(world, lines):
    await at_the_card(world)
    lines.form("console")
    listen(world, lambda: log.warning("on the console"))

    await world.customer.taps("✅ 예약 확정")

    (line,) = [each for each in lines.text().splitlines() if "on the console" in each]
    assert f"booking={code_of(world)}" in line
    assert "update=" in line


async def test_a_booking_whose_answer_comes_again_is_named_again(world, lines):
    await at_the_card(world)
    await world.customer.taps("✅ 예약 확정", wait=False)
    (raw,) = world.telegram.take_updates()
    tapped = Update.de_json(raw, world.parts.application.bot)
    await world.parts.updates.handle(tapped)
    for method in ("editMessageText", "sendMessage"):
        world.telegram.faults.add(Fault(method, "status", code=400, times=20))

    await world.parts.updates.handle(tapped)

    (line,) = lines.of("bug")
    assert (line["booking"], line["update"]) == (code_of(world), tapped.update_id)
    log.warning("of no booking")
    assert "booking" not in lines.of("of no booking")[0]


async def test_a_reaction_that_fails_names_the_booking(world, lines):
    await at_the_card(world)
    await world.customer.taps("✅ 예약 확정")
    services = world.parts.services
    sour = Subscriber("sour", _raise_at_bookings, batch=100)

    await Dispatcher(
        main=services.store, mypage=services.mypage, clock=world.clock, subscribers=[sour]
    ).drain()

    told = lines.of("consumer failed")
    assert told[-1]["booking"] == code_of(world)
    assert "update" not in told[-1]


async def test_a_notice_that_fails_names_the_booking(world, lines, monkeypatch):
    await at_the_card(world)
    await world.customer.taps("✅ 예약 확정")
    monkeypatch.setitem(NOTIFICATIONS, NoticeKind.FORCE_CANCELLED, _fail)

    await world.admin.says("/deletehospital 한빛병원")
    await world.admin.taps("🗑 삭제")

    told = [line for line in lines.of("notice ") if line["level"] == "error"]
    assert {line["booking"] for line in told} == {code_of(world)}
    assert CANARY not in lines.text()


async def test_a_round_is_not_part_of_the_update_that_woke_it(lines):
    async def turn() -> bool:
        log.warning("a turn")
        return False

    rounds = WorkLoop(turn)
    rounds.open()
    with structlog.contextvars.bound_contextvars(update=5):
        rounds.wake()
        log.warning("the update")
    await asyncio.sleep(0.01)

    (turned,), (woke,) = lines.of("a turn"), lines.of("the update")
    assert woke["update"] == 5
    assert "update" not in turned


async def _fail(*_: object) -> None:
    raise ValueError(CANARY)


def _raise_at_bookings(_: object, recorded: Any) -> Step:
    if hasattr(recorded.event, "code"):
        raise ValueError(CANARY)
    return Step.DONE
