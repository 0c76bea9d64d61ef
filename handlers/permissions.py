"""Authorisation of admins and owners, by numeric id, and the audit entry of each attempt."""

from domain.errors import NotAdmin
from domain.model import AuditEntry
from domain.operations import people
from handlers.context import Context


def audit_entry(context: Context, action: str, *, otherwise: str = "stranger") -> AuditEntry:
    """Audit entry for an action of the sender: an owner's or admin's numeric id; for anybody else a
    keyed hash and the role `otherwise`.
    """
    role = context.view.role
    if role is not None:
        return AuditEntry(str(context.telegram), role.value, action, "")
    return AuditEntry(keyed_hash_of(context), otherwise, action, "")


def keyed_hash_of(context: Context) -> str:
    """Keyed hash of the sender, for where no account number may be stored."""
    return context.services.keyed_hash(str(context.telegram))


async def require_admin(context: Context, action: str, *, owners: bool = False) -> None:
    """Let only admins (with `owners`, only owners) continue.

    The command that follows checks the right again in its transaction. Others are refused as if the
    command did not exist, and the audit records it. Raises NotAdmin.
    """
    context.deed = audit_entry(context, action)
    if context.view.owner if owners else context.view.admin:
        context.as_role = context.view.role
        return
    context.leaving = False
    await context.run(people.refuse_stranger)
    raise NotAdmin
