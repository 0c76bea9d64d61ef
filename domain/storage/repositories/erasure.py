"""Erasure of people in SQL. Their bookings keep a random id that leads nowhere.

The audit names admins by their account and what they did by its id. So what an erased admin did
moves to a random id of its own, their successor's, beside which there is no booking.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Text, cast, delete, exists, or_, select, update

from domain.model import Status, fresh_person_id
from domain.ports.notices import NoticeKind, NoticeState
from domain.rules import Cutoff
from domain.storage.repositories.notices import END_ALL, PAUSE
from domain.storage.schema.tables import (
    access,
    admin,
    announcement,
    booking,
    bulk_job,
    claim,
    closure,
    consent,
    deletion,
    dialogue,
    invite,
    live_card,
    meta,
    notice,
    open_card,
    patient,
    person,
    request,
    waitlist_entry,
)
from domain.storage.sql.columns import number, word
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import LIMIT, Change, Query, adding, given, named
from domain.storage.sql.values import to_ms

_P, _C, _B, _N = person.c, consent.c, booking.c, notice.c
_THIS = _P.id == given(_P.id)
_BEFORE, _DAY = named("before"), given(_B.day)
_IN_HAND = _N.state.in_([word(NoticeState.PENDING), word(NoticeState.SENDING)])
_OVERDUE = select(_P.id).where(
    _P.telegram.is_not(None),
    _P.at < _BEFORE,
    ~exists().where(_B.person == _P.id, _B.day >= _DAY),
    ~exists().where(_C.person == _P.id, _C.at >= _BEFORE),
    ~exists().where(_N.person == _P.id, _IN_HAND),
    ~exists().where(dialogue.c.person == _P.id),
    ~exists().where(deletion.c.admin == _P.id, deletion.c.at >= _BEFORE),
    ~exists().where(admin.c.person == _P.id, admin.c.revoked_at.is_(None)),
)
_TOOK_BACK = select(_C.person).where(_C.ended_at < _BEFORE)
_STANDS = _C.ended_at.is_(None) | (_C.ended_at >= _BEFORE)
_WITHDRAWN = select(_P.id).where(
    _P.id.in_(_TOOK_BACK),
    ~exists().where(_C.person == _P.id, _STANDS),
    ~exists().where(_B.person == _P.id, _B.status == word(Status.BOOKED), _B.day >= _DAY),
    ~exists().where(_N.person == _P.id, _IN_HAND),
    ~exists().where(admin.c.person == _P.id, admin.c.revoked_at.is_(None)),
)
_PAUSE_OF_CHAT = select(word(f"{PAUSE}:") + cast(_P.telegram, Text)).where(_P.id == named("person"))
SOME_OVERDUE = Query(_OVERDUE.order_by(_P.at).limit(LIMIT), int)
SOME_WITHDRAWN = Query(_WITHDRAWN.order_by(_P.id).limit(LIMIT), int)
IS_OVERDUE = Query(_OVERDUE.where(_THIS), int)
IS_WITHDRAWN = Query(_WITHDRAWN.where(_THIS), int)

_PERSON = named("person")
_OTHERS = access.alias("others")
_ALONE = select(access.c.patient).where(
    access.c.person == _PERSON,
    ~exists().where(_OTHERS.c.patient == access.c.patient, _OTHERS.c.person != _PERSON),
)
"""Patients to whom no other person has access."""
_OF_THEM = select(_B.id).where(_B.patient.in_(_ALONE))
_NOTHING = {"sealed_name": None, "sealed_phone": None, "sealed_birth": None, "wrapped_key": None}
_ERASE_PATIENTS = (
    Change(update(booking).where(_B.patient.in_(_ALONE)).values(sealed_name=None)),
    Change(update(request).where(request.c.booking.in_(_OF_THEM)).values(facts=word("{}"))),
    Change(delete(waitlist_entry).where(waitlist_entry.c.patient.in_(_ALONE))),
    Change(delete(claim).where(claim.c.patient.in_(_ALONE))),
    Change(update(patient).where(patient.c.id.in_(_ALONE)).values(**_NOTHING, at=number(0))),
    Change(delete(access).where(access.c.person == _PERSON)),  # by which the others are found
)
_NOT_OF_BOOKINGS = [NoticeKind.REPLY, NoticeKind.FINDING, NoticeKind.NEW_ADMIN]
_ERASE = (
    Change(delete(meta).where(meta.c.name.in_(_PAUSE_OF_CHAT))),  # by the number, so before it goes
    Change(
        update(person)
        .where(_P.id == _PERSON)
        .values(telegram=None, language=word(""), wrapped_key=None, at=number(0))
    ),
    Change(delete(consent).where(_C.person == _PERSON)),
    Change(delete(dialogue).where(dialogue.c.person == _PERSON)),
    Change(delete(open_card).where(open_card.c.person == _PERSON)),
    Change(delete(live_card).where(live_card.c.person == _PERSON)),
    Change(delete(waitlist_entry).where(waitlist_entry.c.person == _PERSON)),
    # Their keys and facts name updates, invitations and admins, as the audit does.
    Change(delete(notice).where(_N.person == _PERSON, _N.kind.in_(map(word, _NOT_OF_BOOKINGS)))),
)
_ACCOUNT = Query(select(_P.telegram).where(_THIS, _P.telegram.is_not(None)), int)
_FORGET_INVITES = Change(delete(invite).where(invite.c.opened_by == given(invite.c.opened_by)))

_BY_ADMINS = (deletion, closure, announcement, bulk_job)
_SUM = _N.kind == word(NoticeKind.DELETION_SUM)
_WAS_ADMIN = Query(
    select(_P.id).where(
        _THIS,
        or_(
            exists().where(admin.c.person == _P.id),
            *(exists().where(table.c.admin == _P.id) for table in _BY_ADMINS),
            exists().where(_N.person == _P.id, _SUM),
        ),
    ),
    int,
)
_ADD_SUCCESSOR = Change(adding(person))
_SUCCESSOR = named("successor")
_MOVE_TO_SUCCESSOR = (
    Change(update(admin).where(admin.c.person == _PERSON).values(person=_SUCCESSOR)),
    Change(update(notice).where(_N.person == _PERSON, _SUM).values(person=_SUCCESSOR)),
    *(
        Change(update(table).where(table.c.admin == _PERSON).values(admin=_SUCCESSOR))
        for table in _BY_ADMINS
    ),
)


class SqlErasure:
    """See `domain.ports.people.Erasure`; `keyed_hash` is that of the audit."""

    def __init__(self, driver: Driver, keyed_hash: Callable[[str], str]) -> None:
        self._driver = driver
        self._keyed_hash = keyed_hash

    def erase(self, person: int, *, at: datetime) -> None:
        self._forget_invites(person)
        if self._driver.one(_WAS_ADMIN, id=person) is not None:
            self._move_to_successor(person)
        for change in (*_ERASE_PATIENTS, *_ERASE):
            self._driver.run(change, person=person)
        self._driver.run(END_ALL, person=person, settled_at=to_ms(at))
        self._driver.truncate_wal_after_commit()

    def _forget_invites(self, person: int) -> None:
        for telegram in self._driver.all(_ACCOUNT, id=person):
            self._driver.run(_FORGET_INVITES, opened_by=self._keyed_hash(str(telegram)))

    def _move_to_successor(self, person: int) -> None:
        """Their notices are not ended here: the time would be that of the erasure."""
        successor = fresh_person_id()
        nothing = {"telegram": None, "wrapped_key": None}
        self._driver.run(_ADD_SUCCESSOR, id=successor, language="", reachable=1, at=0, **nothing)
        for change in _MOVE_TO_SUCCESSOR:
            self._driver.run(change, person=person, successor=successor)

    def overdue(self, since: Cutoff, *, limit: int) -> Sequence[int]:
        return self._some(SOME_OVERDUE, since, limit)

    def is_overdue(self, person: int, since: Cutoff) -> bool:
        return self._is(IS_OVERDUE, since, person)

    def withdrawn(self, since: Cutoff, *, limit: int) -> Sequence[int]:
        return self._some(SOME_WITHDRAWN, since, limit)

    def is_withdrawn(self, person: int, since: Cutoff) -> bool:
        return self._is(IS_WITHDRAWN, since, person)

    def _some(self, query: Query[int], since: Cutoff, limit: int) -> Sequence[int]:
        day = since.day.isoformat()
        return self._driver.all(query, before=to_ms(since.at), day=day, limit=limit)

    def _is(self, query: Query[int], since: Cutoff, person: int) -> bool:
        day = since.day.isoformat()
        found = self._driver.one(query, before=to_ms(since.at), day=day, id=person)
        return found is not None
