"""Bookings and the ledger, in SQL."""

import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Column, ColumnElement, select, update

from domain.events import OfBooking
from domain.model import (
    CODE_ALPHABET,
    CODE_CHARS,
    CODE_PREFIX,
    Booking,
    BookingSource,
    Slot,
    Status,
)
from domain.ports.bookings import BookingCard, LedgerLine, RosterEntry
from domain.storage.repositories.people import opened_name
from domain.storage.repositories.places.hospitals import HOSPITAL_COLUMNS, hospital_of
from domain.storage.schema.tables import (
    booking,
    hospital,
    ledger,
    ledger_entry,
    patient,
    person,
    program,
    slot,
)
from domain.storage.sql.columns import number, word
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import (
    LIMIT,
    Change,
    Query,
    adding_numbered,
    adding_unless,
    among,
    given,
    keeping_newest,
)
from domain.storage.sql.values import Value, from_ms, to_ms
from domain.storage.vault import Vault

_B = booking.c
_BOOKED = _B.status == word(Status.BOOKED)
_THIS = _B.id == given(_B.id)
_OF_PERSON = _B.person == given(_B.person)
BOOKING_COLUMNS = (
    *(_B.id, _B.code, _B.person, _B.patient, _B.slot, _B.hospital, _B.program),
    *(_B.day, _B.start, _B.status, _B.version, _B.moves, _B.source, _B.made_at),
)
_IDS = 7
"""Columns before the day."""
_Ids = tuple[int, str, int, int, int, int, int]
_Agreed = tuple[str, str, str, int, int, str, int]
_CardRow = tuple[int | str | None, ...]
_Sealed = tuple[bytes | None, bytes | None, BookingCard]
_Examinee = tuple[bytes | None, bytes | None, int | None]


def booking_of(*row: int | str | None) -> Booking:
    """The booking of a row with BOOKING_COLUMNS."""
    what, agreed = row[:_IDS], cast("_Agreed", row[_IDS:])
    day, start, status, version, moves, source, made_at = agreed
    return Booking(
        *cast("_Ids", what),
        *(date.fromisoformat(day), start, Status(status), version, moves),
        *(BookingSource(source), from_ms(made_at)),
    )


def fresh_code() -> str:
    """Random booking code such as HS-7K3QX2, which another booking may have."""
    bits = 5 * CODE_CHARS
    chance = secrets.randbits(bits)
    return CODE_PREFIX + "".join(CODE_ALPHABET[chance >> shift & 31] for shift in range(0, bits, 5))


def _joined(key: bytes | None, name: bytes | None, *row: *_CardRow) -> _Sealed:
    at = len(BOOKING_COLUMNS)
    card = BookingCard(booking_of(*row[:at]), hospital_of(*row[at:]), None)  # type: ignore[arg-type]
    return key, name, card


def _guest(
    key: bytes | None, name: bytes | None, reachable: int | None, *row: int | str | None
) -> tuple[Booking, _Examinee]:
    return booking_of(*row), (key, name, reachable)


def _the(column: Column[Any], this: ColumnElement[bool]) -> ColumnElement[Any]:
    return select(column).where(this).scalar_subquery()


def _pair(booking: int, version: int) -> tuple[int, int]:
    return booking, version


_ALL = select(*BOOKING_COLUMNS)
_GET = Query(_ALL.where(_THIS), booking_of)
_BY_CODE = Query(_ALL.where(_B.code == given(_B.code)), booking_of)
_MINE = Query(_ALL.where(_THIS, _OF_PERSON), booking_of)
_THESE = Query(_ALL.where(among(_B.id, "bookings")).order_by(_B.id), booking_of)
_UPCOMING = Query(
    _ALL.where(_OF_PERSON, _BOOKED, _B.day >= given(_B.day)).order_by(_B.day), booking_of
)
_UPCOMING_OF = Query(
    _ALL.where(among(_B.person, "people"), _BOOKED, _B.day >= given(_B.day)).order_by(_B.day),
    booking_of,
)
_CARDS = select(
    patient.c.wrapped_key, patient.c.sealed_name, *BOOKING_COLUMNS, *HOSPITAL_COLUMNS
).select_from(
    booking.join(hospital, hospital.c.id == _B.hospital).join(patient, patient.c.id == _B.patient)
)
_CARD = Query(_CARDS.where(_THIS), _joined)
_THESE_CARDS = Query(_CARDS.where(among(_B.id, "bookings")), _joined)
_OWN_CARD = Query(_CARDS.where(_THIS, _OF_PERSON), _joined)
_OWN_CARD_BY_CODE = Query(_CARDS.where(_B.code == given(_B.code), _OF_PERSON), _joined)
_OWN_CARDS = Query(_CARDS.where(_OF_PERSON).order_by(_B.day.desc(), _B.id.desc()), _joined)
_UPCOMING_CARDS = Query(
    _CARDS.where(_OF_PERSON, _BOOKED, _B.day >= given(_B.day)).order_by(_B.day), _joined
)
_VERSIONS = Query(select(_B.id, _B.version).where(_OF_PERSON), _pair)
_AGREED: dict[str, ColumnElement[Any]] = {
    "sealed_name": _the(patient.c.sealed_name, patient.c.id == given(_B.patient)),
    "hospital_version": _the(hospital.c.version, hospital.c.id == given(_B.hospital)),
    "program_version": _the(program.c.version, program.c.id == given(_B.program)),
}
"""What is read where it stands when a booking is made. A name is sealed with the patient's key
there too, so it is copied without being opened.
"""
_ADD = Query(
    adding_unless(booking, _B.code == given(_B.code), values=_AGREED).returning(_B.id),
    int,
)
_ADD_NUMBERED = Change(adding_numbered(booking, values=_AGREED), each=True)
_TAKEN_CODES = Query(select(_B.code).where(among(_B.code, "codes")), str)
_CLOSE = Change(
    update(booking)
    .where(_THIS, _BOOKED)
    .values(status=given(_B.status), version=_B.version + number(1))
)
_CLOSE_OWN = Change(
    update(booking)
    .where(_THIS, _OF_PERSON, _BOOKED)
    .values(status=word(Status.CANCELLED), version=_B.version + number(1))
)
_HIT_BY = Query(
    select(*BOOKING_COLUMNS)
    .select_from(booking.join(slot, slot.c.id == _B.slot))
    .where(_BOOKED, slot.c.deletion == given(slot.c.deletion))
    .order_by(_B.day, _B.id)
    .limit(LIMIT),
    booking_of,
)
_GUESTS = Query(
    select(patient.c.wrapped_key, patient.c.sealed_name, person.c.reachable, *BOOKING_COLUMNS)
    .select_from(
        booking.join(patient, patient.c.id == _B.patient).outerjoin(
            person, person.c.id == _B.person
        )
    )
    .where(_B.slot == given(_B.slot))
    .order_by(_B.status != word(Status.BOOKED), _B.id),
    _guest,
)


class SqlBookings:
    """See `domain.ports.bookings.Bookings`."""

    def __init__(self, driver: Driver, vault: Vault) -> None:
        self._driver = driver
        self._vault = vault
        self._upcoming: dict[int, list[Booking]] = driver.batch.cache("booking")
        self._first = date.min
        self._free_codes: dict[str, None] = driver.batch.cache("booking")

    def prefetch(self, people: Collection[int], *, first: date) -> None:
        """`upcoming` of all of them."""
        self._first = first
        self._upcoming.update({person: [] for person in people})
        asked = {"people": json.dumps(list(people)), "day": first.isoformat()}
        for each in self._driver.all(_UPCOMING_OF, **asked):
            self._upcoming[each.person].append(each)

    def add(self, *, person: int, patient: int, slot: Slot, at: datetime) -> Booking:
        made_at = to_ms(at)
        row: dict[str, Value] = {
            "person": person,
            "patient": patient,
            "slot": slot.id,
            "hospital": slot.hospital,
            "program": slot.program,
            "day": slot.day.isoformat(),
            "start": slot.start,
            "status": Status.BOOKED.value,
            "version": 1,
            "moves": 0,
            "source": BookingSource.CHAT.value,
            "made_at": made_at,
            "made_by": person,
            "arrived_at": None,
            "outcome": None,
        }
        id_, code = self._add_later(row) if self._driver.batch.size else self._add_now(row)
        self._upcoming.pop(person, None)
        return Booking(
            *(id_, code, person, patient, slot.id, slot.hospital, slot.program),
            *(slot.day, slot.start, Status.BOOKED, 1, 0, BookingSource.CHAT, from_ms(made_at)),
        )

    def _add_now(self, row: dict[str, Value]) -> tuple[int, str]:
        code = fresh_code()
        while (id_ := self._driver.one(_ADD, code=code, **row)) is None:
            code = fresh_code()  # somebody has that one
        return id_, code

    def _add_later(self, row: dict[str, Value]) -> tuple[int, str]:
        id_, code = self._driver.next_id(booking), self._free_code()
        self._driver.run_later(_ADD_NUMBERED, id=id_, code=code, **row)
        return id_, code

    def _free_code(self) -> str:
        """One that no booking has, nor gets in this batch."""
        while not self._free_codes:
            fresh = {fresh_code() for _ in range(self._driver.batch.size)}
            taken = self._driver.all(_TAKEN_CODES, codes=json.dumps(list(fresh)))
            self._free_codes.update(dict.fromkeys(fresh.difference(taken)))
        return self._free_codes.popitem()[0]

    def get(self, booking: int) -> Booking | None:
        return self._driver.one(_GET, id=booking)

    def by_code(self, code: str) -> Booking | None:
        return self._driver.one(_BY_CODE, code=code)

    def mine(self, *, person: int, booking: int) -> Booking | None:
        return self._driver.one(_MINE, person=person, id=booking)

    def card(self, booking: int) -> BookingCard | None:
        return self._card(_CARD, id=booking)

    def cards(self, bookings: Collection[int]) -> Sequence[BookingCard]:
        return self._cards(_THESE_CARDS, bookings=json.dumps(list(bookings)))

    def own_card(self, *, person: int, booking: int) -> BookingCard | None:
        return self._card(_OWN_CARD, person=person, id=booking)

    def own_card_by_code(self, *, person: int, code: str) -> BookingCard | None:
        return self._card(_OWN_CARD_BY_CODE, person=person, code=code)

    def own_cards(self, person: int) -> Sequence[BookingCard]:
        return self._cards(_OWN_CARDS, person=person)

    def upcoming_cards(self, person: int, *, first: date) -> Sequence[BookingCard]:
        return self._cards(_UPCOMING_CARDS, person=person, day=first.isoformat())

    def these(self, bookings: Collection[int]) -> Sequence[Booking]:
        return self._driver.all(_THESE, bookings=json.dumps(list(bookings)))

    def _card(self, query: Query[_Sealed], **values: Value) -> BookingCard | None:
        return next(iter(self._cards(query, **values)), None)

    def _cards(self, query: Query[_Sealed], **values: Value) -> list[BookingCard]:
        return [
            card._replace(name=opened_name(self._vault, card.booking.patient, key, name))
            for key, name, card in self._driver.all(query, **values)
        ]

    def upcoming(self, person: int, *, first: date) -> Sequence[Booking]:
        if first == self._first and person in self._upcoming:
            return self._upcoming[person]
        return self._driver.all(_UPCOMING, person=person, day=first.isoformat())

    def versions(self, person: int) -> Mapping[int, int]:
        return dict(self._driver.all(_VERSIONS, person=person))

    def close(self, booking: int, *, status: Status) -> bool:
        return self._driver.run(_CLOSE, id=booking, status=status.value) == 1

    def close_own(self, booking: int, *, person: int) -> bool:
        return self._driver.run(_CLOSE_OWN, id=booking, person=person) == 1

    def hit_by(self, deletion: int, *, limit: int) -> Sequence[Booking]:
        return self._driver.all(_HIT_BY, deletion=deletion, limit=limit)

    def guests(self, slot: int) -> Sequence[RosterEntry]:
        return [
            RosterEntry(
                booking, opened_name(self._vault, booking.patient, key, name), bool(reachable)
            )
            for booking, (key, name, reachable) in self._driver.all(_GUESTS, slot=slot)
        ]


_L = ledger.c
_E = ledger_entry.c
_THIS_ENTRY = _L.booking == given(_L.booking)
_SET = Change(keeping_newest(ledger))
_NOTE = Change(
    adding_unless(
        ledger_entry,
        _E.booking == given(_E.booking),
        _E.version == given(_E.version),
        _E.kind == given(_E.kind),
    )
)
_LINE = Query(select(_L.booking, _L.code, _L.status, _L.version).where(_THIS_ENTRY), LedgerLine)


class SqlLedger:
    """See `domain.ports.bookings.Ledger`."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def record(self, event: OfBooking, *, status: Status, at: datetime) -> None:
        booking, version = event.booking, event.version
        self._driver.run_later(
            _NOTE, booking=booking, version=version, kind=event.kind, at=to_ms(at)
        )
        self._driver.run_later(
            _SET,
            booking=booking,
            code=event.code,
            person=event.person,
            slot=event.slot,
            hospital=event.hospital,
            day=event.day.isoformat(),
            status=status.value,
            version=version,
        )

    def line(self, booking: int) -> LedgerLine | None:
        return self._driver.one(_LINE, booking=booking)
