"""Cards of what the first booking needs: two consents, then a name."""

from domain import queries
from domain.model import Consent, Dialogue
from handlers.ui.buttons import Agree, Answered, ChangeName, StopDialogue
from handlers.ui.callback_data import key
from handlers.ui.screen import Asks, Screen, home_row
from handlers.view import View

YES, AGAIN, KEEP = "yes", "again", "keep"
"""Values of the buttons of the questions for a name."""


def card(view: View, *, slot: int | None) -> Screen:
    """The card of the next missing consent; its button remembers the slot."""
    wanted = view.missing_consent or Consent.BASIC
    rules = view.services.rules
    button = Agree(wanted, slot, rules.consent_version)
    agree = key(view.plain(f"button.agree_{wanted}"), button, "success")
    decline = key(view.plain("button.disagree"), StopDialogue())
    said = view.say(f"consent.{wanted}", days=rules.keep_days)
    asks = Asks(yes=button, no=StopDialogue())
    return Screen(said, [[agree], [decline]], asks=asks)


async def ask_name(view: View, dialogue: Dialogue) -> Screen:
    """The question for the examinee's name; a known one can be kept."""
    known = None if view.person is None else view.person.name
    if known is None:
        stop = key(view.plain("button.stop"), StopDialogue())
        return Screen(view.say("consent.ask_name"), [[stop]])
    keep = Answered(dialogue.version, KEEP)
    said = view.say("consent.change_name", name=known)
    return Screen(said, [[key(view.plain("name.keep"), keep)]], asks=Asks(no=keep))


async def ask_whether_name(view: View, dialogue: Dialogue) -> Screen:
    """The question whether what was typed is a name, for it reads like something else."""
    name = await view.read(queries.unsealed, person=view.me, text=str(dialogue.facts["name"]))
    yes, again = Answered(dialogue.version, YES), Answered(dialogue.version, AGAIN)
    keys = [key(view.plain("name.yes"), yes), key(view.plain("name.again"), again)]
    return Screen(view.say("name.is_name", name=name), [keys], asks=Asks(yes=yes, no=again))


def name_missing(view: View, *, slot: int | None) -> Screen:
    """The card that leads to the name, without which there is no booking."""
    tell = key(view.plain("button.tell_name"), ChangeName(slot), "primary")
    return Screen(
        view.say("consent.name_missing"), [[tell], home_row(view)], asks=Asks(yes=ChangeName(slot))
    )
