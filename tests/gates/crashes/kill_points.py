"""A life of the core that waits to be watched and then does one thing. What is left of it is put
right by another life, and judged. Where it is killed is not decided here.
"""

import asyncio
import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from copy import deepcopy
from dataclasses import dataclass, field
from functools import partial

from domain.storage.engines.url import migrate
from tests.gates.crashes.core import Phones, Spoil, as_it_is, opened
from tests.gates.crashes.forked_process import Death, Life, Line, Pen
from tests.gates.crashes.lives import settle, town
from tests.gates.crashes.strace import let_watch
from tests.gates.load.seed import Files, Place
from tests.gates.load.updates import Town, Update, handle_all
from tests.gates.oracles import invariants
from tests.gates.oracles.history import History, judged

WITHIN = 20.0
PEOPLE = 5
MYPAGE = frozenset({"mypage"})
MAIN = frozenset({"places", "closing", "ledger", "notices"})
Watch = Callable[[int], AbstractContextManager[None]]


class Notebook(Pen):
    """A pen whose lines stay here."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def write(self, *line: object) -> None:
        self.lines.append(list(line))


@dataclass(frozen=True)
class Step:
    """One thing that the core does. `before`: who wished what before it, and `waiting`: whose
    reactions to that are still to come; `wishes`: updates that it handles; `does`: what it runs
    then. The read model is a step of its own: another thread writes it, whose calls are counted by
    themselves. `alike`: how many of its calls do the same kind of thing.
    """

    name: str
    before: Sequence[tuple[int, str]] = ()
    waiting: frozenset[str] = frozenset()
    wishes: Sequence[tuple[int, str]] = ()
    does: str = ""
    without: frozenset[str] = frozenset()
    alike: int = 1


BOOKED = ((1, "toggle"), (2, "toggle"), (3, "toggle"))
BUSY = (*BOOKED, (1, "toggle"), (2, "desk"), (0, "renew"))
STEPS = (
    Step("migrate", wishes=BOOKED, does="migrate", alike=4),
    Step("book", wishes=BOOKED[:1]),
    Step("cancel", before=BOOKED, wishes=BOOKED[:1]),
    Step("delete", before=BOOKED, wishes=((0, "renew"),)),
    Step("dispatch", BUSY, MAIN | MYPAGE, does="dispatch", without=MYPAGE),
    Step("show", BUSY, MYPAGE, does="dispatch", without=MAIN),
    Step("deliver", BUSY, does="deliver"),
)


@dataclass
class Prepared:
    """What was before the step: the databases are the ground's."""

    step: Step
    town: Town | None = None
    history: History = field(default_factory=History)
    sent: int = 0
    spoil: Spoil = as_it_is

    def updates(self, wishes: Sequence[tuple[int, str]]) -> list[Update]:
        """The next updates; nobody is there before the databases are."""
        people = range(PEOPLE) if self.town is None else self.town.people
        made = [
            Update(self.sent + n, people[who], wish, hospital=1)
            for n, (who, wish) in enumerate(wishes, start=1)
        ]
        self.sent += len(made)
        return made


def prepare(step: Step, place: Place) -> Prepared:
    """Brings migrated, empty databases to where the step begins."""
    prepared = Prepared(step, town=asyncio.run(town(place, people=PEOPLE)))
    asyncio.run(_prepare(prepared, place))
    return prepared


async def _prepare(prepared: Prepared, place: Place) -> None:
    notebook, there = Notebook(), prepared.town
    assert there is not None
    without = prepared.step.waiting
    async with opened(place, Phones(notebook), without=without) as core:
        updates = prepared.updates(prepared.step.before)
        for update in updates:
            await handle_all(core, [update], town=there, pen=notebook)
        await core.dispatcher.drain()
    for line in notebook.lines:
        prepared.history.read(line)


def watched(pen: Pen, *, place: Place, prepared: Prepared, go: int) -> None:
    """Says that it is ready, waits until it may go, does the step and closes everything."""
    let_watch()
    if prepared.step.does == "migrate":
        pen.write("ready")
        os.read(go, 1)
        migrate(place.main_url, "main")
        migrate(place.mypage_url, "mypage")
        return
    asyncio.run(_watched(pen, place, prepared, go))


async def _watched(pen: Pen, place: Place, prepared: Prepared, go: int) -> None:
    there, step = prepared.town, prepared.step
    assert there is not None
    async with opened(place, Phones(pen), spoil=prepared.spoil, without=step.without) as core:
        pen.write("ready")
        os.read(go, 1)
        await handle_all(core, prepared.updates(step.wishes), town=there, pen=pen)
        if step.does == "dispatch":
            await core.dispatcher.drain()
        if step.does == "deliver":
            await core.deliverer.drain()


def live(prepared: Prepared, place: Place, watch: Watch) -> tuple[Death, list[Line]]:
    """One life, watched from where the step begins."""
    go, let_go = os.pipe()
    life = Life(partial(watched, place=place, prepared=prepared, go=go))
    assert life.said(within=WITHIN)
    with watch(life.pid):
        os.write(let_go, b"g")
        ended = life.end_within(WITHIN)
    os.close(go)
    os.close(let_go)
    return ended


def put_right(prepared: Prepared, place: Place, lines: list[Line]) -> None:
    """The next life: everything that was not acknowledged comes again; into the history."""
    for line in lines:
        prepared.history.read(line)
    if prepared.town is None:
        migrate(place.main_url, "main")
        migrate(place.mypage_url, "mypage")
        prepared.town = asyncio.run(town(place, people=PEOPLE))
    updates = prepared.updates(prepared.step.wishes)
    left = [update for update in updates if update.id not in prepared.history.told]
    notebook = Notebook()
    settle(notebook, place=place, updates=left, town=prepared.town)
    for line in notebook.lines:
        prepared.history.read(line)


def wrong(prepared: Prepared, files: Files) -> list[str]:
    """What is wrong when all is done."""
    found = invariants.broken(files.main, files.mypage, drained=True)
    with invariants.opened(files.main) as database:
        said = judged(prepared.history, database, blocked=prepared.town.blocked)
    never = prepared.sent - len(prepared.history.told)
    return [
        *(f"{each.invariant}: {each.ids}" for each in found),
        *said,
        *([f"{never} updates were never answered"] if never else []),
    ]


def again(prepared: Prepared) -> Prepared:
    """The same, for another life."""
    return deepcopy(prepared)
