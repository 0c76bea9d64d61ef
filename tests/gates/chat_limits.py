"""Strangers make Telegram refuse their chats for minutes, while others book: no other chat waits.

In turns without and with five strangers, three in private chats and two in groups, for each of whom
Telegram answers 429 with a retry_after of 30 to 240 s. The others' p95 must stay within 1.5x, and
nothing be lost: one bot on SQLite, polled, and two replicas on PostgreSQL. The control pauses
everything at any 429, and the others must wait.
"""

import asyncio
import itertools
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from tests.gates._arguments import minutes_asked
from tests.gates.load import phrases as spoken
from tests.gates.load.customers import Command, Journal
from tests.gates.load.phone import Exchange, Json, Phone, has
from tests.gates.load.seed import Files, Seed, in_days
from tests.gates.load.strangers import GroupMember, Stranger, attacking
from tests.gates.oracles import send_log as witness
from tests.gates.oracles.sqlite_copy import Shared
from tests.gates.oracles.verdict import Verdict, judge
from tests.gates.processes.bot import BotProcess
from tests.gates.processes.replicas import databases, replicas, telegram

HOSPITAL, FLOOD_LIMIT = "한빛병원", 30
PRIVATE, GROUPS = 3, 2
PER_S, ROUND = 6, 2.5
"""Bookings a second, each by another person, and the seconds of a round."""
ROUNDS, MOST_ROUNDS = 3, 9
"""Pairs of rounds; more of them, up to the latter, while the machine is too noisy to tell."""
ALLOWED = 1.5
PATIENCE = 8.0
SHORTEST_S = 30 - 2
"""Seconds of the shortest refusal, and what may have passed of it when the bot meets it."""
PAUSE_ALL = "tests.gates.controls.pause_for_all"


@dataclass(frozen=True)
class Outcome:
    """Each round's p95 of the others' waits in seconds, what the strangers drew, what is stored."""

    name: str
    quiet: list[float]
    attacked: list[float]
    met: list[list[int]]
    """Seconds of the refusals that the bot met in each stranger's chat."""
    gave_up: int
    verdict: Verdict

    @property
    def ratio(self) -> float:
        return median(self.attacked) / median(self.quiet)

    @property
    def drawn(self) -> list[int]:
        return [seconds for of_chat in self.met for seconds in of_chat]

    @property
    def is_clean(self) -> bool:
        """Each stranger was refused, for long, and the others noticed nothing."""
        v = self.verdict
        lost = v.lost or v.doubled or v.wrong or v.broken or self.gave_up or v.refused
        refused = all(of_chat and of_chat[0] >= SHORTEST_S for of_chat in self.met)
        return self.ratio <= ALLOWED and refused and not lost and v.sent == v.acknowledged > 0

    def __str__(self) -> str:
        v = self.verdict
        broken = "; ".join([each.invariant for each in v.broken] + v.wrong[:3]) or "nothing"
        drawn = f"{min(self.drawn)} to {max(self.drawn)} s" if self.drawn else "-"
        return (
            f"{self.name}: others' p95 quiet {_ms(self.quiet)} ms, attacked"
            f" {_ms(self.attacked)} ms, {self.ratio:.2f}x; {len(self.met)} strangers met"
            f" {len(self.drawn)} refusals of {drawn}; booked {v.acknowledged} of {v.sent},"
            f" lost {v.lost}, doubled {v.doubled}, left waiting {self.gave_up}; broken: {broken}"
        )


@dataclass(frozen=True)
class OtherCustomers:
    """People who book one after the other."""

    people: Iterator[Phone]
    journal: Journal
    day: date

    async def p95(self, seconds: float) -> float:
        """They come for so many seconds, whether one waits or not; of all waits for an answer."""
        bookings = (self._come(next(self.people), n / PER_S) for n in range(round(seconds * PER_S)))
        waits = list(itertools.chain(*await asyncio.gather(*bookings)))
        return quantiles(waits, n=20)[-1]

    async def _come(self, phone: Phone, after: float) -> list[float]:
        await asyncio.sleep(after)
        waits = list[float]()
        try:
            await self._book(phone, waits)
        except TimeoutError:
            self.journal.gave_up += 1
            waits.append(PATIENCE)
        return waits

    async def _book(self, phone: Phone, waits: list[float]) -> None:
        began = time.monotonic()
        await phone.say(f"/book {HOSPITAL} {self.day}")
        card = await phone.until(lambda m: has(m, spoken.CONFIRM), within=PATIENCE)
        waits.append((tapped := time.monotonic()) - began)
        update = await phone.tap(card, spoken.CONFIRM)
        command = self.journal.sent(Command("book", phone.id, update))
        booked = await phone.until(lambda m: spoken.BOOKED in m["text"], within=PATIENCE)
        waits.append(time.monotonic() - tapped)
        code = spoken.CODE.search(booked["text"])
        self.journal.answered(command, told="booked", code=code[0] if code else None)


@contextmanager
def sqlite() -> Iterator[Files]:
    """Two files."""
    with tempfile.TemporaryDirectory() as folder:
        yield Files(Path(folder))


@contextmanager
def postgres() -> Iterator[Shared]:
    """Two databases of a server."""
    with databases() as (shared, _):
        yield shared


@asynccontextmanager
async def at_work(place: Files | Shared, phones: Exchange, module: str) -> AsyncIterator[None]:
    """One bot that polls, or two replicas; when they stop, nothing is left to do."""
    if isinstance(place, Files):
        async with BotProcess(phones.url, place, module=module).running(phones.session) as bot:
            yield
            await bot.drained(phones.session)
        return
    async with replicas(place, phones, module=module) as stage:
        yield
        await stage.drained()
        await stage.stop()


async def run(name: str, *, rounds: int, module: str = "bot") -> Outcome:
    """Pairs of a quiet and an attacked round."""
    quiet, attacked = list[float](), list[float]()
    most = max(rounds, MOST_ROUNDS) if module == "bot" else rounds
    async with AsyncExitStack() as held:
        place = held.enter_context(sqlite() if name == "SQLite" else postgres())
        journal = held.enter_context(closing(Journal(place.folder / "journal")))
        phones = await held.enter_async_context(telegram(flood_limit=FLOOD_LIMIT))
        people = await phones.people(round((2 * most + 1) * ROUND * PER_S))
        strangers_of_rounds = [await _strangers(phones, n) for n in range(most)]
        await _seed(place, phones, people, strangers_of_rounds)
        others = OtherCustomers(iter(people), journal, in_days(10))
        async with at_work(place, phones, module):
            await others.p95(ROUND / 2)  # the first ones warm it up
            while not journal.gave_up and _goes_on(quiet, attacked, rounds=rounds, most=most):
                strangers = strangers_of_rounds[len(quiet)]
                quiet.append(await others.p95(ROUND))
                await asyncio.gather(*(each.use_up() for each in strangers))
                async with attacking(strangers):
                    attacked.append(await others.p95(ROUND))
        calls = await phones.calls()
        verdict = judge(journal.commands, place if isinstance(place, Files) else place.copied())
    met = [_met(calls, each.chat) for some in strangers_of_rounds[: len(quiet)] for each in some]
    return Outcome(name, quiet, attacked, met, journal.gave_up, verdict)


async def _strangers(phones: Exchange, number: int) -> list[Stranger]:
    bot = (await phones.get("/sandbox/state"))["bot"]["username"]
    people = [phone.id for phone in await phones.people(PRIVATE + GROUPS)]
    return [
        *(Stranger(person, phones) for person in people[:PRIVATE]),
        *(
            GroupMember(person, -1000 - GROUPS * number - n, phones, bot)
            for n, person in enumerate(people[PRIVATE:])
        ),
    ]


async def _seed(
    place: Files | Shared,
    phones: Exchange,
    others: list[Phone],
    strangers_of_rounds: list[list[Stranger]],
) -> None:
    private = [
        Phone(each.chat, phones) for some in strangers_of_rounds for each in some if each.chat > 0
    ]
    await phones.meet([*others, *private])
    async with Seed(place) as seed:
        await seed.hospital(HOSPITAL, days=[in_days(10)], capacity=len(others))
        await seed.people([phone.id for phone in [*others, *private]])


def _met(calls: list[Json], chat: int) -> list[int]:
    """What the refusals of the bot in that chat asked for; the first one was the other sender's."""
    refused = [each.call for each in witness.unplanned(calls)]
    return [call["retry_after"] for call in refused if call["chat_id"] == chat][1:]


def _goes_on(quiet: list[float], attacked: list[float], *, rounds: int, most: int) -> bool:
    return len(quiet) < (most if quiet and _is_slow(quiet, attacked) else rounds)


def _is_slow(quiet: list[float], attacked: list[float]) -> bool:
    return median(attacked) > ALLOWED * median(quiet)


def _ms(waits: list[float]) -> str:
    return ", ".join(f"{each * 1000:.0f}" for each in waits)


def _once(name: str, **more: Any) -> Outcome:
    outcome = asyncio.run(run(name, **more))
    print(outcome, flush=True)
    return outcome


def main(minutes: float | None = None) -> int:
    """Both engines, with `minutes` for so long; then the control."""
    rounds = max(ROUNDS, int((minutes or 0) * 60 / (4 * ROUND)))
    outcomes = [_once(name, rounds=rounds) for name in ("SQLite", "PostgreSQL")]
    clean = all(each.is_clean for each in outcomes)
    paused = _once("SQLite", rounds=1, module=PAUSE_ALL)
    waits = bool(paused.gave_up)
    print("chat_limits:", "no other chat waits;" if clean else "BROKEN;", end=" ")
    print("control: every chat", "waits" if waits else "DOES NOT WAIT")
    return 0 if clean and waits else 1


if __name__ == "__main__":
    sys.exit(main(minutes_asked(__doc__)))
