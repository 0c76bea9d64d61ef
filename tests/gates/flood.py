"""One person sends 250 messages a second while others talk to the bot, over sockets, polled.

The others' p95 must stay within twice of what it is without the flood, and the flooder be told once
to slow down. The control has no limit, neither of messages a person nor of replies a chat, and four
times the messages, more than one processor can handle: it must keep the others waiting.
"""

import asyncio
import itertools
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from handlers.texts import Wording
from tests.gates._arguments import minutes_asked
from tests.gates.load.phone import Exchange, Phone, exchange
from tests.gates.load.seed import Files, Seed
from tests.gates.processes.bot import UNHURRIED, BotProcess, emulator

OTHERS, PER_S = 48, 13
"""Other people, and their messages a second in turn: one each 3.7 s of a person, as Telegram takes
one each 3 s in a chat.
"""
FLOOD, CONTROL_FLOOD, AT_ONCE = 250, 1000, 10
"""Messages a second, those of the control, and how many of them Telegram gets together."""
ROUND, ROUNDS = 3.0, 5
PATIENCE = 30.0
ALLOWED = 2.0
BURST = 20
NO_CHAT_BUDGET = "tests.gates.controls.no_chat_budget"
SLOW_DOWN = Wording("ko").plain("frame.slow_down")


@dataclass(frozen=True)
class Outcome:
    """Each round's p95 of the others, in seconds, and how often the flooder was told."""

    idle: list[float]
    flooded: list[float]
    sent: int
    told: int
    answered: int

    @property
    def ratio(self) -> float:
        return median(self.flooded) / median(self.idle)

    def __str__(self) -> str:
        idle, flooded = (
            ", ".join(f"{p * 1000:.0f}" for p in all_) for all_ in (self.idle, self.flooded)
        )
        return (
            f"others' p95 idle {idle} ms, in the flood {flooded} ms, {self.ratio:.1f}x;"
            f" flooder sent {self.sent}, was answered {self.answered}, told {self.told}"
        )


async def run(
    folder: Path, *, burst: int, rounds: int, module: str = "bot", flood: int = FLOOD
) -> Outcome:
    """Rounds without and with the flood, one after the other."""
    files, idle, flooded = Files(folder), [], []
    # No overall limit: the replies to the flooder are above it, and replies keep no overall pace.
    limits = () if module == "bot" else ("--no-chat-limits",)
    async with emulator("--flood-limit", "0", *limits) as url, exchange(url) as telegram:
        *phones, flooder = await telegram.people(OTHERS + 1)
        await telegram.meet([*phones, flooder])
        async with Seed(files) as seed:
            await seed.people([phone.id for phone in phones])
        bot, sent = BotProcess(url, files, burst=burst, module=module), 0
        bot.start()
        try:
            await bot.work(telegram.session)
            asking = itertools.cycle(phones)
            await _talk(asking, seconds=ROUND / 2)
            for _ in range(rounds):
                idle.append(_p95(await _talk(asking, seconds=ROUND)))
                async with _flood(telegram, flooder, per_s=flood) as count:
                    flooded.append(_p95(await _talk(asking, seconds=ROUND)))
                sent += count[0]
            texts = [each["text"] for each in await flooder.read() if each["from"] == "bot"]
        finally:
            await asyncio.to_thread(bot.stop)
    told = texts.count(SLOW_DOWN)
    return Outcome(idle, flooded, sent, told, len(texts) - told)


async def _talk(asking: Iterator[Phone], *, seconds: float) -> list[float]:
    """One after the other asks, whether the one before is answered or not; how long each waited."""
    asks = (_ask(next(asking), after=n / PER_S) for n in range(round(seconds * PER_S)))
    return await asyncio.gather(*asks)


async def _ask(phone: Phone, *, after: float) -> float:
    await phone.read()
    await asyncio.sleep(after)
    began = time.monotonic()
    await phone.say("/help")
    await phone.until(lambda _: True, within=PATIENCE)
    return time.monotonic() - began


@asynccontextmanager
async def _flood(telegram: Exchange, flooder: Phone, *, per_s: int) -> AsyncIterator[list[int]]:
    """In here somebody sends without a pause; how many messages so far."""
    sent, said = [0], [{"person_id": flooder.id, "text": "/help"}] * AT_ONCE

    async def pour() -> None:
        began = time.monotonic()
        while True:
            await telegram.post("/sandbox/send", said)
            sent[0] += AT_ONCE
            await asyncio.sleep(max(0.0, began + sent[0] / per_s - time.monotonic()))

    pouring = asyncio.create_task(pour())
    yield sent
    pouring.cancel()
    with suppress(asyncio.CancelledError):
        await pouring


def _p95(took: list[float]) -> float:
    return quantiles(took, n=20)[-1]


def main(minutes: float | None = None) -> int:
    """The limit as it comes, then none."""
    rounds = max(ROUNDS, int((minutes or 0) * 60 / (2 * ROUND)))
    limited = _once("limited", burst=BURST, rounds=rounds)
    control = _once(
        "no limit", burst=UNHURRIED, rounds=1, module=NO_CHAT_BUDGET, flood=CONTROL_FLOOD
    )
    kept = limited.ratio <= ALLOWED and limited.told == _tellings(rounds)
    worse = control.ratio > ALLOWED
    print(f"flood: {'in nobody’s way' if kept else 'IN THE WAY'}; control {_is(worse)}")
    return 0 if kept and worse else 1


def _tellings(rounds: int) -> int:
    """Once a minute."""
    return 1 + int((2 * rounds - 1) * ROUND // 60)


def _is(worse: bool) -> str:
    return "is" if worse else "IS NOT"


def _once(
    name: str, *, burst: int, rounds: int, module: str = "bot", flood: int = FLOOD
) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        outcome = asyncio.run(
            run(Path(folder), burst=burst, rounds=rounds, module=module, flood=flood)
        )
    print(f"{name}: {outcome}", flush=True)
    return outcome


if __name__ == "__main__":
    sys.exit(main(minutes_asked(__doc__)))
