"""Admin rights: check, invitation, revocation."""

import secrets
from datetime import timedelta

from domain.answer import Answer, Facts
from domain.errors import AlreadyRevoked, LinkGone, NotAdmin
from domain.model import Role
from domain.operations.people import Act, known_or_new
from domain.ports.notices import NewNotice, NoticeKind
from domain.ports.people import Invite
from domain.ports.store import Transaction

INVITE_LIFETIME = timedelta(hours=24)


def entitled(tx: Transaction, *, telegram: int, role: Role, act: Act) -> Answer:
    """Run the act if its sender still has the role they had when the update arrived.

    An owner may have revoked it meanwhile. Owners only change with the settings, that is, at a
    start. Raises NotAdmin.
    """
    if role is Role.ADMIN and not tx.admins.entitles(telegram):
        raise NotAdmin
    return act(tx)


def invite(tx: Transaction, *, by: int, token: str) -> Answer:
    """Store an invitation for a day, under the hash of its token."""
    made = tx.admins.invite(token=token, made_by=by, expires_at=tx.now + INVITE_LIFETIME)
    return Answer("invited", {"invite": made})


def withdraw_invites(tx: Transaction) -> Answer:
    """Remove every unused invitation."""
    return Answer("invites_withdrawn", {"n": tx.admins.withdraw(at=tx.now)})


def open_invite(tx: Transaction, *, token: str, who: str, owners: frozenset[int]) -> Answer:
    """Bind an invitation to the first account that opens its link.

    `token` is its hash, `who` the keyed hash of the account, `owners` whose invitations are valid.
    Raises LinkGone.
    """
    found = _usable(tx, tx.admins.by_token(token), owners=owners)
    if not tx.admins.opened(found.id, by=who):
        raise LinkGone(why="taken", invite=found.id)
    return Answer("invite_opened", {"invite": found.id})


def accept_invite(
    tx: Transaction, *, telegram: int, language: str, invite: int, who: str, owners: frozenset[int]
) -> Answer:
    """Make the account that opened the invitation an admin, use the invitation up and notify the
    owners. The answer names the right, not the person: it stays in the audit. Raises LinkGone.
    """
    found = _usable(tx, tx.admins.invitation(invite), owners=owners)
    if not tx.admins.use(found.id, by=who, at=tx.now):
        raise LinkGone(why="taken", invite=found.id)
    person = known_or_new(tx, telegram=telegram, language=language)
    facts = {"invite": found.id}
    if not tx.admins.entitles(telegram):
        admin = tx.admins.grant(person.id, invited_by=found.made_by, at=tx.now)
        facts["admin"] = admin
        _notify_owners(tx, owners=owners, key=f"admin:{admin}", facts={"admin": admin})
    return Answer("admin_made", facts)


def revoke(tx: Transaction, *, admin: int, by: int) -> Answer:
    """Revoke the right, end the dialogue that is open and remove every unused invitation.

    Of all owners, because an invitation belongs to no account until its link is opened: any of
    them may be in the hands of the former admin, who could open it with another account. Raises
    AlreadyRevoked.
    """
    found = tx.admins.get(admin)
    if found is None or not tx.admins.revoke(admin, by=by, at=tx.now):
        raise AlreadyRevoked(admin=admin, by_reader=int(tx.admins.revoked_by(admin) == by))
    tx.dialogues.end(found.person)
    return Answer("admin_revoked", {"admin": admin, "invites": tx.admins.withdraw(at=tx.now)})


def leave(tx: Transaction, *, person: int, owners: frozenset[int]) -> None:
    """If the person is an admin, remove every unused invitation, as a revocation does, and notify
    the owners. The notice names neither the right nor the account: the person's data is erased.
    """
    if any(admin.person == person for admin in tx.admins.live()):
        tx.admins.withdraw(at=tx.now)
        _notify_owners(tx, owners=owners, key=f"admin-left:{secrets.token_hex(8)}", facts={})


def _notify_owners(tx: Transaction, *, owners: frozenset[int], key: str, facts: Facts) -> None:
    """Enqueue the notice of a new admin, or of one who left if the facts are empty, for each owner,
    also one who never wrote.
    """
    for owner in sorted(owners):
        person = known_or_new(tx, telegram=owner, language=tx.rules.languages[0])
        tx.notices.enqueue(
            NewNotice(
                key=f"{key}:{person.id}",
                person=person.id,
                kind=NoticeKind.NEW_ADMIN,
                facts=facts,
                due_at=tx.now,
            )
        )


def _usable(tx: Transaction, found: Invite | None, *, owners: frozenset[int]) -> Invite:
    if found is None:
        raise LinkGone(why="unknown")
    if found.used:
        raise LinkGone(why="used", invite=found.id)
    if tx.now >= found.expires_at:
        raise LinkGone(why="expired", invite=found.id)
    if found.made_by not in owners:
        raise LinkGone(why="no owner", invite=found.id)
    return found
