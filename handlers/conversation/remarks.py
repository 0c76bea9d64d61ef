"""Screens that answer a typed line which opens nothing: what it may mean, or who to call."""

from collections.abc import Sequence
from datetime import date
from itertools import product

from telegram import InlineKeyboardButton

from domain import queries
from handlers.booking import line_screens
from handlers.parsing import Doubt, HospitalName, PartKind, Reading
from handlers.ui.buttons import ReadAs
from handlers.ui.callback_data import StaleButton, key, unpack
from handlers.ui.screen import Screen, home_row, joined
from handlers.view import View

MAX_READINGS = 8
MAX_PHONES = 3
_REASONS = {"parse.day_past": "frame.day_past", "parse.day_weekday": "frame.day_weekday"}
"""Why a day is asked, besides that there are two."""


def which(view: View, reading: Reading, *, intent: str) -> Screen:
    """The question which of the hospitals and days is meant, each as a button."""
    days: Sequence[date | None] = reading.days or (None,)
    hospitals: Sequence[HospitalName | None] = reading.hospitals or (None,)
    pairs = list(product(hospitals, days))[:MAX_READINGS]
    rows = [[_choice(view, reading, intent, at, day)] for at, day in pairs]
    open_hospital = len(hospitals) > 1 or PartKind.HOSPITAL in reading.ambiguous
    asked = "frame.which_hospital" if open_hospital else "frame.which_day"
    reasons = [each for each in reading.doubts if each.rule in _REASONS]
    why = [view.say(_REASONS[each.rule], **dict(each.values)) for each in reasons]
    said = joined(*why, view.say(asked))
    return Screen(said, [*rows, home_row(view)])


def doubtful(view: View, reading: Reading) -> Screen:
    """Why a part cannot be what was typed."""
    return Screen(joined(*said_doubts(view, reading.doubts)), [home_row(view)])


def said_doubts(view: View, doubts: Sequence[Doubt]) -> list[str]:
    """Each doubt about a day or a hospital as a sentence."""
    kinds = (PartKind.DAYS, PartKind.HOSPITAL)
    return [view.say(each.rule, **dict(each.values)) for each in doubts if each.kind in kinds]


def with_unread(view: View, reading: Reading, screen: Screen) -> str | None:
    """The screen's text below the words that were not read, unless it names them."""
    words = [each for each in reading.unread if (each[:-1] or each) not in (screen.text or "")]
    if not words or screen.text is None:
        return screen.text
    return joined(line_screens.unread(view, words), screen.text)


def thanks(view: View) -> Screen:
    """The answer to thanks."""
    return Screen(view.say("frame.thanks"), [home_row(view)])


def left_as_is(view: View) -> Screen:
    """What somebody asks not to do is not done."""
    return Screen(view.say("frame.left_as_is"), [home_row(view)])


def expired(view: View, source: str | None) -> Screen:
    """The open card is too old for words; its button draws it again."""
    try:
        go_on = [] if source is None else [[key(view.plain("button.go_on"), unpack(source))]]
    except StaleButton:
        go_on = []
    return Screen(view.say("frame.card_expired"), [*go_on, home_row(view)])


async def call(view: View) -> Screen | None:
    """Telephone numbers: of the next visit's hospital, else of hospitals; None without any."""
    mine = [] if view.person is None else await view.read(queries.my_upcoming, person=view.me)
    known = [each.hospital for each in mine[:1]]
    if not known:
        known = [each.hospital for each in await view.read(queries.openings)]
    phones = [(at.name, at.phone) for at in known if at.phone][:MAX_PHONES]
    if not phones:
        return None
    lines = [view.say("frame.call_line", hospital=name, phone=phone) for name, phone in phones]
    return Screen(joined(view.say("frame.call"), "\n".join(lines)), [home_row(view)])


def _choice(
    view: View, reading: Reading, intent: str, at: HospitalName | None, day: date | None
) -> InlineKeyboardButton:
    meant = ReadAs(intent, None if at is None else at.id, day, reading.places)
    name, when = None if at is None else at.names[0], None if day is None else view.words.day(day)
    if reading.places is None:
        return key(" ".join(part for part in (name, when) if part), meant)
    first = view.plain("frame.places", n=reading.places)
    if day is not None:
        first = view.plain("frame.day_places", day=day, n=reading.places)
    return key(" · ".join(part for part in (first, name) if part), meant)
