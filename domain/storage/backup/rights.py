"""Admin rights and consents after a restore: a backup knows of no revocation since it was made.

A right or an invitation stays if the previous database, read before it is moved aside, confirms it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, func, select, update

from domain.events import PersonErased
from domain.model import Admin, AuditEntry
from domain.ports.store import AuditHead
from domain.storage.repositories.audit import audit_head
from domain.storage.repositories.meta import SqlMetaValues
from domain.storage.schema.tables import admin, consent, event, invite, open_card, person
from domain.storage.sql.columns import word
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import Change, Query, given, named
from domain.storage.sql.values import from_ms, to_ms
from domain.storage.transaction import SqlTransaction

BACKUP = "backup"
"""Name in `meta` of a backup's mark; its number is when the backup was made."""
OPERATOR = "operator"
"""Actor and role, in the audit, of a command that only the machine's operator can run."""
NO_ROWS = AuditHead(0, "")
"""Recorded for an audit without rows."""
BY_RESTORE = 0
"""Who revoked a right that was not confirmed: no account has this number."""

_A, _I, _C = admin.c, invite.c, consent.c


class AdminRight(NamedTuple):
    """A grant that was not revoked. Ids of people are random: no other database has the same."""

    id: int
    person: int


class UnusedInvite(NamedTuple):
    """An unused invitation."""

    id: int
    token: str
    opened_by: str | None
    expires_at: int


class Withdrawal(NamedTuple):
    """When a person last withdrew consent."""

    person: int
    at: int


class PreviousDatabase(NamedTuple):
    """What the replaced database knows of the time since the backup."""

    erased: Sequence[PersonErased]
    withdrawn: Sequence[Withdrawal]
    rights: frozenset[AdminRight]
    invites: Mapping[str, UnusedInvite]
    head: AuditHead


class RestoredRights(NamedTuple):
    """Who is an admin by invitation now; how many rights and invitations ended; how many people's
    withdrawals were replayed.
    """

    admins: Sequence[Admin]
    rights_ended: int
    invites_ended: int
    withdrawn: int


_ERASED = Query(
    select(event.c.body).where(event.c.kind == word(PersonErased.__name__)).order_by(event.c.id),
    PersonErased.model_validate_json,
)
_WITHDRAWN = Query(
    select(_C.person, func.max(_C.ended_at)).where(_C.ended_at.is_not(None)).group_by(_C.person),
    Withdrawal,
)
_RIGHTS = Query(
    select(_A.id, _A.person)
    .select_from(admin.join(person, person.c.id == _A.person))
    .where(_A.revoked_at.is_(None), person.c.telegram.is_not(None)),
    AdminRight,
)
_END_CARDS = Change(delete(open_card))
_UNUSED = Query(
    select(_I.id, _I.token, _I.opened_by, _I.expires_at).where(_I.used_at.is_(None)), UnusedInvite
)
_WITHDRAW = Change(
    update(consent)
    .where(_C.person == given(_C.person), _C.ended_at.is_(None), _C.at <= given(_C.ended_at))
    .values(ended_at=given(_C.ended_at))
)
_END_INVITE = Change(delete(invite).where(_I.id == given(_I.id)))
_AS_BEFORE = Change(
    update(invite)
    .where(_I.id == given(_I.id))
    .values(opened_by=given(_I.opened_by), expires_at=given(_I.expires_at))
)
_LAST_EVENT = Query(select(func.coalesce(func.max(event.c.at), named("none"))), int)


def read_previous(driver: Driver) -> PreviousDatabase:
    """Read it from the database that is about to be replaced."""
    return PreviousDatabase(
        erased=driver.all(_ERASED),
        withdrawn=driver.all(_WITHDRAWN),
        rights=frozenset(driver.all(_RIGHTS)),
        invites={each.token: each for each in driver.all(_UNUSED)},
        head=audit_head(driver) or NO_ROWS,
    )


def restore_rights(tx: SqlTransaction, *, previous: PreviousDatabase | None) -> RestoredRights:
    """End unconfirmed rights and invitations, replay withdrawals, and record the restore.

    Without `previous` nothing is confirmed and no withdrawal is known.
    """
    withdrawn = () if previous is None else previous.withdrawn
    tx.driver.run(_END_CARDS)  # newer ones were shown since
    settled = RestoredRights(
        rights_ended=_end_rights(tx, frozenset() if previous is None else previous.rights),
        invites_ended=_end_invites(tx, {} if previous is None else previous.invites),
        withdrawn=sum(_withdraw(tx, each) for each in withdrawn),
        admins=tx.admins.live(),
    )
    _record(tx, previous)
    return settled


def _end_rights(tx: SqlTransaction, confirmed: frozenset[AdminRight]) -> int:
    ended = [each for each in tx.driver.all(_RIGHTS) if each not in confirmed]
    for right in ended:
        tx.admins.revoke(right.id, by=BY_RESTORE, at=tx.now)
        tx.dialogues.end(right.person)
    return len(ended)


def _end_invites(tx: SqlTransaction, confirmed: Mapping[str, UnusedInvite]) -> int:
    """Those that stay belong to the account that opened them since, and end as they would have."""
    ended = 0
    for each in tx.driver.all(_UNUSED):
        since = confirmed.get(each.token)
        if since is None:
            ended += tx.driver.run(_END_INVITE, id=each.id)
        else:
            facts = {"opened_by": since.opened_by, "expires_at": since.expires_at}
            tx.driver.run(_AS_BEFORE, id=each.id, **facts)
    return ended


def _withdraw(tx: SqlTransaction, each: Withdrawal) -> int:
    return int(tx.driver.run(_WITHDRAW, person=each.person, ended_at=each.at) > 0)


def _record(tx: SqlTransaction, previous: PreviousDatabase | None) -> None:
    """Append the audit row of the restore: when the backup was made and where its audit ended, and
    where the audit ended that it replaces.
    """
    head, made_at = audit_head(tx.driver) or NO_ROWS, SqlMetaValues(tx.driver).get(BACKUP)
    facts: dict[str, int | str] = {"last": head.row, "hash": head.hash}
    facts["backup"] = _backup_time(tx, made_at).isoformat()
    if previous is not None:
        facts |= {"replaced_last": previous.head.row, "replaced_hash": previous.head.hash}
    deed = AuditEntry(actor=OPERATOR, role=OPERATOR, action="restored", target="")
    tx.audit.note(deed, outcome="done", facts=facts, update=None)


def _backup_time(tx: SqlTransaction, made_at: int | None) -> datetime:
    """On a server the mark is the time of the restore: there the newest event tells."""
    if made_at is not None and tx.driver.dialect.name == "sqlite":
        return from_ms(made_at)
    return from_ms(tx.driver.only(_LAST_EVENT, none=to_ms(tx.now)))
