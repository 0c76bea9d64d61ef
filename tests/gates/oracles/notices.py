"""What became of many notices: the rows at the end beside every call that the far end saw."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from bot.telegram.pacing import PUSHES_PER_S
from tests.bot.far_end import FLOOD_LIMIT, Call, FarEnd
from tests.bot.virtual_bot import ADMIN, Life
from tests.bot.wire import most_in_a_second

PACE, LONGEST, TAIL = PUSHES_PER_S - 0.1, 10_000 / PUSHES_PER_S + 20, 80.0
"""Messages a second on average at least, seconds for the notices, and what may follow: answers that
were lost last are tried again after up to a minute.
"""
IDLE = 0.5
"""Seconds without a message that show that nothing more was due."""
NOTICES = """SELECT n.id, p.telegram, n.kind, b.code, n.state, n.ambiguous
    FROM notice n JOIN person p ON p.id = n.person JOIN booking b ON b.id = n.facts ->> 'booking'
    WHERE n.due_at <= :now ORDER BY n.id"""


class Row(NamedTuple):
    """A notice at the end."""

    id: int
    chat: int
    kind: str
    code: str
    state: str
    doubtful: int

    @property
    def seen_as(self) -> tuple[str, bool]:
        """As its message is known: the code, and whether it is a reminder."""
        return self.code, self.kind == "reminder"


@dataclass(frozen=True)
class Outcome:
    """Counts over all notices and calls."""

    states: Counter[str]
    probes: int
    sent: int
    first: float
    busy: float
    last: float
    most: int
    floods: int
    copies: int
    unexplained: int
    lost: int
    disordered: int
    untrue: int

    @property
    def mean(self) -> float:
        """Messages a second while there was something to send."""
        return self.sent / self.busy

    @property
    def is_clean(self) -> bool:
        """Nobody missed anything or heard it for no reason twice, at the right pace."""
        wrong = (self.floods, self.unexplained, self.lost, self.disordered, self.untrue)
        paced = self.most <= FLOOD_LIMIT and self.mean >= PACE and self.busy <= LONGEST
        paced = paced and self.last <= self.first + self.busy + TAIL
        return not any(wrong) and paced

    def __str__(self) -> str:
        return (
            f"{self.states.total()} notices ({dict(self.states)}), {self.probes} calls in the"
            f" outage; the first after it at {self.first:.1f} s, then {self.sent} in"
            f" {self.busy:.1f} s: {self.mean:.1f}/s, most in a second {self.most}, 429s"
            f" {self.floods}; the last at {self.last:.1f} s; copies {self.copies}, unexplained"
            f" {self.unexplained}; lost {self.lost}, out of order {self.disordered}, no longer"
            f" true {self.untrue}"
        )


async def outcome(life: Life, end: FarEnd, *, back: float) -> Outcome:
    """When all is settled."""
    rows = await life.read(_rows)
    calls, after = _calls_of(end.calls), sorted(c.at for c in end.calls if c.at >= back)
    busy = next((a for a, b in pairwise(after) if b - a > IDLE), after[-1])
    arrived = {key: sum(c.arrived for c in calls[key]) for key in calls}
    return Outcome(
        states=Counter(row.state for row in rows),
        probes=len(end.calls) - len(after),
        sent=sum(at <= busy for at in after),
        first=after[0] - back,
        busy=busy - after[0],
        last=after[-1] - back,
        most=most_in_a_second(after),
        floods=end.floods,
        copies=sum(max(0, n - 1) for n in arrived.values()),
        unexplained=sum(arrived.get(r.seen_as, 0) > 1 + _doubts(r, calls) for r in rows),
        lost=sum(_is_lost(row, arrived.get(row.seen_as, 0)) for row in rows),
        disordered=_disordered(rows, end.calls),
        untrue=sum(row.state == "superseded" and _told_late(row, calls, back) for row in rows),
    )


def _rows(tx: Any) -> list[Row]:
    tx.driver._cursor.execute(NOTICES, {"now": int(tx.now.timestamp() * 1000)})
    return [Row(*row) for row in tx.driver._cursor.fetchall()]


def _calls_of(calls: Sequence[Call]) -> dict[tuple[str, bool], list[Call]]:
    found: dict[tuple[str, bool], list[Call]] = defaultdict(list)
    for call in calls:
        if call.chat != ADMIN:  # whose sums name the codes of people who were not told
            found[call.code, "⏰" in call.text].append(call)
    return found


def _doubts(row: Row, calls: dict[tuple[str, bool], list[Call]]) -> int:
    """Attempts of which nobody was told how they ended; the row must not count more than it saw."""
    return min(row.doubtful, sum(not call.known for call in calls[row.seen_as]))


def _is_lost(row: Row, arrived: int) -> bool:
    if row.state == "sent":
        return arrived == 0
    return row.state not in {"blocked", "superseded"} or (
        row.state == "blocked" and row.chat % 20 != 0
    )


def _told_late(row: Row, calls: dict[tuple[str, bool], list[Call]], back: float) -> bool:
    return any(call.at >= back for call in calls[row.seen_as])


def _disordered(rows: Sequence[Row], calls: Sequence[Call]) -> int:
    """People whose first copies did not come in the order in which they were owed."""
    number = {row.seen_as: row.id for row in rows}
    came: dict[int, list[int]] = defaultdict(list)
    for call in calls:
        id_ = number.get((call.code, "⏰" in call.text))
        if call.arrived and id_ is not None and id_ not in came[call.chat]:
            came[call.chat].append(id_)
    return sum(ids != sorted(ids) for ids in came.values())
