"""Lives of the core killed one after another on the same database, and what is left of each."""

import asyncio
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from tests.gates.crashes.core import Spoil, as_it_is
from tests.gates.crashes.databases import Ground
from tests.gates.crashes.forked_process import Life
from tests.gates.crashes.lives import UP_TO, settle, town, warm, work
from tests.gates.load.updates import Mailbox, Town
from tests.gates.oracles import invariants
from tests.gates.oracles.history import History, judged, lost

OPENING = 0.05
"""Seconds that a life may open before it is killed meanwhile."""
A_ROUND, STOP_EVERY = 50, 20
"""Kills on one database; kills between two stops of the server."""
WITHIN = 60.0


@dataclass
class Outcome:
    """Counts, and sentences about what is wrong: none if all is well."""

    kills: int = 0
    opening: int = 0
    stops: int = 0
    sent: int = 0
    acknowledged: int = 0
    redelivered: int = 0
    unheard: int = 0
    arrived: int = 0
    copies: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        stops = f", {self.stops} of them stops of the server" if self.stops else ""
        return (
            f"{self.kills} kills ({self.opening} while it opened{stops});"
            f" updates {self.sent}, acknowledged {self.acknowledged}, redelivered"
            f" {self.redelivered}, of which {self.unheard} were done; notices arrived"
            f" {self.arrived}, extra copies {self.copies};"
            f" wrong: {'; '.join(self.wrong[:3]) or 'nothing'}"
        )


class Round:
    """One database from its making to its end."""

    def __init__(self, ground: Ground, outcome: Outcome, *, seed: int, spoil: Spoil) -> None:
        ground.new()
        self._ground = ground
        self._outcome = outcome
        self._spoil = spoil
        self._town: Town = asyncio.run(town(ground.place))
        self._mailbox = Mailbox(self._town, seed=seed)
        self._history = History()
        self._unheard: set[int] = set()
        self._chance = random.Random(seed)

    def kill(self) -> list[str]:
        """One life; what is wrong after it."""
        before = set(self._mailbox.waiting)
        updates = self._mailbox.filled(UP_TO)
        self._outcome.redelivered += len(before)
        life = Life(
            partial(
                work,
                place=self._ground.place,
                updates=updates,
                town=self._town,
                spoil=self._spoil,
            )
        )
        stops = self._outcome.kills % STOP_EVERY == STOP_EVERY - 1
        self._wait(life, may_open=not stops)
        self._outcome.stops += stops and self._ground.stop()
        life.kill()
        return self._after(life, updates[0].id, thorough=stops)

    def _wait(self, life: Life, *, may_open: bool) -> None:
        if self._chance.random() < 0.15 and may_open:
            self._outcome.opening += 1
            time.sleep(self._chance.uniform(0, OPENING))
            return
        life.said(within=WITHIN)
        time.sleep(self._chance.uniform(*self._ground.working))

    def _after(self, life: Life, first: int, *, thorough: bool) -> list[str]:
        death, lines = life.end()
        self._outcome.kills += 1
        self._read(lines)
        wrong = [] if death.signal == signal.SIGKILL else [f"it ended by itself: {death}"]
        kept = self._ground.answers(first - 1)
        new = History(told={u: t for u, t in self._history.told.items() if u >= first})
        wrong += [f"update {update} was answered, and that is lost" for update in lost(new, kept)]
        unheard = kept.keys() & self._mailbox.waiting.keys()
        self._outcome.unheard += len(unheard - self._unheard)
        self._unheard |= unheard
        files = self._ground.files(thorough=thorough)
        found = invariants.broken(files.main, drained=False) if files is not None else []
        return [*wrong, *self._history.wrong, *map(_said, found)]

    def _read(self, lines: list[list[object]]) -> None:
        for line in lines:
            update = self._history.read(line)
            if update is not None:
                self._mailbox.acknowledge(update)

    def settle(self) -> list[str]:
        """The last life, which ends by itself; what is wrong in the end."""
        updates = sorted(self._mailbox.waiting.values())
        self._outcome.redelivered += len(updates)
        life = Life(partial(settle, place=self._ground.place, updates=updates, town=self._town))
        death, lines = life.end_within(WITHIN)
        self._read(lines)
        wrong = [] if death == (0, 0) else [f"the last life: {death}"]
        wrong += [f"update {update} was never answered" for update in self._mailbox.waiting]
        files = self._ground.files(thorough=True)
        assert files is not None
        found = invariants.broken(files.main, files.mypage, drained=True)
        with invariants.opened(files.main) as database:
            said = judged(self._history, database, blocked=self._town.blocked)
        return [*wrong, *map(_said, found), *said]

    def count(self) -> None:
        """Into the outcome."""
        outcome, history = self._outcome, self._history
        outcome.sent += self._mailbox.sent
        outcome.acknowledged += len(history.told)
        outcome.arrived += len({each.notice for each in history.arrived})
        outcome.copies += len(history.arrived) - len({each.notice for each in history.arrived})


def _said(found: invariants.Finding) -> str:
    return f"{found.invariant}: {found.ids}"


def run(
    ground: Ground, *, seed: int, more: Callable[[int], bool], spoil: Spoil = as_it_is
) -> Outcome:
    """Kills as long as there are to be `more` after so many; ends with the first thing wrong."""
    outcome = Outcome()
    ground.new()
    warm(ground.place)
    while not outcome.wrong and more(outcome.kills):
        one = Round(ground, outcome, seed=seed, spoil=spoil)
        seed += 1
        end = outcome.kills + A_ROUND
        while not outcome.wrong and outcome.kills < end and more(outcome.kills):
            outcome.wrong = one.kill()
        outcome.wrong = outcome.wrong or one.settle()
        one.count()
    return outcome
