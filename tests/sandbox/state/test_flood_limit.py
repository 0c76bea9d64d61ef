"""What Telegram takes of a bot: a chat, a group, all together, and for how long it refuses."""

from random import Random

import pytest

from sandbox.errors import ApiError
from sandbox.state.flood_limit import CHAT_BURST, CHAT_REFILL_S, GROUP_LIMIT, FloodLimit

PERSON, OTHER, GROUP = 1001, 1002, -1005


@pytest.fixture
def flood(clock):
    return FloodLimit(limit=0, monotonic=clock)


def refused_s(flood, chat, *, edit=False):
    """The seconds that a refusal asks for; None: it was taken."""
    try:
        flood.admit(chat, edit=edit)
    except ApiError as error:
        return error.retry_after
    return None


def spend(flood, chat):
    """All that a chat takes at once, every second one an edit."""
    assert [refused_s(flood, chat, edit=bool(n % 2)) for n in range(20)] == [None] * 20


def test_a_private_chat_takes_a_burst_of_messages_and_edits_then_one_each_three_seconds(clock):
    flood = FloodLimit(limit=0, long_retry_after=False, monotonic=clock)
    spend(flood, PERSON)

    for edit in (False, True, True):
        assert refused_s(flood, PERSON) == refused_s(flood, PERSON, edit=True) == 3
        clock.seconds += 3
        assert refused_s(flood, PERSON, edit=edit) is None


def test_a_group_takes_twenty_a_minute(clock):
    flood = FloodLimit(limit=0, long_retry_after=False, monotonic=clock)
    spend(flood, GROUP)
    clock.seconds += 59

    assert refused_s(flood, GROUP) == 1
    clock.seconds += 1
    spend(flood, GROUP)
    assert refused_s(flood, GROUP, edit=True) == 60


@pytest.mark.parametrize("chat", [PERSON, GROUP])
def test_a_chat_above_its_limit_is_refused_for_long_and_alone(flood, clock, chat):
    spend(flood, chat)
    seconds = refused_s(flood, chat)

    assert 30 <= seconds <= 240
    clock.seconds += seconds - 10
    assert refused_s(flood, chat) == refused_s(flood, chat, edit=True) == 10
    assert refused_s(flood, OTHER) is None
    clock.seconds += 10
    assert refused_s(flood, chat) is None


def test_each_refusal_has_its_own_length_and_each_run_the_same(clock):
    def drawn():
        flood, seconds = FloodLimit(limit=0, monotonic=clock), []
        for chat in (*range(1, 40), *range(-40, 0)):
            while (found := refused_s(flood, chat)) is None:
                pass
            seconds.append(found)
        return seconds

    first = drawn()

    assert first == drawn()
    assert len(set(first)) > 40
    assert min(first) < 60
    assert max(first) > 200


def test_above_the_overall_limit_everything_is_refused_until_it_has_passed(clock):
    flood = FloodLimit(limit=30, monotonic=clock)
    assert [refused_s(flood, chat) for chat in range(1, 31)] == [None] * 30

    seconds = refused_s(flood, 31)

    assert 5 <= seconds <= 35
    clock.seconds += seconds - 1
    assert refused_s(flood, OTHER) == refused_s(flood, OTHER, edit=True) == 1
    clock.seconds += 1
    assert refused_s(flood, OTHER) is None


def test_an_edit_does_not_count_overall(clock):
    flood = FloodLimit(limit=1, monotonic=clock)

    assert [refused_s(flood, chat, edit=True) for chat in range(1, 9)] == [None] * 8
    assert refused_s(flood, 10) is None
    assert refused_s(flood, 11) is not None


def played(flood, clock, seed):
    """Calls at random times to a few chats; those that were taken, by chat."""
    chance, taken = Random(seed), {chat: [] for chat in (PERSON, OTHER, GROUP, GROUP - 1)}
    for _ in range(2000):
        clock.seconds += chance.choice((0, 0, 0.1, 1, 2.9))
        chat = chance.choice(list(taken))
        if refused_s(flood, chat, edit=chance.random() < 0.5) is None:
            taken[chat].append(clock.seconds)
    return taken


def beyond(taken):
    """Spans in which a chat was given more than it may have."""
    return [
        (chat, first, last)
        for chat, times in taken.items()
        for n, first in enumerate(times)
        for m, last in enumerate(times[n:], start=1)
        if (m > CHAT_BURST + (last - first) / CHAT_REFILL_S + 1e-3 and chat > 0)
        or (m > GROUP_LIMIT and last - first < 60 and chat < 0)
    ]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("long", [True, False])
def test_no_chat_gets_more_than_its_budget_however_it_is_called(clock, seed, long):
    taken = played(FloodLimit(limit=0, long_retry_after=long, monotonic=clock), clock, seed)

    assert beyond(taken) == []
    assert all(len(times) > CHAT_BURST for times in taken.values())


def test_without_limits_nothing_is_kept_of_what_was_sent(clock):
    flood = FloodLimit(limit=0, chats=False, monotonic=clock)
    limited = FloodLimit(limit=1000, monotonic=clock)
    for chat in (PERSON, GROUP):
        for each in (flood, limited):
            each.admit(chat)

    assert (len(flood._sent), len(flood._of_group), len(flood._full_at)) == (0, 0, 0)
    assert (len(limited._sent), len(limited._of_group), len(limited._full_at)) == (2, 1, 1)


def test_without_limits_chats_get_more(clock):
    assert beyond(played(FloodLimit(limit=0, chats=False, monotonic=clock), clock, 1))
