"""The table of bad input: what was said, which text answers it, and what must be as before.

A row is (number, input, key of the answering text). `wrong` tells the rows that are not so.
"""

import json
import re
import sqlite3
import tomllib
from collections.abc import Awaitable, Callable, Iterable
from contextlib import closing
from functools import cache
from pathlib import Path

from tests.handlers.phone import Heard

TEXTS = Path(__file__).parents[2] / "handlers" / "texts" / "ko.toml"
KEPT_ANYWAY = {"handled", "audit", "audit_key", "sqlite_sequence", "open_card"}
"""What may change with any update: its key, the audit of who tried what, and the card shown last,
which holds nothing of the text (`_cards`).
"""
TELLING_CHARS = 6
"""So long a text is on no button by chance."""
Row = tuple[int, str, str]
Say = Callable[[str], Awaitable[Heard]]


def says(key: str, heard: str) -> bool:
    """Whether the text of that key is in what somebody heard, whatever its values."""
    return _pattern(key).search(heard) is not None


def stored(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the main database that an input could have changed, open questions included."""
    with closing(sqlite3.connect(folder / "main.db")) as database:
        found = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        tables = sorted({name for (name,) in found} - KEPT_ANYWAY)
        return {name: database.execute(f"SELECT * FROM {name}").fetchall() for name in tables}  # noqa: S608


async def wrong(rows: Iterable[Row], *, say: Say, folder: Path, also: str = "") -> list[str]:
    """The rows that are answered otherwise, do not repeat the question `also`, or change
    something.
    """
    return [found for row in rows for found in await _judged(row, say, folder, also)]


async def _judged(row: Row, say: Say, folder: Path, also: str) -> list[str]:
    number, typed, key = row
    before = stored(folder)
    heard = await say(typed)
    after = stored(folder)
    changed = [name for name in before if before[name] != after[name]]
    found = []
    if len(typed) >= TELLING_CHARS and typed in _cards(folder):
        found.append(f"{number} {typed[:40]!a}: kept with the card shown last")
    if not says(key, heard.text):
        found.append(f"{number} {typed[:40]!a}: not {key} but {heard.text!r:.200}")
    if also not in heard.text:
        found.append(f"{number} {typed[:40]!a}: the question is gone: {heard.text!r:.200}")
    if changed:
        found.append(f"{number} {typed[:40]!a}: changed {changed}")
    return found


def _cards(folder: Path) -> str:
    """All that is stored of the cards shown last."""
    with closing(sqlite3.connect(folder / "main.db")) as database:
        rows = database.execute("SELECT facts FROM open_card").fetchall()
    return "\n".join(text for (facts,) in rows for text in _texts(json.loads(facts)))


def _texts(value: object) -> list[str]:
    """All texts in a JSON value, unescaped."""
    if isinstance(value, dict | list):
        inside = value.values() if isinstance(value, dict) else value
        return [text for each in inside for text in _texts(each)]
    return [value] if isinstance(value, str) else []


@cache
def _pattern(key: str) -> re.Pattern[str]:
    section, _, name = key.partition(".")
    text = tomllib.loads(TEXTS.read_text("utf-8"))[section][name]
    bare = re.sub(r"<[^>]*>", "", text)
    parts = [re.escape(part) for part in re.split(r"\{[^}]*\}", bare)]
    return re.compile(".*".join(parts), re.DOTALL)
