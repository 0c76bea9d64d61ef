"""Buttons and the fields they carry; DecideHeldNotices is in `frontdesk.parked_screens`.

Their handlers are in the topic folders, by way of THE MENU. A customer's button names a booking by
the number of its code: ids count up and would tell how many bookings there are.
"""

from dataclasses import dataclass
from datetime import date

from domain.model import Consent
from handlers.ui.callback_data import Button


@dataclass(frozen=True)
class ShowHome(Button, verb="m"):
    """The start menu."""


@dataclass(frozen=True)
class ShowHelp(Button, verb="h"):
    """The help screen."""


@dataclass(frozen=True)
class ShowPrivacy(Button, verb="pv"):
    """The privacy screen."""


@dataclass(frozen=True)
class AskWithdraw(Button, verb="w"):
    """Confirmation card for withdrawing consent."""


@dataclass(frozen=True)
class CommitWithdraw(Button, verb="ww"):
    """Withdraw consent."""


@dataclass(frozen=True)
class ShowMyData(Button, verb="md"):
    """Data export."""


@dataclass(frozen=True)
class AskErase(Button, verb="e"):
    """Confirmation card for erasure."""


@dataclass(frozen=True)
class CommitErase(Button, verb="ee"):
    """Erase me, if the card told of the bookings with that fingerprint."""

    bookings: int


@dataclass(frozen=True)
class KeepData(Button, verb="pk"):
    """Decline the confirmation card: of `erasure`, else of withdrawing consent."""

    erasure: bool


@dataclass(frozen=True)
class SetLanguage(Button, verb="l"):
    """Change the language."""

    language: str


@dataclass(frozen=True)
class ShowOpenings(Button, verb="o"):
    """The hospitals with their next free date, one page."""

    page: int = 0


@dataclass(frozen=True)
class ShowHospitals(Button, verb="hl"):
    """List of hospitals, one page; with a day, those open then."""

    page: int = 0
    day: date | None = None


@dataclass(frozen=True)
class ShowMonth(Button, verb="c"):
    """Calendar of a hospital; without a month, the first one with dates."""

    hospital: int
    first: date | None = None


@dataclass(frozen=True)
class PickSlot(Button, verb="d"):
    """A bookable day: leads to the confirmation card."""

    slot: int


@dataclass(frozen=True)
class FullDay(Button, verb="x"):
    """A full day: shows an alert."""

    slot: int


@dataclass(frozen=True)
class Agree(Button, verb="a"):
    """Consent to the version shown, and the slot to return to."""

    consent: Consent
    slot: int | None
    version: int = 1


@dataclass(frozen=True)
class ChangeName(Button, verb="n"):
    """Ask for the examinee's name again, then back to the slot."""

    slot: int | None


@dataclass(frozen=True)
class Confirm(Button, verb="b"):
    """Book this slot."""

    slot: int


@dataclass(frozen=True)
class ShowMyBookings(Button, verb="s"):
    """My bookings; `past` shows more of the past ones."""

    past: bool = False


@dataclass(frozen=True)
class ShowBooking(Button, verb="v"):
    """One of my bookings with its history; `kept`: the cancellation was declined."""

    booking: int
    kept: bool = False


@dataclass(frozen=True)
class AddToCalendar(Button, verb="ic"):
    """One of my bookings as a file for a calendar."""

    booking: int


@dataclass(frozen=True)
class ShowCancelConfirmation(Button, verb="k"):
    """Confirmation card for cancelling; without a booking, the list to choose from."""

    booking: int | None


@dataclass(frozen=True)
class CommitCancel(Button, verb="kk"):
    """Cancel my booking, which was at `version` when the card was drawn."""

    booking: int
    version: int


@dataclass(frozen=True)
class Answered(Button, verb="q"):
    """The answer to the question of an open dialogue, at its version."""

    version: int
    value: str


@dataclass(frozen=True)
class ReadAs(Button, verb="ra"):
    """One meaning of a typed line: its intent with a hospital, a day, a number of places."""

    intent: str
    hospital: int | None
    day: date | None
    places: int | None = None


@dataclass(frozen=True)
class StopDialogue(Button, verb="z"):
    """Stop the open dialogue."""


@dataclass(frozen=True)
class ResumeDialogue(Button, verb="zr"):
    """Show the question of the dialogue at that version again, also once it has expired."""

    version: int


@dataclass(frozen=True)
class AskDelete(Button, verb="ad"):
    """Admin: confirmation card for a deletion; without a slot, of the whole hospital."""

    hospital: int
    slot: int | None


@dataclass(frozen=True)
class CommitDelete(Button, verb="adk"):
    """Admin: delete, if the card named `expected` bookings to cancel."""

    hospital: int
    slot: int | None
    expected: int


@dataclass(frozen=True)
class ListDelete(Button, verb="al"):
    """Admin: hospitals, or dates of one, to delete."""

    page: int = 0
    hospital: int | None = None


@dataclass(frozen=True)
class DeclineDelete(Button, verb="alk"):
    """Admin: nothing is deleted, the list of hospitals or of the dates of one again."""

    hospital: int | None


@dataclass(frozen=True)
class StartAddHospital(Button, verb="aw"):
    """Admin: dialogue for a new hospital, or for more dates of the given one."""

    hospital: int | None


@dataclass(frozen=True)
class ShowRosters(Button, verb="ars"):
    """Admin: what is open today and tomorrow, to choose a roster from."""


@dataclass(frozen=True)
class ShowRoster(Button, verb="ar"):
    """Admin: roster of a date, one page."""

    slot: int
    page: int = 0


@dataclass(frozen=True)
class AskCancelFor(Button, verb="aq"):
    """Admin: confirmation card for cancelling a person's booking; `kept`: it was declined."""

    booking: int
    kept: bool = False


@dataclass(frozen=True)
class ChooseRoster(Button, verb="arl"):
    """Admin: one page of the dates of a hospital, or of the hospitals of a date."""

    page: int
    hospital: int | None
    day: date | None = None


@dataclass(frozen=True)
class CommitCancelFor(Button, verb="ak"):
    """Admin: cancel this booking for the person who phones."""

    booking: int
    version: int


@dataclass(frozen=True)
class RetryParked(Button, verb="ap"):
    """Admin: retry dead-lettered events."""


@dataclass(frozen=True)
class ListAdmins(Button, verb="ao"):
    """Admin: list of admins, one page."""

    page: int = 0


@dataclass(frozen=True)
class InviteAdmin(Button, verb="ai"):
    """Owner: create a one-time invitation link."""


@dataclass(frozen=True)
class WithdrawInvites(Button, verb="aiz"):
    """Owner: void all unused invitations."""


@dataclass(frozen=True)
class AcceptInvite(Button, verb="ia"):
    """Accept the invitation opened before."""

    invite: int


@dataclass(frozen=True)
class AskRevoke(Button, verb="av"):
    """Owner: confirmation card for revoking an admin's right."""

    admin: int


@dataclass(frozen=True)
class CommitRevoke(Button, verb="avk"):
    """Owner: revoke an admin's right."""

    admin: int
