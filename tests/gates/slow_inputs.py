"""Five accounts send the slowest texts there are, each within its allowance, while others ask.

In turns without and with them, over sockets, polled, with many hospitals to compare a name with:
the others' p95 must stay within twice of quiet; on a machine too busy for that, within twice of
what it is while the same accounts send ordinary texts. The control takes 200 ms of CPU for each
such text and must keep the others waiting.
"""

import asyncio
import itertools
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from tests.gates._arguments import minutes_asked
from tests.gates.load.phone import Phone, exchange
from tests.gates.load.seed import Files, Seed, in_days
from tests.gates.processes.bot import BotProcess, emulator
from tests.handlers.parsing import slow_texts

ACCOUNTS, BURST = 5, 20
SENT_AT_S = [0.0] * 8 + [1.0]
"""When an account sends: what its allowance holds at once, then a message each second."""
SHORT = "/help"
OTHERS, PER_S = 48, 13
"""Other people, and their messages a second in turn: one each 3.7 s of a person."""
ROUND_S, ROUNDS = 2.5, 3
"""Seconds of a round, and pairs of rounds."""
HOSPITALS, WORST = 300, 20
ALLOWED, PATIENCE_S, OF_CONTROL_S = 2.0, 30.0, 4.0
CONTROL = "tests.gates.controls.slow_parser"
WAYS = ("{}", "예약 {}", "/book {}", "/hospitals {}", "/cancel {}", "/start {}")
UNKNOWN = ["/book " + name for name in ("가나다라마바사아자차카타파하" * 3, "한빗병원 " * 8)]
"""Names of no hospital, which are compared with those of all."""


@dataclass(frozen=True)
class Outcome:
    """Each round's p95 of the others, in seconds, and how many texts were sent."""

    quiet: list[float]
    attacked: list[float]
    sent: int

    @property
    def ratio(self) -> float:
        return median(self.attacked) / median(self.quiet)

    def __str__(self) -> str:
        quiet, attacked = (
            ", ".join(f"{p * 1000:.0f}" for p in all_) for all_ in (self.quiet, self.attacked)
        )
        return (
            f"others' p95 quiet {quiet} ms, beside slow texts {attacked} ms, {self.ratio:.1f}x;"
            f" {self.sent} slow texts"
        )


async def run(
    folder: Path,
    *,
    rounds: int,
    ordinary: bool = False,
    module: str = "bot",
    patience: float = PATIENCE_S,
) -> Outcome:
    """Pairs of a quiet round, with `ordinary` one beside ordinary texts, and an attacked one."""
    files, quiet, attacked = Files(folder), list[float](), list[float]()
    async with emulator("--flood-limit", "0") as url, exchange(url) as telegram:
        phones = await telegram.people(OTHERS)
        accounts = [await telegram.people(ACCOUNTS) for _ in range(2 * rounds)]
        await telegram.meet([*phones, *itertools.chain(*accounts)])
        await _seed(files, phones)
        asking, slow = itertools.cycle(phones), itertools.cycle(worst())
        talk = partial(_talk, asking, patience=patience)
        bot = BotProcess(url, files, module=module, burst=BURST)
        bot.start()
        try:
            await bot.work(telegram.session)
            await talk()
            attackers: Sequence[Phone] = []
            for number in range(rounds):
                await asyncio.gather(*(_drain(each, patience) for each in attackers))
                calm, attackers = accounts[2 * number : 2 * number + 2]
                quiet.append(await _beside(talk, calm if ordinary else [], itertools.repeat(SHORT)))
                attacked.append(await _beside(talk, attackers, slow))
        finally:
            bot.end()
    return Outcome(quiet, attacked, rounds * ACCOUNTS * len(SENT_AT_S))


def worst() -> list[str]:
    """The slowest texts of the corpus, each by the way on which it is slowest."""
    texts = [row.text for row in slow_texts.corpus()]
    typed = [way.format(text)[: slow_texts.MAX_TELEGRAM_CHARS] for text in texts for way in WAYS]
    entries = [slow_texts.ENTRIES[name] for name in ("a message", "read, desk", "code")]

    def cost(text: str) -> float:
        return sum(slow_texts.cpu_ms(partial(entry, text)) for entry in entries)

    sendable = (text for text in typed if "\x00" not in text and text.isprintable())
    return UNKNOWN + sorted(sendable, key=cost, reverse=True)[: WORST - len(UNKNOWN)]


async def _seed(files: Files, phones: Sequence[Phone]) -> None:
    syllables = "가나다라마바사아자차카타파하한빛새봄"
    names = itertools.islice(itertools.product(syllables, repeat=4), 0, None, 331)
    async with Seed(files) as seed:
        await seed.people([phone.id for phone in phones])
        await asyncio.gather(
            *(
                seed.hospital("".join(name) + "병원", days=[in_days(10)], capacity=1)
                for name in itertools.islice(names, HOSPITALS)
            )
        )


async def _talk(asking: Iterator[Phone], *, patience: float) -> float:
    """One after the other asks, whether the one before is answered or not: the p95 of the waits,
    where who gives up has waited as long as that.
    """
    asks = (_ask(next(asking), n / PER_S, patience) for n in range(round(ROUND_S * PER_S)))
    return quantiles(await asyncio.gather(*asks), n=20)[-1]


async def _ask(phone: Phone, after: float, patience: float) -> float:
    await phone.read()
    await asyncio.sleep(after)
    began = time.monotonic()
    await phone.say(SHORT)
    with suppress(TimeoutError):
        await phone.until(lambda _: True, within=patience)
    return time.monotonic() - began


async def _beside(
    talk: Callable[[], Awaitable[float]], accounts: Sequence[Phone], texts: Iterator[str]
) -> float:
    """The others' p95 while the accounts send."""
    sending = asyncio.gather(*(_send(each, n, texts) for n, each in enumerate(accounts)))
    p95 = await talk()
    await sending
    return p95


async def _drain(phone: Phone, patience: float) -> None:
    """Until they have all their answers, so that the next round can be quiet."""
    answers = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(patience):
            while answers < len(SENT_AT_S):
                answers += sum(each["from"] == "bot" for each in await phone.read(wait=1.0))


async def _send(phone: Phone, number: int, texts: Iterator[str]) -> None:
    began = time.monotonic() + number * ROUND_S / ACCOUNTS / 2
    for at in SENT_AT_S:
        await asyncio.sleep(max(0.0, began + at - time.monotonic()))
        await phone.say(next(texts))


def _once(name: str, **how: Any) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        outcome = asyncio.run(run(Path(folder), **how))
    print(f"{name}: {outcome}", flush=True)
    return outcome


def main(minutes: float | None = None) -> int:
    """The bot as it is, with `minutes` for so long; then the control."""
    rounds = max(ROUNDS, int((minutes or 0) * 60 / (2 * ROUND_S)))
    kept = _once("as it is", rounds=rounds).ratio <= ALLOWED or (
        _once("beside ordinary texts", rounds=rounds, ordinary=True).ratio <= ALLOWED
    )
    worse = _once("control", rounds=1, module=CONTROL, patience=OF_CONTROL_S).ratio > ALLOWED
    print("slow_inputs:", "in no other's way;" if kept else "IN THE WAY;", end=" ")
    print("control", "is" if worse else "IS NOT")
    return 0 if kept and worse else 1


if __name__ == "__main__":
    sys.exit(main(minutes_asked(__doc__)))
