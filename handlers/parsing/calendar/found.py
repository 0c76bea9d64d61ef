"""The days and times of a text, put together from its tokens."""

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from handlers.parsing.calendar.counts import (
    COUNT_RULES,
    SEVERAL_COUNTS,
)
from handlers.parsing.calendar.rewriter import ReadContext, rewrite
from handlers.parsing.calendar.rules import DAY_RULES, SET_RULES
from handlers.parsing.calendar.spans import MAX_DAYS, WEEKEND, WORKING_DAYS, DaySet, Span
from handlers.parsing.calendar.times import DOTTED_RULES, TIME_RULES
from handlers.parsing.calendar.tokens import Token, tokenise
from handlers.parsing.line_parts import PartOfDay, TimeRange

_RULES = (COUNT_RULES, TIME_RULES, DOTTED_RULES, DAY_RULES, SET_RULES)
PARTS = (None, PartOfDay.MORNING, PartOfDay.NOON, PartOfDay.AFTERNOON, PartOfDay.EVENING)
_LENGTHS = frozenset({"relG", "relK", "relJ"})
"""Forms of days that are told by how long it is until then."""
_DATED = frozenset({"md", "dm", "ymd", "T"})
"""Forms of days that are written by their number, several of which are a list."""
_UNJOINED = re.compile(r"[DVR][^DVRNw~><-]{0,3}[~>-][^DVRNw~><-]{0,3}[DVR]")
"""Two days between which a dash is left over: no list."""
_BUT = re.compile("[DVR][^DVR;]{0,60};[^DVR]{0,60}[DVR]")
"""`march 10 but march 12 is better`: which one is meant."""
MAX_TOKENS = 125
"""Words, signs and blanks: 18 dates as 2027-10-11 have 124, 12 as 2027년 10월 11일 118."""
Words = tuple[int, int]


_REFUSED_AFTER = re.compile(
    r"(?: ?(?:날은|은|는|엔|에는|에도|에|도|이))? ?(?:(?:제가|저는|저) )?"
    r"(?:(?:방문|참석|내원|시간|일정|가기|오기)(?:하기|[은는이가도을에])? ?(?:내기 ?)?)?"
    r"(?:안 ?(?:돼|되|됩|될|된|가요|갑|갈|올|와요)|못 ?(?:가|갈|간|갑|갔|해|하|할|합|와|올|옵)"
    r"|(?:[갈올될]|[가-힣]{0,2}[할을]) ?수[가는도]? ?없|불가(?!피)|힘들|힘듭|힘드|곤란"
    r"|어려|어렵|무리(?! ?없)"
    r"|(?:시간|일정|여유)[은는이도]? ?(?:없|안 ?[나맞])|싫|별로|바빠|바쁘|바쁩|빼 ?[주줘])"
    r"[가-힣]{0,6}"
    r"| (?:doesn't|does not|don't|do not|won't|isn't|(?:is|are) (?:not?|impossible|bad|out)"
    r"(?! (?:a )?problem)(?![a-z]))"
    r"(?: (?:work|good|free|possible|available|convenient|for me)(?![a-z])){0,2}"
)
_ASKS = re.compile("(?:(?<!안)(?<!안 )나요|(?<!니)까요?|[은는한운인]가요?)$")
"""The end of a refusal that is a question: 20일은 안 되나요."""
_DENIED = re.compile("지[는도]? ?[않안]")
"""In a refusal that is denied itself: 20일도 어렵지 않아요."""
_BESIDE_REFUSED = re.compile(r"D ?\*")
"""`20일 21일은 못 가요`: the first one may be refused, too."""
MAX_REFUSAL_CHARS = 24
_REFUSED_BEFORE = re.compile(
    r"(?:(?:can't|cannot) (?:do|make|make it)|no time|not free|not available|busy)"
    r"(?: on)?(?: the)? $"
)


@dataclass(slots=True)
class CalendarWords:
    """What a text says of days and times; `days_doubt` and `time_doubt` are text keys.

    `ends`: both ends of the only range; `empty`: those of one in which no day is of the kind asked
    for. `unread`: offsets of days that do not exist.
    """

    days: tuple[date, ...] = ()
    days_doubt: str = ""
    on_weekday: bool = False
    by_length: bool = False
    weekly: frozenset[int] = frozenset()
    excluded: tuple[date | int, ...] = ()
    time: TimeRange | None = None
    time_doubt: str = ""
    time_ends: bool = False
    several_times: bool = False
    part: PartOfDay | None = None
    ends: tuple[date, ...] = ()
    empty: tuple[date, ...] = ()
    day_words: list[Words] = field(default_factory=list)
    time_words: list[Words] = field(default_factory=list)
    unread: list[tuple[int, int, str]] = field(default_factory=list)


def find(text: str, context: ReadContext) -> CalendarWords:
    """Find the days and times of a lower-case text."""
    tokens = tokenise(text)
    if len(tokens) > MAX_TOKENS:
        return CalendarWords(unread=[(0, len(text), "parse.days_many")])
    for rules in _RULES:
        tokens = rewrite(tokens, rules, context)
    if context.desk:  # a day that does not suit is one to close
        return _assembled(tokens, context)
    kept = [_refused(text, token) for token in tokens]
    words = _assembled(kept, context)
    pairs = zip(tokens, kept, strict=True)
    codes = "".join("*" if new.code == "@" != old.code else old.code for old, new in pairs)
    if _BESIDE_REFUSED.search(codes):
        words.days_doubt = words.days_doubt or "parse.day_order"
    return words


def _refused(text: str, token: Token) -> Token:
    """A day that is said not to suit is taken out; a part of the day is to be asked."""
    words = _refusal(text, token) if token.code in "DVRPp" else None
    if words is None:
        return token
    whole = token.at(*words)
    if token.code == "P":
        return replace(whole, number=0, doubt="parse.time_order")
    if token.code == "p" or token.days is None:
        return replace(whole, code="@", less_weekdays=token.weekdays)
    doubt = "parse.day_order" if token.days.form == "w" else ""
    if doubt and token.code == "D":
        weekday = frozenset({token.days.first.isoweekday()})
        return replace(whole, code="@", days=None, less_weekdays=weekday, doubt=doubt)
    return replace(whole, code="@", days=None, less=token.days, doubt=doubt)


def _refusal(text: str, token: Token) -> Words | None:
    """Where the day is with the words that refuse it; a question whether it suits refuses none."""
    first = max(token.start - MAX_REFUSAL_CHARS, 0)
    behind = _REFUSED_AFTER.match(text, token.end)
    before = _REFUSED_BEFORE.search(text[first : token.start])
    end = behind.end() if behind else token.end
    asks = _ASKS.search(text[token.end : end]) or text.startswith("?", end)
    if (behind is None and before is None) or asks or _DENIED.search(text[token.end : end + 2]):
        return None
    return (first + before.start() if before else token.start), end


def _assembled(tokens: list[Token], context: ReadContext) -> CalendarWords:
    words = CalendarWords()
    sets: list[DaySet] = []
    out: list[DaySet] = []
    for token in tokens:
        if token.code == "U" or (token.code == "#" and token.doubt == SEVERAL_COUNTS):
            words.unread.append((token.start, token.end, token.doubt))
        elif token.code in "DVR@pB":
            words.day_words.append((token.start, token.end))
        elif token.code == "E":
            words.unread.append((token.start, token.end, "parse.unread"))
        _add_days(words, sets, out, token, context)
        _add_time(words, token)
    _net(words, sets, out)
    codes = "".join(token.code for token in tokens)
    if words.days and (_UNJOINED.search(codes) or _BUT.search(codes)):
        words.days_doubt = words.days_doubt or "parse.day_order"
    if words.time is not None:
        words.part = None
    return words


def _add_days(
    words: CalendarWords, sets: list[DaySet], out: list[DaySet], token: Token, context: ReadContext
) -> None:
    if token.days is not None and token.code in "DVR":
        sets.append(token.days)
    if token.code in "pB":
        words.weekly |= token.weekdays
    if token.code == "B" or (token.code == "p" and _is_the_weekend(token)):
        coming = Span(context.today, context.today + timedelta(days=6), token.weekdays)
        sets.append(DaySet((coming,), "parse.day_order"))
    if token.code in "@p#" and token.doubt not in ("", SEVERAL_COUNTS):
        words.days_doubt = token.doubt
    if token.less is not None:
        out.append(token.less)
    words.excluded += tuple(sorted(token.less_weekdays))


def _is_the_weekend(token: Token) -> bool:
    """Whether it is "weekend" in the singular: the coming one, or any."""
    return token.weekdays == WEEKEND and token.number == 2


def _add_time(words: CalendarWords, token: Token) -> None:
    if token.code == "S" and token.time is not None:
        words.time_words.append((token.start, token.end))
        words.time_doubt = token.doubt or words.time_doubt
        words.several_times |= words.time not in (None, token.time)
        words.time = token.time
        words.time_ends = token.number == 98
    elif token.code == "P":
        words.time_words.append((token.start, token.end))
        words.part = PARTS[token.number] if token.number else None
        words.time_doubt = words.time_doubt or token.doubt


def _unrelated(sets: list[DaySet]) -> bool:
    """Whether days are named in several ways that nothing joins: `다음 주 ... 3/20~22`."""
    plain = all(each.form in _DATED for each in sets)
    return len(sets) > 1 and not plain and len({each.spans for each in sets}) > 1


def _net(words: CalendarWords, sets: list[DaySet], out: list[DaySet]) -> None:
    """Days, weekly and excluded from the sets that were named."""
    words.by_length = any(each.form in _LENGTHS for each in sets)
    words.on_weekday = any(each.form == "w" for each in sets)
    words.days_doubt = words.days_doubt or next((each.doubt for each in sets if each.doubt), "")
    if not words.days_doubt and _unrelated(sets):
        words.days_doubt = "parse.day_order"
    said, refused = ({span for each in some for span in each.spans} for some in (sets, out))
    if sum(map(len, said | refused)) > MAX_DAYS:
        words.days_doubt = "parse.days_many"
        return
    taken_out = sorted({day for span in refused for day in span})
    weekdays = {each for each in words.excluded if isinstance(each, int)}
    named = {day for span in said for day in span}
    ranged = [span for span in said if len(span) > 1]
    within = {day for day in taken_out if any(span.first <= day <= span.last for span in ranged)}
    if ranged and not within.issuperset(taken_out):
        words.days_doubt = words.days_doubt or "parse.day_order"
    if len(sets) == 1 and sets[0].form == "ends":
        words.ends = (sets[0].first, sets[0].last)
    words.days = tuple(
        sorted(d for d in named if d not in taken_out and d.isoweekday() not in weekdays)
    )
    if sets and not named and sets[0].spans[0].weekdays == WORKING_DAYS:
        words.days_doubt, words.empty = "parse.range_empty", (sets[0].first, sets[0].last)
    if sets and not words.days:
        words.days_doubt = words.days_doubt or "parse.day_missing"
    words.weekly -= weekdays
    words.excluded += tuple(taken_out)
