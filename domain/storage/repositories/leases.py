"""Leases in SQL. A holder counts as alive until its lease expires."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import or_, select, update

from domain.ports.leases import Lease
from domain.storage.schema.tables import lease
from domain.storage.sql.columns import number, word
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import Change, Query, adding_unless, given, named
from domain.storage.sql.values import from_ms, to_ms

CLOCK_SLACK_MS = 60_000
"""A lease that expires later than this after the longest new one is from before the clock was set
back.
"""
FIRST = 1
"""The token of a part's first holder."""

_L = lease.c
_THIS = _L.name == given(_L.name)
_MINE = _L.holder == given(_L.holder)
_NEXT = _L.token + number(1)


class _Row(NamedTuple):
    name: str
    holder: str
    token: int
    until: int


_ALL = Query(select(_L.name, _L.holder, _L.token, _L.until).order_by(_L.name), _Row)
_HOLDS = Query(select(_L.token).where(_THIS, _L.token == named("held")), int)
_PROLONG = Change(update(lease).where(_MINE).values(until=given(_L.until)))
_TAKE = Change(
    update(lease)
    .where(_THIS, or_(_L.until <= named("now"), _L.until > named("beyond")))
    .values(holder=given(_L.holder), token=_NEXT, until=given(_L.until))
)
_BEGIN = Change(adding_unless(lease, _THIS))
_GIVE_UP = Change(update(lease).where(_MINE).values(holder=word(""), token=_NEXT, until=number(0)))


class SqlLeases:
    """See `domain.ports.leases.Leases`."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def hold(
        self, parts: Collection[str], *, holder: str, now: datetime, until: datetime
    ) -> Mapping[str, int]:
        self._driver.run(_PROLONG, holder=holder, until=to_ms(until))
        rows = self._driver.all(_ALL)
        alive = range(to_ms(now) + 1, to_ms(until) + CLOCK_SLACK_MS + 1)
        theirs = {row.name for row in rows if row.holder != holder and row.until in alive}
        mine = {row.name for row in rows if row.holder == holder}
        wanted = [part for part in parts if part not in theirs | mine]
        for part in wanted:
            self._take(part, holder=holder, now=to_ms(now), until=to_ms(until))
        rows = self._driver.all(_ALL) if wanted else rows
        return {row.name: row.token for row in rows if row.holder == holder}

    def holds(self, part: str, *, token: int) -> bool:
        return self._driver.one(_HOLDS, name=part, held=token) is not None

    def all(self) -> Sequence[Lease]:
        rows = self._driver.all(_ALL)
        return [Lease(row.name, row.holder, from_ms(row.until)) for row in rows]

    def give_up(self, *, holder: str) -> int:
        return self._driver.run(_GIVE_UP, holder=holder)

    def _take(self, part: str, *, holder: str, now: int, until: int) -> None:
        lives = {"now": now, "until": until, "beyond": until + CLOCK_SLACK_MS}
        if not self._driver.run(_TAKE, name=part, holder=holder, **lives):
            self._driver.run(_BEGIN, name=part, holder=holder, token=FIRST, until=until)
