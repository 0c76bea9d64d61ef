"""Search for hospitals by a part or a misspelling of their name."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from difflib import SequenceMatcher
from functools import partial

from telegram import CopyTextButton, InlineKeyboardButton

from domain import queries
from domain.model import Hospital, hospital_key
from handlers import parsing
from handlers.parsing import HospitalName, Reading
from handlers.texts import Value
from handlers.ui.buttons import ShowMonth, ShowOpenings
from handlers.ui.callback_data import fitted, key
from handlers.ui.screen import Asks, Rows, Screen, home_row, joined
from handlers.view import View

MAX_LISTED = 8


async def fitting(view: View, name: str) -> Sequence[Hospital]:
    """The one of that name, or those whose name holds it, as many as are listed."""
    return await view.read(queries.hospitals_called, key=hospital_key(name), limit=MAX_LISTED)


def several(view: View, found: Sequence[Hospital], *, day: date | None) -> Screen:
    """More than one fits."""
    rows = _choice(view, found, day)
    return Screen(view.say("booking.several"), rows, asks=Asks(intent=parsing.Intent.BOOK, day=day))


def unknown(view: View, near: Sequence[Hospital], *, day: date | None) -> Screen:
    """None fits; those that come close."""
    did_you_mean = view.say("booking.did_you_mean") if near else None
    said = joined(view.say("booking.unknown_hospital"), did_you_mean)
    asks = Asks(intent=parsing.Intent.BOOK, day=day)
    return Screen(said, _choice(view, near, day), asks=asks)


def _choice(view: View, found: Sequence[Hospital], day: date | None) -> Rows:
    first = None if day is None else day.replace(day=1)
    keys = [[key(each.name, ShowMonth(each.id, first))] for each in found]
    return [*keys, [key(view.plain("button.all_hospitals"), ShowOpenings()), *home_row(view)]]


MAX_COMPARED = 24
"""Comparing costs time: of many names, only those with the most letters in common are."""
MAX_COMPARED_CHARS = 16
"""So much of a name tells it apart; comparing takes cubic time, should letters repeat."""
MAX_COMPARED_TEXT_CHARS = 60
"""So much of a line is compared with the names of hospitals."""
_INITIALS = re.compile("[ㄱ-ㅎ]{2,}")
"""First consonants alone, by which a hospital is found: ㅎㅂㅂㅇ."""
_KIND_OF_PLACE = re.compile(
    "(?:대학병원|종합병원|의료원|검진센터|건강검진센터|병원|의원|내과|외과|클리닉|센터"
    "|hospital|clinic|center|centre)$"
)
_PLACE = re.compile(
    "병원|의원|내과|외과|치과|센터|클리닉|hospital|clinic|cent(?:er|re)", re.IGNORECASE
)
"""In a line with one of these words, a name may be made of others with a meaning: 취소병원."""
MIN_SIMILARITY = 0.5
"""Names less similar than this are not offered."""
MIN_LETTER_SIMILARITY = 0.7
"""For the letters that syllables consist of: there are few, so names share many by chance."""


async def hospital_called(view: View, name: str) -> Hospital | None:
    """The live hospital of that name, however it is spaced and cased."""
    return await view.read(queries.hospital_by_key, key=hospital_key(name))


async def read_line(
    view: View, text: str, *, desk: bool = False, first: Reading | None = None
) -> Reading:
    """Read a line, with the hospitals that its other words may name; `first`: without them.

    Raises ParseError.
    """
    read = partial(parsing.read, text, today=view.today, language=view.language, desk=desk)
    first = first or read()
    if not first.unread and first.person is None and not _PLACE.search(first.text):
        return first
    if any(map(_INITIALS.fullmatch, first.unread)):
        some = await view.read(queries.hospitals)
    else:
        wanted = hospital_key(first.text)[:MAX_COMPARED_TEXT_CHARS]
        some = await view.read(queries.hospitals_like, key=wanted, limit=MAX_COMPARED)
    names = [HospitalName(each.id, (each.name,)) for each in some]
    return read(hospitals=names, first=first) if names else first


async def nearest(view: View, name: str, *, day: date | None = None) -> Sequence[Hospital]:
    """Up to four hospitals whose names are like it, the likest first; with `day`, of those that are
    open on it.
    """
    wanted = hospital_key(name)
    if day is None:
        some = await view.read(queries.hospitals_like, key=wanted, limit=MAX_COMPARED)
    else:
        there = [card.hospital for card in await view.read(queries.openings_on, day=day)]
        shared = [(-len(set(each.key) & set(wanted)), each) for each in there]
        some = [each for _, each in sorted(shared, key=lambda pair: pair[0])[:MAX_COMPARED]]
    alike = [(likeness(each.key, wanted), each) for each in some]
    close = sorted((pair for pair in alike if pair[0] >= MIN_SIMILARITY), key=lambda pair: -pair[0])
    return [each for _, each in close[:4]]


def unknown_hospital(
    view: View,
    name: str,
    near: Sequence[Hospital],
    offer: Callable[[Hospital], InlineKeyboardButton | None],
) -> Screen:
    """No such hospital; those with names like it, each with what `offer` makes of it."""
    offered = [button for button in map(offer, near) if button is not None]
    said = view.say("admin.unknown_hospital", name=name)
    if offered:
        said += "\n" + view.say("booking.did_you_mean")
    return Screen(said, [*([button] for button in offered), home_row(view)])


async def gone(view: View) -> Screen:
    """The hospital on the button was deleted meanwhile."""
    return Screen(view.say("admin.hospital_gone"), [home_row(view)])


def example(view: View) -> str:
    """A date that can be typed today: as people write it, for the desk as in its commands."""
    day = view.today + timedelta(weeks=1)
    return day.isoformat() if view.admin else view.words.day(day)


def with_example(view: View, values: Mapping[str, Value]) -> Mapping[str, Value]:
    """The values of a rule that was broken, with the example that suits the reader."""
    return (
        {"example": example(view), **values} if view.admin else {**values, "example": example(view)}
    )


def copy(label: str, line: str) -> InlineKeyboardButton:
    """A button that copies a line, to be pasted and changed."""
    return InlineKeyboardButton(fitted(label), copy_text=CopyTextButton(line))


def likeness(one: str, other: str) -> float:
    """Similarity of names by characters, or of beginnings by letters, where a slip in a short name
    counts less. What kind of place it is tells names apart only where nothing else does.
    """
    if other in one or one in other:
        return 1.0
    stems = _KIND_OF_PLACE.sub("", one), _KIND_OF_PLACE.sub("", other)
    one, other = (each[:MAX_COMPARED_CHARS] for each in (stems if all(stems) else (one, other)))
    whole = _ratio(one, other, least=MIN_SIMILARITY)
    letters, typed = unicodedata.normalize("NFD", one), unicodedata.normalize("NFD", other)
    begun = _ratio(letters[: len(typed)], typed, least=MIN_LETTER_SIMILARITY)
    return begun if begun >= MIN_LETTER_SIMILARITY else whole


def _ratio(one: str, other: str, *, least: float) -> float:
    """Similarity from 0 to 1; 0 for less than `least`, which is cheap to find out."""
    matcher = SequenceMatcher(None, one, other)
    if min(matcher.real_quick_ratio(), matcher.quick_ratio()) < least:
        return 0.0
    return matcher.ratio()
