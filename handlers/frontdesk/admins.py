"""Handlers of /admins: owners, who come from the settings, invite by a one-time link and revoke."""

import hashlib
import re
import secrets
from functools import partial

from domain.operations import admins as operations
from domain.operations import people
from handlers import command_menu
from handlers.context import Context
from handlers.frontdesk import admins_screens as screens
from handlers.permissions import audit_entry, keyed_hash_of
from handlers.ui import buttons
from handlers.ui.screen import Screen

TOKEN_BYTES = 16
_LINK = re.compile(r"adm_([A-Za-z0-9_-]{22})")


async def admins(context: Context, _: str) -> Screen:
    """`/admins`"""
    return await screens.listed(context.view)


async def on_list(context: Context, button: buttons.ListAdmins) -> Screen:
    return await screens.listed(context.view, page=button.page)


async def on_invite(context: Context, _: buttons.InviteAdmin) -> Screen:
    """Create an invitation. Only this answer shows the link: the hash of its token is stored."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    await context.run(operations.invite, by=context.telegram, token=_hashed(token))
    return screens.link(context.view, bot=context.bot.username, token=token)


async def on_withdraw(context: Context, _: buttons.WithdrawInvites) -> Screen | None:
    """Withdraw all unused invitations."""
    await context.run(operations.withdraw_invites)
    return None


def invited_by(payload: str) -> str | None:
    """Token of an invitation in a deep link's payload, or None."""
    found = _LINK.fullmatch(payload)
    return found[1] if found else None


async def open_invite(context: Context, token: str) -> Screen | None:
    """Show the invitation to the first who opens its link; admins need none."""
    view = context.view
    if view.admin:
        return await screens.already(view)
    context.deed = audit_entry(context, "open_invite", otherwise="invited")
    act = partial(
        operations.open_invite,
        token=_hashed(token),
        who=keyed_hash_of(context),
        owners=context.services.owners,
    )
    if view.person is not None and not view.person.reachable:
        act = partial(people.come_back, person=view.person.id, act=act)
    await context.run(act)
    return None


async def on_accept(context: Context, button: buttons.AcceptInvite) -> Screen | None:
    """Make the invited person an admin, and set the admins' menu in their chat."""
    if context.view.admin:
        who = keyed_hash_of(context)
        return await screens.already(context.view, invite=button.invite, who=who)
    context.deed = audit_entry(context, "accept_invite", otherwise="invited")
    act = partial(
        operations.accept_invite,
        telegram=context.telegram,
        language=context.view.language,
        invite=button.invite,
        who=keyed_hash_of(context),
        owners=context.services.owners,
    )
    await context.run(act)
    context.services.background(command_menu.set_admin(context.bot, context.telegram))
    return None


async def on_ask_revoke(context: Context, button: buttons.AskRevoke) -> Screen:
    """Ask for confirmation."""
    return await screens.ask_revoke(context.view, admin=button.admin)


async def on_revoke(context: Context, button: buttons.CommitRevoke) -> Screen | None:
    """Revoke the admin's right, and reset their command menu."""
    found = await screens.admin_of(context.view, admin=button.admin)
    await context.run(operations.revoke, admin=button.admin, by=context.telegram)
    if found is not None:
        context.services.background(command_menu.unset_admin(context.bot, found.telegram))
    return None


def _hashed(token: str) -> str:
    """SHA-256 without salt: the token has 128 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()
