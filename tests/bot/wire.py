"""The far end of the sender in its tests: notes what came when, and answers as it is told."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from bot.telegram.send_errors import RateLimited
from bot.telegram.sender import Result, Sender
from domain.ports.notices import PUSH

A_HAIR = 1e-5


class Came(NamedTuple):
    """One call as it arrived."""

    at: float
    chat: int
    number: int
    push: bool


class Wire:
    """Answers each call after `latency` seconds; `faults` are raised first, one a call. From the
    first of each two times in `stalls` to the second it looks at nothing.
    """

    def __init__(
        self,
        *,
        latency: float = 0.08,
        faults: Sequence[Exception] = (),
        stalls: Sequence[tuple[float, float]] = (),
        replicas: int = 1,
    ) -> None:
        self.sender = Sender(met=self._met, replicas=replicas)
        self.came: list[Came] = []
        self.refused: list[int] = []
        self.pauses: list[tuple[float, int | None]] = []
        self.faults = list(faults)
        self.latency = latency
        self._stalls = stalls

    async def send(
        self,
        chat: int,
        number: int = 0,
        *,
        push: bool = False,
        endpoint: str = "sendMessage",
        **fields: object,
    ) -> Result:
        async def callback() -> Result:
            now = await self._seen()
            self.came.append(Came(now, chat, number, push))
            await asyncio.sleep(self.latency)
            if self.faults:
                raise self.faults.pop(0)
            return True

        to_no_chat = endpoint in ("answerCallbackQuery", "setMyCommands")
        data = {} if to_no_chat else {"chat_id": chat} | fields
        return await self.sender.process_request(
            callback, (), {}, endpoint, data, PUSH if push else None
        )

    async def send_or_note(self, chat: int, number: int, *, push: bool) -> None:
        """Send it, or note that its turn would have come too late."""
        try:
            await self.send(chat, number, push=push)
        except RateLimited:
            self.refused.append(number)

    async def _seen(self) -> float:
        now = asyncio.get_running_loop().time()
        seen = max([end for begin, end in self._stalls if begin <= now < end], default=now)
        await asyncio.sleep(seen - now)
        return seen

    def _met(self, seconds: float, chat: int | None) -> None:
        self.pauses.append((seconds, chat))


def assert_within_budget(came: Sequence[Came], *, burst: int = 20, each_s: float = 3.0) -> None:
    """No chat got more than its burst and then one each so many seconds, in any window."""
    for chat in {each.chat for each in came}:
        times = [each.at for each in came if each.chat == chat]
        for first, begin in enumerate(times):
            for last, end in enumerate(times[first:], start=1):
                assert last <= burst + (end - begin) / each_s + A_HAIR


def most_in_a_second(times: Sequence[float]) -> int:
    """The largest number of calls in any second."""
    ordered = sorted(times)
    return max(
        (sum(start <= at < start + 1 - 1e-6 for at in ordered) for start in ordered), default=0
    )
