"""Hospitals by the names that admins type, and lines to copy into the chat. Commits nothing."""

import unicodedata
from collections.abc import Callable, Sequence
from datetime import timedelta
from difflib import SequenceMatcher

from telegram import CopyTextButton, InlineKeyboardButton

from domain import queries
from domain.model import Hospital, hospital_key
from handlers.booking import search_screens
from handlers.ui.home import home_row
from handlers.ui.screen import Screen
from handlers.view import View

CLOSE = 0.5
"""Names less alike than this are not offered."""
CLOSE_LETTERS = 0.7
"""Korean letters are few: names share many of them by chance."""


async def hospital_called(view: View, name: str) -> Hospital | None:
    """The live hospital of that name, however it is spaced and cased."""
    return await view.read(queries.hospital_by_key, key=hospital_key(name))


async def meant(view: View, name: str) -> Hospital | None:
    """The live hospital of that name, or the only one whose name holds it: for what asks again
    before it acts.
    """
    found = search_screens.fitting(await view.read(queries.hospitals), name)
    return found[0] if len(found) == 1 else None


async def nearest(view: View, name: str) -> Sequence[Hospital]:
    """Up to four hospitals whose names are like it, the likest first."""
    wanted = hospital_key(name)
    alike = [(_alike(each.key, wanted), each) for each in await view.read(queries.hospitals)]
    close = sorted((pair for pair in alike if pair[0] >= CLOSE), key=lambda pair: -pair[0])
    return [each for _, each in close[:4]]


async def unknown(
    view: View, name: str, offer: Callable[[Hospital], InlineKeyboardButton | None]
) -> Screen:
    """No such hospital; those with names like it, each with what `offer` makes of it."""
    close = await nearest(view, name)
    offered = [button for button in map(offer, close) if button is not None]
    said = view.say("admin.unknown_hospital", name=name)
    if offered:
        said += "\n" + view.say("admin.did_you_mean")
    return Screen(said, [*([button] for button in offered), home_row(view)])


async def gone(view: View) -> Screen:
    """The hospital on the button was deleted meanwhile."""
    return Screen(view.say("admin.hospital_gone"), [home_row(view)])


def example(view: View) -> str:
    """A date that can be typed today."""
    return (view.today + timedelta(weeks=1)).isoformat()


def copy(label: str, line: str) -> InlineKeyboardButton:
    """A button that copies a line, to be pasted and changed."""
    return InlineKeyboardButton(label, copy_text=CopyTextButton(line))


def _alike(one: str, other: str) -> float:
    """Whole names by their characters, beginnings by their letters: a slip in a short name counts
    less there.
    """
    if other in one or one in other:
        return 1.0
    whole = SequenceMatcher(None, one, other).ratio()
    letters, typed = unicodedata.normalize("NFD", one), unicodedata.normalize("NFD", other)
    begun = SequenceMatcher(None, letters[: len(typed)], typed).ratio()
    return begun if begun >= CLOSE_LETTERS else whole
