"""Screens of /admins: the list, invitations, revoking."""

from collections.abc import Sequence

from domain.answer import Answer
from domain.model import Admin
from domain.ports.people import Invite
from domain.ports.store import Transaction
from handlers.booking import search_screens
from handlers.ui import home
from handlers.ui.buttons import (
    AcceptInvite,
    AskRevoke,
    CommitRevoke,
    InviteAdmin,
    ListAdmins,
    ShowHome,
    WithdrawInvites,
)
from handlers.ui.callback_data import key
from handlers.ui.paging import arrows, paged
from handlers.ui.screen import Asks, Row, Rows, Screen, home_row, joined
from handlers.view import View

ADMINS_PER_PAGE = 10


async def listed(view: View, *notes: str, page: int = 0) -> Screen:
    """Owners, then invited admins; owners get buttons to invite and revoke."""
    live = await view.read(lambda tx: tx.admins.live())
    shown = paged(live, page=page, size=ADMINS_PER_PAGE)
    owners = [view.say("admins.owner", telegram=each) for each in sorted(view.services.owners)]
    invited = [_line(view, each) for each in shown.items]
    said = joined(
        *notes,
        "\n".join([view.say("admins.title"), *owners]),
        "\n".join([view.say("admins.invited"), *invited]) if invited else view.say("admins.none"),
        None if view.owner else view.say("admins.ask_an_owner"),
    )
    changes = await _changes(view, shown.items) if view.owner else []
    return Screen(said, [*changes, *arrows(shown, ListAdmins), home_row(view)])


def link(view: View, *, bot: str, token: str) -> Screen:
    """The invitation link, shown once."""
    to = f"https://t.me/{bot}?start=adm_{token}"
    rows = [[search_screens.copy(view.plain("admins.copy"), to)], _back(view)]
    return Screen(view.say("admins.link", link=to), rows, lasting=True)


async def ask_revoke(view: View, *, admin: int) -> Screen:
    """Confirmation card for revoking."""
    found = await admin_of(view, admin=admin)
    if found is None:
        return await already_revoked(view, Answer("AlreadyRevoked"))
    revoke = key(view.plain("admins.revoke"), CommitRevoke(admin), "danger")
    said = joined(view.say("admins.ask_revoke"), _line(view, found))
    asks = Asks(yes=CommitRevoke(admin), no=ListAdmins())
    return Screen(said, [[revoke], [key(view.plain("admins.keep"), ListAdmins())]], asks=asks)


async def already(view: View, *, invite: int | None = None, who: str = "") -> Screen:
    """The reader is an admin already; `who` made so by that invitation sees the result again."""
    if invite is not None:
        used = await view.read(_invitation, invite=invite)
        if used is not None and used.used and used.opened_by == who:
            return await _made(view, Answer("admin_made"))
    return await home.menu(view, view.say("admins.already"))


async def admin_of(view: View, *, admin: int) -> Admin | None:
    """Admin by id, None if revoked."""
    return await view.read(_admin, admin=admin)


async def already_revoked(view: View, answer: Answer) -> Screen:
    """Revoked before: by another owner, or by the same one, who sees the result of that still."""
    if answer.facts.get("by_reader"):
        return Screen(None, alert=view.plain("admins.revoked_alert"))
    said = view.say("admins.already_revoked")
    return (await listed(view, said)).also(view.plain("admins.already_revoked"))


def _admin(tx: Transaction, *, admin: int) -> Admin | None:
    return tx.admins.get(admin)


def _invitation(tx: Transaction, *, invite: int) -> Invite | None:
    return tx.admins.invitation(invite)


def _line(view: View, admin: Admin) -> str:
    since = admin.at.astimezone(view.services.rules.zone).date()
    return view.say("admins.admin", telegram=admin.telegram, day=since, by=admin.invited_by)


async def _changes(view: View, admins: Sequence[Admin]) -> Rows:
    open_ = await view.read(lambda tx: tx.admins.open_invites(now=tx.now))
    rows = [[key(view.plain("admins.ask", telegram=a.telegram), AskRevoke(a.id))] for a in admins]
    if open_:
        rows.append([key(view.plain("admins.withdraw", n=open_), WithdrawInvites())])
    return [*rows, [key(view.plain("admins.invite"), InviteAdmin())]]


def _back(view: View) -> Row:
    return [key(view.plain("admins.list"), ListAdmins()), *home_row(view)]


async def _invited(view: View, _: Answer) -> Screen:
    """Drawn again later: the link itself is not stored."""
    invite = [key(view.plain("admins.invite"), InviteAdmin())]
    return Screen(view.say("admins.link_shown"), [invite, _back(view)])


async def _withdrawn(view: View, answer: Answer) -> Screen:
    return await listed(view, view.say("admins.withdrawn", n=answer.number("n")))


async def _revoked(view: View, answer: Answer) -> Screen:
    invites = answer.facts.get("invites")
    ended = [view.say("admins.revoked_invites", n=invites)] if invites else []
    return await listed(view, view.say("admins.revoked"), *ended)


async def new_admin(view: View, notice: Answer) -> Screen | None:
    """Notice to the owners: who accepted whose invitation, and the button to revoke; or that an
    admin erased their data.
    """
    if not view.owner:
        return None
    if "admin" not in notice.facts:
        return Screen(view.say("notice.admin_left"), [_back(view)], lasting=True)
    found = await admin_of(view, admin=notice.number("admin"))
    if found is None:
        return Screen(view.say("notice.new_admin_ended"), [_back(view)], lasting=True)
    revoke = [key(view.plain("admins.ask", telegram=found.telegram), AskRevoke(found.id))]
    said = joined(view.say("notice.new_admin"), _line(view, found))
    return Screen(said, [revoke, _back(view)], lasting=True)


async def _made(view: View, _: Answer) -> Screen:
    return await home.menu(view, view.say("admins.made"))


async def invite_opened(view: View, answer: Answer) -> Screen:
    """Invitation card: what an admin may do, what is recorded, the button to accept."""
    accept = AcceptInvite(answer.number("invite"))
    rows = [[key(view.plain("admins.accept"), accept, "success")], home_row(view)]
    return Screen(view.say("admins.invitation"), rows, asks=Asks(yes=accept, no=ShowHome()))


async def link_gone(view: View, _: Answer) -> Screen:
    """The reason why an invitation is void is not disclosed."""
    return await home.link_expired(view)


TO_ANYBODY = {"invite_opened": invite_opened, "LinkGone": link_gone}
ANSWERS = {
    "invited": _invited,
    "invites_withdrawn": _withdrawn,
    "admin_made": _made,
    "admin_revoked": _revoked,
    "AlreadyRevoked": already_revoked,
}
