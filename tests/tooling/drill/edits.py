"""Edits of a source text. Each raises LookupError when the place to change is not there."""

import re
from collections.abc import Callable

Edit = Callable[[str], str]


def after(anchor: str, text: str) -> Edit:
    """Put `text` behind the first occurrence of `anchor`."""
    return replacing(anchor, anchor + text)


def before(anchor: str, text: str) -> Edit:
    """Put `text` in front of the first occurrence of `anchor`."""
    return replacing(anchor, text + anchor)


def replacing(anchor: str, text: str) -> Edit:
    def edit(source: str) -> str:
        if anchor not in source:
            raise LookupError(f"nothing to hold on to: {anchor!r}")
        return source.replace(anchor, text, 1)

    return edit


def matching(pattern: str, text: str) -> Edit:
    """Replace the first match."""

    def edit(source: str) -> str:
        found, n = re.subn(pattern, text, source, count=1, flags=re.MULTILINE)
        if not n:
            raise LookupError(f"nothing to hold on to: {pattern!r}")
        return found

    return edit


def appended(text: str) -> Edit:
    return lambda source: source.rstrip("\n") + text


def new(text: str) -> Edit:
    return lambda _: text


def each(*edits: Edit) -> Edit:
    """One after the other."""

    def edit(source: str) -> str:
        for one in edits:
            source = one(source)
        return source

    return edit
