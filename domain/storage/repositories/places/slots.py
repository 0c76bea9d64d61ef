"""Slots and the counter of their places, in SQL."""

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select, update

from domain.model import WHOLE_DAY, Slot, SlotState
from domain.ports.hospitals import SlotCard
from domain.storage.repositories.places.hospitals import HOSPITAL_COLUMNS, hospital_of
from domain.storage.schema.tables import hospital, slot
from domain.storage.sql.columns import number, word
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import LIMIT, Change, Insertion, Query, among, given
from domain.storage.sql.values import Value

_H = hospital.c
_S = slot.c
_LIVE_SLOT = _S.state != word(SlotState.DELETED)
_OPEN_SLOT = _S.state == word(SlotState.OPEN)
_THIS = _S.id == given(_S.id)
_STATES = {str(each): each for each in SlotState}
_SLOT_COLUMNS = (
    *(_S.id, _S.hospital, _S.program, _S.day, _S.start),
    *(_S.capacity, _S.taken, _S.version, _S.state),
)


def _slot(*row: *tuple[int, int, int, str, str, int, int, int, str]) -> Slot:
    id_, hospital, program, day, start, capacity, taken, version, state = row
    on, stands = date.fromisoformat(day), _STATES[state]
    return Slot(id_, hospital, program, on, start, capacity, taken, version, stands)


def _slot_card(*row: int | str | None) -> SlotCard:
    at = len(_SLOT_COLUMNS)
    return SlotCard(_slot(*row[:at]), hospital_of(*row[at:]))  # type: ignore[arg-type]


_ALL = select(*_SLOT_COLUMNS)
_GET_SLOT = Query(_ALL.where(_THIS), _slot)
_THESE = Query(_ALL.where(among(_S.id, "slots")), _slot)
_ON = Query(
    _ALL.where(_LIVE_SLOT, _S.hospital == given(_S.hospital), _S.day == given(_S.day)),
    _slot,
)
_FROM = Query(
    _ALL.where(_LIVE_SLOT, _S.hospital == given(_S.hospital), _S.day >= given(_S.day)).order_by(
        _S.day
    ),
    _slot,
)
_LIVE_OF = Query(
    _ALL.where(_LIVE_SLOT, among(_S.hospital, "hospitals"), _S.day >= given(_S.day)).order_by(
        _S.hospital, _S.day
    ),
    _slot,
)
_CARDS = select(*_SLOT_COLUMNS, *HOSPITAL_COLUMNS).select_from(
    slot.join(hospital, _H.id == _S.hospital)
)
_CARD = Query(_CARDS.where(_THIS), _slot_card)
_CARDS_ON = Query(_CARDS.where(_LIVE_SLOT, _S.day == given(_S.day)).order_by(_S.id), _slot_card)
_CARDS_FROM = Query(
    _CARDS.where(_LIVE_SLOT, _S.day >= given(_S.day)).order_by(_S.day, _H.name, _S.id).limit(LIMIT),
    _slot_card,
)
_FREE_CARDS = Query(
    _CARDS.where(_LIVE_SLOT, among(_S.day, "days"), _OPEN_SLOT, _S.taken < _S.capacity)
    .order_by(_S.day, _H.name, _S.id)
    .limit(LIMIT),
    _slot_card,
)
_OPEN = Insertion(slot)
_TAKE = Change(
    update(slot)
    .where(_THIS, _S.taken < _S.capacity, _OPEN_SLOT)
    .values(taken=_S.taken + number(1)),
    each=True,
)
_RETURN = Change(update(slot).where(_THIS).values(taken=_S.taken - number(1)))
_SET_CAPACITY = Change(
    update(slot)
    .where(_THIS, _S.taken <= given(_S.capacity))
    .values(capacity=given(_S.capacity), version=_S.version + number(1))
)
_DELETING = update(slot).values(
    state=word(SlotState.DELETED),
    deletion=given(_S.deletion),
    version=_S.version + number(1),
)
_DELETE_ONE = Change(_DELETING.where(_THIS, _LIVE_SLOT))
_DELETE_FROM = Change(
    _DELETING.where(_LIVE_SLOT, _S.hospital == given(_S.hospital), _S.day >= given(_S.day))
)


def has_room(slot: Slot) -> bool:
    """Whether the slot is open and not full."""
    return slot.free > 0


class SqlSlots:
    """See `domain.ports.hospitals.Slots`. `version` counts changes by admins, not bookings."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._known: dict[int, Slot] = driver.batch.cache("slot")

    def prefetch(self, slots: Collection[int]) -> None:
        """`get` of all of them."""
        found = self._driver.all(_THESE, slots=json.dumps(list(slots)))
        self._known.update({each.id: each for each in found})

    def open(
        self, *, hospital: int, program: int, day: date, capacity: int, start: str = WHOLE_DAY
    ) -> Slot:
        at: dict[str, Value] = {"hospital": hospital, "program": program, "start": start}
        id_ = self._driver.add(
            _OPEN,
            **at,
            day=day.isoformat(),
            capacity=capacity,
            taken=0,
            version=1,
            state=SlotState.OPEN.value,
            deletion=None,
            closure=None,
        )
        return Slot(id_, hospital, program, day, start, capacity, 0, 1, SlotState.OPEN)

    def get(self, slot: int) -> Slot | None:
        return self._known.get(slot) or self._driver.one(_GET_SLOT, id=slot)

    def on(self, *, hospital: int, day: date) -> Slot | None:
        return self._driver.one(_ON, hospital=hospital, day=day.isoformat())

    def live(self, *, hospital: int, first: date) -> Sequence[Slot]:
        return self._driver.all(_FROM, hospital=hospital, day=first.isoformat())

    def live_of(self, hospitals: Collection[int], *, first: date) -> Sequence[Slot]:
        listed = json.dumps(list(hospitals))
        return self._driver.all(_LIVE_OF, hospitals=listed, day=first.isoformat())

    def card(self, slot: int) -> SlotCard | None:
        return self._driver.one(_CARD, id=slot)

    def cards_on(self, *, day: date) -> Sequence[SlotCard]:
        return self._driver.all(_CARDS_ON, day=day.isoformat())

    def cards_from(self, *, first: date, limit: int) -> Sequence[SlotCard]:
        return self._driver.all(_CARDS_FROM, day=first.isoformat(), limit=limit)

    def free_cards(self, days: Collection[date], *, limit: int) -> Sequence[SlotCard]:
        listed = json.dumps([day.isoformat() for day in days])
        return self._driver.all(_FREE_CARDS, days=listed, limit=limit)

    def take_place(self, slot: int) -> bool:
        known = self._known.get(slot)
        if known is None:
            return self._driver.run(_TAKE, id=slot) == 1
        if not has_room(known):
            return False
        self._driver.run_later(_TAKE, id=slot)
        self._known[slot] = replace(known, taken=known.taken + 1)
        return True

    def return_place(self, slot: int) -> None:
        self._driver.run(_RETURN, id=slot)

    def set_capacity(self, slot: int, capacity: int) -> bool:
        return self._driver.run(_SET_CAPACITY, id=slot, capacity=capacity) == 1

    def delete_one(self, slot: int, *, deletion: int) -> bool:
        return self._driver.run(_DELETE_ONE, id=slot, deletion=deletion) == 1

    def delete_from(self, hospital: int, *, first: date, deletion: int) -> int:
        return self._driver.run(
            _DELETE_FROM, hospital=hospital, day=first.isoformat(), deletion=deletion
        )
