"""1,000 people want 100 places and all tap at once: through the whole bot, without sockets.

Its twin has the guard off and must oversell, or the race proves nothing.
"""

import asyncio
import sys
import tempfile
import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.monitoring.logs import configure_logging
from sandbox.state.telegram import Telegram
from tests.gates._arguments import minutes_asked
from tests.gates.controls.unguarded_take import guard_off
from tests.gates.load import phrases as spoken
from tests.gates.load.seed import Files, Seed, in_days
from tests.gates.oracles import invariants
from tests.gates.processes.in_process import bot_indoors, until

PEOPLE, PLACES = 1000, 100
HOSPITAL = "한빛병원"
WITHIN = 120.0


@dataclass(frozen=True)
class Race:
    """How it ended, as people were told and as the database has it."""

    told_booked: int
    told_full: int
    told_neither: int
    active: int
    taken: int
    broken: list[invariants.Finding]
    seconds: float

    @property
    def is_fair(self) -> bool:
        """As many as there are places, everybody told, nothing broken."""
        ends = (self.told_booked, self.told_full, self.told_neither, self.active, self.taken)
        return ends == (PLACES, PEOPLE - PLACES, 0, PLACES, PLACES) and not self.broken

    @property
    def is_oversold(self) -> bool:
        return self.active > PLACES and any(
            each.invariant == "not-oversold" for each in self.broken
        )

    def __str__(self) -> str:
        broken = "; ".join(each.invariant for each in self.broken) or "nothing"
        return (
            f"{PEOPLE} people, {PLACES} places -> told booked {self.told_booked}, told full"
            f" {self.told_full}, errors {self.told_neither}; in the database {self.active} active,"
            f" {self.taken} taken; {self.seconds:.1f} s; broken promises: {broken}"
        )


async def run(folder: Path, *, guard: AbstractContextManager[None]) -> Race:
    """One race from an empty folder."""
    # No overall limit: all of them are answered at once, and replies keep no overall pace.
    files, telegram, day = Files(folder), Telegram(flood_limit=0), in_days(10)
    people = [telegram.add_person(f"손님{n}(가명)").id for n in range(PEOPLE)]
    async with Seed(files) as seed:
        await seed.hospital(HOSPITAL, days=[day], capacity=PLACES)
        await seed.people(people)
    with guard:
        async with bot_indoors(files, telegram):
            for person in people:
                telegram.say(person, f"/book {HOSPITAL} {day}")
            ready = await until(lambda: all(_offered(telegram, p) for p in people), within=WITHIN)
            assert ready, "not everybody was shown the card"
            began = time.monotonic()
            for person in people:
                telegram.press(person, spoken.CONFIRM)
            await until(lambda: not any(_offered(telegram, p) for p in people), within=WITHIN)
            seconds = time.monotonic() - began
    return _result(files, [telegram.last(person).text for person in people], day, seconds)


def _offered(telegram: Telegram, person: int) -> bool:
    """Whether the card with ✅ stands there."""
    return any(button.text == spoken.CONFIRM for button in telegram.last(person).buttons)


def _result(files: Files, told: list[str], day: date, seconds: float) -> Race:
    booked = sum(spoken.BOOKED in text and bool(spoken.CODE.search(text)) for text in told)
    full = sum(spoken.sold_out(HOSPITAL, day) in text for text in told)
    with invariants.opened(files.main) as database:
        (active,) = database.execute("SELECT count(*) FROM booking WHERE status = 'booked'")
        (taken,) = database.execute("SELECT taken FROM slot")
    return Race(
        told_booked=booked,
        told_full=full,
        told_neither=len(told) - booked - full,
        active=active[0],
        taken=taken[0],
        broken=invariants.broken(files.main, files.mypage, drained=False),
        seconds=seconds,
    )


def main(minutes: float | None = None) -> int:
    """One race and its twin; with `minutes` races until they are over, and one twin."""
    configure_logging(level="error", format="console", secrets=())
    until_then = time.monotonic() + (minutes or 0) * 60
    fair = True
    while True:
        fair &= _once("guarded", nullcontext()).is_fair
        if not fair or time.monotonic() >= until_then:
            break
    oversold = _once("guard off", guard_off()).is_oversold
    print(f"race: {'fair' if fair else 'NOT FAIR'}; twin {'oversells' if oversold else 'DOES NOT'}")
    return 0 if fair and oversold else 1


def _once(name: str, guard: AbstractContextManager[None]) -> Race:
    with tempfile.TemporaryDirectory() as folder:
        race = asyncio.run(run(Path(folder), guard=guard))
    print(f"{name}: {race}", flush=True)
    return race


if __name__ == "__main__":
    sys.exit(main(minutes_asked(__doc__)))
