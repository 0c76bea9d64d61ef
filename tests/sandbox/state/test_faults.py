"""Faults on request: what the bot's library makes of each."""

import asyncio
import time
from contextlib import suppress

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter


@pytest.fixture
def fault(http):
    async def plant(**wishes):
        answer = await http.post("/sandbox/faults", json={"method": "sendMessage", **wishes})
        assert answer.status_code == 200, answer.text

    return plant


async def test_a_flood_wait_is_told_with_its_seconds_and_only_so_often(bot, fault, started):
    await fault(kind="status", code=429, retry_after=7, times=2)

    for _ in range(2):
        with pytest.raises(RetryAfter) as error:
            await bot.send_message(started, "x")
        assert error.value.retry_after.total_seconds() == 7
    await bot.send_message(started, "x")


@pytest.mark.parametrize(
    ("wishes", "error"),
    [
        ({"code": 500}, NetworkError),
        ({"code": 403}, Forbidden),
        ({"code": 400, "description": "Bad Request: chat not found"}, BadRequest),
        ({"code": 400, "migrate_to_chat_id": -1005}, ChatMigrated),
    ],
)
async def test_any_status_can_be_asked_for(bot, fault, started, wishes, error):
    await fault(kind="status", **wishes)

    with pytest.raises(error):
        await bot.send_message(started, "x")


async def test_a_broken_proxy_answers_with_a_page(bot, http, fault, started):
    await fault(kind="html", times=2)

    with pytest.raises(NetworkError):
        await bot.send_message(started, "x")
    answer = await http.post("/bot1000000001:SANDBOX/sendMessage")

    assert (answer.status_code, answer.headers["content-type"]) == (502, "text/html")


async def test_a_message_can_arrive_without_the_bot_being_told(bot, telegram, fault, started):
    await fault(kind="accept_then_cut")

    with pytest.raises(NetworkError):
        await bot.send_message(started, "도착")

    assert telegram.last(started).text == "도착"
    call = telegram.calls.since(method="sendMessage")[0]
    assert (call.status, call.ok, call.message_id) == (0, False, telegram.last(started).message_id)


async def test_an_answer_can_be_late(bot, telegram, fault, started):
    await fault(kind="delay", seconds=0.2)
    asked = time.monotonic()

    await bot.send_message(started, "x")

    assert time.monotonic() - asked >= 0.2


async def test_a_call_can_hang_and_nothing_is_sent(bot, telegram, fault, started):
    await fault(kind="hang", seconds=0.2)
    asked = time.monotonic()

    with pytest.raises(NetworkError):
        await bot.send_message(started, "x")

    assert time.monotonic() - asked >= 0.2
    assert telegram.last(started).text == "/start"


async def test_a_fault_meets_only_its_method_and_its_chat(bot, telegram, fault, started):
    telegram.say(1002, "/start")
    await fault(kind="status", code=500, chat_id=1002)

    await bot.send_message(started, "x")
    await bot.get_me()
    with pytest.raises(NetworkError):
        await bot.send_message(1002, "x")


async def test_a_fault_can_meet_every_method_and_be_taken_back(bot, http, fault, started):
    await fault(method="*", kind="status", code=500, times=5)
    with pytest.raises(NetworkError):
        await bot.get_me()

    await http.delete("/sandbox/faults")

    await bot.get_me()


@pytest.mark.parametrize("wishes", [{"kind": "earthquake"}, {}, {"kind": "status", "times": "two"}])
async def test_an_unknown_fault_is_refused(http, wishes):
    answer = await http.post("/sandbox/faults", json=wishes)

    assert answer.status_code == 400
    assert answer.json()["error"]


async def test_every_call_is_in_the_log_in_order(bot, http, telegram, started):
    since = telegram.calls.since()[-1].n
    await asyncio.gather(*(bot.send_message(started, str(n)) for n in range(3)))
    with pytest.raises(BadRequest):
        await bot.send_message(5, "x")

    log = (await http.get("/sandbox/calls", params={"since": since})).json()

    assert sorted(call["text"] for call in log[:3]) == ["0", "1", "2"]
    assert [call["status"] for call in log] == [200, 200, 200, 400]
    assert [call["n"] for call in log] == [since + 1, since + 2, since + 3, since + 4]
    assert log[0]["message_id"]
    assert log[0]["chat_id"] == started
    assert log[0]["ok"] is True


async def test_the_log_tells_a_fault_from_a_refusal_of_the_emulator(bot, fault, telegram, started):
    await fault(kind="status", code=429, retry_after=7)
    for _ in range(21):
        with suppress(RetryAfter):
            await bot.send_message(started, "x")
    with pytest.raises(RetryAfter) as refusal:
        await bot.send_message(started, "x")

    calls = telegram.calls.since(method="sendMessage")
    seconds = refusal.value.retry_after.total_seconds()
    assert [(each.fault, each.retry_after) for each in calls if each.status == 429] == [
        (True, 7),
        (False, seconds),
    ]
