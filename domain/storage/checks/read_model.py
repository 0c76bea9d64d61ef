"""Invariants between the two databases: the read model agrees with the main database.

Both are read page by page. Events that the read model has not handled yet, or has parked, are left
out. Its snapshot must be the earlier one: then the other has all that it shows.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from sqlalchemy import Column, func, select, text

from domain.policies import MYPAGE
from domain.ports.monitoring import Finding
from domain.storage.checks.sql import Invariant, finding
from domain.storage.schema.mypage_tables import moment, shown_booking, shown_hospital
from domain.storage.schema.tables import (
    booking,
    event,
    hospital,
    ledger_entry,
    meta,
    parked,
    position,
)
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import LIMIT, Query, given, named
from domain.storage.sql.values import Value

MAX_LAG = 20_000
"""Events of lag beyond which the read model is not compared."""
_E, _P, _K = event.c, position.c, parked.c
_AFTER = Query(
    select(_E.body).where(_E.id > named("after")).order_by(_E.id).limit(LIMIT), json.loads
)
_HEAD = Query(select(func.max(_E.id)), lambda head: head or 0)
_EPOCH = Query(select(meta.c.value).where(meta.c.name == "epoch"), int)
_STANDS = Query(
    select(_P.epoch, _P.event).where(_P.subscriber == given(_P.subscriber)),
    lambda epoch, at: (epoch, at),
)
_ASIDE = Query(select(_K.lane).where(_K.subscriber == given(_K.subscriber)).distinct(), str)


class OutboxHead(NamedTuple):
    """Epoch and newest event of the outbox."""

    epoch: int
    head: int


class Lag(NamedTuple):
    """Lag of a consumer. `position` (0, 0): not started. `lanes`: bookings and the like with events
    not handled yet, as `booking:7`; None: too many to list.
    """

    epoch: int
    position: int
    aside: frozenset[str]
    lanes: frozenset[str] | None


def outbox(main: Driver) -> OutboxHead:
    """The head of the outbox."""
    return OutboxHead(main.one(_EPOCH) or 0, main.only(_HEAD))


def lag(main: Driver, store: Driver, subscriber: str) -> Lag:
    """The lag of a consumer whose position is in `store`."""
    epoch, at = store.one(_STANDS, subscriber=subscriber) or (0, 0)
    aside = frozenset(store.all(_ASIDE, subscriber=subscriber))
    bodies = main.all(_AFTER, after=at, limit=MAX_LAG)
    lanes = None if len(bodies) == MAX_LAG else frozenset(_lanes(bodies)) | aside
    return Lag(epoch, at, aside, lanes)


def _lanes(bodies: Iterable[object]) -> Iterable[str]:
    """All lanes that an event may concern: rather one too many."""
    for body in bodies:
        told = body if isinstance(body, dict) else {}
        for about in ("booking", "hospital", "person"):
            if about in told:
                yield f"{about}:{told[about]}"


PAGE_ROWS = 5000
"""Bookings compared at a time."""
END = Invariant("mypage-not-beyond-the-end", "The read model has come no further than events.")
SO = Invariant(
    "mypage-shows-what-is-so",
    "Each booking is shown as it stands, once the read model has come past its last event.",
)
HISTORY = Invariant(
    "mypage-has-the-history", "The history shown of a booking is that of the register."
)
HOSPITALS = Invariant("mypage-knows-the-hospitals", "Each hospital is shown as it is called now.")
FORGOTTEN = Invariant("mypage-forgets-the-erased", "Nothing is shown of somebody erased.")
REST = Invariant(
    "mypage-at-the-end",
    "The read model has come to the end, and put nothing aside.",
    always=False,
    rest=True,
)
READ_MODEL = (END, SO, HISTORY, HOSPITALS, FORGOTTEN, REST)

Row = tuple[Value, ...]
_B, _V = booking.c, shown_booking.c
_L, _M = ledger_entry.c, moment.c
_H, _S = hospital.c, shown_hospital.c


def _row(*row: Value) -> Row:
    return row


def _page(id_: Column[int], *columns: Column[int] | Column[str]) -> Query[Row]:
    """In the order of the table's key."""
    within = (id_ > named("after"), id_ <= named("last"))
    return Query(select(id_, *columns).where(*within).order_by(*id_.table.primary_key), _row)


def _print(
    id_: Column[int], version: Column[int], kind: Column[str], at: Column[int]
) -> Query[Row]:
    """A few numbers that are equal for equal histories; kinds are distinguished by their length."""
    what = (id_ % 9973 + 1) * (version * 32 + func.length(kind))
    when = (id_ % 977 + 1) * (at % 1_000_003)
    within = (id_ > named("after"), id_ <= named("last"))
    return Query(select(func.count(), func.sum(what), func.sum(when)).where(*within), _row)


_LAST = {id_: Query(select(func.max(id_)), lambda last: last or 0) for id_ in (_B.id, _V.booking)}
_OURS = _page(_B.id, _B.code, _B.person, _B.hospital, _B.day, _B.status, _B.version)
_THEIRS = _page(_V.booking, _V.code, _V.person, _V.hospital, _V.day, _V.status, _V.version)
_ENTRIES = _page(_L.booking, _L.version, _L.kind, _L.at)
_MOMENTS = _page(_M.booking, _M.version, _M.kind, _M.at)
_OUR_PRINT = _print(_L.booking, _L.version, _L.kind, _L.at)
_THEIR_PRINT = _print(_M.booking, _M.version, _M.kind, _M.at)
_OUR_HOSPITALS = Query(select(_H.id, _H.name, _H.phone), _row)
_THEIR_HOSPITALS = Query(select(_S.hospital, _S.name, _S.phone), _row)
_ERASED = Query(
    text("SELECT body FROM event WHERE kind = 'PersonErased' AND id <= :position"),
    lambda body: int(json.loads(body)["person"]),
)
_STILL_SHOWN = Query(select(_V.booking).where(_V.person == given(_V.person)), int)


def between(main: Driver, shown: Driver) -> list[Finding]:
    """Violations, from two transactions; that of `shown` must have begun first."""
    there, ours = outbox(main), lag(main, shown, MYPAGE.name)
    if ours.epoch != there.epoch:
        return list(finding(REST, ["epoch"] if there.head else []))
    resting = ours.position == there.head and not ours.aside
    found = [
        *finding(END, [MYPAGE.name] if ours.position > there.head else []),
        *finding(REST, [] if resting else [MYPAGE.name]),
    ]
    if ours.lanes is not None:
        found += _compared(main, shown, ours.position, ours.lanes)
    return found


def _compared(
    main: Driver, shown: Driver, position: int, lanes: frozenset[str]
) -> Iterator[Finding]:
    gone = frozenset(main.all(_ERASED, position=position))
    forgotten = [each for each in gone if f"person:{each}" not in lanes]
    still = (shown.all(_STILL_SHOWN, person=person) for person in forgotten)
    yield from finding(FORGOTTEN, chain.from_iterable(still))
    hospitals = set(main.rows(_OUR_HOSPITALS)) ^ set(shown.rows(_THEIR_HOSPITALS))
    yield from finding(HOSPITALS, _settled("hospital", hospitals, lanes))
    ledger = lag(main, main, "ledger").lanes
    differ, history = _bookings(main, shown, gone)
    yield from finding(SO, _settled("booking", differ, lanes))
    if ledger is not None:
        yield from finding(HISTORY, _settled("booking", history, lanes | ledger))


def _bookings(main: Driver, shown: Driver, gone: frozenset[int]) -> tuple[set[Row], set[Row]]:
    """Rows that only one of the two has, of bookings and of their history."""
    differ: set[Row] = set()
    history: set[Row] = set()
    last = max(main.only(_LAST[_B.id]), shown.only(_LAST[_V.booking]))
    for after in range(0, last, PAGE_ROWS):
        page: dict[str, Value] = {"after": after, "last": after + PAGE_ROWS}
        here = _unlike(main.rows(_OURS, **page), shown.rows(_THEIRS, **page))
        unknown = {row[0] for row in here if row[2] in gone}
        differ |= {row for row in here if row[0] not in unknown}
        if main.rows(_OUR_PRINT, **page) != shown.rows(_THEIR_PRINT, **page):
            moments = _unlike(main.rows(_ENTRIES, **page), shown.rows(_MOMENTS, **page))
            history |= {row for row in moments if row[0] not in unknown}
    return differ, history


def _unlike(ours: list[Row], theirs: list[Row]) -> set[Row]:
    """Rows in one list only. Most pages are equal, which is found without looking at each row."""
    return set() if ours == theirs else set(ours) ^ set(theirs)


def _settled(what: str, rows: Iterable[Row], lanes: frozenset[str]) -> Iterable[int]:
    """The ids of those nothing is still to be done for."""
    ids = {row[0] for row in rows if isinstance(row[0], int)}
    return (each for each in ids if f"{what}:{each}" not in lanes)
