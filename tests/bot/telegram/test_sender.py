"""Pauses, tries and what is free of the pace. Time is virtual."""

import asyncio
import itertools
from collections.abc import Sequence
from contextlib import suppress

import pytest
from telegram import Message
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import ExtBot
from telegram.request import BaseRequest

from bot.telegram.chat_queues import ChatQueues
from bot.telegram.send_errors import RateLimited
from bot.telegram.sender import Result, Sender, receipt
from domain.ports.notices import PUSH
from tests.bot.virtual_time import in_virtual_time
from tests.bot.wire import Came, Wire


class ConnectError(Exception):
    """Bears the name of the error of a connection that never came about."""


def never_left() -> NetworkError:
    error = NetworkError("no connection")
    error.__cause__ = ConnectError()
    return error


def played(chats: Sequence[int], *, faults: Sequence[Exception] = ()) -> list[Came]:
    async def play() -> list[Came]:
        wire = Wire(faults=faults)
        await asyncio.gather(*(wire.send(chat, n) for n, chat in enumerate(chats)))
        return wire.came

    return in_virtual_time(play())


def test_after_a_pause_one_goes_first_and_the_order_stays():
    came = played([1, 1, 1, 2, 3], faults=[RetryAfter(7)])

    begun = [each for each in came if each.at < 1]
    later = [each for each in came if each.at >= 1]
    assert [each.number for each in begun] == [0, 3, 4]
    assert [each.at >= 7.08 for each in later] == [True] * 3
    assert [each.number for each in later] == [0, 1, 2]


def test_nothing_leaves_in_a_pause_and_one_call_tells_whether_it_is_over():
    async def play() -> list[float]:
        wire = Wire(faults=[RetryAfter(5), RetryAfter(9)])
        first = asyncio.create_task(wire.send(1, endpoint="setMyCommands"))
        await asyncio.sleep(1)
        rest = [asyncio.create_task(wire.send(chat)) for chat in range(2, 30)]
        await asyncio.gather(first, *rest)
        return [came.at for came in wire.came]

    times = in_virtual_time(play())

    assert times[:3] == pytest.approx([0.0, 5.08, 14.16])
    assert all(later - sooner >= 0.039 for sooner, later in itertools.pairwise(times))
    assert len(times) == 31


def test_of_two_pauses_the_later_end_counts():
    async def play() -> list[float]:
        wire = Wire()
        wire.sender.pause(10)
        wire.sender.pause(3)
        await wire.send(1)
        return [came.at for came in wire.came]

    assert in_virtual_time(play()) == [10.0]


def test_a_push_does_not_wait_for_a_pause():
    async def play() -> float:
        wire = Wire()
        wire.sender.pause(20)
        with pytest.raises(RateLimited) as caught:
            await wire.send(1, push=True)
        assert wire.came == []
        assert str(caught.value).startswith("Flood control exceeded. Retry in 0:00:20")
        return asyncio.get_running_loop().time()

    assert in_virtual_time(play()) == 0.0


@pytest.mark.parametrize("endpoint", ["sendMessage", "editMessageText", "answerCallbackQuery"])
def test_a_reply_gives_up_when_the_pause_is_long(endpoint: str):
    async def play() -> list[Came]:
        wire = Wire()
        wire.sender.pause(3600)
        with pytest.raises(RetryAfter):
            await wire.send(1, endpoint=endpoint, message_id=1)
        return wire.came

    assert in_virtual_time(play()) == []


def test_who_met_a_pause_is_told():
    async def play() -> list[tuple[float, int | None]]:
        wire = Wire(faults=[RetryAfter(7)])
        with pytest.raises(RetryAfter):
            await wire.send(1, push=True)
        return wire.pauses

    assert in_virtual_time(play()) == [(7.0, 1)]


def test_a_probe_to_no_chat_that_meets_a_pause_tells_it_once():
    async def play() -> list[tuple[float, int | None]]:
        wire = Wire(faults=[RetryAfter(1), RetryAfter(7)])
        await wire.send(1, endpoint="setMyCommands")
        return wire.pauses

    assert in_virtual_time(play()) == [(1.0, None), (7.0, None)]


@pytest.mark.parametrize(("chat", "kind"), [(1, "private"), (-100, "group"), ("@made_up", "group")])
def test_a_receipt_tells_a_private_chat_from_others(chat: int | str, kind: str):
    got = receipt("sendMessage", {"chat_id": chat}, {"message_id": 5, "date": 6, "chat": {}})

    assert got == {"message_id": 5, "date": 6, "chat": {"id": chat, "type": kind}}


@pytest.mark.parametrize("odd", [2**63, -(2**63) - 1, 2**80, "5", 1.5, None])
def test_odd_numbers_of_a_sent_message_are_read_as_none(odd: object):
    got = receipt("sendMessage", {"chat_id": 1}, {"message_id": odd, "date": odd})

    message = Message.de_json(got, None)

    assert (message.message_id, message.date.year, message.chat.id) == (0, 1970, 1)


def test_a_reply_that_never_left_is_tried_twice_more():
    assert len(played([1], faults=[never_left(), never_left()])) == 3


@pytest.mark.parametrize("error", [TimedOut(), NetworkError("cut off"), BadRequest("no")])
def test_a_reply_that_may_have_arrived_or_was_refused_is_not_tried_again(error: TelegramError):
    async def play() -> list[Came]:
        wire = Wire(faults=[error])
        with pytest.raises(type(error)):
            await wire.send(1)
        return wire.came

    assert len(in_virtual_time(play())) == 1


def test_a_push_has_one_attempt():
    async def play() -> list[Came]:
        wire = Wire(faults=[never_left()])
        with pytest.raises(NetworkError):
            await wire.send(1, push=True)
        return wire.came

    assert len(in_virtual_time(play())) == 1


@pytest.mark.parametrize("endpoint", ["answerCallbackQuery", "sendChatAction", "deleteMessage"])
def test_answers_to_taps_and_the_like_are_free(endpoint: str):
    async def play() -> float:
        wire = Wire()
        await asyncio.gather(*(wire.send(1, endpoint=endpoint) for _ in range(50)))
        return max(came.at for came in wire.came)

    assert in_virtual_time(play()) == 0.0


def test_somebody_who_stops_waiting_makes_room():
    async def play() -> list[int]:
        wire = Wire()
        tasks = [asyncio.create_task(wire.send(1, n)) for n in range(8)]
        await asyncio.sleep(0.01)
        tasks[0].cancel()
        tasks[6].cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        return [came.number for came in wire.came]

    assert in_virtual_time(play()) == [0, 1, 2, 3, 4, 5, 7]


def test_somebody_who_goes_just_when_let_in_makes_room():
    async def play() -> None:
        queues = ChatQueues()
        await queues.acquire(1, push=False)
        second = asyncio.create_task(queues.acquire(1, push=False))
        await asyncio.sleep(0)
        queues.release(1)
        second.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second
        async with asyncio.timeout(1):
            await queues.acquire(1, push=False)

    in_virtual_time(play())


class Accepting(BaseRequest):
    """A transport that accepts every message."""

    def __init__(self) -> None:
        self.times: list[float] = []

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(self, *_: object, **__: object) -> tuple[int, bytes]:
        self.times.append(asyncio.get_running_loop().time())
        chat = b'{"id": 1, "type": "private"}'
        return 200, b'{"ok": true, "result": {"message_id": 1, "date": 1, "chat": %b}}' % chat


def test_the_library_sends_through_it():
    async def play() -> list[float]:
        transport = Accepting()
        bot = ExtBot("1:made-up", request=transport, rate_limiter=Sender())
        sends = [bot.send_message(chat, "hello", rate_limit_args=PUSH) for chat in range(1, 4)]
        await asyncio.gather(*sends)
        return transport.times

    assert in_virtual_time(play()) == pytest.approx([0.0, 1 / 24, 2 / 24])


def test_an_edited_message_is_not_read_back():
    async def edited() -> Result:
        return {"message_id": 1, "text": "예약"}

    async def main() -> Result:
        data = {"chat_id": 1, "message_id": 1}
        return await Sender().process_request(edited, (), {}, "editMessageText", data, None)

    assert in_virtual_time(main()) is True
