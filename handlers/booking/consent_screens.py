"""Cards of what the first booking needs: two consents, then a name."""

from domain.model import Consent, Dialogue
from handlers.ui.buttons import Agree, ChangeName, StopDialogue
from handlers.ui.callback_data import key
from handlers.ui.screen import Screen, home_row
from handlers.view import View


def card(view: View, *, slot: int | None) -> Screen:
    """The card of the next missing consent; its button remembers the slot."""
    wanted = view.missing_consent or Consent.BASIC
    rules = view.services.rules
    button = Agree(wanted, slot, rules.consent_version)
    agree = key(view.plain(f"button.agree_{wanted}"), button, "success")
    decline = key(view.plain("button.disagree"), StopDialogue())
    return Screen(view.say(f"consent.{wanted}", days=rules.keep_days), [[agree], [decline]])


async def ask_name(view: View, _: Dialogue) -> Screen:
    """The question for the examinee's name."""
    known = None if view.person is None else view.person.name
    said = (
        view.say("consent.ask_name")
        if known is None
        else view.say("consent.change_name", name=known)
    )
    return Screen(said, [[key(view.plain("button.stop"), StopDialogue())]])


def name_missing(view: View, *, slot: int | None) -> Screen:
    """The card that leads to the name, without which there is no booking."""
    tell = key(view.plain("button.tell_name"), ChangeName(slot), "primary")
    return Screen(view.say("consent.name_missing"), [[tell], home_row(view)])
