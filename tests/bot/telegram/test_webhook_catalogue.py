"""The bad-input table of the webhook, before a bot that works: what each request is answered, and
that none of them does anything.
"""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.http_server import HealthHandlers, create_app
from bot.telegram import webhook
from bot.telegram.webhook import SECRET, UpdateHandler, Webhook
from tests.handlers.catalogue import says
from tests.journeys.stage import CUSTOMER, World

WORD = "a-secret-of-sixteen"
HEADERS = {SECRET: WORD, "Content-Type": "application/json"}
USER = {"id": CUSTOMER, "is_bot": False, "first_name": "x", "language_code": "ko"}
MESSAGE = {
    "message_id": 1,
    "date": 1,
    "chat": {"id": CUSTOMER, "type": "private"},
    "from": USER,
    "text": "/help",
}
LARGEST = 2**63 - 1


def update(number: object, **more: object) -> bytes:
    return json.dumps({"update_id": number, **more}).encode()


def said(**changes: object) -> bytes:
    return update(5, message={**MESSAGE, **changes})


BODIES = [
    *((131, body, 400) for body in (b"", b"{", b"\xff\xfe", b"\x00", b"{}{}", b"{'a': 1}")),
    *((131, body, 400) for body in (b"[" * 50_000, b'{"a":' * 5_000)),
    *((131, body, 200) for body in (b"null", b"[]", b'"x"', b"5", b"NaN")),
    *((135, update(bad, message=MESSAGE), 200) for bad in (None, "5", True, 5.0, [], {}, -1)),
    *((135, update(bad, message=MESSAGE), 200) for bad in (2**63, 10**400, 1e308)),
    (135, b'{"update_id": ' + b"9" * 5_000 + b"}", 400),
    (135, json.dumps({"message": MESSAGE}).encode(), 200),
    *((135, said(**{"from": {**USER, "id": bad}}), 200) for bad in (2**63, -1, "1001", None)),
    *((135, said(chat={"id": bad, "type": "private"}), 200) for bad in (2**63, "1001", None)),
    *((135, said(date=bad), 200) for bad in (10**18, -(10**18), "now", {})),
    *((135, said(text=bad), 200) for bad in (5, {}, ["/help"])),
    (135, update(5, message="x"), 200),
    (135, update(5, callback_query={"id": "1", "chat_instance": "1"}), 200),
    *((136, update(number), 200) for number in (0, 5, LARGEST)),
    (136, update(6, what_comes_next_year={"from": USER, "text": "/start"}), 200),
    (136, update(7, edited_message={**MESSAGE, "edit_date": 2}), 200),
    (136, update(8, poll_answer={"poll_id": "1", "option_ids": []}), 200),
]
"""Number in the table, body, and what is answered."""


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    world = World(tmp_path)
    await world.begin()
    yield world
    await world.end()


@pytest.fixture
async def telegram(world: World) -> AsyncIterator[httpx.AsyncClient]:
    door = UpdateHandler(world.parts.application.bot, world.parts.updates.handle)
    hook = Webhook(secret=WORD, handler=lambda: door)
    app = create_app(
        health=HealthHandlers(_nothing, _nothing, _no_metrics), webhook=hook, sandbox=None
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as way:
        yield way


async def _nothing() -> dict[str, object]:
    return {}


async def _no_metrics() -> bytes:
    return b""


async def test_no_odd_body_does_anything(world, telegram):
    wrong = []

    for number, body, status in BODIES:
        answer = await telegram.post("/telegram", content=body, headers=HEADERS)
        if answer.status_code != status:
            wrong.append((number, body[:80], answer.status_code))

    assert wrong == []
    assert world.customer.all_heard() == []


async def test_and_a_sound_one_is_answered(world, telegram):
    world.telegram.person(CUSTOMER).started = True

    answer = await telegram.post("/telegram", content=said(text="뭐라고"), headers=HEADERS)

    assert answer.status_code == 200
    assert says("frame.free_text", world.customer.sees())


async def test_half_a_character_comes_through_and_is_answered(world, telegram):
    world.telegram.person(CUSTOMER).started = True
    body = said(text="\ud83d", entities=[])

    answer = await telegram.post("/telegram", content=body, headers=HEADERS)

    assert b"\\ud83d" in body
    assert answer.status_code == 200
    assert says("frame.free_text", world.customer.sees())


async def test_no_other_method_path_or_encoding_leads_in(world, telegram):
    wrong = []

    for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        answer = await telegram.request(method, "/telegram", headers=HEADERS)
        wrong += [] if answer.status_code == 405 else [(method, answer.status_code)]
    for path in ("/", "/telegram/", "/telegram/x", "/1000000001:SANDBOX"):
        answer = await telegram.post(path, content=said(), headers=HEADERS)
        wrong += [] if answer.status_code in {307, 404} else [(path, answer.status_code)]
    bomb = gzip.compress(b" " * 10_000_000)
    for encoding in ("gzip", "deflate", "br", "identity, gzip", "x"):
        headers = {**HEADERS, "Content-Encoding": encoding}
        answer = await telegram.post("/telegram", content=bomb, headers=headers)
        wrong += [] if answer.status_code == 415 else [(encoding, answer.status_code)]

    assert wrong == []
    assert world.customer.all_heard() == []


async def test_who_drips_a_body_in_is_sent_away(telegram, monkeypatch):
    monkeypatch.setattr(webhook, "BODY_TIMEOUT_S", 0.05)

    async def dripping() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(5)
        yield b"}"

    answer = await telegram.post("/telegram", content=dripping(), headers=HEADERS)

    assert answer.status_code == 408
