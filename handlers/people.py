"""Who somebody is to us: language, consents, and the way to the examinee's name."""

from domain.operations import consent
from domain.operations import people as operations
from handlers import taps
from handlers.context import Context
from handlers.screen import Screen
from handlers.screens import consent as cards
from handlers.screens import frame as frames
from handlers.screens import home, pages


async def language(context: Context, _: str) -> Screen:
    """`/language`"""
    return pages.languages(context.view)


async def on_language(context: Context, button: taps.SetLanguage) -> Screen | None:
    """Everything in that language; a stranger's buttons remember it."""
    if button.language not in context.services.rules.languages:
        return frames.stale(context.view)
    if context.view.person is None and not context.view.admin:
        context.speak(button.language)
        return await home.menu(context.view, context.view.say("home.language_here"))
    await context.run(operations.speak_to, telegram=context.telegram, language=button.language)
    return None


async def on_agree(context: Context, button: taps.Agree) -> Screen | None:
    """Keeps a consent to the card as it is now; the first one makes the person known."""
    if button.version != context.services.rules.consent_version:
        return cards.card(context.view, slot=button.slot)
    await context.run(
        consent.agree,
        telegram=context.telegram,
        language=context.view.language,
        consent=button.consent,
        slot=button.slot,
    )
    return None


async def on_change_name(context: Context, button: taps.ChangeName) -> Screen | None:
    """Asks for the examinee's name; nobody's name is taken without consent."""
    if cards.missing(context.view):
        return cards.card(context.view, slot=button.slot)
    await context.run(
        consent.ask_name,
        telegram=context.telegram,
        language=context.view.language,
        slot=button.slot,
    )
    return None
