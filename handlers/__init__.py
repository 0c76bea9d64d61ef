"""THE MENU: everything that people can say or tap, grouped by who may use it."""

from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    TypeHandler,
)

from handlers import (
    add_hospital,
    admins,
    bookings,
    commands,
    deletions,
    errors,
    frontdesk,
    hospitals,
    name,
    people,
    privacy,
    start,
    status,
    taps,
)
from handlers.commands import set_menus
from handlers.context import SERVICES, Context
from handlers.dialogue import Dialogues
from handlers.frame import Frame
from handlers.menu import Entry, Menu, Tap
from handlers.screens.held import DecideHeld
from handlers.view import Services

__all__ = ["MENU", "register", "set_menus"]

MENU = Menu(
    commands=(
        # everybody
        Entry("start", start.start),
        Entry("book", bookings.book),
        Entry("cancel", bookings.cancel),
        Entry("mystatus", status.mystatus),
        Entry("hospitals", bookings.hospitals),
        Entry("language", people.language),
        Entry("help", start.help_, stays=True),
        Entry("privacy", privacy.privacy, stays=True),
        Entry("mydata", privacy.my_data),
        Entry("deletemydata", privacy.delete_my_data),
        # admins; to anybody else these are unknown commands
        Entry("addhospital", hospitals.add_hospital, admins=True),
        Entry("deletehospital", deletions.delete_hospital, admins=True),
        Entry("capacity", hospitals.capacity, admins=True),
        Entry("roster", frontdesk.roster, admins=True),
        Entry("status", frontdesk.status, admins=True),
        Entry("park", frontdesk.park, admins=True),
        Entry("admins", admins.admins, admins=True),
    ),
    taps={
        # everybody
        taps.Home: Tap(start.on_home),
        taps.Help: Tap(start.on_help, stays=True),
        taps.Privacy: Tap(privacy.on_privacy, stays=True),
        taps.MyData: Tap(privacy.on_my_data, stays=True),
        taps.AskWithdraw: Tap(privacy.on_ask_withdraw, stays=True),
        taps.CommitWithdraw: Tap(privacy.on_withdraw),
        taps.AskErase: Tap(privacy.on_ask_erase, stays=True),
        taps.CommitErase: Tap(privacy.on_erase),
        taps.SetLanguage: Tap(people.on_language, stays=True),
        taps.Openings: Tap(bookings.on_openings),
        taps.Hospitals: Tap(bookings.on_hospitals),
        taps.Month: Tap(bookings.on_month),
        taps.PickSlot: Tap(bookings.on_slot),
        taps.FullDay: Tap(bookings.on_full_day),
        taps.Agree: Tap(people.on_agree),
        taps.ChangeName: Tap(people.on_change_name),
        taps.Confirm: Tap(bookings.on_confirm),
        taps.Mine: Tap(status.on_mine),
        taps.ShowBooking: Tap(status.on_booking),
        taps.AskCancel: Tap(bookings.on_ask_cancel),
        taps.CommitCancel: Tap(bookings.on_cancel),
        taps.StopDialogue: Tap(start.on_stop),
        taps.AcceptInvite: Tap(admins.on_accept),
        # admins
        taps.AddHospital: Tap(hospitals.on_add, admins=True),
        taps.ListDelete: Tap(deletions.on_list, admins=True),
        taps.AskDelete: Tap(deletions.on_ask, admins=True),
        taps.CommitDelete: Tap(deletions.on_delete, admins=True),
        taps.ShowRoster: Tap(frontdesk.on_roster, admins=True),
        taps.CommitCancelFor: Tap(frontdesk.on_cancel_for, admins=True),
        taps.RetryParked: Tap(frontdesk.on_retry, admins=True),
        DecideHeld: Tap(frontdesk.on_held, admins=True),
        taps.ListAdmins: Tap(admins.on_list, admins=True),
        # owners
        taps.InviteAdmin: Tap(admins.on_invite, owners=True),
        taps.WithdrawInvites: Tap(admins.on_withdraw, owners=True),
        taps.AskRevoke: Tap(admins.on_ask_revoke, owners=True),
        taps.CommitRevoke: Tap(admins.on_revoke, owners=True),
    },
    dialogues=Dialogues(name.TOPIC, add_hospital.TOPIC),
)


class DialogueHandler(BaseHandler[Update, Context, None]):
    """Registered last: claims every private message that no command claimed."""

    def check_update(self, update: object) -> bool:
        """Any new message that came this far."""
        return isinstance(update, Update) and update.message is not None


def register(
    application: Application[Any, Context, Any, Any, Any, Any], services: Services
) -> None:
    """Puts the menu into the application, the frame before it, what is left behind it."""
    application.bot_data[SERVICES] = services
    frame = Frame(MENU)
    application.add_handler(TypeHandler(Update, frame.arrive), group=-1)
    for entry in MENU.commands:
        application.add_handler(CommandHandler(entry.command, frame.command(entry)))
    application.add_handler(CallbackQueryHandler(frame.on_tap))
    application.add_handler(ChatMemberHandler(frame.on_member, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(DialogueHandler(frame.on_message))
    application.add_handler(CommandHandler("start", commands.on_start), group=1)
    application.add_error_handler(errors.on_error)
