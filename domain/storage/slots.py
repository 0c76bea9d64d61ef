"""Hospital dates and their places, in SQL. A place is taken by one guarded UPDATE."""

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select, update

from domain.model import Slot
from domain.storage.schema.tables import slot
from domain.storage.sql.columns import number
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import Adding, Change, Query, among, given

_S = slot.c
_LIVE = _S.deleted == number(0)
_THIS = _S.id == given(_S.id)
_COLUMNS = (_S.id, _S.hospital, _S.day, _S.capacity, _S.booked, _S.version, _S.deleted)


def _slot(*row: *tuple[int, int, str, int, int, int, int]) -> Slot:
    id_, hospital, day, capacity, booked, version, deleted = row
    return Slot(id_, hospital, date.fromisoformat(day), capacity, booked, version, bool(deleted))


_ALL = select(*_COLUMNS)
_GET = Query(_ALL.where(_THIS), _slot)
_THESE = Query(_ALL.where(among(_S.id, "slots")), _slot)
_ON = Query(
    _ALL.where(_LIVE, _S.hospital == given(_S.hospital), _S.day == given(_S.day)),
    _slot,
)
_FROM = Query(
    _ALL.where(_LIVE, _S.hospital == given(_S.hospital), _S.day >= given(_S.day)).order_by(_S.day),
    _slot,
)
_ON_DAY = Query(_ALL.where(_LIVE, _S.day == given(_S.day)).order_by(_S.id), _slot)
_OPEN = Adding(slot)
_TAKE = Change(
    update(slot).where(_THIS, _S.booked < _S.capacity, _LIVE).values(booked=_S.booked + number(1)),
    each=True,
)
_RETURN = Change(update(slot).where(_THIS).values(booked=_S.booked - number(1)))
_SET_CAPACITY = Change(
    update(slot)
    .where(_THIS, _S.booked <= given(_S.capacity))
    .values(capacity=given(_S.capacity), version=_S.version + number(1))
)
_DELETING = update(slot).values(
    deleted=number(1),
    deletion=given(_S.deletion),
    version=_S.version + number(1),
)
_DELETE_ONE = Change(_DELETING.where(_THIS, _LIVE))
_DELETE_FROM = Change(
    _DELETING.where(_LIVE, _S.hospital == given(_S.hospital), _S.day >= given(_S.day))
)


def has_room(slot: Slot) -> bool:
    """Whether a place can be taken."""
    return slot.booked < slot.capacity and not slot.deleted


class SqlSlots:
    """See `domain.ports.hospitals.Slots`. `version` counts changes by admins, not bookings."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._known: dict[int, Slot] = {}
        driver.foreseen({"slot"}, self._known.clear)

    def look_ahead(self, slots: Collection[int]) -> None:
        """`get` of all of them."""
        found = self._driver.all(_THESE, slots=json.dumps(list(slots)))
        self._known.update({each.id: each for each in found})

    def open(self, *, hospital: int, day: date, capacity: int) -> Slot:
        """Adds a live slot."""
        id_ = self._driver.add(
            _OPEN,
            hospital=hospital,
            day=day.isoformat(),
            capacity=capacity,
            booked=0,
            version=1,
            deleted=0,
            deletion=None,
        )
        return Slot(id_, hospital, day, capacity, booked=0, version=1, deleted=False)

    def get(self, slot: int) -> Slot | None:
        """The slot of that id, deleted or not."""
        return self._known.get(slot) or self._driver.one(_GET, id=slot)

    def on(self, *, hospital: int, day: date) -> Slot | None:
        """The live slot of a hospital on a date."""
        return self._driver.one(_ON, hospital=hospital, day=day.isoformat())

    def live(self, *, hospital: int, first: date) -> Sequence[Slot]:
        """The hospital's live slots from `first` on, by date."""
        return self._driver.all(_FROM, hospital=hospital, day=first.isoformat())

    def on_day(self, *, day: date) -> Sequence[Slot]:
        """All live slots on a date."""
        return self._driver.all(_ON_DAY, day=day.isoformat())

    def take_place(self, slot: int) -> bool:
        """False when the slot is full or deleted. Of a slot that is known that is seen at once;
        the UPDATE has the last word all the same.
        """
        known = self._known.get(slot)
        if known is None:
            return self._driver.run(_TAKE, id=slot) == 1
        if not has_room(known):
            return False
        self._driver.later(_TAKE, id=slot)
        self._known[slot] = replace(known, booked=known.booked + 1)
        return True

    def return_place(self, slot: int) -> None:
        """One place back."""
        self._driver.run(_RETURN, id=slot)

    def set_capacity(self, slot: int, capacity: int) -> bool:
        """False when more places than that are taken."""
        return self._driver.run(_SET_CAPACITY, id=slot, capacity=capacity) == 1

    def delete_one(self, slot: int, *, deletion: int) -> bool:
        """Marks one slot deleted; False if it was before."""
        return self._driver.run(_DELETE_ONE, id=slot, deletion=deletion) == 1

    def delete_from(self, hospital: int, *, first: date, deletion: int) -> int:
        """Marks the hospital's live slots from `first` on deleted; how many."""
        return self._driver.run(
            _DELETE_FROM, hospital=hospital, day=first.isoformat(), deletion=deletion
        )
