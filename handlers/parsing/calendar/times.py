"""Rules for clock times, ranges of times and parts of the day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import time

from handlers.parsing.calendar.rewriter import ReadContext, Rule, rule
from handlers.parsing.calendar.tokens import Token
from handlers.parsing.calendar.vocabulary import AFTERNOON, EVENING, MORNING
from handlers.parsing.line_parts import TimeRange

Tokens = Sequence[Token]
UNSURE = "parse.time_order"
MISSING = Token("U", 0, 0, doubt="parse.time_missing")
UNSURE_HOURS = (6, 7)
"""Hours that without a word for the part of the day may be of the morning or the evening."""
EARLY_HOURS = range(5, 12)
"""Hours of the morning, and of the evening; others of twelve that are called so are asked."""


def _clock(hour: int, minute: int, part: int = 0) -> Token:
    """A time of the 12-hour clock, or of the 24-hour clock, as visiting hours suggest."""
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return MISSING
    doubt = ""
    if part:
        odd = part in {MORNING, EVENING} and hour not in EARLY_HOURS
        doubt = UNSURE if odd and (part == MORNING or hour <= 12) else ""
        hour += 12 if part in {AFTERNOON, EVENING} and hour < 12 else 0
    elif 1 <= hour <= 5:
        hour += 12
    elif hour in UNSURE_HOURS or hour in {0, 24}:
        doubt = UNSURE
    at = time(hour % 24, minute)
    return Token("S", 0, 0, hour, time=TimeRange(at, at), doubt=doubt)


def _minutes(found: list[Token]) -> int:
    if any(t.code == "f" for t in found):
        return 30
    numbers = [t.number for t in found if t.code in "Nn"]
    return numbers[1] if len(numbers) > 1 else 0


def _spelt(_context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """Hour and minute with what says the part of the day: `오전 9시 반`, `9:30 am`, `at nine`."""
    numbers = [t for t in found if t.code in "Nn"]
    part = next((t.number for t in found if t.code in "mP%"), 0)
    hour, minute = numbers[0].number, _minutes(found)
    if numbers[0].digits in {3, 4} and numbers[0].code == "N" and len(numbers) == 1:
        hour, minute = divmod(hour, 100)
    made = _clock(hour, minute, part)
    padded = numbers[0].code == "N" and numbers[0].digits == 2 and numbers[0].number < 10
    return replace(made, doubt="") if padded and not part and made.code == "S" and hour else made


def _twelve_hours(context: ReadContext, found: list[Token], before: Tokens) -> Token | None:
    if found[0].digits == 4 and any(t.code == "b" for t in before):  # `Mar 28, 2028 in the ...`
        return None
    made = _spelt(context, found, before)
    number = found[0].number
    if made is None or made.code == "U":
        return made
    odd = 12 < number <= 24 and found[-1].code in "m%"
    return replace(made, doubt=UNSURE) if odd else made


def _named(_context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """`noon`, `정오`."""
    token = next(t for t in found if t.code == "S")
    if token.time is not None:
        return token
    at = time(token.number, 0)
    return Token(
        "S", 0, 0, token.number, time=TimeRange(at, at), doubt="" if token.number else UNSURE
    )


def _past(_context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """`half past nine`, `quarter to ten`, `ten past nine`, and `half nine`, which is asked."""
    first, last = found[0], next(t for t in reversed(found) if t.code in "Nn")
    minutes = {"f": 30, "Q": 15}.get(first.code, first.number)
    before = any(t.code == "~" for t in found)
    if last.number > 12 or minutes > 59 or (before and last.number < 1):
        return None
    hour, minute = (last.number - 1, 60 - minutes) if before else (last.number, minutes)
    part = next((t.number for t in found if t.code in "mP%"), 0)
    made = _clock(hour or 12, minute, part)
    plain = not any(t.code in "~t" for t in found)
    near = before and first.code in "Nn" and minutes <= 12
    return replace(made, doubt=UNSURE) if plain or near else made


def _quarter_of(_context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    hour = found[-1].number
    return _clock(hour - 1, 45) if 1 < hour <= 12 else None


def _range(_context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """A range of which one end may be a bare number: `9~11시`, `9:30-11`, `2-4pm`."""
    part = next((t.number for t in found if t.code in "mP%"), 0)
    ends = [t for t in found if t.code in "NnS"][:2]
    last = ends[1] if ends[1].code == "S" else _clock(ends[1].number, 0, part)
    if ends[0].code == "S":
        first = ends[0]
    else:
        number = ends[0].number
        same = part and last.time is not None and number < (last.time.last.hour % 12 or 12)
        first = _clock(number, 0, part if same else 0)
    if first.time is None or last.time is None:
        return MISSING
    doubt = first.doubt or last.doubt
    if doubt and not part and last.number > 12 >= first.number:
        doubt = ""
    if first.time.first > last.time.last:
        doubt = UNSURE
    number = 98 if any(t.code == "~" and t.digits > 1 for t in found) else 99
    return Token("S", 0, 0, number, time=TimeRange(first.time.first, last.time.last), doubt=doubt)


def _hinted(context: ReadContext, found: list[Token], before: Tokens) -> Token | None:
    """`9-11` alone: times, or a date."""
    a, b = (t.number for t in found if t.code == "N")
    if not (8 <= a < b <= 18 and context.language != "ko"):
        return None
    made = _range(context, found, before)
    return replace(made, doubt=UNSURE) if made else None


def _dotted(context: ReadContext, found: list[Token], before: Tokens) -> Token | None:
    """`9.30`: a time if a day was said, or in English; asked, since it may be a date."""
    hour, minute = found[0].number, found[2]
    ranged = next((t.code for t in reversed(before) if t.code != " "), "") in "~->"
    said = not ranged and any(t.code in "DVR" or t.code == "." for t in before)
    if minute.digits != 2 or not 7 <= hour <= 18 or minute.number not in {0, 15, 30, 45}:
        return None
    if found[0].digits > 2 or (context.language == "ko" and not said):
        return None
    return replace(_clock(hour, minute.number), doubt=UNSURE)


def _unsure(_context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """An open end or a choice of times: the first one, asked."""
    token = next(t for t in found if t.code in "SNn")
    made = token if token.code == "S" else _clock(token.number, 0)
    return replace(made, doubt=UNSURE) if made.code == "S" else None


def _range_or_choice(context: ReadContext, found: list[Token], before: Tokens) -> Token | None:
    ranged = any(t.code in "~-><6" for t in found)
    return (_range if ranged else _unsure)(context, found, before)


def _lunch(_context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    named = next((t for t in found if t.code == "S"), None)
    if named is not None and named.number != 12:
        return replace(named, doubt=UNSURE)
    if found[-1].code == "Z" or found[0].code == "8":
        return Token("P", 0, 0, MORNING)
    if found[-1].code in "Aa" or found[0].code == "9":
        return Token("P", 0, 0, AFTERNOON)
    return replace(_clock(12, 0), doubt=UNSURE)


def _part(_context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    return Token("P", 0, 0, next(t.number for t in found if t.code in "mP%"))


def _refused(_context: ReadContext, _found: list[Token], _: Tokens) -> Token | None:
    """`not in the morning`: no part of the day, and the rest is to be asked."""
    return Token("P", 0, 0, doubt=UNSURE)


def _hour_and_two_digits(context: ReadContext, found: list[Token], before: Tokens) -> Token | None:
    """`09h30`, `9시30`."""
    return _spelt(context, found, before) if found[-1].digits == 2 else None


def _two_words(_context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """`nine thirty`."""
    hour, minute = found[0].number, found[-1].number
    return _clock(hour, minute) if 1 <= hour <= 12 and minute in {15, 30, 45} else None


def _hour_and_minute(_context: ReadContext, found: list[Token], _before: Tokens) -> Token | None:
    """`9 30 am`."""
    hour, minute = found[0], found[1]
    fits = hour.number <= 12 and minute.digits == 2 and minute.number < 60
    return _clock(hour.number, minute.number, found[2].number) if fits else None


def _noon_in_figures(context: ReadContext, found: list[Token], before: Tokens) -> Token | None:
    plain = found[0].number == 12 and found[1].time is None
    return _named(context, found, before) if plain else None


def _day_or_hour(_context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """`March 2, 5 and 10 in the morning`: the 10th, or ten o'clock; left to be typed again."""
    last = next(t for t in reversed(found) if t.code == "N")
    return Token("E", 0, 0) if last.digits <= 2 else None


def _not_the_latter(_context: ReadContext, found: list[Token], _: Tokens) -> Token | None:
    """`10am instead of 9am`."""
    return found[0]


def _hours(context: ReadContext, found: list[Token], before: Tokens) -> Token | None:
    """`between 9 and 11`, `from 9 to 11`: hours, unless they are days."""
    a, b = (t.number for t in found if t.code in "Nn")
    return _range(context, found, before) if a <= 12 and b <= 12 else None


def _at(context: ReadContext, found: list[Token], before: Tokens) -> Token | None:
    """`at nine`; "at a" is none."""
    return (
        None if found[-1].digits == 1 and found[-1].code == "n" else _spelt(context, found, before)
    )


def _work(_context: ReadContext, _found: list[Token], _: Tokens) -> Token | None:
    return Token("P", 0, 0, EVENING)


_FREE = "(?<![N/.:])"
_NO_DATE = "(?! ?[a-zA-Z#/.:-])"
TIME_RULES: tuple[Rule, ...] = (
    rule("b\\.? [NO](?: (?:,? &|,) [NO])* (?:,? &|,|~|-) N i? P", _day_or_hour),
    rule("P,? ! i? P", _part),
    rule("! i? P", _refused),
    rule("[Nn] [~-] [Nn] H(?: f)?|[Nn] [~-] [Nn] (?:%|i P)|m [Nn] [~-] [Nn] H", _range),
    rule("NHN(?! [#HTMKJ])", _hour_and_two_digits),
    rule(f"m? {_FREE}[Nn] H [Nn] I|m? {_FREE}[Nn] H f?", _spelt),
    rule(f"[m%]? {_FREE}N:N(?::N)? [m%]?(?![N:/])", _spelt),
    rule(f"{_FREE}N\\.N %", _spelt),
    rule("[fQ] -? t [Nn](?: i? [mP%])?|[fQ] ~ [Nn]|[Nn] I? t [Nn]|n ~ n(?! [mPH%])", _past),
    rule("f [Nn](?![:/.])", _past),
    rule("Q n", _quarter_of),
    rule("n -? n(?! [mPHKGJ#%])", _two_words),
    rule("(?<!b)(?<!b_)N N %", _hour_and_minute),
    rule(
        f"{_FREE}[Nn] %|{_FREE}(?<!b)(?<!b_)(?<!b\\.)(?<!b\\._)[Nn] i? P|m [Nn]{_NO_DATE}",
        _twelve_hours,
    ),
    rule("N S", _noon_in_figures),
    rule("S H?", _named),
    rule("^[Nn] H$", _spelt),
    rule(
        "[Nn] [~-] S|S [~-] [Nn](?![/.:MTYb])|> [Nn] ~ [Nn] (?:%|i P)|6 S & [Nn]|6 [Nn] & S", _range
    ),
    rule("6 [Nn] & [Nn](?! b)|> [Nn] ~ [Nn]$", _hours),
    rule("(?<!!)(?<!!_)S,? ! S", _not_the_latter),
    rule("[>6]? S (?:[~<-]|>|&) S <?", _range_or_choice),
    rule("^[Nn] & [Nn]$", _unsure),
    rule("^N-N$", _hinted),
    rule("s [Nn](?! [bMT])", _at),
    rule("[uP3] [ZAa]|[89] [uS]|3|u", _lunch),
    rule(f"[89] N{_NO_DATE}$|S (?:A|Z|a)|! 8 [NS]", _unsure),
    rule("9 4", _work),
    rule("m|^%$", _part),
)
DOTTED_RULES = (rule("(?<![N./:-])N\\.N(?![N/]|\\.N)", _dotted),)
"""Before `9.30` is read as a day."""
