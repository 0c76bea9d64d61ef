"""The texts hold together, and values are put into them safely and in good Korean."""

import ast
import html
import re
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
from handlers.ui.callback_data import MAX_LABEL_COLUMNS, columns, fitted

KO, EN = Wording("ko", 2027), Wording("en", 2027)
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
        if not key.startswith("date."):  # each language tells dates in its own way
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
def test_forms_are_pairs_of_endings_or_forms_of_dates(language):
    forms = {form for pieces in wording._load(language).values() for _, _, form in pieces if form}

    assert all(form.count("/") == 1 for form in forms - {wording.SHORT, wording.TYPED})
    assert all(("가" <= form[-1] <= "힣") == (language == "ko") for form in forms if "/" in form)


FORBIDDEN = {
    "ko": "텔레그램 번호|원장|이벤트|자리 수|검진 받을|제어 문자|온라인 취소",
    "en": "examinee|[Ss]omebody|[Nn]obody|[Ww]hoever|\\bplaces?\\b|Telegram number|online",
}


@pytest.mark.parametrize("language", languages())
def test_one_thing_has_one_word(language):
    found = {key for key, text in texts(language).items() if re.search(FORBIDDEN[language], text)}

    assert found == set()
    assert re.search(FORBIDDEN["ko"], "내 텔레그램 번호")
    assert re.search(FORBIDDEN["en"], "2 places")


def test_a_full_day_is_never_said_to_have_closed():
    full = ("booking.full", "booking.on_day_full", "booking.few", "refused.sold_out")

    assert [key for key in full if "마감" in texts("ko")[key]] == []


@pytest.mark.parametrize(("n", "said"), [(0, "0 dates"), (1, "1 date"), (2, "2 dates")])
def test_english_words_follow_the_number(n, said):
    assert EN.plain("wizard.done", n=n) == f"Done ({said})"
    assert KO.plain("wizard.done", n=n) == f"선택 완료 (총 {n}일)"


LONG = {
    "hospital": "가나다라마바사아자차카타파하병원 서울동부지부",
    "day": date(2028, 12, 31),
    "code": "HS-7K3QX2",
    "telegram": 9_999_999_999,
    **dict.fromkeys(("n", "bookings", "booked"), 99),
}
MIN_NAME_COLUMNS = 5
"""What is left for a hospital's name beside the longest date."""


def _labels() -> set[str]:
    """Keys of texts that are put on a button, read from the calls that make buttons."""
    found = {key for key in texts("ko") if key.startswith("button.")}
    for tree in _trees():
        for node in ast.walk(tree):
            called = getattr(node, "func", None)
            if getattr(called, "id", getattr(called, "attr", "")) in ("key", "copy"):
                found |= {key for key in _spoken(node) if key in texts("ko")}
    return found


def _too_wide(words: Wording, key: str) -> bool:
    short, named = words.short(LONG["day"]), "{hospital}" in texts(words.language)[key]
    values = {**LONG, "left": words.plain("booking.full"), "hospital": ""}
    if "{day}" in texts(words.language)[key]:
        values["day"] = short
    room = MIN_NAME_COLUMNS if named else 0
    return columns(words.plain(key, **values)) + room > MAX_LABEL_COLUMNS


@pytest.mark.parametrize("words", [KO, EN], ids=["ko", "en"])
def test_every_label_fits_one_line(words):
    labels = _labels()

    assert {"button.hospital_day", "delete.commit", "park.drop"} <= labels
    assert {key for key in labels if _too_wide(words, key)} == set()
    assert _too_wide(words, "frame.free_text")


def test_a_long_label_is_cut_behind_what_tells_it_apart():
    label = fitted(KO.plain("button.hospital_day", **LONG))

    assert label.startswith("2028/12/31(일) · 가나다")
    assert label.endswith("…")
    assert columns(label) <= MAX_LABEL_COLUMNS
    assert fitted("3/11(목) · 한빛병원") == "3/11(목) · 한빛병원"


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
    assert KO.plain("parse.day_past", day=FRIDAY, example="x").startswith("3월 5일(금)은 ")
    said = KO.plain("parse.capacity_missing", missing=keys, example="x")
    assert said.startswith("병원 이름, 정원이 빠졌어요.")
    assert "hospital name, number of spots" in EN.plain(
        "parse.capacity_missing", missing=keys, example="x"
    )
    with pytest.raises(TypeError):
        KO.say("parse.day", example=datetime(2027, 3, 5, tzinfo=UTC))


def test_a_particle_may_stand_behind_the_markup_of_its_word():
    said = KO.say("home.help_id", telegram=12)

    assert said.startswith("내 텔레그램 계정 ID는 <code>12</code>예요.")
    assert "<code>13</code>이에요." in KO.say("home.help_id", telegram=13)


def test_a_date_on_a_button_is_short():
    assert (KO.short(FRIDAY), EN.short(FRIDAY)) == ("3/5(금)", "Fri 5 Mar")


def test_a_civil_date_carries_its_weekday_and_another_year():
    assert (KO.day(FRIDAY), EN.day(FRIDAY)) == ("3월 5일(금)", "Fri 5 Mar")
    assert KO.in_year(2026).day(FRIDAY) == "2027년 3월 5일(금)"
    assert EN.in_year(2026).day(FRIDAY) == "Fri 5 Mar 2027"
    assert KO.in_year(2026).short(FRIDAY) == "2027/3/5(금)"
    assert KO.in_year(2026) is KO.in_year(2026)
    assert Wording("ko").day(FRIDAY) == "2027년 3월 5일(금)"


@pytest.mark.parametrize(
    ("hour", "korean", "english"),
    [(0, "오전 12:05", "00:05"), (9, "오전 9:05", "09:05"), (12, "오후 12:05", "12:05")],
)
def test_a_time_is_told_by_halves_of_the_day_in_korean(hour, korean, english):
    assert (KO.time(hour, 5), EN.time(hour, 5)) == (korean, english)


def test_a_moment_is_told_by_the_hospitals_clock():
    moment = datetime(2027, 12, 1, 16, 30, tzinfo=UTC)

    assert KO.instant(moment, SEOUL) == "12월 2일(목) 오전 1:30"
    assert EN.instant(moment, SEOUL) == "Thu 2 Dec, 01:30"
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
        ("2027-03-05 (금)", "은 이 을 과 로"),
        ("한빛!", "은 이 을 과 으로"),
        ("🙂", "은(는) 이(가) 을(를) 과(와) (으)로"),
        ("", "은(는) 이(가) 을(를) 과(와) (으)로"),
        ("東京", "은(는) 이(가) 을(를) 과(와) (으)로"),
    ],
)
def test_particles_follow_the_last_sound(word, particles):
    pairs = ["은/는", "이/가", "을/를", "과/와", "으로/로"]

    assert " ".join(particle(word, pair) for pair in pairs) == particles


@pytest.mark.parametrize("day", [date(2027, 3, n) for n in range(15, 22)])
@pytest.mark.parametrize("shown", [KO.day, KO.short, Wording("ko").day])
def test_a_weekday_in_brackets_is_read_aloud_as_a_weekday(day, shown):
    pairs = ["은/는", "이/가", "을/를", "과/와", "으로/로", "이에요/예요"]
    said = "은 이 을 과 로 이에요"

    assert " ".join(particle(shown(day), pair) for pair in pairs) == said
    assert " ".join(particle(f"{shown(day)}.", pair) for pair in pairs) == said


def test_a_word_in_brackets_is_no_weekday():
    assert particle("강남(수)", "을/를") == "를"
    assert particle("한빛(화)병원", "을/를") == "을"
