"""Screens that answer a typed line which opens nothing: what it may mean, or who to call."""

from collections.abc import Sequence
from dataclasses import replace

from telegram import InlineKeyboardButton

from domain import queries
from handlers.booking import line_screens
from handlers.parsing import Doubt, PartKind, Reading
from handlers.ui import system as frames
from handlers.ui.callback_data import StaleButton, key, unpack
from handlers.ui.screen import Screen, home_row, joined
from handlers.view import View

MAX_PHONES = 3
MAX_REPEATED = 8
"""Buttons of an open card that are shown again."""


def not_an_answer(view: View, buttons: Sequence[tuple[str, str]]) -> Screen:
    """The text answers nothing that the open card asks; its buttons once more, if they are few."""
    if len(buttons) > MAX_REPEATED:
        return Screen(view.say("frame.not_an_answer_above"), [home_row(view)])
    keys = [[InlineKeyboardButton(label, callback_data=data)] for label, data in buttons]
    return Screen(view.say("frame.not_an_answer"), keys)


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
    """What the front desk says it does not want is not done."""
    return Screen(view.say("frame.left_as_is"), [home_row(view)])


def expired(view: View, source: str | None) -> Screen:
    """The open card is too old for words; its button draws it again."""
    try:
        go_on = [] if source is None else [[key(view.plain("button.go_on"), unpack(source))]]
    except StaleButton:
        go_on = []
    return Screen(view.say("frame.card_expired"), [*go_on, home_row(view)])


async def not_understood(view: View) -> Screen:
    """Nothing known is meant; with the number of the next visit's hospital."""
    screen = frames.free_text(view)
    if view.admin or view.person is None:
        return screen
    mine = await view.read(queries.my_upcoming, person=view.me)
    at = mine[0].hospital if mine else None
    if at is None or at.phone is None:
        return screen
    line = view.say("frame.call_line", hospital=at.name, phone=at.phone)
    return replace(screen, text=f"{screen.text}\n{line}")


def unclear(view: View) -> Screen:
    """The text was not taken as the answer to the question above."""
    return Screen(view.say("frame.unclear"), [home_row(view)])


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
