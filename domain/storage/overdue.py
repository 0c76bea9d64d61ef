"""Whose time has come, in SQL: queries with `before` and `day`, and `limit` or `id`."""

from sqlalchemy import exists, select

from domain.model import Status
from domain.ports.notices import State
from domain.storage.schema.tables import admin, booking, consent, deletion, dialogue, notice, person
from domain.storage.sql.columns import word
from domain.storage.sql.statements import LIMIT, Query, given, named

_P, _C, _B, _N = person.c, consent.c, booking.c, notice.c
_THIS = _P.id == given(_P.id)
_BEFORE, _DAY = named("before"), given(_B.day)
_IN_HAND = _N.state.in_([word(State.PENDING), word(State.SENDING)])
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
SOME_OVERDUE = Query(_OVERDUE.order_by(_P.at).limit(LIMIT), int)
SOME_WITHDRAWN = Query(_WITHDRAWN.order_by(_P.id).limit(LIMIT), int)
IS_OVERDUE = Query(_OVERDUE.where(_THIS), int)
IS_WITHDRAWN = Query(_WITHDRAWN.where(_THIS), int)
