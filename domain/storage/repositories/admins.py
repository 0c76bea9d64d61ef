"""Admins by invitation, in SQL. A right is bound to a person and ends with their account."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update

from domain.model import Admin, AdminRole
from domain.ports.people import Invite
from domain.storage.schema.tables import admin, invite, person
from domain.storage.sql.columns import number, word
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import LIMIT, Change, Insertion, Query, given, named
from domain.storage.sql.values import Value, from_ms, to_ms

_A, _I, _P = admin.c, invite.c, person.c
_LIVE = _A.revoked_at.is_(None)
_ALL_RIGHTS = (_A.role == word(AdminRole.MANAGER), _A.everywhere == number(1))
_ALL_INVITED = (_I.role == word(AdminRole.MANAGER), _I.hospitals.is_(None))
"""Lesser rights, which a newer release gives, entitle to nothing here."""
_INVITE = _I.id == given(_I.id)
_USABLE = (_I.used_at.is_(None), _I.expires_at > named("now"))


def _admin(id_: int, person: int, telegram: int, invited_by: int, at: int) -> Admin:
    return Admin(id_, person, telegram, invited_by, from_ms(at))


def _invite(id_: int, by: int, expires: int, opened: str | None, used: int | None) -> Invite:
    return Invite(id_, by, from_ms(expires), opened, used is not None)


def _whole(value: int) -> int:
    return value


_ADMINS = (
    select(_A.id, _A.person, _P.telegram, _A.invited_by, _A.at)
    .select_from(admin.join(person, _P.id == _A.person))
    .where(_LIVE, *_ALL_RIGHTS, _P.telegram.is_not(None))
)
_INVITES = select(_I.id, _I.made_by, _I.expires_at, _I.opened_by, _I.used_at).where(*_ALL_INVITED)
_ENTITLES = Query(_ADMINS.where(_P.telegram == given(_P.telegram)), _admin)
_ALL = Query(_ADMINS.order_by(_A.id), _admin)
_GET = Query(_ADMINS.where(_A.id == given(_A.id)), _admin)
_FORMER = Query(
    select(_P.telegram)
    .select_from(admin.join(person, _P.id == _A.person))
    .where(_P.telegram.is_not(None))
    .group_by(_P.telegram)
    .having(func.count() == func.count(_A.revoked_at)),
    _whole,
)
_GRANT = Insertion(admin)
_REVOKE = Change(
    update(admin)
    .where(_A.id == given(_A.id), _LIVE)
    .values(revoked_at=given(_A.revoked_at), revoked_by=given(_A.revoked_by))
)
_REVOKED_BY = Query(
    select(_A.revoked_by).where(_A.id == given(_A.id), _A.revoked_by.is_not(None)), _whole
)
_MAKE = Insertion(invite)
_BY_TOKEN = Query(_INVITES.where(_I.token == given(_I.token)), _invite)
_INVITATION = Query(_INVITES.where(_INVITE), _invite)
_OPEN = Query(select(func.count()).select_from(invite).where(*_USABLE), _whole)
_OPENED = Change(
    update(invite)
    .where(_INVITE, or_(_I.opened_by.is_(None), _I.opened_by == given(_I.opened_by)))
    .values(opened_by=given(_I.opened_by))
)
_USE = Change(
    update(invite)
    .where(_INVITE, _I.used_at.is_(None), _I.opened_by == given(_I.opened_by))
    .values(used_at=given(_I.used_at))
)
_WITHDRAW = Change(delete(invite).where(_I.used_at.is_(None)))
_ENDED = select(_I.id).where(_I.expires_at < named("before"))
_HAS_ENDED = Query(_ENDED.limit(number(1)), _whole)
_FORGET = Change(delete(invite).where(_I.id.in_(_ENDED.order_by(_I.id).limit(LIMIT))))


class SqlAdmins:
    """See `domain.ports.people.Admins`."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def entitles(self, telegram: int) -> bool:
        return self._driver.one(_ENTITLES, telegram=telegram) is not None

    def live(self) -> Sequence[Admin]:
        return self._driver.all(_ALL)

    def former(self) -> Sequence[int]:
        return self._driver.all(_FORMER)

    def get(self, admin: int) -> Admin | None:
        return self._driver.one(_GET, id=admin)

    def grant(self, person: int, *, invited_by: int, at: datetime) -> int:
        right: dict[str, Value] = {"role": AdminRole.MANAGER.value, "everywhere": 1, "label": None}
        new = {**right, "revoked_at": None, "revoked_by": None}
        return self._driver.add(_GRANT, person=person, invited_by=invited_by, at=to_ms(at), **new)

    def revoke(self, admin: int, *, by: int, at: datetime) -> bool:
        return self._driver.run(_REVOKE, id=admin, revoked_at=to_ms(at), revoked_by=by) == 1

    def revoked_by(self, admin: int) -> int | None:
        return self._driver.one(_REVOKED_BY, id=admin)

    def invite(self, *, token: str, made_by: int, expires_at: datetime) -> int:
        right: dict[str, Value] = {"role": AdminRole.MANAGER.value, "hospitals": None}
        until, new = to_ms(expires_at), {**right, "opened_by": None, "used_at": None}
        return self._driver.add(_MAKE, token=token, made_by=made_by, expires_at=until, **new)

    def by_token(self, token: str) -> Invite | None:
        return self._driver.one(_BY_TOKEN, token=token)

    def invitation(self, invite: int) -> Invite | None:
        return self._driver.one(_INVITATION, id=invite)

    def open_invites(self, *, now: datetime) -> int:
        return self._driver.only(_OPEN, now=to_ms(now))

    def opened(self, invite: int, *, by: str) -> bool:
        return self._driver.run(_OPENED, id=invite, opened_by=by) == 1

    def use(self, invite: int, *, by: str, at: datetime) -> bool:
        return self._driver.run(_USE, id=invite, opened_by=by, used_at=to_ms(at)) == 1

    def withdraw(self, *, at: datetime) -> int:
        usable = self.open_invites(now=at)
        self._driver.run(_WITHDRAW)
        return usable

    def has_old_invites(self, *, before: datetime) -> bool:
        return self._driver.one(_HAS_ENDED, before=to_ms(before)) is not None

    def forget_invites(self, *, before: datetime, limit: int) -> int:
        return self._driver.run(_FORGET, before=to_ms(before), limit=limit)
