"""What the emulator's call log says about notices: pace, refusals, order. Pure functions."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from tests.gates.load import phrases as spoken

Call = dict[str, Any]
TOO_MANY_REQUESTS = 429


def messages(calls: Sequence[Call]) -> list[Call]:
    """What arrived as a new message."""
    return [call for call in calls if call["method"] == "sendMessage" and call["ok"]]


def notices(calls: Sequence[Call]) -> list[Call]:
    """The messages that say that a booking was force-cancelled."""
    return [each for each in messages(calls) if spoken.FORCE_CANCELLED in spoken.bare(each["text"])]


def refused(calls: Sequence[Call]) -> int:
    """How often Telegram said «not so fast»."""
    return sum(call["status"] == TOO_MANY_REQUESTS for call in calls)


def most_in(seconds: float, calls: Sequence[Call]) -> int:
    """The highest number of messages in any span of so many seconds."""
    at = [each["at"] for each in messages(calls)]
    most = first = 0
    for last, moment in enumerate(at):
        while at[first] <= moment - seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


def told_twice(calls: Sequence[Call]) -> int:
    """Copies beyond the first, by the code in them."""
    codes = [found[0] for each in notices(calls) if (found := spoken.CODE.search(each["text"]))]
    return len(codes) - len(set(codes))


def disordered(calls: Sequence[Call], owed: Sequence[tuple[int, int]]) -> int:
    """People whose messages did not arrive in the order in which they were owed.

    `owed` are (chat, message id), in that order.
    """
    arrived: dict[int, list[int]] = defaultdict(list)
    wanted: dict[int, list[int]] = defaultdict(list)
    for each in notices(calls):
        arrived[each["chat_id"]].append(each["message_id"])
    for chat, message in owed:
        wanted[chat].append(message)
    return sum(arrived[chat] != wanted[chat] for chat in {*arrived, *wanted})
