"""What became of the commands that were sent: the driver's journal beside the database."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tests.gates.load.customers import Command
from tests.gates.load.seed import Files
from tests.gates.oracles import invariants


class Kept(NamedTuple):
    """What the bot keeps of an update: the answer's name and the booking in it."""

    name: str
    refused: bool
    booking: int | None


class Booking(NamedTuple):
    """A booking at the end."""

    account: int
    code: str
    status: str


@dataclass(frozen=True)
class Verdict:
    """Counts over all commands; `wrong` are sentences about what was shown but is not so."""

    sent: int
    acknowledged: int
    refused: int
    lost: int
    doubled: int
    wrong: list[str]
    taken: int
    broken: list[invariants.Finding]

    @property
    def is_clean(self) -> bool:
        """Every command answered and with its effect once, every place back, nothing broken."""
        trouble = (self.lost, self.doubled, self.taken, len(self.wrong), len(self.broken))
        return self.sent == self.acknowledged > 0 and not any(trouble)


def judge(commands: Sequence[Command], files: Files) -> Verdict:
    """To be asked when the bot has stopped and nothing was left to do."""
    with invariants.opened(files.main) as database:
        kept, bookings = _kept(database), _bookings(database)
        (taken,) = database.execute("SELECT sum(taken) FROM slot").fetchone()
    return Verdict(
        sent=len(commands),
        acknowledged=sum(each.told is not None for each in commands),
        refused=sum(each.told == "refused" for each in commands),
        lost=sum(_is_lost(each, kept, bookings) for each in commands),
        doubled=_doubled(commands, kept, bookings),
        wrong=[line for each in commands for line in _wrong(each, kept, bookings)],
        taken=taken,
        broken=invariants.broken(files.main, files.mypage, drained=True),
    )


def _kept(database: sqlite3.Connection) -> dict[int, Kept]:
    rows = database.execute("SELECT update_id, answer FROM handled").fetchall()
    answers = ((update, json.loads(answer)) for update, answer in rows)
    return {
        update: Kept(each["name"], each["refused"], each["facts"].get("booking"))
        for update, each in answers
    }


def _bookings(database: sqlite3.Connection) -> dict[int, Booking]:
    rows = database.execute(
        "SELECT b.id, p.telegram, b.code, b.status FROM booking b JOIN person p ON p.id = b.person"
    )
    return {id_: Booking(*rest) for id_, *rest in rows}


def _is_lost(command: Command, kept: dict[int, Kept], bookings: dict[int, Booking]) -> bool:
    """Nothing is known of it, or what was shown as done is not there."""
    answer = kept.get(command.update)
    if answer is None:
        return True
    if command.told not in {"booked", "cancelled"}:
        return False
    there = [each for each in bookings.values() if each.code == command.code]
    return not there or (command.told == "cancelled" and there[0].status != "cancelled")


def _doubled(
    commands: Sequence[Command], kept: dict[int, Kept], bookings: dict[int, Booking]
) -> int:
    """Bookings that no command answers for; two cancels of one are a broken promise."""
    made = {answer.booking for each in commands if (answer := kept.get(each.update))}
    people = {each.person for each in commands}
    theirs = {id_ for id_, each in bookings.items() if each.account in people}
    return len(theirs - made)


def _wrong(command: Command, kept: dict[int, Kept], bookings: dict[int, Booking]) -> list[str]:
    answer = kept.get(command.update)
    if answer is None or command.told is None:
        return []
    if answer.refused != (command.told == "refused"):
        return [f"update {command.update}: shown {command.told}, kept {answer.name}"]
    there = bookings.get(answer.booking) if answer.booking is not None else None
    if command.told != "refused" and (
        there is None or (there.code, there.account) != (command.code, command.person)
    ):
        return [f"update {command.update}: shown {command.code}, kept another booking"]
    return []
