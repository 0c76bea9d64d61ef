"""Chats apart: a chat's budget and pause hold for it alone, whatever is sent. Time is virtual."""

import asyncio
import random
from collections.abc import Sequence
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import BadRequest, RetryAfter, TelegramError, TimedOut

from bot.telegram import chat_queues, flood_control
from bot.telegram.flood_control import MAX_DOUBT_S, MAX_PROBES
from bot.telegram.pacing import Chat
from bot.telegram.send_errors import RateLimited
from bot.telegram.sender import EDIT, REPLY_PATIENCE_S, SEND, Result, Sender
from domain.ports.notices import PUSH
from tests.bot.virtual_time import in_virtual_time
from tests.bot.wire import Came, assert_within_budget

LATENCY = 0.05
CHATS = range(1, 5)
BUSY = 1


class Wish(NamedTuple):
    """A call that is wanted. `edits`: the message that it changes, None: a new one."""

    at: float
    chat: int
    edits: int | None
    text: int
    push: bool = False


class Refusal(NamedTuple):
    """From then on the chat is refused for so many seconds."""

    at: float
    chat: int
    seconds: int


SEEDS = st.integers(0, 2**32)


def wishes_of(seed: int) -> tuple[list[Wish], list[Refusal]]:
    """Calls to four chats, three times as many to BUSY, and refusals of BUSY."""
    dice = random.Random(seed)
    wishes = [
        Wish(
            at=dice.uniform(0, 20),
            chat=dice.choice([BUSY, BUSY, *CHATS]),
            edits=dice.choice([None, 1, 2]),
            text=dice.randrange(3),
            push=dice.random() < 0.1,
        )
        for _ in range(dice.randrange(150))
    ]
    refusals = [
        Refusal(dice.uniform(0, 20), BUSY, dice.choice([2, 20, 240]))
        for _ in range(dice.randrange(3))
    ]
    return sorted(wishes, key=lambda wish: wish.at), refusals


class Telegram:
    """Takes calls, refuses who is to be refused, and keeps what each message says."""

    def __init__(self, refusals: Sequence[Refusal] = (), *, sender: Sender | None = None) -> None:
        self.sender = sender or Sender()
        self.came: list[Came] = []
        self.refused: list[Came] = []
        self.changes: list[tuple[int, int, int]] = []
        self.faults: list[Exception] = []
        self.ends: dict[int, object] = {}
        self._refusals = list(refusals)

    async def call(self, number: int, wish: Wish) -> None:
        """Makes the wish; its end is kept by its number."""
        await asyncio.sleep(wish.at)
        endpoint = SEND if wish.edits is None or wish.push else EDIT
        data: dict[str, object] = {"chat_id": wish.chat, "text": str(wish.text)}
        if endpoint == EDIT:
            data["message_id"] = wish.edits

        async def callback() -> Result:
            await self._arrives(Came(_now(), wish.chat, number, wish.push))
            if wish.edits is not None and endpoint == EDIT:
                self.changes.append((wish.chat, wish.edits, wish.text))
            return {"message_id": 1000 + number}

        limits = PUSH if wish.push else None
        try:
            self.ends[number] = await self.sender.process_request(
                callback, (), {}, endpoint, data, limits
            )
        except TelegramError as error:
            self.ends[number] = error

    async def _arrives(self, came: Came) -> None:
        left = [
            each.at + each.seconds - came.at
            for each in self._refusals
            if each.chat == came.chat and each.at <= came.at < each.at + each.seconds
        ]
        await asyncio.sleep(LATENCY)
        if left:
            self.refused.append(came)
            raise RetryAfter(max(1, int(max(left)) + 1))
        self.came.append(came)
        if self.faults:
            raise self.faults.pop(0)


def played(
    wishes: Sequence[Wish],
    refusals: Sequence[Refusal] = (),
    *,
    faults: Sequence[Exception] = (),
    replicas: int = 1,
) -> Telegram:
    async def play() -> Telegram:
        telegram = Telegram(refusals, sender=Sender(replicas=replicas))
        telegram.faults += faults
        await asyncio.gather(*(telegram.call(n, wish) for n, wish in enumerate(wishes)))
        return telegram

    return in_virtual_time(play())


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_whatever_is_sent_chats_keep_their_order_and_budget(seed: int):
    wishes, refusals = wishes_of(seed)

    told = played(wishes, refusals)

    assert sorted(told.ends) == list(range(len(wishes)))
    assert_within_budget(told.came)
    assert len(told.refused) <= 3 * len(refusals)
    for chat in CHATS:
        replies = [each.number for each in told.came if each.chat == chat and not each.push]
        assert replies == sorted(replies)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_a_refused_chat_delays_no_other(seed: int):
    wishes, refusals = wishes_of(seed)
    replies = [wish._replace(push=False) for wish in wishes]

    disturbed, quiet = played(replies, refusals), played(replies)

    assert _others(disturbed) == _others(quiet)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_the_newest_edit_wins_and_no_edit_changes_nothing(seed: int):
    wishes, refusals = wishes_of(seed)

    told = played(wishes, refusals)

    shown: dict[tuple[int, int], int] = {}
    for chat, message, text in told.changes:
        assert shown.get((chat, message)) != text
        shown[chat, message] = text
    newest = {
        (wish.chat, wish.edits): (wish.text, told.ends[n])
        for n, wish in enumerate(wishes)
        if wish.edits is not None and not wish.push
    }
    for key, (text, end) in newest.items():
        assert end is True or isinstance(end, RetryAfter)
        assert end is not True or shown[key] == text


def _others(told: Telegram) -> list[Came]:
    return [each for each in told.came if each.chat != BUSY]


def test_two_replicas_with_turns_about_share_a_chat_s_budget():
    wishes = [Wish(n / 10, 1, None, n) for n in range(60)]

    both = [*played(wishes[::2], replicas=2).came, *played(wishes[1::2], replicas=2).came]

    assert len(both) > 20
    assert_within_budget(sorted(both))


@pytest.mark.parametrize(("processes", "at_once"), [(1, 20), (2, 10), (4, 5)])
def test_a_chat_s_budget_is_divided_between_the_processes_there_are(processes: int, at_once: int):
    async def play() -> int:
        telegram = Telegram(sender=Sender(replicas=2))
        telegram.sender.divide(processes)
        calls = [telegram.call(n, Wish(0, 1, None, n)) for n in range(25)]
        playing = asyncio.gather(*calls)
        await asyncio.sleep(2.5)
        playing.cancel()
        return len(telegram.came)

    assert in_virtual_time(play()) == at_once


def test_one_process_less_lets_go_at_once_what_waited_for_its_share():
    async def play() -> list[float]:
        telegram = Telegram(sender=Sender(replicas=2))
        playing = asyncio.gather(*(telegram.call(n, Wish(0, 1, None, n)) for n in range(14)))
        await asyncio.sleep(3)
        telegram.sender.divide(1)
        await playing
        return [came.at for came in telegram.came]

    at = in_virtual_time(play())

    assert len(at) == 14
    assert at[9] < 1
    assert 3 <= at[10] < at[13] < 4


def test_two_that_take_a_whole_budget_each_do_not():
    wishes = [Wish(n / 10, 1, None, n) for n in range(60)]

    both = [*played(wishes[::2]).came, *played(wishes[1::2]).came]

    with pytest.raises(AssertionError):
        assert_within_budget(sorted(both))


def test_a_group_gets_twenty_a_minute():
    told = played([Wish(n / 10, -5, None, n) for n in range(30)])

    assert_within_budget(told.came, burst=1)
    assert len(told.came) == 11  # what would come later than the patience of a reply is refused
    assert told.came[-1].at == pytest.approx(30, abs=1)


def test_slow_answers_count_from_when_they_came(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(__name__ + ".LATENCY", 2.0)

    told = played([Wish(0.0, 1, None, n) for n in range(30)])

    starts, ends = [each.at for each in told.came], [each.at + 2.0 for each in told.came]
    assert all(
        end + 3 * (later - number) <= starts[later] + 57 + 1e-6
        for number, end in enumerate(ends)
        for later in range(number + 1, len(starts))
    )


def test_of_edits_that_wait_only_the_newest_leaves_and_all_end_well():
    fill = [Wish(0.0, 1, None, n) for n in range(20)]
    edits = [Wish(1.5 + n / 10, 1, 7, n) for n in range(10)]

    told = played(fill + edits)

    assert told.changes == [(1, 7, 9)]
    assert [told.ends[20 + n] for n in range(10)] == [True] * 10


def test_an_edit_never_overtakes_a_message_that_was_there_before():
    fill = [Wish(0.0, 1, None, n) for n in range(20)]
    rest = [Wish(1.5, 1, 7, 1), Wish(1.6, 1, None, 2), Wish(1.7, 1, 7, 3)]

    told = played(fill + rest)

    assert [each.number for each in told.came[20:]] == [21, 22]


def test_one_edit_again_and_again_is_sent_once():
    told = played([Wish(n / 10, 1, 7, 0) for n in range(200)])

    assert told.changes == [(1, 7, 0)]
    assert len(told.came) == 1


@pytest.mark.parametrize(
    ("fault", "calls"),
    [
        (TimedOut(), 3),  # the first may still arrive after the second
        (BadRequest("Message is not modified"), 1),
        (BadRequest("Message to edit not found"), 3),
    ],
)
def test_an_edit_is_left_out_only_where_it_is_certain(fault: TelegramError, calls: int):
    told = played([Wish(float(n), 1, 7, 0) for n in range(3)], faults=[fault])

    assert len(told.came) == calls


def test_where_others_edit_too_no_edit_is_left_out():
    told = played([Wish(float(n), 1, 7, 0) for n in range(3)], replicas=2)

    assert len(told.came) == 3


def test_the_answer_to_what_was_sent_may_leave_out_the_first_edit():
    told = played([Wish(0.0, 1, None, 5), Wish(1.0, 1, 1000, 5), Wish(2.0, 1, 1000, 6)])

    assert told.changes == [(1, 1000, 6)]


@pytest.mark.parametrize(("seconds", "waits"), [(25, True), (200, False)])
def test_a_reply_waits_for_its_chat_within_its_patience(seconds: int, waits: bool):
    wishes = [Wish(1.0, 1, None, 0), Wish(1.01, 1, None, 1), Wish(2.0, 2, None, 2)]
    told = played(wishes, [Refusal(0.5, 1, seconds)])

    ends = [told.ends[n] for n in range(2)]
    assert [isinstance(end, RetryAfter) for end in ends] == [not waits] * 2
    assert len(told.refused) == 1
    assert told.came[0].at == 2.0


def test_a_push_to_a_chat_that_waits_is_refused_at_once_with_the_time_to_wait():
    async def play() -> tuple[float, str]:
        telegram = Telegram()
        telegram.sender.pause(200, 1)
        with pytest.raises(RateLimited) as caught:
            await telegram.sender.process_request(_fail, (), {}, SEND, {"chat_id": 1}, PUSH)
        return _now(), str(caught.value)

    assert in_virtual_time(play()) == (0.0, "Flood control exceeded. Retry in 0:03:20")


def test_what_waited_before_a_long_pause_is_given_up_when_it_begins():
    async def play() -> float:
        telegram = Telegram()
        fill = [telegram.call(n, Wish(0.0, 1, None, n)) for n in range(25)]
        last = asyncio.gather(*fill)
        await asyncio.sleep(4)
        telegram.sender.pause(240, 1)
        await last
        assert sum(isinstance(end, RateLimited) for end in telegram.ends.values()) == 4
        return _now()

    assert in_virtual_time(play()) < 5


def test_more_than_a_chat_gets_within_a_reply_s_patience_is_refused_at_once():
    told = played([Wish(0.0, 1, None, n) for n in range(200)])

    assert len(told.came) == 20 + REPLY_PATIENCE_S // 3
    assert told.came[-1].at <= REPLY_PATIENCE_S + 1


@pytest.mark.parametrize(
    ("second", "probes"),
    [
        (Refusal(0.3, 2, 25), True),
        (Refusal(0.3, 1, 25), False),  # the same chat
        (Refusal(2.0, 2, 25), False),  # too late
    ],
)
def test_after_two_chats_at_once_one_call_finds_out_before_the_others(
    second: Refusal, probes: bool
):
    wishes = [Wish(0.0, 1, None, 0), Wish(second.at, second.chat, None, 0)]
    asking = [Wish(second.at + 0.5 + n / 1000, 3 + n, None, 0) for n in range(3)]

    told = played([*wishes, *asking], [Refusal(0.0, 1, 25), second])

    waits = [each.at - second.at - 0.5 for each in told.came[:3]]
    released = [0.0, LATENCY, LATENCY] if probes else [0.0, 0.0, 0.0]
    assert [each.chat for each in told.came[:3]] == [3, 4, 5]
    assert waits == pytest.approx(released, abs=0.01)


@pytest.mark.parametrize("apart", [0.0, 0.01, 0.06, 0.3])
def test_five_chats_refused_at_once_stop_no_other(apart: float):
    strangers = range(-5, 0)
    refusals = [Refusal(0.0, chat, 240) for chat in strangers]
    wishes = [Wish((5 + chat) * apart, chat, None, 0) for chat in strangers]
    others = [Wish(n / 20, 100 + n, None, 0) for n in range(100)]

    told = played(sorted([*wishes, *others], key=lambda wish: wish.at), refusals)

    late = [each.at - (each.chat - 100) / 20 for each in told.came if each.chat >= 100]
    assert len(late) == 100
    assert sum(wait > 0.1 for wait in late) <= 20
    assert max(late) < 1.0


def test_probes_that_are_refused_show_that_the_pause_is_of_all():
    limited = [Refusal(0.0, chat, 60) for chat in range(1, 601)]
    wishes = [Wish(chat / 30, chat, None, 0) for chat in range(1, 600)]

    told = played([*wishes, Wish(50.0, 600, None, 1)], limited)

    rounds = [0.05 * 2**number for number in range(7)]  # then every 4 s
    most = 2 + MAX_PROBES * (len(rounds) + (REPLY_PATIENCE_S + 20 - sum(rounds)) / MAX_DOUBT_S)
    assert 30 < len(told.refused) <= most  # of 600
    assert not told.came or min(each.at for each in told.came) >= 60


def test_a_call_to_no_chat_stops_everything():
    async def play() -> float:
        telegram = Telegram()
        faults = [RetryAfter(25)]

        async def refused() -> Result:
            if faults:
                raise faults.pop()
            return True

        command = telegram.sender.process_request(refused, (), {}, "setMyCommands", {}, None)
        waiting = asyncio.create_task(command)
        await asyncio.sleep(0.1)
        await telegram.call(0, Wish(0.0, 4, None, 0))
        await waiting
        return telegram.came[0].at

    assert in_virtual_time(play()) >= 25


def test_with_one_pause_for_all_another_customer_waits(monkeypatch: pytest.MonkeyPatch):
    """The rule that was: every 429 stops everything."""
    refuse = flood_control.FloodWait.refuse
    monkeypatch.setattr(
        flood_control.FloodWait, "refuse", lambda self, _, seconds: refuse(self, None, seconds)
    )

    told = played([Wish(0.0, 1, None, 0), Wish(0.5, 2, None, 1)], [Refusal(0.0, 1, 25)])

    assert next(each.at for each in told.came if each.chat == 2) > 24


def test_chats_that_have_rested_are_forgotten(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(chat_queues, "MAX_IDLE_CHATS", 10)

    async def play() -> set[Chat]:
        telegram = Telegram()
        telegram.sender._queues._max_idle = 10
        telegram.sender.pause(500, -7)
        for n in range(30):
            await telegram.call(n, Wish(5.0, 100 + n, None, 0))
        return set(telegram.sender._queues._chats)

    left = in_virtual_time(play())
    assert -7 in left
    assert len(left) <= 21


async def _fail() -> Result:
    raise AssertionError("it was made")


def _now() -> float:
    return asyncio.get_running_loop().time()
