"""Lines typed to the registration dialogue that are a command, or may be one where the question
takes free text: those are asked.
"""

from collections.abc import Set as AbstractSet

from domain.model import Dialogue
from handlers.booking import search_screens
from handlers.hospitals.draft import HospitalDraft
from handlers.parsing import Intent, ParseError, PartKind, PlacesChange, Reading
from handlers.ui.buttons import Answered, ReadAs, StopDialogue
from handlers.ui.callback_data import key
from handlers.ui.screen import Asks, Screen
from handlers.view import View

YES, AGAIN = "yes", "again"
FREE_TEXT = frozenset({"name", "note"})
"""Questions that any words may answer."""
MAX_COMMAND_WORDS = 4
"""A longer line that begins like a command is a note."""
_OF_DESK = frozenset(
    {
        *(Intent.OPEN, Intent.CLOSE, Intent.ROSTER, Intent.CAPACITY, Intent.TODAY, Intent.FIND),
        *(Intent.BOOK_FOR, Intent.MOVE, Intent.ANNOUNCE, Intent.SHOW),
    }
)
_COMMANDS = _OF_DESK | {
    *(Intent.BOOK, Intent.CHANGE, Intent.CANCEL, Intent.WAITLIST, Intent.START, Intent.HELP),
    *(Intent.HOSPITALS, Intent.LANGUAGE, Intent.PRIVACY),
}
_ANSWERS = frozenset({Intent.OPEN, Intent.CAPACITY})
"""Said beside a day or a number, they answer the question, unless they name a hospital."""
_REPLIES = frozenset({Intent.YES, Intent.NO, Intent.THANKS})
_NO_NAME = frozenset({PartKind.INTENT, PartKind.DAYS, PartKind.CODE, PartKind.PHONE})


def is_command(state: str, reading: Reading) -> bool:
    """Whether the line is a command, and no answer to the question of that name."""
    kinds = _kinds(reading)
    if not reading.certain or PartKind.INTENT not in kinds or reading.intent not in _COMMANDS:
        return False
    if reading.intent in _ANSWERS and PartKind.HOSPITAL not in kinds:
        return False
    return state not in FREE_TEXT or reading.whole or PartKind.CODE in kinds


async def is_doubtful(view: View, state: str, text: str) -> bool:
    """Whether what was typed to a question of free text may have been meant as something else."""
    reading = await _read(view, text)
    if reading is None:
        return False
    kinds, short = _kinds(reading), len(reading.text.split()) <= MAX_COMMAND_WORDS
    if state == "name":
        known = await search_screens.hospital_called(view, text)
        return known is None and bool(kinds & _NO_NAME)
    if not kinds & {PartKind.INTENT, PartKind.CODE} or not short:
        return False
    return reading.only_intent if reading.intent in _REPLIES else _is_of_desk(reading, kinds)


async def ask(view: View, dialogue: Dialogue, draft: HospitalDraft) -> Screen:
    """The question whether the words are the answer; a command among them can be run instead."""
    reading = await _read(view, draft.doubted)
    yes, again = Answered(dialogue.version, YES), Answered(dialogue.version, AGAIN)
    rows = [[key(view.plain("wizard.is_answer"), yes), key(view.plain("name.again"), again)]]
    runs = reading is not None and reading.intent in _COMMANDS - {Intent.OPEN}
    if reading is not None and runs and reading.places_change is PlacesChange.TO:
        hospital = None if reading.hospital is None else reading.hospital.id
        meant = ReadAs(str(reading.intent), hospital, reading.day, reading.places)
        rows.append([key(view.plain("wizard.run"), meant)])
    rows.append([key(view.plain("button.stop"), StopDialogue())])
    said = view.say(f"wizard.is_{dialogue.state}", words=draft.doubted)
    return Screen(said, rows, asks=Asks(yes=yes, no=again))


def _is_of_desk(reading: Reading, kinds: AbstractSet[PartKind]) -> bool:
    return reading.intent in _OF_DESK or PartKind.CODE in kinds


def _kinds(reading: Reading) -> AbstractSet[PartKind]:
    return {part.kind for part in reading.parts}


async def _read(view: View, text: str) -> Reading | None:
    """None for text that cannot be read at all, which is no command."""
    try:
        return await search_screens.read_line(view, text, desk=True)
    except ParseError:
        return None
