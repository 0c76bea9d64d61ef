"""Outbox and consumer positions in SQL: append-only, ids in commit order thanks to one writer."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, exists, func, select, update

from domain.events import Event, Recorded, read_event
from domain.ports.events import ParkedEvent, Position
from domain.ports.store import CommitSignal
from domain.storage.schema.tables import event, meta, parked, position
from domain.storage.sql.columns import number, word
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import (
    LIMIT,
    Change,
    Insertion,
    Query,
    adding,
    adding_numbered,
    adding_unless,
    among,
    given,
    named,
)
from domain.storage.sql.values import Value, from_ms, maybe_from_ms, maybe_ms, to_ms

_E = event.c


def _recorded(id_: int, at: int, kind: str, body: str) -> Recorded:
    return Recorded(id_, from_ms(at), read_event(kind, body), body)


_TABLE = event
_APPEND = Insertion(event)
_APPEND_NUMBERED = Change(adding_numbered(event), each=True)
_BEHIND = select(*_E).where(_E.id > named("position")).order_by(_E.id).limit(LIMIT)
_AFTER = Query(_BEHIND, _recorded)
_AFTER_OF = Query(_BEHIND.where(among(_E.kind, "kinds")), _recorded)
_GET = Query(select(*_E).where(_E.id == given(_E.id)), _recorded)
_HEAD = Query(select(func.coalesce(func.max(_E.id), number(0))), int)
_EPOCH = Query(select(meta.c.value).where(meta.c.name == word("epoch")), int)


class SqlEvents:
    """See `domain.ports.events.Events`; sets a signal when an event is appended."""

    def __init__(self, driver: Driver, signals: set[CommitSignal]) -> None:
        self._driver = driver
        self._signals = signals

    def append(self, event: Event, *, at: datetime) -> int:
        self._signals.add(CommitSignal.EVENTS)
        told: dict[str, Value] = {
            "at": to_ms(at),
            "kind": event.kind,
            "body": event.model_dump_json(),
        }
        if not self._driver.batch.size:
            return self._driver.add(_APPEND, **told)
        id_ = self._driver.next_id(_TABLE)
        self._driver.run_later(_APPEND_NUMBERED, id=id_, **told)
        return id_

    def after(self, position: int, *, limit: int, kinds: Sequence[str] = ()) -> Sequence[Recorded]:
        if not kinds:
            return self._driver.all(_AFTER, position=position, limit=limit)
        named = json.dumps(kinds)
        return self._driver.all(_AFTER_OF, position=position, limit=limit, kinds=named)

    def get(self, event: int) -> Recorded | None:
        return self._driver.one(_GET, id=event)

    def head(self) -> int:
        return self._driver.only(_HEAD)

    def epoch(self) -> int:
        return self._driver.only(_EPOCH)


_P = position.c
_K = parked.c
_MINE = _P.subscriber == given(_P.subscriber)
_THIS = (_K.subscriber == given(_K.subscriber)) & (_K.event == given(_K.event))
_START = Position(0, 0)


def _parked(*row: *tuple[str, int, str, int, str, int | None]) -> ParkedEvent:
    subscriber, event, lane, attempts, error, try_at = row
    return ParkedEvent(subscriber, event, lane, attempts, error, maybe_from_ms(try_at))


def _named_position(subscriber: str, epoch: int, event: int) -> tuple[str, Position]:
    return subscriber, Position(epoch, event)


_POSITION = Query(select(_P.epoch, _P.event).where(_MINE), Position)
_POSITIONS = Query(select(_P.subscriber, _P.epoch, _P.event), _named_position)
_BEGIN = Change(adding_unless(position, _MINE))
_MOVE = Change(
    update(position)
    .where(_MINE, _P.epoch == named("old_epoch"), _P.event == named("old_event"))
    .values(epoch=given(_P.epoch), event=given(_P.event))
)
_PARK = Change(adding(parked))
_PARK_AGAIN = Change(
    update(parked)
    .where(_THIS)
    .values(attempts=given(_K.attempts), error=given(_K.error), try_at=given(_K.try_at))
)
_UNPARK = Change(delete(parked).where(_THIS))
_LANES = Query(select(_K.lane).where(_K.subscriber == given(_K.subscriber)).distinct(), str)
_BEFORE = parked.alias("before")
_QUEUES = exists().where(
    _BEFORE.c.subscriber == _K.subscriber,
    _BEFORE.c.lane == _K.lane,
    _BEFORE.c.event < _K.event,
)
_DUE = Query(
    select(*_K)
    .where(_K.subscriber == given(_K.subscriber), _K.try_at <= named("now"), ~_QUEUES)
    .order_by(_K.try_at, _K.event)
    .limit(number(1)),
    _parked,
)
_DUE_SUBSCRIBERS = Query(
    select(_K.subscriber).where(_K.try_at <= named("now"), ~_QUEUES).distinct(), str
)
_ALL = Query(select(*_K).order_by(_K.event, _K.subscriber).limit(LIMIT), _parked)
_COUNT = Query(select(func.count()).select_from(parked), int)
_RETRY = Change(update(parked).values(attempts=number(0), try_at=named("now")))


class SqlProgress:
    """See `domain.ports.events.Progress`."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def position(self, subscriber: str) -> Position:
        return self._driver.one(_POSITION, subscriber=subscriber) or _START

    def positions(self) -> Mapping[str, Position]:
        """The position of every subscriber that has handled an event."""
        return dict(self._driver.all(_POSITIONS))

    def move(self, subscriber: str, *, old: Position, new: Position) -> bool:
        moved = self._driver.run(
            _MOVE,
            subscriber=subscriber,
            old_epoch=old.epoch,
            old_event=old.id,
            epoch=new.epoch,
            event=new.id,
        )
        if moved or old != _START:
            return moved == 1
        begun = self._driver.run(_BEGIN, subscriber=subscriber, epoch=new.epoch, event=new.id)
        return begun == 1

    def park(self, parked: ParkedEvent) -> None:
        values: dict[str, Value] = {
            "subscriber": parked.subscriber,
            "event": parked.event,
            "attempts": parked.attempts,
            "error": parked.error,
            "try_at": maybe_ms(parked.try_at),
        }
        if not self._driver.run(_PARK_AGAIN, **values):
            self._driver.run(_PARK, lane=parked.lane, **values)

    def unpark(self, *, subscriber: str, event: int) -> None:
        self._driver.run(_UNPARK, subscriber=subscriber, event=event)

    def parked_lanes(self, subscriber: str) -> frozenset[str]:
        return frozenset(self._driver.all(_LANES, subscriber=subscriber))

    def due(self, subscriber: str, *, now: datetime) -> ParkedEvent | None:
        return self._driver.one(_DUE, subscriber=subscriber, now=to_ms(now))

    def due_subscribers(self, *, now: datetime) -> frozenset[str]:
        """The subscribers for which `due` finds an event."""
        return frozenset(self._driver.all(_DUE_SUBSCRIBERS, now=to_ms(now)))

    def parked(self, *, limit: int) -> Sequence[ParkedEvent]:
        return self._driver.all(_ALL, limit=limit)

    def count_parked(self) -> int:
        return self._driver.only(_COUNT)

    def retry_parked(self, *, now: datetime) -> int:
        return self._driver.run(_RETRY, now=to_ms(now))
