"""Every button but that of `screens.held`: what it carries. A tap's effect: in the topic files."""

from dataclasses import dataclass
from datetime import date

from domain.model import Consent
from handlers.ui.callback_data import Button


@dataclass(frozen=True)
class ShowHome(Button, verb="m"):
    """Back to the menu."""


@dataclass(frozen=True)
class ShowHelp(Button, verb="h"):
    """The help screen."""


@dataclass(frozen=True)
class ShowPrivacy(Button, verb="pv"):
    """What is stored, why and how long."""


@dataclass(frozen=True)
class AskWithdraw(Button, verb="w"):
    """The card whose button takes consent back."""


@dataclass(frozen=True)
class CommitWithdraw(Button, verb="ww"):
    """Take consent back."""


@dataclass(frozen=True)
class ShowMyData(Button, verb="md"):
    """The file with everything that is stored about me."""


@dataclass(frozen=True)
class AskErase(Button, verb="e"):
    """The card whose button deletes everything about me."""


@dataclass(frozen=True)
class CommitErase(Button, verb="ee"):
    """Delete everything about me, where the card told of the bookings with that fingerprint."""

    bookings: int


@dataclass(frozen=True)
class SetLanguage(Button, verb="l"):
    """Everything in that language from now on."""

    language: str


@dataclass(frozen=True)
class ShowOpenings(Button, verb="o"):
    """The hospitals with their next free date, one page."""

    page: int = 0


@dataclass(frozen=True)
class ShowHospitals(Button, verb="hl"):
    """What there is to know of the hospitals, one page; with a day, of those that screen then."""

    page: int = 0
    day: date | None = None


@dataclass(frozen=True)
class ShowMonth(Button, verb="c"):
    """The calendar of a hospital; without a month, the first that has dates."""

    hospital: int
    first: date | None = None


@dataclass(frozen=True)
class PickSlot(Button, verb="d"):
    """A bookable day: the confirm card."""

    slot: int


@dataclass(frozen=True)
class FullDay(Button, verb="x"):
    """A full day: an alert."""

    slot: int


@dataclass(frozen=True)
class Agree(Button, verb="a"):
    """A consent to the card of that version, and the slot where the person was."""

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
    """One of my bookings with its history; `kept`: it was to be cancelled, but is not."""

    booking: int
    kept: bool = False


@dataclass(frozen=True)
class ShowCancelConfirmation(Button, verb="k"):
    """The card whose button cancels; without a booking, the list to choose from."""

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
class StopDialogue(Button, verb="z"):
    """Stop the open dialogue."""


@dataclass(frozen=True)
class AskDelete(Button, verb="ad"):
    """Admin: the card that says what a deletion would hit; no slot: of the whole hospital."""

    hospital: int
    slot: int | None


@dataclass(frozen=True)
class CommitDelete(Button, verb="adk"):
    """Admin: delete, where the card said that it hits `expected` bookings."""

    hospital: int
    slot: int | None
    expected: int


@dataclass(frozen=True)
class ListDelete(Button, verb="al"):
    """Admin: the hospitals, or the dates of one, to choose what to delete."""

    page: int = 0
    hospital: int | None = None


@dataclass(frozen=True)
class StartAddHospital(Button, verb="aw"):
    """Admin: the dialogue that registers a hospital or adds dates; with a hospital, to that one."""

    hospital: int | None


@dataclass(frozen=True)
class ShowRoster(Button, verb="ar"):
    """Admin: the list of a day, one page."""

    slot: int
    page: int = 0


@dataclass(frozen=True)
class CommitCancelFor(Button, verb="ak"):
    """Admin: cancel this booking for the person who phones."""

    booking: int
    version: int


@dataclass(frozen=True)
class RetryParked(Button, verb="ap"):
    """Admin: try the parked events again."""


@dataclass(frozen=True)
class ListAdmins(Button, verb="ao"):
    """Admin: who is one, one page."""

    page: int = 0


@dataclass(frozen=True)
class InviteAdmin(Button, verb="ai"):
    """Owner: a one-time link that makes somebody an admin."""


@dataclass(frozen=True)
class WithdrawInvites(Button, verb="aiz"):
    """Owner: end the invitations that nobody has used."""


@dataclass(frozen=True)
class AcceptInvite(Button, verb="ia"):
    """Become an admin by the invitation that I opened first."""

    invite: int


@dataclass(frozen=True)
class AskRevoke(Button, verb="av"):
    """Owner: the card whose button makes an admin a customer again."""

    admin: int


@dataclass(frozen=True)
class CommitRevoke(Button, verb="avk"):
    """Owner: make them a customer again."""

    admin: int
