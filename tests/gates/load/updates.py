"""Telegram as a list of updates that come again until they are acknowledged, and who handles them.

An update is one command of the real core under its key. People do one thing after the other.
"""

import asyncio
import itertools
import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from domain import queries
from domain.answer import Answer
from domain.errors import NotFound, Refused, Unavailable
from domain.model import AuditEntry
from domain.operations.bookings import cancel_for_person
from domain.operations.hospitals import delete_date, register_hospital
from domain.ports.store import Command, IdempotencyKey, PrefetchHint, Transaction
from tests.gates.crashes.core import Core
from tests.gates.crashes.forked_process import Pen
from tests.gates.load.toggles import toggle

BOT = 1_000_000_001
A_MOMENT = 0.02
DEED = AuditEntry(actor="900", role="admin", action="gate", target="")


class Update(NamedTuple):
    """`wish`: toggle (book or cancel), desk (cancel for that person), renew (delete the date and
    open it again).
    """

    id: int
    person: int
    wish: str
    hospital: int


class Town(NamedTuple):
    """Who there is, and where they can go. The first of the people is the front desk."""

    people: Sequence[int]
    hospitals: Sequence[int]
    day: date
    capacity: int

    @property
    def blocked(self) -> frozenset[int]:
        """They have blocked the bot."""
        return frozenset(self.people[-1:])


class Mailbox:
    """What Telegram still has for the bot."""

    def __init__(self, town: Town, *, seed: int) -> None:
        self.town = town
        self.waiting: dict[int, Update] = {}
        self.sent = 0
        self._numbers = itertools.count(1)
        self._chance = random.Random(seed)

    def filled(self, up_to: int) -> list[Update]:
        """Everything unacknowledged, and as much that is new; a few are made to come twice."""
        while len(self.waiting) < up_to:
            update = self._new()
            self.waiting[update.id] = update
            self.sent += 1
        batch = list(self.waiting.values())
        return sorted([*batch, *self._chance.sample(batch, len(batch) // 10)])

    def acknowledge(self, update: int) -> None:
        self.waiting.pop(update, None)

    def _new(self) -> Update:
        chance, (_, *people) = self._chance, self.town.people
        wish = chance.choices(("toggle", "desk", "renew"), (80, 12, 8))[0]
        return Update(
            next(self._numbers),
            chance.choice(people),
            wish,
            chance.choice(self.town.hospitals),
        )


async def handle_all(core: Core, updates: Sequence[Update], *, town: Town, pen: Pen) -> None:
    """All people at once, each of them in order."""
    of: dict[int, list[Update]] = defaultdict(list)
    for update in updates:
        of[update.person if update.wish == "toggle" else town.people[0]].append(update)
    await asyncio.gather(*(_one_after_another(core, theirs, town, pen) for theirs in of.values()))


async def _one_after_another(core: Core, theirs: Sequence[Update], town: Town, pen: Pen) -> None:
    for update in theirs:
        name, refused, booking = await _handled(core, update, town)
        shown = await _shown(core, update, booking)
        pen.write("told", update.id, name, refused, booking, shown)


async def _handled(core: Core, update: Update, town: Town) -> tuple[str, bool, int | None]:
    """Until it is answered: nobody acknowledges what could not be stored."""
    while True:
        deed = None if update.wish == "toggle" else DEED
        hint = PrefetchHint(update.person, slot=0)  # of which date nobody knows yet
        command = Command(core.clock.now(), IdempotencyKey(BOT, update.id), deed, hint)
        try:
            answer = await core.main.run(obey, command, update=update, town=town)
        except Refused as refusal:
            return refusal.name, True, None
        except Unavailable:
            await asyncio.sleep(A_MOMENT)
            continue
        booking = answer.facts.get("booking")
        return answer.name, False, booking if isinstance(booking, int) else None


async def _shown(core: Core, update: Update, booking: int | None) -> str | None:
    """How the booking stands when the answer is drawn; None: as if there were none."""
    if booking is None:
        return None
    while True:
        try:
            card = await core.main.read(
                queries.my_booking, core.clock.now(), person=update.person, booking=booking
            )
        except Unavailable:
            await asyncio.sleep(A_MOMENT)
            continue
        return None if card is None else card.booking.status.value


def obey(tx: Transaction, *, update: Update, town: Town) -> Answer:
    """This will do what the update wants. Raises what the core raises."""
    slot = tx.slots.on(hospital=update.hospital, day=town.day)
    if slot is None:
        raise NotFound
    if update.wish == "toggle":
        return toggle(tx, person=update.person, slot=slot.id)
    if update.wish == "renew":
        return _renew(tx, update, town, slot=slot.id)
    mine = [b for b in tx.bookings.upcoming(update.person, first=tx.today) if b.slot == slot.id]
    return cancel_for_person(tx, booking=mine[0].id if mine else 0)


def _renew(tx: Transaction, update: Update, town: Town, *, slot: int) -> Answer:
    hit = tx.deletions.hit_by(hospital=update.hospital, day=town.day, first=tx.today)
    deleted = delete_date(tx, slot=slot, by=town.people[0], expected=hit.bookings)
    hospital = tx.hospitals.get(update.hospital)
    assert hospital is not None
    register_hospital(tx, name=hospital.name, days=[town.day], capacity=town.capacity)
    return deleted
