"""Callback data: what is packed comes back, and nothing else gets in."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardButton

from handlers.ui.callback_data import (
    Button,
    NoOp,
    StaleButton,
    is_lasting,
    key,
    language_in,
    marked,
    unpack,
)


class Mood(Enum):
    GOOD = "g"
    BAD = "b"


@dataclass(frozen=True)
class Everything(Button, verb="test1"):
    number: int
    day: date
    yes: bool
    mood: Mood
    word: str
    perhaps_number: int | None = None
    perhaps_word: str | None = None
    perhaps_mood: Mood | None = None


@dataclass(frozen=True)
class Numbered(Button, verb="test2"):
    number: int


@dataclass(frozen=True)
class Worded(Button, verb="test3"):
    word: str


NUMBERS = st.integers(0, 2**63 - 1)
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="|"), min_size=1)
SHORT = WORDS.filter(lambda word: len(word.encode()) <= 6)
EVERYTHING = st.builds(
    Everything,
    number=st.integers(0, 36**4),
    day=st.dates(),
    yes=st.booleans(),
    mood=st.sampled_from(Mood),
    word=SHORT,
    perhaps_number=st.none() | st.integers(0, 36**4),
    perhaps_word=st.none() | SHORT,
    perhaps_mood=st.none() | st.sampled_from(Mood),
)


@given(
    st.one_of(EVERYTHING, st.builds(Numbered, NUMBERS), st.builds(Worded, SHORT), st.just(NoOp()))
)
def test_what_is_packed_comes_back(button):
    packed = button.pack()

    assert unpack(packed) == button
    assert len(packed.encode()) <= 64


def test_the_packed_form_is_short_and_fixed():
    button = Everything(12, date(2026, 12, 3), yes=True, mood=Mood.BAD, word="a7")

    assert button.pack() == "v1|test1|c|20261203|1|b|a7|||"
    assert NoOp().pack() == "v1|0"


NOISE = st.text() | st.text("v1ke0|test23a-_+ \u0661\ud83d") | st.none()
PARTS = st.lists(st.text(max_size=9), max_size=9)


@given(NOISE | PARTS.map(lambda parts: "|".join(["v1", "test1", *parts])))
def test_any_other_text_is_stale(text):
    try:
        button = unpack(text)
    except StaleButton:
        return

    assert button.pack().partition("|")[2] == str(text).partition("|")[2]


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "None",
        "cancel:1 OR 1=1",
        "v1",
        "v1|",
        "v1|nosuch|1",
        "v0|test2|1",
        "v2|test2|1",
        "v1|test2",
        "v1|test2|",
        "v1|test2|1|2",
        "v1|test2|-1",
        "v1|test2|+1",
        "v1|test2|01",
        "v1|test2|1_0",
        "v1|test2| 1",
        "v1|test2|1\n",
        "v1|test2|A",
        "v1|test2|١",
        "v1|test2|²",
        "v1|test2|1y2p0ij32e8e8",  # 2^63
        "v1|test2|" + "z" * 50,
        "v1|test3|",
        "v1|test3|" + "a" * 56,
        "v1|test3|\ud83d",
        "v1|test1|c|20261301|1|b|a7|||",
        "v1|test1|c|00000101|1|b|a7|||",
        "v1|test1|c|2026123|1|b|a7|||",
        "v1|test1|c|20261203|2|b|a7|||",
        "v1|test1|c|20261203|1|x|a7|||",
        "v1|test1|c|20261203||b|a7|||",
        "v1|test1|c|20261203|1||a7|||",
        "v1|0|",
    ],
)
def test_forged_and_broken_data_is_stale(text):
    with pytest.raises(StaleButton):
        unpack(text)


@pytest.mark.parametrize(
    "button",
    [
        Numbered(-1),
        Numbered(2**63),
        Numbered(True),
        Worded(""),
        Worded("a|b"),
        Worded("\ud83d"),
        Worded("가" * 19),
    ],
)
def test_a_button_that_cannot_be_carried_is_not_packed(button):
    with pytest.raises(ValueError, match=r"."):
        button.pack()


def test_the_largest_button_has_64_bytes_with_its_marks():
    largest = Worded("a" * 54)

    spoken = marked(key("크다", largest), language="en", lasting=True).callback_data

    assert len(str(spoken).encode()) == 64
    assert unpack(str(spoken)) == largest
    with pytest.raises(ValueError, match="63"):
        Worded("a" * 55).pack()


@pytest.mark.parametrize("lasting", [False, True])
@pytest.mark.parametrize("language", ["ko", "en", None])
def test_a_button_can_carry_a_strangers_language_and_that_it_is_a_documents(language, lasting):
    spoken = marked(key("확인", Numbered(7), "success"), language=language, lasting=lasting)

    assert language_in(str(spoken.callback_data)) == language
    assert is_lasting(str(spoken.callback_data)) is lasting
    assert unpack(str(spoken.callback_data)) == Numbered(7)
    assert (spoken.text, spoken.style) == ("확인", "success")
    if language or lasting:
        assert marked(spoken, language="ko", lasting=False) == spoken


@pytest.mark.parametrize("text", [None, "", "v1|0", "v1x|0", "ko"])
def test_other_data_carries_no_language(text):
    assert language_in(text) is None
    assert not is_lasting(text)


def test_a_key_that_is_no_button_of_ours_carries_no_language():
    link = InlineKeyboardButton("길찾기", url="https://example.org")

    assert marked(link, language="en", lasting=True) == link


def test_two_buttons_never_share_a_verb():
    for verb in ("test2", "", "Big", "a|b", "ninechars"):
        with pytest.raises(ValueError, match="verb"):
            type("Twin", (Button,), {}, verb=verb)


def test_a_field_that_cannot_travel_is_a_bug():
    @dataclass(frozen=True)
    class Listed(Button, verb="test4"):
        numbers: list[int]

    with pytest.raises(TypeError):
        Listed([1]).pack()


def test_a_key_has_a_label_its_data_and_a_style():
    plain, red = key("확인", NoOp()), key("취소", Numbered(7), "danger")

    assert (plain.text, plain.callback_data, plain.style) == ("확인", "v1|0", None)
    assert (red.callback_data, red.style) == ("v1|test2|7", "danger")
