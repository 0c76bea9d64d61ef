"""What the emulator's call log says about notices: pace, refusals, order. Pure functions."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.gates.load import phrases as spoken

Call = dict[str, Any]
TOO_MANY_REQUESTS = 429
SENDS = ("sendMessage", "sendDocument", "sendPhoto")
EDITS = ("editMessageText", "editMessageReplyMarkup")


@dataclass(frozen=True)
class Refusal:
    """A 429 that the gate did not ask for, and what led to it by the emulator's clock.

    `overall`: messages of the second before; `in_chat`: messages and edits in its chat in the
    minute before; `after_pause`: seconds since the last pause that was asked for ended, negative
    in it, None without one.
    """

    call: Call
    overall: int
    in_chat: int
    after_pause: float | None

    def __str__(self) -> str:
        call, after = self.call, self.after_pause
        pause = "" if after is None else f", {after:.3f} s after the end of a pause asked for"
        return (
            f"{call['method']} to {call['chat_id']} was refused for {call['retry_after']} s: in the"
            f" second before {self.overall} messages to all, in the minute before {self.in_chat}"
            f" messages and edits to that chat{pause}"
        )


def messages(calls: Sequence[Call]) -> list[Call]:
    """What arrived as a new message."""
    return [call for call in calls if call["method"] == "sendMessage" and call["ok"]]


def notices(calls: Sequence[Call]) -> list[Call]:
    """The messages that say that a booking was force-cancelled."""
    return [each for each in messages(calls) if spoken.FORCE_CANCELLED in spoken.bare(each["text"])]


def refused(calls: Sequence[Call]) -> int:
    """How often Telegram said «not so fast»."""
    return sum(call["status"] == TOO_MANY_REQUESTS for call in calls)


def unplanned(calls: Sequence[Call]) -> list[Refusal]:
    """The refusals that no fault made."""
    found = []
    for n, call in enumerate(calls):
        if call["status"] == TOO_MANY_REQUESTS and not call["fault"]:
            found.append(_refusal(call, calls[:n]))
    return found


def first_of(refusals: Sequence[Refusal]) -> str:
    """The first few; the rest mostly follows from them."""
    return "".join(f"\n  {each}" for each in refusals[:3])


def _refusal(call: Call, before: Sequence[Call]) -> Refusal:
    at, chat = call["at"], call["chat_id"]
    sent = [each for each in before if each["ok"] and each["method"] in SENDS]
    edits = [each for each in before if each["method"] in EDITS and each["status"] in {200, 400}]
    pauses = [each["at"] + each["retry_after"] for each in before if _is_planned(each)]
    return Refusal(
        call,
        overall=sum(each["at"] > at - 1 for each in sent),
        in_chat=sum(each["at"] > at - 60 and each["chat_id"] == chat for each in [*sent, *edits]),
        after_pause=at - max(pauses) if pauses else None,
    )


def _is_planned(call: Call) -> bool:
    return bool(call["fault"] and call["status"] == TOO_MANY_REQUESTS and call["retry_after"])


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
