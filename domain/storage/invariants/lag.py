"""What a subscriber has not reacted to yet, or put aside: there its effects need not be. It reads
only, and says nothing about what that means.
"""

import json
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import func, select

from domain.storage.schema.tables import event, meta, parked, position
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import LIMIT, Query, given, named

TOO_FAR = 20_000
"""Events; whoever is further behind is caught up with before anything is said of them."""
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


class Outbox(NamedTuple):
    """Which life of it this is, and its newest event."""

    epoch: int
    head: int


class Lag(NamedTuple):
    """`position` (0, 0): not begun. `lanes`: of whom something is not reacted to, as
    `booking:7`; None: too much to say.
    """

    epoch: int
    position: int
    aside: frozenset[str]
    lanes: frozenset[str] | None


def outbox(main: Driver) -> Outbox:
    """How it stands."""
    return Outbox(main.one(_EPOCH) or 0, main.only(_HEAD))


def lag(main: Driver, store: Driver, subscriber: str) -> Lag:
    """Of a subscriber whose position is in `store`."""
    epoch, at = store.one(_STANDS, subscriber=subscriber) or (0, 0)
    aside = frozenset(store.all(_ASIDE, subscriber=subscriber))
    bodies = main.all(_AFTER, after=at, limit=TOO_FAR)
    lanes = None if len(bodies) == TOO_FAR else frozenset(_lanes(bodies)) | aside
    return Lag(epoch, at, aside, lanes)


def _lanes(bodies: Iterable[object]) -> Iterable[str]:
    """All that an event might be about: better too many."""
    for body in bodies:
        told = body if isinstance(body, dict) else {}
        for about in ("booking", "hospital", "person"):
            if about in told:
                yield f"{about}:{told[about]}"
