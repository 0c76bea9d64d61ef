"""Leases of background workers, in SQL.

On SQLite, and of a process that the server does not list, only `until` tells that the holder is
alive. On a server its sessions tell it: silent for LEASE_LIFETIME, it is not. A holder without any
session may just be reconnecting: its lease gets two thirds of a lifetime before it can be taken.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import or_, select, update

from domain.ports.leases import LEASE_LIFETIME, Lease
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
_GRACE = Change(
    update(lease)
    .where(_THIS, _L.token == named("held"), _L.until == named("ended"))
    .values(until=given(_L.until))
)
_BEGIN = Change(adding_unless(lease, _THIS))
_GIVE_UP = Change(update(lease).where(_MINE).values(holder=word(""), token=_NEXT, until=number(0)))


class _Holders:
    """Whose each lease is: `mine` with the tokens, `theirs` alive, `missing` without a session.

    The rest is free: released, expired, or its holder has been silent for too long.
    """

    def __init__(
        self,
        rows: Sequence[_Row],
        sessions: Mapping[str, timedelta] | None,
        *,
        holder: str,
        now: datetime,
    ) -> None:
        others = [row for row in rows if row.holder not in {holder, ""}]
        wall, lifetime = to_ms(now), LEASE_LIFETIME // timedelta(milliseconds=1)
        alive = range(wall + 1, wall + lifetime + CLOCK_SLACK_MS + 1)
        silent = {} if sessions is None else sessions
        heard = {name for name, silence in silent.items() if silence < LEASE_LIFETIME}
        lost = {row.name for row in others if row.holder not in silent and row.until not in alive}
        self.mine = {row.name: row.token for row in rows if row.holder == holder}
        self.missing: list[_Row] = []
        if sessions is not None:
            self.missing = [
                row for row in others if row.name in lost and row.until <= wall - lifetime
            ]
        self.theirs = {row.name for row in others if row.until in alive or row.holder in heard}
        self.theirs |= {row.name for row in self.missing}


def _end(row: _Row, sessions: Mapping[str, timedelta], clock: int) -> int:
    """The end of a lease: as stored, or a lifetime after its holder was heard of last."""
    silence = sessions.get(row.holder)
    if silence is None:
        return row.until
    return max(row.until, clock + (LEASE_LIFETIME - silence) // timedelta(milliseconds=1))


class SqlLeases:
    """See `domain.ports.leases.Leases`."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def process(self) -> str:
        """Return the name under which the server knows this process, "" if there is no server."""
        return self._driver.process

    def processes(self) -> int:
        sessions = self._driver.sessions() or {}
        return max(1, sum(silence < LEASE_LIFETIME for silence in sessions.values()))

    def settled(
        self, parts: Collection[str], *, holder: str, now: datetime
    ) -> Mapping[str, int] | None:
        """Return what `hold` would if it had nothing to write; None: it has to run."""
        sessions = self._driver.sessions()
        if sessions is None or holder not in sessions:
            return None
        rows = self._driver.all(_ALL)
        found = _Holders(rows, sessions, holder=holder, now=now)
        free = set(parts) - found.mine.keys() - found.theirs
        return None if free or found.missing else found.mine

    def hold(
        self, parts: Collection[str], *, holder: str, now: datetime, until: datetime
    ) -> Mapping[str, int]:
        """Renew and acquire; return the tokens of what it holds now."""
        sessions = self._driver.sessions()
        if sessions is None or holder not in sessions:
            self._driver.run(_PROLONG, holder=holder, until=to_ms(until))
        rows = self._driver.all(_ALL)
        found = _Holders(rows, sessions, holder=holder, now=now)
        for row in found.missing:
            ends = {"ended": row.until, "until": to_ms(now + LEASE_LIFETIME * 2 / 3)}
            self._driver.run(_GRACE, name=row.name, held=row.token, **ends)
        wanted = [part for part in parts if part not in found.theirs | found.mine.keys()]
        for part in wanted:
            self._take(part, holder=holder, now=to_ms(now), until=to_ms(until))
        rows = self._driver.all(_ALL) if wanted else rows
        return {row.name: row.token for row in rows if row.holder == holder}

    def holds(self, part: str, *, token: int) -> bool:
        return self._driver.one(_HOLDS, name=part, held=token) is not None

    def all(self) -> Sequence[Lease]:
        """Return every lease that ever was, by name; also released and expired ones."""
        rows, sessions = self._driver.all(_ALL), self._driver.sessions() or {}
        clock = self._driver.clock() or 0
        return [Lease(row.name, row.holder, from_ms(_end(row, sessions, clock))) for row in rows]

    def give_up(self, *, holder: str) -> int:
        return self._driver.run(_GIVE_UP, holder=holder)

    def _take(self, part: str, *, holder: str, now: int, until: int) -> None:
        lives = {"now": now, "until": until, "beyond": until + CLOCK_SLACK_MS}
        if not self._driver.run(_TAKE, name=part, holder=holder, **lives):
            self._driver.run(_BEGIN, name=part, holder=holder, token=FIRST, until=until)
