"""Who may do what admins do, and how the audit calls somebody. By numeric ids, never by names."""

from domain.errors import NotAdmin
from domain.model import AuditEntry
from domain.operations import people
from handlers.context import Context


def deed_of(context: Context, action: str, *, otherwise: str = "stranger") -> AuditEntry:
    """What the audit will say: an owner's or admin's own number, of anybody else only a keyed
    hash and the role `otherwise`.
    """
    role = context.view.role
    if role is not None:
        return AuditEntry(str(context.telegram), role.value, action, "")
    return AuditEntry(hash_of(context), otherwise, action, "")


def hash_of(context: Context) -> str:
    """What stands for the sender where no number may be kept."""
    return context.services.keyed_hash(str(context.telegram))


async def insist(context: Context, action: str, *, owners: bool = False) -> None:
    """Lets only admins go on, or only owners, and has the command they run ask for the right
    again.

    Somebody else is refused as if there were no such thing; the audit keeps it. Raises NotAdmin.
    """
    context.deed = deed_of(context, action)
    if context.view.owner if owners else context.view.admin:
        context.as_role = context.view.role
        return
    context.leaving = False
    await context.run(people.refuse_stranger)
    raise NotAdmin
