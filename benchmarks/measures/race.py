"""Race of 10,000 people for the same 100 places, on either engine.

Through the domain layer with all consumers running, with as many at a time as the bot admits.
"""

import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.load.databases import Databases, on_files, on_server
from benchmarks.load.subprocesses import Json, programs
from benchmarks.results import Mark, Result, told
from benchmarks.sizes import Size
from tests.postgres import QUICK as UNSAFE
from tests.postgres import running

NAME = "race"
WHAT = "10,000 people for 100 places, on both engines"
PLACES = 100


def _marks(engine: str, mark: float, go_for: float) -> tuple[Mark, Mark, Mark]:
    race = f"10,000 for 100 places, {engine}:"
    return (
        Mark(f"{race} sold twice, unsold, unanswered", 0, None, "", at_least=False),
        Mark(f"{race} seconds", mark, go_for, "s", at_least=False),
        Mark(f"{race} memory on top", 60, None, "MB", at_least=False),
    )


MARKS = (*_marks("SQLite", 2, 0.5), *_marks("PostgreSQL", 5, 1))


def measure(size: Size) -> Result:
    """Each round one race per engine, for another slot."""
    found: dict[str, list[float]] = defaultdict(list)
    with _grounds(size) as grounds:
        for number in range(size.rounds):
            for engine, ground in grounds.items():
                race = _race(ground, size.runners, slot=number + 1)
                found[f"{engine} wrong"].append(_wrong(race, size.runners))
                found[f"{engine} seconds"].append(race["seconds"])
                found[f"{engine} more"].append(race["more"])
    readings = [told(mark, each) for mark, each in zip(MARKS, found.values(), strict=True)]
    scaled = "" if size.runners == 10_000 else f"scaled: {size.runners} people; "
    return Result(readings, [f"{scaled}every race in a process of its own, on another date"])


@contextmanager
def _grounds(size: Size) -> Iterator[dict[str, Databases]]:
    settings = UNSAFE if size.name == "tiny" else ()
    with (
        tempfile.TemporaryDirectory() as made,
        running(settings) as server,
        on_server(server, people=size.runners, places=PLACES) as ground,
    ):
        files = on_files(Path(made, "files"), people=size.runners, places=PLACES)
        yield {"SQLite": files, "PostgreSQL": ground}


def _race(ground: Databases, people: int, *, slot: int) -> Json:
    with programs("benchmarks.load.race_process", ground) as (race,):
        race.found()
        race.ask(people, slot)
        return race.found()


def _wrong(race: Json, people: int) -> float:
    """Places not sold exactly once, by answers and by rows; people without an answer."""
    sold = race["booked"]
    kept = abs(sold - PLACES) + abs(race["kept"] - PLACES)
    return kept + people - sold - race["sold_out"]
