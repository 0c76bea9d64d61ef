"""Who may do what an admin does: the right looked up again, invitations, revoking."""

from datetime import timedelta

from domain.answer import Answer
from domain.errors import AlreadyRevoked, LinkGone, NotAdmin
from domain.model import Role
from domain.operations.people import Act, known_or_new
from domain.ports.people import Invite
from domain.ports.store import Transaction

INVITE_LASTS = timedelta(hours=24)
INVITE_KEPT = timedelta(days=8)
"""After its end; so long an update may come again."""


def entitled(tx: Transaction, *, telegram: int, role: Role, act: Act) -> Answer:
    """This will run the act of somebody who had that role when the update came, if it still holds:
    between then and now an owner may have revoked it.

    Owners change with the settings only, that is, with a new start. Raises NotAdmin.
    """
    if role is Role.ADMIN and not tx.admins.entitles(telegram):
        raise NotAdmin
    return act(tx)


def invite(tx: Transaction, *, by: int, token: str) -> Answer:
    """This will keep an invitation for a day, under the hash of its token, made by that owner."""
    tx.admins.forget_invites(before=tx.now - INVITE_KEPT)
    made = tx.admins.invite(token=token, made_by=by, expires_at=tx.now + INVITE_LASTS)
    return Answer("invited", {"invite": made})


def withdraw_invites(tx: Transaction) -> Answer:
    """This will end every invitation that nobody has used yet."""
    return Answer("invites_withdrawn", {"n": tx.admins.withdraw(at=tx.now)})


def open_invite(tx: Transaction, *, token: str, who: str, owners: frozenset[int]) -> Answer:
    """This will tie an invitation to whoever opens its link first.

    `token` is its hash, `who` the keyed hash of their account, `owners` whose invitations count.
    Raises LinkGone.
    """
    found = _usable(tx, tx.admins.by_token(token), owners=owners)
    if not tx.admins.opened(found.id, by=who):
        raise LinkGone(why="taken", invite=found.id)
    return Answer("invite_opened", {"invite": found.id})


def accept_invite(
    tx: Transaction, *, telegram: int, language: str, invite: int, who: str, owners: frozenset[int]
) -> Answer:
    """This will make whoever opened the invitation first an admin, and use it up. Raises
    LinkGone.
    """
    found = _usable(tx, tx.admins.invitation(invite), owners=owners)
    if not tx.admins.use(found.id, by=who, at=tx.now):
        raise LinkGone(why="taken", invite=found.id)
    person = known_or_new(tx, telegram=telegram, language=language)
    if not tx.admins.entitles(telegram):
        tx.admins.grant(person.id, invited_by=found.made_by, at=tx.now)
    return Answer("admin_made", {"person": person.id, "invite": found.id})


def revoke(tx: Transaction, *, admin: int, by: int) -> Answer:
    """This will make the admin an ordinary customer again, and end what they had begun. Raises
    AlreadyRevoked.
    """
    found = tx.admins.get(admin)
    if found is None or not tx.admins.revoke(admin, by=by, at=tx.now):
        raise AlreadyRevoked(admin=admin)
    tx.dialogues.end(found.person)
    return Answer("admin_revoked", {"admin": admin, "person": found.person})


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
