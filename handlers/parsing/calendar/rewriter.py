"""Rules that join tokens: patterns over their codes, applied one after the other."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from handlers.parsing.calendar.tokens import Token


@dataclass(frozen=True, slots=True)
class ReadContext:
    """What words are read against. `past`: days may lie back, and a day without a year is the
    nearest one.
    """

    today: date
    language: str = "ko"
    past: bool = False
    desk: bool = False


Make = Callable[[ReadContext, list[Token], Sequence[Token]], Token | None]
"""Joins the tokens of a match, given those before it; None leaves them as they are."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern over codes and what joins its tokens."""

    pattern: re.Pattern[str]
    make: Make


def rule(pattern: str, make: Make) -> Rule:
    """A rule whose pattern may have a blank wherever it has a space, and has one for `_`."""
    return Rule(re.compile(pattern.replace(" ", " ?").replace("_", " ")), make)


def rewrite(tokens: list[Token], rules: Sequence[Rule], context: ReadContext) -> list[Token]:
    """Apply every rule once, from left to right."""
    codes = "".join(token.code for token in tokens)
    for each in rules:
        if each.pattern.search(codes):
            tokens = _applied(each, tokens, codes, context)
            codes = "".join(token.code for token in tokens)
    return tokens


def _applied(each: Rule, tokens: list[Token], codes: str, context: ReadContext) -> list[Token]:
    out: list[Token] = []
    at = 0
    for found in each.pattern.finditer(codes):
        start, end = found.span()
        inner = [token for token in tokens[start:end] if token.code != " "]
        out += tokens[at:start]
        made = each.make(context, inner, out) if inner else None
        out += tokens[start:end] if made is None else [_covering(made, inner)]
        at = end
    return out + tokens[at:]


def _covering(made: Token, inner: list[Token]) -> Token:
    return made.at(inner[0].start, inner[-1].end)
