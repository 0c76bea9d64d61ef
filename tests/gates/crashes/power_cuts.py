"""One life of the core, written down to the last byte, and a look at what may be left of it."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from domain.ports.store import Command
from domain.storage.engines import sqlite
from domain.storage.engines.url import migrate
from domain.storage.errors import StorageUnusable
from domain.storage.transaction import SqlTransaction
from tests.gates.crashes import disk_images as images
from tests.gates.crashes import strace
from tests.gates.crashes.core import Phones, at_work, opened
from tests.gates.crashes.databases import ANSWERS
from tests.gates.crashes.forked_process import Life as Process
from tests.gates.crashes.forked_process import Pen
from tests.gates.crashes.kill_points import Notebook
from tests.gates.crashes.lives import settle, town
from tests.gates.crashes.strace_log import CALLS, Happening, Said, happenings
from tests.gates.load.seed import Files
from tests.gates.load.updates import Mailbox, Town, Update, handle_all
from tests.gates.oracles import invariants
from tests.gates.oracles.history import History, answers, judged, lost

UPDATES, PEOPLE = 60, 11
CHECKPOINT = 40
"""Pages after which the log goes into the file: so often that power cuts meet it."""
WITHIN = 60.0
CORRUPT, LOST, BROKEN, WENT_WRONG = "corrupt", "lost", "broken", "went wrong"


@dataclass(frozen=True)
class Life:
    """What was there before, what then happened, and what the core was to do."""

    before: dict[str, bytes]
    happenings: list[Happening]
    town: Town
    updates: list[Update]
    folder: str


@contextmanager
def synchronous(level: int) -> Iterator[None]:
    """2 is FULL, as it is; stores opened in here are content with that."""
    wanted, name = sqlite._PRAGMAS, "synchronous"
    before, wanted[name] = wanted[name], level
    try:
        yield
    finally:
        wanted[name] = before


def lived(made: Path, *, seed: int, level: int) -> Life:
    """Lets a core work until all is done, and closes it."""
    files = Files(made / f"life-{level}")
    files.folder.mkdir()
    migrate(files.main_url, "main")
    migrate(files.mypage_url, "mypage")
    there = asyncio.run(town(files, people=PEOPLE))
    updates = Mailbox(there, seed=seed).filled(UPDATES)
    with synchronous(level):
        process = Process(partial(_live, files=files, town=there, updates=updates))
    assert process.said(within=WITHIN)
    before, log = images.read(files.folder), made / f"log-{level}"
    with strace.writing_down(process.pid, calls=CALLS, log=log):
        (files.folder / "go").touch()
        death, _ = process.end_within(WITHIN)
    assert death == (0, 0), death
    found = [each for each in happenings(log) if _is_ours(each)]
    return Life(before, found, there, sorted(set(updates)), files.folder.name)


def _is_ours(happening: Happening) -> bool:
    return isinstance(happening, Said) or not happening.file.endswith("-shm")


def _live(pen: Pen, *, files: Files, town: Town, updates: list[Update]) -> None:
    strace.let_watch()
    asyncio.run(_work(pen, files, town, updates))


async def _work(pen: Pen, files: Files, town: Town, updates: list[Update]) -> None:
    async with opened(files, Phones(pen, blocked=town.blocked)) as core:
        for store in core.stores:
            _checkpoint_often(store._writer._driver)
        pen.write("ready")
        while not (files.folder / "go").exists():
            await asyncio.sleep(0.002)
        async with at_work(core):
            await handle_all(core, updates, town=town, pen=pen)
            await core.stores[0].run(_sweep, Command(core.clock.now()))
            await core.rest()


def _sweep(tx: SqlTransaction) -> None:
    """As if somebody had been erased: the log is emptied."""
    tx.driver.truncate_wal_after_commit()


def _checkpoint_often(driver: Any) -> None:
    driver._cursor.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT}").fetchall()


def looked_at(
    life: Life, image: dict[str, bytes], moment: int, *, folder: Path, thorough: bool
) -> set[str]:
    """What is wrong in the image, in words for counting. `thorough`: a core goes on with it."""
    images.write(folder, image)
    files, history = Files(folder), _until(life, moment)
    try:
        _must_be_sound(files.main)
        _must_be_sound(files.mypage)
        found = set(_missing(files, history)) | set(_broken(files))
        return found or (set(_gone_on(life, files, history)) if thorough else set())
    except (sqlite3.DatabaseError, StorageUnusable):
        return {CORRUPT}


def _until(life: Life, moment: int) -> History:
    """What an observer knew when the power was cut."""
    history = History()
    for each in life.happenings[:moment]:
        if isinstance(each, Said) and each.content.startswith(b"["):
            history.read(json.loads(each.content))
    return history


def _must_be_sound(path: Path) -> None:
    """Opening it brings the log in, as a start would."""
    with closing(sqlite3.connect(path)) as database:
        (said,) = database.execute("PRAGMA integrity_check").fetchone()
        if said != "ok":
            raise sqlite3.DatabaseError(said)


def _missing(files: Files, history: History) -> Iterator[str]:
    """What was acknowledged, or sent under a claim, and is not there."""
    with invariants.opened(files.main) as database:
        kept = answers(database.execute(ANSWERS.format(0)).fetchall())
        claimed = {id_ for (id_,) in database.execute(CLAIMED)}
    if lost(history, kept) or {each.notice for each in history.arrived} - claimed:
        yield LOST


CLAIMED = "SELECT id FROM notice WHERE state <> 'pending' OR attempts > 0"


def _broken(files: Files) -> Iterator[str]:
    for each in invariants.broken(files.main, files.mypage, drained=False):
        yield f"{BROKEN}: {each.invariant}"


def _gone_on(life: Life, files: Files, history: History) -> Iterator[str]:
    """A new life answers what was not acknowledged and brings everything to its end."""
    notebook = Notebook()
    left = [update for update in life.updates if update.id not in history.told]
    settle(notebook, place=files, updates=left, town=life.town)
    for line in notebook.lines:
        history.read(line)
    for each in invariants.broken(files.main, files.mypage, drained=True):
        yield f"{WENT_WRONG}: {each.invariant}"
    with invariants.opened(files.main) as database:
        for said in judged(history, database, blocked=life.town.blocked):
            yield f"{WENT_WRONG}: {said}"
