"""The power is cut while people book, cancel and are written to, as far as files can tell.

strace writes down what the core does to its files. For moments in between images are made: what
was synced, and of what came later some, torn. Each is opened and looked at; in some the core goes
on to the end. With synchronous=FULL no image is corrupt and none has lost what was acknowledged.
The controls are NORMAL, which loses, and OFF, which is corrupt. SQLite only.
"""

import random
import secrets
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.gates._arguments import minutes_asked
from tests.gates.crashes import strace
from tests.gates.crashes.disk_images import Disk
from tests.gates.crashes.power_cuts import CORRUPT, LOST, Life, lived, looked_at

MANY, OF_CONTROL = 500, 100
THOROUGH_EVERY = 50
IMAGES, UNSYNCED, WENT_ON = NOT_WRONG = "images", "with something unsynced", "gone on with"
COUNTED = {*NOT_WRONG, CORRUPT, LOST}


def cut(life: Life, *, images: int, seed: int, folder: Path) -> Counter[str]:
    """How many images there were, and how many of them were not well, by what is wrong."""
    chance, counts = random.Random(seed), Counter[str]()
    moments = sorted(chance.choices(range(len(life.happenings) + 1), k=images))
    disk, so_far = Disk(life.before, folder=life.folder), 0
    for number, moment in enumerate(moments):
        for happening in life.happenings[so_far:moment]:
            disk.happen(happening)
        so_far = moment
        counts[IMAGES] += 1
        counts[UNSYNCED] += disk.unsure > 0
        thorough = number % THOROUGH_EVERY == THOROUGH_EVERY - 1
        counts[WENT_ON] += thorough
        image = disk.image(chance)
        for wrong in looked_at(life, image, moment, folder=folder, thorough=thorough):
            counts[wrong] += 1
    return counts


@dataclass(frozen=True)
class Found:
    """`counts`: images, and what was wrong in how many of them."""

    counts: Counter[str]

    @property
    def is_clean(self) -> bool:
        return set(self.counts) <= set(NOT_WRONG)


def run(name: str, *, level: int, images: int, seed: int) -> Found:
    """One life, cut at many moments."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as made:
        life = lived(Path(made), seed=seed, level=level)
        image = Path(made) / "image"
        image.mkdir()
        counts = cut(life, images=images, seed=seed, folder=image)
    told = f"corrupt {counts[CORRUPT]}, with acknowledged ones lost {counts[LOST]}"
    other = [f"{what} {count}" for what, count in counts.items() if what not in COUNTED]
    print(
        f"{name}, seed {seed}: {len(life.happenings)} calls; {counts[IMAGES]} images,"
        f" {counts[UNSYNCED]} with something unsynced, {counts[WENT_ON]} gone on with; {told};"
        f" also: {'; '.join(other[:3]) or 'nothing'}; {time.monotonic() - began:.0f} s",
        flush=True,
    )
    return Found(counts)


def main(minutes: float | None = None) -> int:
    """FULL, and again until the time is over; then the controls."""
    strace.needed()
    seed, end, kept = secrets.randbelow(10**6), time.monotonic() + (minutes or 0) * 60, True
    while True:
        kept &= run("FULL", level=2, images=MANY, seed=seed).is_clean
        seed += 1
        if not kept or time.monotonic() >= end:
            break
    normal = run("control, NORMAL", level=1, images=OF_CONTROL, seed=seed).counts
    off = run("control, OFF", level=0, images=OF_CONTROL, seed=seed).counts
    seen = normal[LOST] > 0 and off[CORRUPT] > 0
    print("power:", "nothing lost;" if kept else "BROKEN;", end=" ")
    print("controls", "lose" if seen else "DO NOT LOSE")
    return 0 if kept and seen else 1


if __name__ == "__main__":
    sys.exit(main(minutes_asked(__doc__)))
