"""Whatever is sent in whatever order, the sender keeps to Telegram's limits. Time is virtual."""

import asyncio
import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.telegram import pacing
from tests.bot.virtual_time import in_virtual_time
from tests.bot.wire import A_HAIR, Wire, assert_within_budget, most_in_a_second


class Wish(NamedTuple):
    """A message that somebody wants to send."""

    at: float
    chat: int
    push: bool


WISHES = st.lists(
    st.builds(
        Wish,
        at=st.integers(0, 300).map(lambda tenths: tenths / 100),
        chat=st.integers(1, 12),
        push=st.booleans(),
    ),
    max_size=150,
)


def sent(
    wishes: list[Wish], *, latency: float = 0.08, stalls: Sequence[tuple[float, float]] = ()
) -> Wire:
    async def play() -> Wire:
        wire = Wire(latency=latency, stalls=stalls)

        numbers = itertools.count()

        async def fulfil(wish: Wish) -> None:
            await asyncio.sleep(wish.at)
            await wire.send_or_note(wish.chat, next(numbers), push=wish.push)

        await asyncio.gather(*(fulfil(wish) for wish in wishes))
        return wire

    return in_virtual_time(play())


@settings(max_examples=60, deadline=None)
@given(wishes=WISHES)
def test_each_leaves_once_or_is_refused_and_in_order_within_its_chat(wishes: list[Wish]):
    wire = sent(wishes)

    numbers = [*(came.number for came in wire.came), *wire.refused]
    assert sorted(numbers) == list(range(len(wishes)))
    for lane in {(came.chat, came.push) for came in wire.came}:
        numbers = [came.number for came in wire.came if (came.chat, came.push) == lane]
        assert numbers == sorted(numbers)


@settings(max_examples=60, deadline=None)
@given(wishes=WISHES)
def test_a_chat_gets_twenty_at_once_and_then_one_each_three_seconds(wishes: list[Wish]):
    wire = sent(wishes)

    assert_within_budget(wire.came)


@settings(max_examples=60, deadline=None)
@given(wishes=WISHES)
def test_a_push_yields_to_a_crowd_but_never_starves(wishes: list[Wish]):
    wire = sent(wishes)

    last_push = -1.0
    for number, came in enumerate(wire.came):
        if came.push:
            before = sum(came.at - 1 + A_HAIR < each.at for each in wire.came[:number])
            since = came.at - last_push
            assert since >= 1 / 24 - A_HAIR
            assert before < 28 or since >= 0.2 - A_HAIR
            last_push = came.at


@settings(max_examples=60, deadline=None)
@given(
    pushes=st.lists(st.integers(1, 200), min_size=30, max_size=120),
    replies=st.lists(st.integers(201, 205), max_size=20),
)
def test_pushes_with_five_replies_a_second_stay_within_thirty(
    pushes: list[int], replies: list[int]
):
    queued = [Wish(0.0, chat, push=True) for chat in pushes]
    asked = [Wish(n // 5 + n % 5 / 50, chat, push=False) for n, chat in enumerate(replies)]

    wire = sent(queued + asked)

    assert most_in_a_second([came.at for came in wire.came]) <= 30


def test_the_twenty_first_message_to_a_chat_waits_three_seconds():
    wire = sent([Wish(0.0, 1, push=False)] * 23, latency=0.001)

    assert [round(came.at, 1) for came in wire.came] == [0] * 20 + [3, 6, 9]


def test_a_long_fan_out_takes_its_pace():
    wire = sent([Wish(0.0, chat, push=True) for chat in range(500)])

    assert most_in_a_second([came.at for came in wire.came]) == 24
    assert wire.came[-1].at <= 20.8


def test_a_reply_does_not_wait_behind_queued_pushes():
    pushes = [Wish(0.0, chat, push=True) for chat in range(300)]

    wire = sent([*pushes, Wish(1.013, 1000, push=False), Wish(1.013, 299, push=False)])

    assert [came.at for came in wire.came if not came.push] == [1.013, 1.013]


def test_pushes_go_on_slowly_while_replies_crowd():
    replies = [Wish(n / 50, 1000 + n, push=False) for n in range(500)]
    pushes = [Wish(2.0, chat, push=True) for chat in range(20)]

    wire = sent(replies + pushes)

    times = [came.at for came in wire.came if came.push]
    assert 3.7 <= times[-1] - times[0] <= 3.9


FAN_OUT = [
    *(Wish(0.0, chat, push=True) for chat in range(200)),
    *(Wish(n / 4, 1000 + n, push=False) for n in range(40)),
]


@pytest.mark.parametrize("long", [0.05, 0.1, 0.25])
def test_what_telegram_saw_late_counts_from_then(long: float):
    stalls = [(at / 10, at / 10 + long) for at in range(13, 80, 17)]

    wire = sent(FAN_OUT, latency=0.005, stalls=stalls)

    assert most_in_a_second([came.at for came in wire.came]) <= 30


def test_counted_from_when_it_left_it_would_be_too_many(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pacing, "LATE_ANSWER_S", math.inf)

    wire = sent(FAN_OUT, latency=0.005, stalls=[(1.3, 1.5), (3.0, 3.2)])

    assert most_in_a_second([came.at for came in wire.came]) > 30


def test_four_replies_a_second_leave_room_for_all_pushes():
    wire = sent(FAN_OUT, latency=0.005)

    pushes = [came.at for came in wire.came if came.push]
    assert most_in_a_second(pushes) <= 25
    assert (len(pushes) - 24) / (pushes[-1] - 1) == pytest.approx(24, abs=0.2)


def test_replies_of_long_ago_are_forgotten_without_any_push():
    rate = pacing.PushRateLimiter(replicas=2)

    for n in range(3000):
        rate.start(n / 10, push=False)
        rate.end(n / 10 + 0.05, since=n / 10, push=False)

    assert len(rate._recent) <= 2 * 11


@pytest.mark.parametrize("replicas", [1, 2, 3, 30])
def test_what_a_chat_has_spent_stays_spent_when_its_budget_is_divided(replicas):
    budget = pacing.ChatBudget.of(7, replicas=1)
    for _ in range(pacing.CHAT_BURST):
        budget.spend(0.0)

    budget.divide(0.0, chat=7, replicas=replicas)

    # All of the burst is spent, so nothing is left of a share of it.
    assert budget.ready_at(0.0) >= pacing.CHAT_INTERVAL_S
    assert budget.burst == max(1, pacing.CHAT_BURST // replicas)
    assert budget.interval_s == pacing.CHAT_INTERVAL_S * replicas
