"""What an observer outside saw, beside what the database says: pure functions.

The database alone cannot show that something was acknowledged and is gone.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.gates.crashes.forked_process import Line


class Told(NamedTuple):
    """What was answered to an update."""

    name: str
    refused: bool
    booking: int | None


class Arrived(NamedTuple):
    """A message on somebody's phone."""

    notice: int
    person: int
    kind: str
    booking: int | None


class Kept(NamedTuple):
    """A notice as it is in the end."""

    person: int
    state: str
    ambiguous: int


DEFINITE = {"booked", "cancelled", "force_cancelled"}
"""How a booking can stand when it is shown to its person."""
SAYS = {"force_cancelled": "force_cancelled", "cancelled_by_admin": "cancelled"}
"""What a notice says of its booking."""
ENDED = {"sent", "superseded", "blocked"}


@dataclass
class History:
    """Everything since the database was made, over all lives."""

    told: dict[int, Told] = field(default_factory=dict)
    shown: dict[int, set[str]] = field(default_factory=dict)
    arrived: list[Arrived] = field(default_factory=list)
    repeated: int = 0
    wrong: list[str] = field(default_factory=list)

    def read(self, line: Line) -> int | None:
        """Notes a line of a journal; the update that is acknowledged with it, if any."""
        what, *rest = line
        if what == "arrived":
            self.arrived.append(Arrived(*rest))
            return None
        if what != "told":
            return None
        update, name, refused, booking, shown = rest
        assert isinstance(update, int)
        self._note(update, Told(name, refused, booking), shown)
        return update

    def _note(self, update: int, told: Told, shown: str | None) -> None:
        self.repeated += update in self.told
        before = self.told.setdefault(update, told)
        if before != told:
            self.wrong.append(f"update {update}: {before.name}, and then {told.name}")
        if told.booking is not None and shown not in DEFINITE:
            self.wrong.append(f"update {update}: booking {told.booking} is shown as {shown}")
        elif told.booking is not None and told.name in DEFINITE:
            self.shown.setdefault(told.booking, set()).add(str(shown))


def lost(history: History, answers: dict[int, Told]) -> list[int]:
    """Updates that were answered, but what was answered is not kept."""
    return [update for update, told in history.told.items() if answers.get(update) != told]


def answers(rows: Sequence[tuple[int, str]]) -> dict[int, Told]:
    """Of the table `handled`: update, answer."""
    kept = ((update, json.loads(answer)) for update, answer in rows)
    return {
        update: Told(each["name"], each["refused"], _id(each["facts"].get("booking"), each))
        for update, each in kept
    }


def _id(booking: int | None, answer: dict[str, object]) -> int | None:
    """A refusal may name a booking as well, but it is not shown as one."""
    return None if answer["refused"] else booking


def judged(
    history: History, database: sqlite3.Connection, *, blocked: frozenset[int] = frozenset()
) -> list[str]:
    """What is wrong when all is drained: a sentence each, none if all is well. `blocked`: people
    whom nothing reaches.
    """
    bookings = dict(database.execute("SELECT id, status FROM booking"))
    owners = dict(database.execute("SELECT id, person FROM booking"))
    kept = answers(database.execute("SELECT update_id, answer FROM handled").fetchall())
    notices = {
        id_: Kept(*rest)
        for id_, *rest in database.execute("SELECT id, person, state, ambiguous FROM notice")
    }
    return [
        *history.wrong,
        *(f"update {update} was answered, and that is lost" for update in lost(history, kept)),
        *(f"booking {id_} comes of no update" for id_ in _unasked(bookings, kept)),
        *_notices(history, notices),
        *_phones(history, owners),
        *_last_words(history, {i: s for i, s in bookings.items() if owners[i] not in blocked}),
    ]


def _unasked(bookings: dict[int, str], kept: dict[int, Told]) -> set[int]:
    return set(bookings) - {told.booking for told in kept.values() if told.name == "booked"}


def _notices(history: History, notices: dict[int, Kept]) -> list[str]:
    """Each owed one ended; what was sent arrived, and not more often than nobody knew."""
    copies = Counter(each.notice for each in history.arrived)
    said = [f"a message of no notice {id_}" for id_ in copies.keys() - notices.keys()]
    for id_, notice in notices.items():
        if notice.state not in ENDED:
            said.append(f"notice {id_} is {notice.state}")
        if copies[id_] > 1 + notice.ambiguous:
            said.append(f"notice {id_}: {copies[id_]} copies, {notice.ambiguous} ambiguous")
        if notice.state == "sent" and not copies[id_]:
            said.append(f"notice {id_} is sent and never arrived")
        if notice.state == "blocked" and copies[id_] > notice.ambiguous:
            said.append(f"notice {id_} is blocked and arrived")
    return said


def _phones(history: History, owners: dict[int, int]) -> list[str]:
    return [
        f"notice {each.notice} of somebody's booking {each.booking} came to {each.person}"
        for each in history.arrived
        if each.booking is not None and owners.get(each.booking) != each.person
    ]


def _last_words(history: History, bookings: dict[int, str]) -> list[str]:
    """Whoever has a booking was told how it stands."""
    said = {id_: set(shown) for id_, shown in history.shown.items()}
    for each in history.arrived:
        if each.booking is not None and each.kind in SAYS:
            said.setdefault(each.booking, set()).add(SAYS[each.kind])
    return [
        f"booking {id_} is {status}, its person was told {sorted(said.get(id_, ()))}"
        for id_, status in bookings.items()
        if status not in said.get(id_, ())
    ]
