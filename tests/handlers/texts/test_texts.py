"""The texts hold together, and values are put into them safely and in good Korean."""

import ast
import html
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import texts as wording
from handlers.texts import Html, TextKeys, Wording, language_of, languages, particle

KO, EN = Wording("ko"), Wording("en")
SEOUL = ZoneInfo("Asia/Seoul")
FRIDAY = date(2027, 3, 5)
SOURCES = sorted(Path(wording.__file__).parents[1].rglob("*.py"))
SPEAKERS = {"say", "plain", "ParseError", "TextKeys"}
"""Calls whose first argument, if it is a literal, is a text key."""
ELSEWHERE = ("status.",)
"""Keys that are put together from a word of the core; f-strings are found by themselves."""
TAGS = {"a", "b", "blockquote", "code", "i", "pre", "s", "tg-spoiler", "u"}


def texts(language: str) -> dict[str, str]:
    return {key: "".join(_source(pieces)) for key, pieces in wording._load(language).items()}


def _source(pieces: list[tuple[str, str | None, str]]) -> Iterator[str]:
    for literal, field, pair in pieces:
        yield literal.replace("{", "{{").replace("}", "}}")
        if field is not None:
            yield f"{{{field}:{pair}}}" if pair else f"{{{field}}}"


def placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field is not None}


@pytest.mark.parametrize("language", languages())
def test_every_language_has_the_same_keys_and_placeholders(language):
    ours, theirs = texts("ko"), texts(language)

    assert ours.keys() == theirs.keys()
    for key, text in ours.items():
        assert placeholders(text) == placeholders(theirs[key]), key


def test_english_counts_without_a_plural_in_brackets():
    assert [key for key, text in texts("en").items() if "(s)" in text] == []


@pytest.mark.parametrize("language", languages())
def test_placeholders_have_plain_names(language):
    for key, text in texts(language).items():
        assert all(name.isidentifier() for name in placeholders(text)), key


class Balance(HTMLParser):
    """Reads markup and keeps the tags that are open."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):  # noqa: ARG002 - the library calls it so
        assert tag in TAGS, tag
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", languages())
def test_the_markup_of_every_text_is_balanced(language):
    for key, text in texts(language).items():
        reader = Balance()
        reader.feed(text)
        reader.close()

        assert reader.open == [], key
        assert html.unescape(text).count("<") == text.count("<"), f"{key}: an escaped bracket"


@pytest.mark.parametrize("language", languages())
def test_particles_stand_in_korean_texts_only_and_are_pairs(language):
    pairs = {pair for pieces in wording._load(language).values() for _, _, pair in pieces if pair}

    assert all(pair.count("/") == 1 for pair in pairs)
    assert language == "ko" or not pairs


def _strings(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _prefixes(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            start = str(node.values[0].value)
            if start.endswith((".", "_")) and "." in start:
                yield start


def _spoken(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            first = node.args[0]
            if name in SPEAKERS and isinstance(first, ast.Constant):
                yield str(first.value)


def _trees() -> Iterator[ast.AST]:
    for source in SOURCES:
        yield ast.parse(source.read_text("utf-8"))


def test_every_text_that_is_said_exists():
    spoken = {key for tree in _trees() for key in _spoken(tree)}

    assert "parse.capacity" in spoken
    assert spoken - texts("ko").keys() == set()


def test_every_text_is_said_somewhere():
    used = {text for tree in _trees() for text in _strings(tree)}
    starts = (*ELSEWHERE, *{start for tree in _trees() for start in _prefixes(tree)})

    assert {key for key in texts("ko") if key not in used and not key.startswith(starts)} == set()


def test_a_missing_key_or_placeholder_is_a_bug():
    with pytest.raises(KeyError):
        KO.say("no.such")
    with pytest.raises(KeyError):
        KO.say("parse.capacity")
    with pytest.raises(KeyError):
        Wording("xx")
    with pytest.raises(KeyError):
        Wording("../texts/ko")


def test_values_are_escaped_unless_they_are_markup():
    assert "&lt;b&gt;x&lt;/b&gt; &amp; &quot;" in KO.say("parse.day", example='<b>x</b> & "')
    assert KO.say("parse.day", example=Html("<b>x</b>")).endswith("<b>x</b>")


def test_alerts_and_labels_carry_no_markup():
    assert KO.plain("parse.day", example="<b> & '").endswith("<b> & '")
    assert KO.plain("parse.day", example=Html("<b>x</b> &amp;")).endswith("x &")


@given(st.text())
def test_any_name_is_shown_as_it_was_typed(name):
    shown = html.unescape(EN.say("parse.day", example=name))

    expected = name.translate(wording._BIDI_CONTROLS)
    assert shown.replace("\u2068", "").replace("\u2069", "").endswith(expected)


def test_only_right_to_left_text_is_isolated():
    assert "\u2068" not in KO.say("parse.day", example="한빛병원 Seoul 1 '; --")
    assert "\u2068מרפאה\u2069" in KO.say("parse.day", example="מרפאה")
    assert "\u2068ab א\u2069" in KO.say("parse.day", example="ab\u2069\u202e א")


def test_numbers_dates_and_texts_are_values_too():
    keys = TextKeys(["part.name", "part.capacity"])

    assert KO.plain("parse.capacity", most=1000).endswith("예: 30")
    assert KO.plain("parse.day_past", day=FRIDAY, example="x").startswith("2027-03-05 (금)은 ")
    said = KO.plain("parse.capacity_missing", missing=keys, example="x")
    assert said.startswith("병원 이름, 자리 수가 빠졌어요.")
    assert "hospital name, number of places" in EN.plain(
        "parse.capacity_missing", missing=keys, example="x"
    )
    with pytest.raises(TypeError):
        KO.say("parse.day", example=datetime(2027, 3, 5, tzinfo=UTC))


def test_a_particle_may_stand_behind_the_markup_of_its_word():
    said = KO.say("home.help_id", telegram=12)

    assert said.startswith("내 텔레그램 번호는 <code>12</code>예요.")
    assert "<code>13</code>이에요." in KO.say("home.help_id", telegram=13)


def test_a_near_date_is_told_without_its_year():
    assert (KO.short(FRIDAY), EN.short(FRIDAY)) == ("3/5", "5 Mar")


def test_a_civil_date_carries_its_weekday():
    assert KO.day(FRIDAY) == "2027-03-05 (금)"
    assert EN.day(FRIDAY) == "2027-03-05 (Fri)"


def test_a_moment_is_told_by_the_hospitals_clock():
    moment = datetime(2026, 12, 1, 16, 30, tzinfo=UTC)

    assert KO.instant(moment, SEOUL) == "12/2(수) 01:30"
    assert EN.instant(moment, SEOUL) == "Wed 2 Dec 01:30"
    with pytest.raises(ValueError, match="time zone"):
        KO.instant(datetime(2026, 12, 1), SEOUL)  # noqa: DTZ001 - naive is what is refused


@pytest.mark.parametrize(
    ("code", "language"),
    [(None, "ko"), ("", "ko"), ("ko", "ko"), ("ko-KR", "ko"), ("en", "en"), ("ja", "en")],
)
def test_a_new_person_is_addressed_in_korean_or_english(code, language):
    assert language_of(code) == language


@pytest.mark.parametrize(
    ("word", "particles"),
    [
        ("한빛병원", "은 이 을 과 으로"),
        ("서울", "은 이 을 과 로"),
        ("의원 나무", "는 가 를 와 로"),
        ("7", "은 이 을 과 로"),
        ("30", "은 이 을 과 으로"),
        ("12", "는 가 를 와 로"),
        ("3", "은 이 을 과 으로"),
        ("MRI", "는 가 를 와 로"),
        ("HSL", "은 이 을 과 로"),
        ("Hospital", "은 이 을 과 로"),
        ("Clinic", "은 이 을 과 으로"),
        ("Medicine", "은 이 을 과 으로"),
        ("Center", "는 가 를 와 로"),
        ("2027-03-05 (금)", "은 이 을 과 으로"),
        ("한빛!", "은 이 을 과 으로"),
        ("🙂", "은(는) 이(가) 을(를) 과(와) (으)로"),
        ("", "은(는) 이(가) 을(를) 과(와) (으)로"),
        ("東京", "은(는) 이(가) 을(를) 과(와) (으)로"),
    ],
)
def test_particles_follow_the_last_sound(word, particles):
    pairs = ["은/는", "이/가", "을/를", "과/와", "으로/로"]

    assert " ".join(particle(word, pair) for pair in pairs) == particles
