"""Parts are taken away one after another while people book: every booking must succeed.

The read model's database refuses, then hangs; Telegram refuses, then hangs; the message broker is
gone; the ledger's process has never been started. Afterwards everything must be where it belongs.
The control takes away the one thing that a booking needs, and bookings must fail.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, replace

from tests import nats
from tests.gates._arguments import minutes_asked
from tests.gates.load.seed import Seed, in_days
from tests.gates.load.taps import Round, Taps
from tests.gates.oracles import invariants
from tests.gates.oracles.sqlite_copy import Shared, opened
from tests.gates.processes.bot import BotProcess
from tests.gates.processes.postgres_proxy import Way
from tests.gates.processes.replicas import Stage, databases, replicas, telegram
from tests.postgres import Server

PEOPLE, HOSPITAL, FIRST_ACCOUNT = 4000, "한빛병원", 10_000_000
AWAY, HEALED_WITHIN = 3.0, 60.0
PARTLY = ("run", "--without", "ledger")
EVER = {"method": "*", "times": 10**6}
REFUSES = {**EVER, "kind": "status", "code": 502}
HANGS = {**EVER, "kind": "hang", "seconds": 30.0}
BEHIND = """
    SELECT subscriber, event FROM position
    WHERE event < (SELECT coalesce(max(id), 0) FROM event)
"""
OWED = "SELECT count(*) FROM notice WHERE state IN ('pending', 'sending') AND due_at < %s"
Taking = Callable[["Scene"], AbstractAsyncContextManager[None]]


@dataclass(frozen=True)
class Scene:
    """What can be taken away."""

    stage: Stage
    broker: nats.Server
    main: Way
    mypage: Way


@dataclass(frozen=True)
class Outcome:
    """Each round, seconds until all was where it belongs, and what never came there."""

    rounds: list[Round]
    healed: float
    left: list[str]
    broken: list[invariants.Finding]

    @property
    def is_clean(self) -> bool:
        """Every booking succeeded, and everything followed."""
        return all(each.share == 100 for each in self.rounds) and not (self.left or self.broken)

    def __str__(self) -> str:
        broken = "; ".join([each.invariant for each in self.broken] + self.left) or "nothing"
        rounds = "\n  ".join(map(str, self.rounds))
        return f"  {rounds}\n  all was where it belongs after {self.healed:.1f} s; broken: {broken}"


@asynccontextmanager
async def nothing_away(_: Scene) -> AsyncIterator[None]:
    yield


@asynccontextmanager
async def read_model_refuses(scene: Scene) -> AsyncIterator[None]:
    with scene.mypage.refusing():
        yield


@asynccontextmanager
async def read_model_hangs(scene: Scene) -> AsyncIterator[None]:
    with scene.mypage.hanging():
        yield


@asynccontextmanager
async def telegram_refuses(scene: Scene) -> AsyncIterator[None]:
    async with _faulty(scene, REFUSES):
        yield


@asynccontextmanager
async def telegram_hangs(scene: Scene) -> AsyncIterator[None]:
    async with _faulty(scene, HANGS):
        yield


@asynccontextmanager
async def broker_is_gone(scene: Scene) -> AsyncIterator[None]:
    await asyncio.to_thread(scene.broker.kill)
    yield
    await asyncio.to_thread(scene.broker.start)


@asynccontextmanager
async def main_refuses(scene: Scene) -> AsyncIterator[None]:
    with scene.main.refusing():
        yield


@asynccontextmanager
async def _faulty(scene: Scene, fault: dict[str, object]) -> AsyncIterator[None]:
    phones = scene.stage.telegram
    await phones.post("/sandbox/faults", fault)
    yield
    (await phones.session.delete(f"{phones.url}/sandbox/faults")).close()


ONE_AFTER_THE_OTHER = (
    nothing_away,
    read_model_refuses,
    read_model_hangs,
    telegram_refuses,
    telegram_hangs,
    broker_is_gone,
    nothing_away,
)


async def run(plan: tuple[Taking, ...], *, away: float) -> Outcome:
    """Two replicas without the ledger; all of the plan's parts are away for so long."""
    async with AsyncExitStack() as held:
        shared, server = held.enter_context(databases())
        broker = held.enter_context(nats.server(shared.folder / "nats"))
        main, mypage = (held.enter_context(closing(Way(server.port))) for _ in range(2))
        through = _through(shared, server, main, mypage)
        phones = await held.enter_async_context(telegram())
        people = range(FIRST_ACCOUNT, FIRST_ACCOUNT + PEOPLE)
        async with Seed(shared) as seed:
            (slot,) = await seed.hospital(HOSPITAL, days=[in_days(10)], capacity=PEOPLE)
            await seed.people(people)
        more = {"CHECKUP_RELAY__URL": broker.url}
        async with replicas(through, phones, verb=PARTLY, more=more) as stage:
            scene, rounds = Scene(stage, broker, main, mypage), []
            async with Taps(stage.balancer.url, iter(people), slot=slot).going_on() as taps:
                for taking in plan:
                    async with taking(scene):
                        rounds.append(taps.begin(taking.__name__.replace("_", " ")))
                        await asyncio.sleep(away)
            ledger = BotProcess(phones.url, shared, webhook=True, name="ledger")
            ledger.verb = ("work", "--only", "ledger")
            held.push_async_callback(asyncio.to_thread, ledger.end)
            ledger.start()
            while (await ledger.health(phones.session)).get("status") != "ok":
                await asyncio.sleep(0.05)
            healed, left = await _heal(shared)
            assert await asyncio.to_thread(ledger.stop) == 0
            await stage.stop()
        files = shared.copied()
        broken = invariants.broken(files.main, files.mypage, drained=True)
    return Outcome(rounds, healed, left, broken)


def _through(shared: Shared, server: Server, main: Way, mypage: Way) -> Shared:
    return replace(
        shared,
        main_url=server.url("main", port=main.port),
        mypage_url=server.url("mypage", port=mypage.port),
    )


async def _heal(shared: Shared) -> tuple[float, list[str]]:
    """Until nothing is left to do; seconds, and what is left after a long time."""
    began = time.monotonic()
    while (left := _left(shared)) and time.monotonic() < began + HEALED_WITHIN:
        await asyncio.sleep(0.1)
    return time.monotonic() - began, left


def _left(shared: Shared) -> list[str]:
    with opened(shared.main_url) as database:
        left = [f"{name} at {event}" for name, event in database.execute(BEHIND).fetchall()]
        (owed,) = database.execute(OWED, (round(time.time() * 1000),)).fetchone() or (0,)
        head = database.execute("SELECT max(id) FROM event").fetchone()
    with opened(shared.mypage_url) as database:
        shown = database.execute("SELECT max(event) FROM position").fetchone()
    left += [f"{owed} notices owed"] if owed else []
    return left + ([f"the read model at {shown} of {head}"] if shown != head else [])


def _once(name: str, plan: tuple[Taking, ...], *, away: float) -> Outcome:
    outcome = asyncio.run(run(plan, away=away))
    print(f"{name}:\n{outcome}", flush=True)
    return outcome


def main(minutes: float | None = None) -> int:
    """Each part for a few seconds, with `minutes` for longer; then the control."""
    away = max(AWAY, (minutes or 0) * 60 / len(ONE_AFTER_THE_OTHER))
    clean = _once("one after the other", ONE_AFTER_THE_OTHER, away=away).is_clean
    control = _once("the main database", (main_refuses,), away=AWAY)
    caught = control.rounds[0].share < 100
    print("parts:", "everybody booked;" if clean else "BROKEN;", end=" ")
    print("control", "fails" if caught else "DOES NOT FAIL")
    return 0 if clean and caught else 1


if __name__ == "__main__":
    sys.exit(main(minutes_asked(__doc__)))
