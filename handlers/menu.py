"""THE MENU: every command and button, grouped by who may use it."""

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
from handlers.booking import answers_screens, book, examinee, intents, my_bookings
from handlers.command_menu import set_menus
from handlers.context import SERVICES, Context
from handlers.dialogue import DialogueTopics
from handlers.frontdesk import admins
from handlers.frontdesk import commands as frontdesk
from handlers.frontdesk.parked_screens import DecideHeldNotices
from handlers.hospitals import commands as hospitals
from handlers.hospitals import register as add_hospital
from handlers.parsing import Intent
from handlers.privacy import commands as privacy
from handlers.router import Router
from handlers.routes import ButtonRoute, CommandRoute, IntentRoute, Menu
from handlers.ui import buttons
from handlers.view import Services

__all__ = ["MENU", "register", "set_menus"]

MENU = Menu(
    commands=(
        # everybody
        CommandRoute("start", start.start),
        CommandRoute("book", book.book),
        CommandRoute("cancel", book.cancel),
        CommandRoute("mystatus", my_bookings.mystatus),
        CommandRoute("hospitals", book.hospitals),
        CommandRoute("language", examinee.language),
        CommandRoute("help", start.help_, stays=True),
        CommandRoute("privacy", privacy.privacy, stays=True),
        CommandRoute("mydata", privacy.my_data),
        CommandRoute("deletemydata", privacy.delete_my_data),
        # admins; to anybody else these are unknown commands
        CommandRoute("addhospital", hospitals.add_hospital, admins=True),
        CommandRoute("deletehospital", hospitals.delete_hospital, admins=True),
        CommandRoute("capacity", hospitals.capacity, admins=True),
        CommandRoute("roster", frontdesk.roster, admins=True),
        CommandRoute("status", frontdesk.status, admins=True),
        CommandRoute("park", frontdesk.park, admins=True),
        CommandRoute("admins", admins.admins, admins=True),
    ),
    taps={
        # everybody
        buttons.ShowHome: ButtonRoute(start.on_home),
        buttons.ShowHelp: ButtonRoute(start.on_help, stays=True),
        buttons.ShowPrivacy: ButtonRoute(privacy.on_privacy, stays=True),
        buttons.ShowMyData: ButtonRoute(privacy.on_my_data, stays=True),
        buttons.KeepData: ButtonRoute(privacy.on_keep),
        buttons.AskWithdraw: ButtonRoute(privacy.on_ask_withdraw, stays=True),
        buttons.CommitWithdraw: ButtonRoute(privacy.on_withdraw),
        buttons.AskErase: ButtonRoute(privacy.on_ask_erase, stays=True),
        buttons.CommitErase: ButtonRoute(privacy.on_erase),
        buttons.SetLanguage: ButtonRoute(examinee.on_language, stays=True),
        buttons.ShowOpenings: ButtonRoute(book.on_openings),
        buttons.ShowHospitals: ButtonRoute(book.on_hospitals),
        buttons.ShowMonth: ButtonRoute(book.on_month),
        buttons.PickSlot: ButtonRoute(book.on_slot),
        buttons.FullDay: ButtonRoute(book.on_full_day),
        buttons.Agree: ButtonRoute(examinee.on_agree),
        buttons.ChangeName: ButtonRoute(examinee.on_change_name),
        buttons.Confirm: ButtonRoute(book.on_confirm),
        buttons.ShowMyBookings: ButtonRoute(my_bookings.on_mine),
        buttons.ShowBooking: ButtonRoute(my_bookings.on_booking),
        buttons.AddToCalendar: ButtonRoute(my_bookings.on_calendar, stays=True),
        buttons.ShowCancelConfirmation: ButtonRoute(book.on_ask_cancel),
        buttons.CommitCancel: ButtonRoute(book.on_cancel),
        buttons.StopDialogue: ButtonRoute(start.on_stop),
        buttons.ResumeDialogue: ButtonRoute(start.on_resume, stays=True),
        buttons.AcceptInvite: ButtonRoute(admins.on_accept),
        # admins
        buttons.StartAddHospital: ButtonRoute(hospitals.on_add, admins=True),
        buttons.ListDelete: ButtonRoute(hospitals.on_list_delete, admins=True),
        buttons.DeclineDelete: ButtonRoute(hospitals.on_decline_delete, admins=True),
        buttons.AskDelete: ButtonRoute(hospitals.on_ask_delete, admins=True),
        buttons.CommitDelete: ButtonRoute(hospitals.on_delete, admins=True),
        buttons.ShowRosters: ButtonRoute(frontdesk.on_rosters, admins=True),
        buttons.ShowRoster: ButtonRoute(frontdesk.on_roster, admins=True),
        buttons.AskCancelFor: ButtonRoute(frontdesk.on_ask_cancel_for, admins=True),
        buttons.ChooseRoster: ButtonRoute(frontdesk.on_choose, admins=True),
        buttons.CommitCancelFor: ButtonRoute(frontdesk.on_cancel_for, admins=True),
        buttons.RetryParked: ButtonRoute(frontdesk.on_retry, admins=True, makes=True),
        DecideHeldNotices: ButtonRoute(frontdesk.on_held, admins=True, makes=True),
        buttons.ListAdmins: ButtonRoute(admins.on_list, admins=True),
        # owners
        buttons.InviteAdmin: ButtonRoute(admins.on_invite, owners=True, makes=True),
        buttons.WithdrawInvites: ButtonRoute(admins.on_withdraw, owners=True, makes=True),
        buttons.AskRevoke: ButtonRoute(admins.on_ask_revoke, owners=True),
        buttons.CommitRevoke: ButtonRoute(admins.on_revoke, owners=True),
    },
    dialogues=DialogueTopics(examinee.TOPIC, add_hospital.TOPIC),
    intents={
        # everybody
        Intent.START: IntentRoute(intents.command(start.start)),
        Intent.HELP: IntentRoute(intents.command(start.help_), stays=True),
        Intent.BOOK: IntentRoute(intents.book),
        Intent.CHANGE: IntentRoute(intents.change),
        Intent.CANCEL: IntentRoute(intents.cancel),
        Intent.RENAME: IntentRoute(intents.rename),
        Intent.SHOW: IntentRoute(intents.show),
        Intent.HOSPITALS: IntentRoute(intents.hospitals),
        Intent.WAITLIST: IntentRoute(intents.waitlist),
        **{
            asked: IntentRoute(intents.question(asked), stays=True)
            for asked in answers_screens.QUESTIONS
        },
        Intent.LANGUAGE: IntentRoute(intents.language, stays=True),
        Intent.PRIVACY: IntentRoute(intents.command(privacy.privacy), stays=True),
        Intent.THANKS: IntentRoute(intents.thanks, stays=True),
        Intent.YES: IntentRoute(intents.unasked, stays=True),
        Intent.NO: IntentRoute(intents.unasked, stays=True),
        Intent.STOP: IntentRoute(intents.stop),
        # admins
        Intent.OPEN: IntentRoute(hospitals.on_open, admins=True),
        Intent.CLOSE: IntentRoute(hospitals.on_close, admins=True),
        Intent.CAPACITY: IntentRoute(hospitals.on_capacity, admins=True),
        Intent.ROSTER: IntentRoute(frontdesk.in_words, admins=True),
        Intent.TODAY: IntentRoute(frontdesk.today, admins=True),
        Intent.FIND: IntentRoute(frontdesk.find, admins=True),
        Intent.BOOK_FOR: IntentRoute(frontdesk.later("desk.no_book_for"), admins=True),
        Intent.MOVE: IntentRoute(frontdesk.later("desk.no_move"), admins=True),
        Intent.ANNOUNCE: IntentRoute(frontdesk.later("desk.no_announce"), admins=True),
    },
)


class DialogueHandler(BaseHandler[Update, Context, None]):
    """Handler of last resort: takes every private message that no command took."""

    def check_update(self, update: object) -> bool:
        return isinstance(update, Update) and update.message is not None


def register(
    application: Application[Any, Context, Any, Any, Any, Any], services: Services
) -> None:
    """Register the menu with the application: the router before it, error handling behind it."""
    application.bot_data[SERVICES] = services
    frame = Router(MENU)
    application.add_handler(TypeHandler(Update, frame.arrive), group=-1)
    for entry in MENU.commands:
        application.add_handler(CommandHandler(entry.command, frame.command(entry)))
    application.add_handler(CallbackQueryHandler(frame.on_tap))
    application.add_handler(ChatMemberHandler(frame.on_member, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(DialogueHandler(frame.on_message))
    application.add_handler(CommandHandler("start", command_menu.on_start), group=1)
    application.add_error_handler(errors.on_error)
