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

from handlers import command_menu, errors, start
from handlers.booking import book, examinee, my_bookings
from handlers.command_menu import set_menus
from handlers.context import SERVICES, Context
from handlers.dialogue import Dialogues
from handlers.frontdesk import admins
from handlers.frontdesk import commands as frontdesk
from handlers.frontdesk.parked_screens import DecideHeld
from handlers.hospitals import commands as hospitals
from handlers.hospitals import delete
from handlers.hospitals import register as add_hospital
from handlers.privacy import commands as privacy
from handlers.router import Frame
from handlers.routes import Entry, Menu, Tap
from handlers.ui import buttons
from handlers.view import Services

__all__ = ["MENU", "register", "set_menus"]

MENU = Menu(
    commands=(
        # everybody
        Entry("start", start.start),
        Entry("book", book.book),
        Entry("cancel", book.cancel),
        Entry("mystatus", my_bookings.mystatus),
        Entry("hospitals", book.hospitals),
        Entry("language", examinee.language),
        Entry("help", start.help_, stays=True),
        Entry("privacy", privacy.privacy, stays=True),
        Entry("mydata", privacy.my_data),
        Entry("deletemydata", privacy.delete_my_data),
        # admins; to anybody else these are unknown commands
        Entry("addhospital", hospitals.add_hospital, admins=True),
        Entry("deletehospital", delete.delete_hospital, admins=True),
        Entry("capacity", hospitals.capacity, admins=True),
        Entry("roster", frontdesk.roster, admins=True),
        Entry("status", frontdesk.status, admins=True),
        Entry("park", frontdesk.park, admins=True),
        Entry("admins", admins.admins, admins=True),
    ),
    taps={
        # everybody
        buttons.Home: Tap(start.on_home),
        buttons.Help: Tap(start.on_help, stays=True),
        buttons.Privacy: Tap(privacy.on_privacy, stays=True),
        buttons.MyData: Tap(privacy.on_my_data, stays=True),
        buttons.AskWithdraw: Tap(privacy.on_ask_withdraw, stays=True),
        buttons.CommitWithdraw: Tap(privacy.on_withdraw),
        buttons.AskErase: Tap(privacy.on_ask_erase, stays=True),
        buttons.CommitErase: Tap(privacy.on_erase),
        buttons.SetLanguage: Tap(examinee.on_language, stays=True),
        buttons.Openings: Tap(book.on_openings),
        buttons.Hospitals: Tap(book.on_hospitals),
        buttons.Month: Tap(book.on_month),
        buttons.PickSlot: Tap(book.on_slot),
        buttons.FullDay: Tap(book.on_full_day),
        buttons.Agree: Tap(examinee.on_agree),
        buttons.ChangeName: Tap(examinee.on_change_name),
        buttons.Confirm: Tap(book.on_confirm),
        buttons.Mine: Tap(my_bookings.on_mine),
        buttons.ShowBooking: Tap(my_bookings.on_booking),
        buttons.AskCancel: Tap(book.on_ask_cancel),
        buttons.CommitCancel: Tap(book.on_cancel),
        buttons.StopDialogue: Tap(start.on_stop),
        buttons.AcceptInvite: Tap(admins.on_accept),
        # admins
        buttons.AddHospital: Tap(hospitals.on_add, admins=True),
        buttons.ListDelete: Tap(delete.on_list, admins=True),
        buttons.AskDelete: Tap(delete.on_ask, admins=True),
        buttons.CommitDelete: Tap(delete.on_delete, admins=True),
        buttons.ShowRoster: Tap(frontdesk.on_roster, admins=True),
        buttons.CommitCancelFor: Tap(frontdesk.on_cancel_for, admins=True),
        buttons.RetryParked: Tap(frontdesk.on_retry, admins=True),
        DecideHeld: Tap(frontdesk.on_held, admins=True),
        buttons.ListAdmins: Tap(admins.on_list, admins=True),
        # owners
        buttons.InviteAdmin: Tap(admins.on_invite, owners=True),
        buttons.WithdrawInvites: Tap(admins.on_withdraw, owners=True),
        buttons.AskRevoke: Tap(admins.on_ask_revoke, owners=True),
        buttons.CommitRevoke: Tap(admins.on_revoke, owners=True),
    },
    dialogues=Dialogues(examinee.TOPIC, add_hospital.TOPIC),
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
    application.add_handler(CommandHandler("start", command_menu.on_start), group=1)
    application.add_error_handler(errors.on_error)
