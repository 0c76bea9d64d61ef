"""Language, consents and the examinee's name."""

from dataclasses import replace
from functools import partial

from domain import queries
from domain.model import Dialogue
from domain.operations import people, privacy
from domain.operations.privacy import NAME_TOPIC
from handlers import parsing
from handlers.booking import consent_screens as cards
from handlers.booking.answers_screens import QUESTIONS
from handlers.context import Context
from handlers.dialogue import DialogueState, ReplyInput, StepResult, Topic, text_value
from handlers.parsing import Intent, ParseError, PartKind
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
    return await switch(context, button.language)


async def switch(context: Context, language: str) -> Screen | None:
    """Speak that language from now on; with a stranger, until this process ends."""
    if context.view.person is None and not context.view.admin:
        context.speak(language)
        return await home.menu(context.view, context.view.say("home.language_here"))
    await context.run(people.set_language_of_account, telegram=context.telegram, language=language)
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
    """Take a name; what reads like something else is asked about first."""
    if said.tap == cards.KEEP:
        kept = partial(privacy.keep_name, person=view.me, slot=_slot(dialogue))
        return StepResult(state=None, act=kept)
    typed = text_value(said)
    doubt = parsing.name_doubt(typed, today=view.today)
    if doubt == "relation":
        raise ParseError("name.relation")
    reading = _read(view, typed)
    named = reading.person if reading is not None else None
    is_name = named is None or named.split() == parsing.clean(typed).split()
    is_name |= named == "".join(parsing.clean(typed).split())
    name = parsing.person_name(typed if is_name or named is None else named)
    if reading is None or not ((is_name and doubt) or _is_doubtful(reading)):
        return _name(view, dialogue, name)
    sealed = await view.read(queries.sealed, person=view.me, text=name)
    return StepResult(state="doubted", facts={**dialogue.facts, "name": sealed})


async def _doubted(view: View, dialogue: Dialogue, said: ReplyInput) -> StepResult:
    """Take the yes that it is a name, or another name."""
    if said.tap == cards.YES:
        name = await view.read(queries.unsealed, person=view.me, text=str(dialogue.facts["name"]))
        return _name(view, dialogue, name)
    if said.tap == cards.AGAIN:
        return StepResult(state="asked", facts={"slot": _slot(dialogue)})
    return await _named(view, replace(dialogue, facts={"slot": _slot(dialogue)}), said)


def _name(view: View, dialogue: Dialogue, name: str) -> StepResult:
    slot = _slot(dialogue)
    named = partial(people.name_examinee, person=view.me, name=name, slot=slot)
    return StepResult(state=None, act=named)


def _slot(dialogue: Dialogue) -> int | None:
    slot = dialogue.facts.get("slot")
    return slot if isinstance(slot, int) else None


def _read(view: View, typed: str) -> parsing.Reading | None:
    try:
        return parsing.read(typed, today=view.today, language=view.language)
    except ParseError:
        return None  # the rule for names says why


def _is_doubtful(reading: parsing.Reading) -> bool:
    """Whether it has another meaning than a name."""
    parts = {part.kind for part in reading.parts} - {PartKind.PERSON, PartKind.UNREAD}
    return bool(parts) and reading.person is None


_COMMANDS = frozenset(
    {
        *(Intent.START, Intent.BOOK, Intent.CHANGE, Intent.CANCEL, Intent.SHOW),
        Intent.HOSPITALS,
        *(Intent.PRIVACY, Intent.LANGUAGE, Intent.HELP),
    }
)


def _is_command(_state: str, reading: parsing.Reading) -> bool:
    """A state, "예약 취소됨", is no wish."""
    wish = reading.only_intent and reading.intent in _COMMANDS
    return wish and not reading.text.rstrip(" .!").endswith("됨")


def _is_question(_state: str, reading: parsing.Reading) -> bool:
    """Whether it asks about the visit; one word alone may be a name."""
    asks = reading.intent in QUESTIONS and PartKind.INTENT not in reading.ambiguous
    return asks and reading.only_intent and ("?" in reading.text or " " in reading.text)


TOPIC = Topic(
    NAME_TOPIC,
    {
        "asked": DialogueState(ask=cards.ask_name, step=_named),
        "doubted": DialogueState(ask=cards.ask_whether_name, step=_doubted),
    },
    resume="consent.resume",
    is_command=_is_command,
    is_question=_is_question,
)
