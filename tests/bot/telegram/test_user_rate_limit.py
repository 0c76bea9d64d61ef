"""How much one person may send: a burst, then a trickle, and who is told when."""

import pytest

from bot.telegram import user_rate_limit
from bot.telegram.user_rate_limit import (
    HINT_INTERVAL_S,
    MAX_IDLE_BUCKETS,
    MESSAGE,
    TAP,
    WARNING_INTERVAL_S,
    ChatHintLimiter,
    UserRateLimiter,
)

PERSON, ANOTHER = 7, 8


class Hand:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def allowance(clock: Hand) -> UserRateLimiter:
    return UserRateLimiter(burst=20, monotonic=clock)


def taken(allowance: UserRateLimiter, weight: float, *, tries: int = 100) -> int:
    return sum(allowance.take(PERSON, weight) for _ in range(tries))


def test_twenty_taps_or_eight_messages_come_in_at_once(allowance):
    assert taken(allowance, TAP) == 20
    assert sum(allowance.take(ANOTHER, MESSAGE) for _ in range(100)) == 8


def test_then_five_taps_in_two_seconds_or_a_message_each_second(allowance, clock):
    taken(allowance, TAP)

    clock.at += 2
    assert taken(allowance, TAP) == 5
    clock.at += 3
    assert taken(allowance, MESSAGE) == 3


def test_what_is_refused_makes_nobody_wait_longer(allowance, clock):
    taken(allowance, MESSAGE, tries=10_000)

    clock.at += 1

    assert allowance.take(PERSON, MESSAGE)


def test_one_person_in_a_flood_takes_nothing_from_another(allowance):
    taken(allowance, MESSAGE)

    assert allowance.take(ANOTHER, MESSAGE)


def test_what_comes_again_is_not_counted_twice(allowance):
    taken(allowance, MESSAGE)

    allowance.give_back(PERSON, MESSAGE)

    assert taken(allowance, MESSAGE) == 1


def test_who_is_refused_is_told_once_a_minute(allowance, clock):
    assert allowance.should_warn(PERSON)
    clock.at += WARNING_INTERVAL_S - 1
    assert not allowance.should_warn(PERSON)
    clock.at += 1
    assert allowance.should_warn(PERSON)


def test_who_could_not_be_told_is_told_the_next_time(allowance):
    allowance.should_warn(PERSON)
    allowance.warning_lost(PERSON)

    assert allowance.should_warn(PERSON)


def test_who_has_been_quiet_is_forgotten_and_who_has_not_is_kept(allowance, clock):
    for person in range(1000, 1000 + MAX_IDLE_BUCKETS):
        allowance.take(person, TAP)
    clock.at += WARNING_INTERVAL_S
    taken(allowance, MESSAGE)
    allowance.should_warn(PERSON)

    allowance.take(ANOTHER, TAP)

    assert len(allowance._buckets) == 2
    assert not allowance.take(PERSON, MESSAGE)
    assert not allowance.should_warn(PERSON)


def test_each_group_is_told_once_an_hour(clock):
    hints = ChatHintLimiter(interval_s=HINT_INTERVAL_S, monotonic=clock)
    told = []

    for at in (0.0, HINT_INTERVAL_S - 1, HINT_INTERVAL_S, HINT_INTERVAL_S + 1):
        clock.at = at
        told.append([hints.take(group) for group in (-5, -6, -5)])

    assert told == [[True, True, False], [False] * 3] * 2


def test_no_more_groups_are_told_than_can_be_remembered(clock, monkeypatch):
    monkeypatch.setattr(user_rate_limit, "MAX_CHATS", 3)
    hints = ChatHintLimiter(interval_s=HINT_INTERVAL_S, monotonic=clock)

    first = [hints.take(-number) for number in range(5)]
    clock.at += HINT_INTERVAL_S
    later = [hints.take(-number) for number in range(5)]

    assert first == later == [True, True, True, False, False]
