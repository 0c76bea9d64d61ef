"""Texts of the bot in each language: values escaped, Korean particles, English plurals, dates.

They are in `texts/<language>.toml`.
"""

import html
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

_FIRST, _LAST = "가", "힣"
_DIGITS = {"0": "ㅇ", "1": "ㄹ", "3": "ㅁ", "6": "ㄱ", "7": "ㄹ", "8": "ㄹ"}
_LETTERS = {"l": "ㄹ", "m": "ㅁ", "n": "ㄴ", "r": "ㄹ"}
_LATIN = re.compile(r"[A-Za-z]+$")
_WEEKDAY_BEHIND = re.compile(r"[0-9일.] ?\([월화수목금토일]\)\W*$")
"""3월 20일(토) is read aloud as 3월 20일 토요일."""
_WORD_ENDS = (
    (re.compile(r"le?$"), "ㄹ"),
    (re.compile(r"([mn]e?|ng)$"), "ㄴ"),
    (re.compile(r"[aeiou][bckpt]$"), "ㄱ"),
)


def particle(word: str, pair: str) -> str:
    """Particle of `pair` that fits the word: the first after a final consonant, as in 은/는."""
    closed, open_ = pair.split("/")
    final = _final_sound(word)
    if final is None:
        return f"(으){open_}" if closed == "으" + open_ else f"{closed}({open_})"
    if final == "ㄹ" and closed == "으" + open_:
        return open_
    return closed if final else open_


def _final_sound(word: str) -> str | None:
    """ㄹ, another final consonant, "" for an open syllable, None if unknown."""
    if _WEEKDAY_BEHIND.search(word):
        return "ㄹ"
    spoken = word.rstrip("".join({c for c in word if not c.isalnum()}))
    if not spoken:
        return None
    last = spoken[-1]
    if _FIRST <= last <= _LAST:
        final = (ord(last) - ord(_FIRST)) % 28
        return "ㄹ" if final == 8 else "ㄱ" if final else ""
    if last.isascii() and last.isdecimal():
        return _DIGITS.get(last, "")
    latin = _LATIN.search(spoken)
    return _latin_sound(latin[0]) if latin else None


def _latin_sound(word: str) -> str:
    if word.isupper():  # letters read one by one: HS, MRI, KAIST is wrong but rare
        return _LETTERS.get(word[-1].lower(), "")
    return next((sound for end, sound in _WORD_ENDS if end.search(word.lower())), "")


NOON = 12
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

ENDING_ONLY = "~"
"""`{name:~이에요/예요}` is the ending without the value, for a value inside markup."""
SHORT, TYPED = "short", "typed"
"""`{day:short}` is a date on a button: 3/11(목); `{day:typed}` one to be typed: 2027-03-11."""
_AS_READ_ALOUD = "일"
"""A Korean date ends in this sound, whatever its weekday: 3월 5일(금)은, 금요일은."""

_TEXTS = Path(__file__).parent
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_BIDI_CONTROLS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_NAMES = frozenset({"name", "hospital", "what"})
"""Placeholders of names, which must not become links."""
_LINKED = re.compile(r"(?<=\w)\.(?=[^\W\d_])|(?<![\w<])[@#/](?=\w)|:(?=//)")
_WORD_JOINER = "\u2060"
_ISOLATE, _POP = "\u2068", "\u2069"


class Html(str):
    """A value that is markup already and is not escaped."""

    __slots__ = ()


class TextKeys(tuple[str, ...]):
    """A value made of text keys: rendered in the sentence's language, separated by commas."""

    __slots__ = ()


Value = str | int | date | TextKeys
_Piece = tuple[str, str | None, str]
"""Literal text, the placeholder after it, and the form of its value."""


class Wording:
    """Texts of one language. A missing key or placeholder is a bug and raises KeyError.

    `year` is the reader's: dates in it are told without it. None: each date carries its year.
    """

    def __init__(self, language: str, year: int | None = None) -> None:
        self.language = language
        self.year = year
        self._texts = _load(language)

    def in_year(self, year: int) -> "Wording":
        """The texts in the same language for a reader in that year."""
        return self if year == self.year else wording_in(self.language, year)

    def name_of(self, key: str, word: str) -> str:
        """Name of a stored word, as plain text; a word of a newer release as it is stored."""
        return self.plain(key) if key in self._texts else word

    def say(self, key: str, **values: Value) -> str:
        """Text as HTML, every value escaped unless it is `Html`."""
        return "".join(self._said(key, values, markup=True))

    def plain(self, key: str, **values: Value) -> str:
        """Text without markup, for alerts and button labels."""
        return "".join(self._said(key, values, markup=False))

    def day(self, day: date) -> str:
        """A civil date in a sentence: 3월 5일(금), 2028년 3월 5일(일); Fri 5 Mar."""
        return self._date("day", day)

    def short(self, day: date) -> str:
        """A civil date on a button: 3/5(금); Fri 5 Mar."""
        return self._date("short", day)

    def time(self, hour: int, minute: int) -> str:
        """A time of the day: 오후 5:00; 17:00."""
        half = "date.am" if hour < NOON else "date.pm"
        told, time = f"{(hour - 1) % NOON + 1}:{minute:02}", f"{hour:02}:{minute:02}"
        return self.plain(half, told=told, time=time)

    def instant(self, instant: datetime, zone: ZoneInfo) -> str:
        """An instant in `zone`: 3월 4일(목) 오후 5:00; Thu 4 Mar, 17:00. ValueError if naive."""
        if instant.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        local = instant.astimezone(zone)
        time = self.time(local.hour, local.minute)
        return self.plain("date.instant", day=self.day(local), time=time)

    def _date(self, form: str, day: date) -> str:
        return self.plain(
            f"date.{form}" if day.year == self.year else f"date.{form}_in_year",
            year=day.year,
            month=self.plain(f"short_month.{day.month}"),
            day=day.day,
            weekday=self.plain(f"weekday.{WEEKDAYS[day.weekday()]}"),
        )

    def _said(self, key: str, values: dict[str, Value], *, markup: bool) -> Iterator[str]:
        for literal, field, form in self._texts[key]:
            yield literal
            if field is None:
                continue
            value = values[field]
            shown = self._shown(value, form)
            if not form.startswith(ENDING_ONLY):
                yield _marked_up(field, value, shown) if markup else shown
            if "/" in form:
                yield self._ending(value, shown, form)

    def _ending(self, value: Value, shown: str, form: str) -> str:
        """The Korean particle that fits the word, or the English word that fits the number."""
        pair = form.removeprefix(ENDING_ONLY)
        if self.language == "ko":
            return particle(_AS_READ_ALOUD if isinstance(value, date) else shown, pair)
        one, many = pair.split("/")
        return (" " if pair == form else "") + (one if value == 1 else many)

    def _shown(self, value: Value, form: str) -> str:
        if isinstance(value, Html):
            return html.unescape(re.sub(r"<[^>]*>", "", value))
        if isinstance(value, str):
            return _isolated(value)
        if isinstance(value, TextKeys):
            return ", ".join(self.plain(key) for key in value)
        if isinstance(value, datetime):
            raise TypeError("say an instant with its zone: Wording.instant")
        return self._told(value, form) if isinstance(value, date) else str(value)

    def _told(self, day: date, form: str) -> str:
        if form == TYPED:
            return day.isoformat()
        return self.short(day) if form == SHORT else self.day(day)


@cache
def languages() -> tuple[str, ...]:
    """Languages that have texts."""
    return tuple(sorted(path.stem for path in _TEXTS.glob("*.toml")))


def language_of(code: str | None) -> str:
    """Language for a new person, from Telegram's language code."""
    return "ko" if not code or code.lower().startswith("ko") else "en"


def nearest_to(language: str) -> str:
    """A person's language; the nearest one if only a newer release has texts in it."""
    return language if language in languages() else language_of(language)


@cache
def wording_in(language: str, year: int | None = None) -> Wording:
    """Answer the texts in a person's language, or the nearest there is; made once a year."""
    return Wording(nearest_to(language), year)


@cache
def _load(language: str) -> dict[str, list[_Piece]]:
    if language not in languages():
        raise KeyError(language)
    tables = tomllib.loads((_TEXTS / f"{language}.toml").read_text("utf-8"))
    return {
        f"{table}.{name}": [(literal, field, form or "") for literal, field, form, _ in parsed]
        for table, texts in tables.items()
        for name, text in texts.items()
        for parsed in [Formatter().parse(text)]
    }


def _isolated(text: str) -> str:
    """Isolate right-to-left text, so that it does not reorder its surroundings."""
    text = text.translate(_BIDI_CONTROLS)
    turns = any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT for c in text)
    return f"{_ISOLATE}{text}{_POP}" if turns else text


def _marked_up(field: str, value: Value, shown: str) -> str:
    if isinstance(value, Html):
        return value
    return _escaped(_unlinked(shown) if field in _NAMES else shown)


def _unlinked(text: str) -> str:
    """Names of earlier releases may have any sign: a word joiner keeps Telegram from seeing a link,
    a mention, a hashtag or a command in them.
    """
    return _LINKED.sub(lambda found: found[0] + _WORD_JOINER, text)


def _escaped(text: str) -> str:
    return html.escape(text, quote=False).replace('"', "&quot;")
