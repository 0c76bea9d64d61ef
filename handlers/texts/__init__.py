"""Texts of the bot in each language, with values escaped and Korean particles chosen.

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


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

PARTICLE_ONLY = "~"
"""`{name:~이에요/예요}` is the particle without the value, for a value inside markup."""

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


class Wording:
    """Texts of one language. A missing key or placeholder is a bug and raises KeyError."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._texts = _load(language)

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
        """A civil date with its weekday: 2027-03-05 (금)."""
        weekday = self.plain(f"weekday.{WEEKDAYS[day.weekday()]}")
        return self.plain("date.day", date=f"{day:%Y-%m-%d}", weekday=weekday)

    def short(self, day: date) -> str:
        """A near date without its year: 12/2, 2 Dec."""
        month = self.plain(f"short_month.{day.month}")
        return self.plain("date.short", day=day.day, month=month)

    def instant(self, instant: datetime, zone: ZoneInfo) -> str:
        """An instant in `zone`: 12/2(수) 17:00, Wed 2 Dec 17:00. Raises ValueError if naive."""
        if instant.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        local = instant.astimezone(zone)
        weekday = self.plain(f"weekday.{WEEKDAYS[local.weekday()]}")
        short = self.short(local)
        return self.plain("date.instant", day=short, weekday=weekday, time=f"{local:%H:%M}")

    def _said(self, key: str, values: dict[str, Value], *, markup: bool) -> Iterator[str]:
        for literal, field, pair in self._texts[key]:
            yield literal
            if field is None:
                continue
            value = values[field]
            shown = self._shown(value)
            if not pair.startswith(PARTICLE_ONLY):
                yield _marked_up(field, value, shown) if markup else shown
            if pair:
                yield particle(shown, pair.removeprefix(PARTICLE_ONLY))

    def _shown(self, value: Value) -> str:
        if isinstance(value, Html):
            return html.unescape(re.sub(r"<[^>]*>", "", value))
        if isinstance(value, str):
            return _isolated(value)
        if isinstance(value, TextKeys):
            return ", ".join(self.plain(key) for key in value)
        if isinstance(value, datetime):
            raise TypeError("say an instant with its zone: Wording.instant")
        return self.day(value) if isinstance(value, date) else str(value)


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
def wording_in(language: str) -> Wording:
    """Answer the texts in a person's language, or the nearest there is; made once."""
    return Wording(nearest_to(language))


@cache
def _load(language: str) -> dict[str, list[_Piece]]:
    if language not in languages():
        raise KeyError(language)
    tables = tomllib.loads((_TEXTS / f"{language}.toml").read_text("utf-8"))
    return {
        f"{table}.{name}": [(literal, field, pair or "") for literal, field, pair, _ in parsed]
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
