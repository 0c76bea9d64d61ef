"""Language, consents and the examinee's name."""

from functools import partial

from domain.model import Dialogue
from domain.operations import people, privacy
from domain.operations import people as operations
from domain.operations.privacy import NAME_TOPIC
from handlers import parsing
from handlers.booking import consent_screens
from handlers.booking import consent_screens as cards
from handlers.context import Context
from handlers.dialogue import DialogueState, ReplyInput, StepResult, Topic
from handlers.ui import buttons, home
from handlers.ui import system as frames
from handlers.ui.screen import Screen
from handlers.view import View


async def language(context: Context, _: str) -> Screen:
    """`/language`"""
    return home.languages(context.view)


async def on_language(context: Context, button: buttons.SetLanguage) -> Screen | None:
    """Set the language; a stranger's buttons carry it."""
    if button.language not in context.services.rules.languages:
        return frames.stale(context.view)
    if context.view.person is None and not context.view.admin:
        context.speak(button.language)
        return await home.menu(context.view, context.view.say("home.language_here"))
    await context.run(
        operations.set_language_of_account, telegram=context.telegram, language=button.language
    )
    return None


async def on_agree(context: Context, button: buttons.Agree) -> Screen | None:
    """Store a consent to the card as it is now; the first one adds the person."""
    if button.version != context.services.rules.consent_version:
        return cards.card(context.view, slot=button.slot)
    await context.run(
        privacy.agree,
        telegram=context.telegram,
        language=context.view.language,
        consent=button.consent,
        slot=button.slot,
    )
    return None


async def on_change_name(context: Context, button: buttons.ChangeName) -> Screen | None:
    """Ask for the examinee's name, once there is consent to store it."""
    if context.view.missing_consent:
        return cards.card(context.view, slot=button.slot)
    await context.run(
        privacy.ask_name,
        telegram=context.telegram,
        language=context.view.language,
        slot=button.slot,
    )
    return None


async def _named(view: View, dialogue: Dialogue, said: ReplyInput) -> StepResult:
    name = parsing.person_name(said.text or "")
    slot = dialogue.facts.get("slot")
    act = partial(
        people.name_examinee,
        person=view.me,
        name=name,
        slot=slot if isinstance(slot, int) else None,
    )
    return StepResult(state=None, act=act)


TOPIC = Topic(
    NAME_TOPIC,
    {"asked": DialogueState(ask=consent_screens.ask_name, step=_named)},
    resume="consent.resume",
    commanded=True,
)
