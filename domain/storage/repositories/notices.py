"""Notification queue in SQL."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, delete, exists, func, or_, select, update

from domain.ports.notices import LONGEST_WAIT, NewNotice, Notice, NoticeKind, NoticeState, Tally
from domain.ports.store import CommitSignal
from domain.storage.schema.tables import meta, notice, person
from domain.storage.sql.columns import number, word
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import LIMIT, Change, Query, adding_unless, given, named
from domain.storage.sql.values import from_ms, maybe_from_ms, maybe_ms, to_json, to_ms

_N = notice.c
_THIS = _N.id == given(_N.id)
_PENDING = _N.state == word(NoticeState.PENDING)
_SENDING = _N.state == word(NoticeState.SENDING)
_DUE = and_(_PENDING, _N.due_at <= named("now"))
_KNOWN = tuple(word(kind) for kind in NoticeKind)
"""Notices of kinds that only a newer release knows wait for that release."""
_ONE_MORE = _N.attempts + number(1)


def _notice(*row: *tuple[int, str, int, str, str, int, int | None, int]) -> Notice:
    id_, key, person, kind, facts, due_at, expires_at, attempts = row
    due, expires = from_ms(due_at), maybe_from_ms(expires_at)
    return Notice(id_, key, person, NoticeKind(kind), json.loads(facts), due, expires, attempts)


def _count(state: str, count: int) -> tuple[str, int]:
    return state, count


def _fate(person: int, facts: str, state: str) -> tuple[int, int, bool]:
    return person, json.loads(facts)["booking"], state == NoticeState.SENT


_OWE = Change(adding_unless(notice, _N.key == given(_N.key)))
_UNREACHABLE = select(person.c.id).where(person.c.reachable == number(0))
_DUE_UNREACHABLE = and_(_DUE, _N.person.in_(_UNREACHABLE))
_SKIP_UNREACHABLE = Change(
    update(notice)
    .where(_DUE_UNREACHABLE)
    .values(state=word(NoticeState.BLOCKED), settled_at=named("now"))
)
_FIRST = notice.alias("first")
_NOT_YET = exists().where(
    _FIRST.c.person == _N.person,
    or_(
        _FIRST.c.state == word(NoticeState.SENDING),
        and_(
            _FIRST.c.state == word(NoticeState.PENDING),
            _FIRST.c.kind.in_(_KNOWN),
            or_(
                _FIRST.c.due_at < _N.due_at,
                and_(_FIRST.c.due_at == _N.due_at, _FIRST.c.id < _N.id),
            ),
        ),
    ),
)
_MAY_GO = or_(_N.not_before <= named("wall"), _N.not_before > named("beyond"))
_CLAIMABLE = and_(_DUE, _N.kind.in_(_KNOWN), _MAY_GO, ~_NOT_YET)
_NEXT = select(_N.id).where(_CLAIMABLE).order_by(_N.due_at, _N.id).limit(LIMIT)
_IS_DUE = Query(select(_N.id).where(or_(_CLAIMABLE, _DUE_UNREACHABLE)).limit(number(1)), int)
_CLAIM = Query(
    update(notice)
    .where(_N.id.in_(_NEXT))
    .values(state=word(NoticeState.SENDING))
    .returning(
        *(_N.id, _N.key, _N.person, _N.kind, _N.facts, _N.due_at, _N.expires_at, _N.attempts)
    ),
    _notice,
)
_SETTLE = Change(
    update(notice)
    .where(_THIS, _SENDING)
    .values(
        state=given(_N.state),
        message=given(_N.message),
        settled_at=given(_N.settled_at),
        attempts=_N.attempts + named("tried"),
    )
)
_POSTPONE = Change(
    update(notice)
    .where(_THIS, _SENDING)
    .values(
        state=word(NoticeState.PENDING),
        not_before=given(_N.not_before),
        attempts=_N.attempts + named("tried"),
        ambiguous=_N.ambiguous + named("unknown"),
    )
)
_RELEASE = Change(
    update(notice)
    .where(_SENDING)
    .values(state=word(NoticeState.PENDING), attempts=_ONE_MORE, ambiguous=_N.ambiguous + number(1))
)
END_ALL = Change(
    update(notice)
    .where(_N.person == given(_N.person), or_(_PENDING, _N.state == word(NoticeState.HELD)))
    .values(state=word(NoticeState.SUPERSEDED), settled_at=given(_N.settled_at))
)
_WAITING = and_(_PENDING, _N.settled_at.is_not(None))  # settled before means revived since
_REVIVE = Change(
    update(notice)
    .where(_N.person == given(_N.person), or_(_N.state == word(NoticeState.BLOCKED), _WAITING))
    .values(state=word(NoticeState.PENDING), not_before=given(_N.not_before))
)
_REVIVED = Query(
    select(func.count()).select_from(notice).where(_N.person == given(_N.person), _WAITING), int
)
_FATES = Query(
    select(_N.person, _N.facts, _N.state)
    .where(_N.deletion == given(_N.deletion), _N.kind == word(NoticeKind.FORCE_CANCELLED))
    .order_by(_N.id),
    _fate,
)
_TOLD = Query(
    select(_N.id)
    .where(
        _N.person == given(_N.person),
        _N.state == word(NoticeState.SENT),
        _N.kind != word(NoticeKind.REPLY),
        _N.settled_at >= named("since"),
        _N.message < named("below"),
    )
    .limit(number(1)),
    int,
)
_COUNTS = Query(select(_N.state, func.count()).group_by(_N.state), _count)


PAUSE = "paused_until"
"""Name in `meta` of the pause of all chats; followed by `:` and a chat's number, of that chat's."""


def _chat_pause(name: str, until: int) -> tuple[int, datetime]:
    return int(name.rpartition(":")[2]), from_ms(until)


_M = meta.c
_OF_CHAT = _M.name.like(word(f"{PAUSE}:%"))
_PAUSED_UNTIL = Query(select(_M.value).where(_M.name == word(PAUSE)), from_ms)
_PAUSED_CHATS = Query(select(_M.name, _M.value).where(_OF_CHAT), _chat_pause)
_PAUSE_LONGER = Change(
    update(meta)
    .where(_M.name == given(_M.name), or_(_M.value < given(_M.value), _M.value > named("beyond")))
    .values(value=given(_M.value))
)
_PAUSE = Change(adding_unless(meta, _M.name == given(_M.name)))
_ENDED_PAUSES = select(_M.name).where(_OF_CHAT, _M.value < named("before")).limit(LIMIT)
_FORGET_PAUSES = Change(delete(meta).where(_M.name.in_(_ENDED_PAUSES)))


class SqlNotices:
    """See `domain.ports.notices.Notices`; sets a signal when one is due, by `now`."""

    def __init__(
        self, driver: Driver, signals: set[CommitSignal], now: Callable[[], datetime]
    ) -> None:
        self._driver = driver
        self._signals = signals
        self._now = now

    def enqueue(self, new: NewNotice) -> None:
        if new.due_at <= self._now():
            self._signals.add(CommitSignal.OWED)
        self._driver.run_later(
            _OWE,
            key=new.key,
            person=new.person,
            kind=new.kind.value,
            facts=to_json(new.facts),
            due_at=to_ms(new.due_at),
            expires_at=maybe_ms(new.expires_at),
            deletion=new.deletion,
            state=NoticeState.PENDING.value,
            attempts=0,
            ambiguous=0,
            not_before=0,
            message=None,
            settled_at=None,
        )

    def is_due(self, *, now: datetime, wall: datetime) -> bool:
        """Whether `claim` would change anything."""
        beyond = to_ms(wall + LONGEST_WAIT)
        due = self._driver.one(_IS_DUE, now=to_ms(now), wall=to_ms(wall), beyond=beyond)
        return due is not None

    def claim(self, *, now: datetime, wall: datetime, limit: int) -> Sequence[Notice]:
        due = to_ms(now)
        self._driver.run(_SKIP_UNREACHABLE, now=due)
        beyond = to_ms(wall + LONGEST_WAIT)
        claimed = self._driver.all(_CLAIM, now=due, wall=to_ms(wall), beyond=beyond, limit=limit)
        return sorted(claimed, key=lambda notice: (notice.due_at, notice.id))

    def settle(self, notice: int, state: NoticeState, *, message: int | None, at: datetime) -> None:
        self._driver.run(
            _SETTLE,
            id=notice,
            state=state.value,
            message=message,
            settled_at=to_ms(at),
            tried=int(state is not NoticeState.SUPERSEDED),
        )

    def postpone(
        self, notice: int, *, not_before: datetime, unknown: bool, tried: bool = True
    ) -> None:
        wall = to_ms(not_before)
        counts = {"unknown": int(unknown), "tried": int(tried)}
        self._driver.run(_POSTPONE, id=notice, not_before=wall, **counts)

    def release(self) -> int:
        return self._driver.run(_RELEASE)

    def end_all(self, person: int, *, at: datetime) -> int:
        return self._driver.run(END_ALL, person=person, settled_at=to_ms(at))

    def revive(self, person: int, *, not_before: datetime | None = None) -> int:
        wall = 0 if not_before is None else to_ms(not_before)
        return self._driver.run(_REVIVE, person=person, not_before=wall)

    def waiting(self, person: int) -> int:
        return self._driver.one(_REVIVED, person=person) or 0

    def tally(self, deletion: int) -> Tally:
        fates = self._driver.all(_FATES, deletion=deletion)
        missed = [(person, booking) for person, booking, sent in fates if not sent]
        of = {person for person, _, _ in fates}
        told = of - {person for person, _ in missed}
        return Tally(len(told), len(of), [booking for _, booking in missed])

    def counts(self) -> dict[str, int]:
        return dict.fromkeys(map(str, NoticeState), 0) | dict(self._driver.all(_COUNTS))

    def was_told(self, person: int, *, since: datetime, before: int) -> bool:
        told = self._driver.one(_TOLD, person=person, since=to_ms(since), below=before)
        return told is not None

    def pause(self, *, until: datetime, chat: int | None = None) -> None:
        self._signals.add(CommitSignal.PAUSED)
        beyond, name = to_ms(until + LONGEST_WAIT), PAUSE if chat is None else f"{PAUSE}:{chat}"
        if not self._driver.run(_PAUSE_LONGER, name=name, value=to_ms(until), beyond=beyond):
            self._driver.run(_PAUSE, name=name, value=to_ms(until))

    def paused_until(self) -> datetime | None:
        return self._driver.one(_PAUSED_UNTIL)

    def paused_chats(self) -> Mapping[int, datetime]:
        return dict(self._driver.all(_PAUSED_CHATS))

    def forget_pauses(self, *, before: datetime, limit: int) -> int:
        return self._driver.run(_FORGET_PAUSES, before=to_ms(before), limit=limit)


_HELD = _N.state == word(NoticeState.HELD)
_HOLD = Change(
    update(notice)
    .where(_N.state == word(NoticeState.PENDING), _N.due_at <= named("now"))
    .values(state=word(NoticeState.HELD))
)
_COUNT = Query(select(func.count()).select_from(notice).where(_HELD), int)
_SEND = Change(
    update(notice).where(_HELD).values(state=word(NoticeState.PENDING), not_before=number(0))
)
_DROP = Change(
    update(notice)
    .where(_HELD)
    .values(state=word(NoticeState.SUPERSEDED), settled_at=given(_N.settled_at))
)


class SqlHeldNotices:
    """See `domain.ports.notices.HeldNotices`; sets a signal when something is to be sent."""

    def __init__(self, driver: Driver, signals: set[CommitSignal]) -> None:
        self._driver = driver
        self._signals = signals

    def hold(self, *, now: datetime) -> int:
        return self._driver.run(_HOLD, now=to_ms(now))

    def count(self) -> int:
        return self._driver.only(_COUNT)

    def release_or_discard(self, *, send: bool, at: datetime) -> int:
        if not send:
            return self._driver.run(_DROP, settled_at=to_ms(at))
        self._signals.add(CommitSignal.OWED)
        return self._driver.run(_SEND)
