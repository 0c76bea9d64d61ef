"""Who somebody is to us: language, consents, and the way to the examinee's name."""

from domain.operations import people as operations
from domain.operations import privacy
from handlers.booking import consent_screens as cards
from handlers.context import Context
from handlers.screens import pages
from handlers.ui import buttons, home
from handlers.ui import system as frames
from handlers.ui.screen import Screen


async def language(context: Context, _: str) -> Screen:
    """`/language`"""
    return pages.languages(context.view)


async def on_language(context: Context, button: buttons.SetLanguage) -> Screen | None:
    """Everything in that language; a stranger's buttons remember it."""
    if button.language not in context.services.rules.languages:
        return frames.stale(context.view)
    if context.view.person is None and not context.view.admin:
        context.speak(button.language)
        return await home.menu(context.view, context.view.say("home.language_here"))
    await context.run(operations.speak_to, telegram=context.telegram, language=button.language)
    return None


async def on_agree(context: Context, button: buttons.Agree) -> Screen | None:
    """Keeps a consent to the card as it is now; the first one makes the person known."""
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
    """Asks for the examinee's name; nobody's name is taken without consent."""
    if cards.missing(context.view):
        return cards.card(context.view, slot=button.slot)
    await context.run(
        privacy.ask_name,
        telegram=context.telegram,
        language=context.view.language,
        slot=button.slot,
    )
    return None
