"""A line that is spaced, ended, ordered or typed otherwise means the same: the reading stays or
becomes a question, and is never another one for certain.
"""

import re
from collections.abc import Callable
from functools import partial
from random import Random

import pytest

from handlers import parsing
from handlers.parsing import Reading
from tests.handlers.parsing.corpus import score
from tests.handlers.parsing.corpus_lines import HOSPITALS, LANGUAGES, TODAY, Line, lines

LINES_OF_A_RUN, LINES_OF_A_LONG_RUN = 1_000, 15_000
"""Of a language."""
FULL_WIDTH = str.maketrans({n: chr(n + 0xFEE0) for n in (*range(0x30, 0x3A), 0x2F)})
DASHES = "–—−-"
TILDES = "~∼〜～"
ENDINGS = (
    ("예약할게요", "예약하겠습니다"),
    ("취소할게요", "취소하겠습니다"),
    ("변경할게요", "변경하겠습니다"),
    ("하고 싶어요", "하고 싶습니다"),
    ("하고싶어요", "하고 싶은데요"),
    ("부탁드립니다", "부탁드려요"),
    ("해 주세요", "해주십시오"),
    ("해주세요", "해 주세요"),
    ("알려주세요", "알려 주십시오"),
    ("이에요", "입니다"),
    ("예요", "입니다"),
    ("이요", "입니다"),
    ("되나요", "됩니까"),
    ("하나요", "합니까"),
    ("인가요", "입니까"),
    ("I want to", "I'd like to"),
    ("I'd like to", "I would like to"),
    ("please", "pls"),
    ("pls", "please"),
)
OTHER_MEANING = (
    ("3/20", "3/21"),
    ("20 Mar", "21 Mar"),
    ("토요일", "일요일"),
    ("Saturday", "Sunday"),
    ("한빛병원", "새봄의원"),
    ("Hanbit Hospital", "Saebom Clinic"),
    ("취소", "변경"),
    ("cancel", "change"),
)
Perturb = Callable[[str, Random], str]


def more_spaces(text: str, random: Random) -> str:
    return re.sub(" ", lambda _: " " * random.randint(1, 3), f" {text} ")


def spaces_before_digits(text: str, _: Random) -> str:
    return re.sub(r"(?<=월)(?=[0-9])", " ", text)


def fewer_spaces(text: str, random: Random) -> str:
    """Spaces between Hangul and a digit, or within Korean politeness, need not be there."""
    text = re.sub(r"(?<=[가-힣]) (?=[0-9])", lambda _: random.choice(("", " ")), text)
    return re.sub(r"(?<=[가-힣]) (?=(주세요|싶|부탁|할게요|병원|의원))", "", text)


def other_ending(text: str, random: Random) -> str:
    fitting = [(old, new) for old, new in ENDINGS if old in text]
    return text.replace(*random.choice(fitting)) if fitting else text


def full_width(text: str, _: Random) -> str:
    return text.translate(FULL_WIDTH)


def other_dashes(text: str, random: Random) -> str:
    text = re.sub(r"(?<=[0-9])[-–](?=[0-9])", lambda _: random.choice(DASHES), text)
    return re.sub(r"(?<=[0-9일])[~∼〜](?=[0-9])", lambda _: random.choice(TILDES), text)


def hospital_last(text: str, _: Random) -> str:
    for name in (name for each in HOSPITALS for name in each.names):
        if text.startswith(f"{name} ") and text.count(name) == 1:
            return f"{text.removeprefix(name).strip()} {name}"
    return text


def more_punctuation(text: str, random: Random) -> str:
    return text + random.choice(("!", ".", "!!", " ^^", " 🙏", " ㅎㅎ"))


def other_case(text: str, random: Random) -> str:
    return random.choice((text.upper(), text.lower())) if text.isascii() else text


PERTURBATIONS: tuple[Perturb, ...] = (
    more_spaces,
    spaces_before_digits,
    fewer_spaces,
    other_ending,
    full_width,
    other_dashes,
    hospital_last,
    more_punctuation,
    other_case,
)


def other_meaning(text: str, _: Random) -> str:
    """The control: a day, a hospital or an intent is another one."""
    for old, new in OTHER_MEANING:
        if old in text:
            return text.replace(old, new, 1)
    return text


def perturbed(text: str, random: Random) -> str:
    for perturb in random.sample(PERTURBATIONS, random.randint(1, 3)):
        text = perturb(text, random)
    return text


def read(line: Line, text: str | None = None) -> Reading:
    asked = partial(parsing.read, today=TODAY, language=line.language, hospitals=HOSPITALS)
    return asked(line.text if text is None else text, desk=line.desk)


def decided(reading: Reading) -> tuple[object, ...]:
    """What a reading decides: all of it stays where a line is perturbed."""
    return (
        reading.intent,
        reading.hospitals,
        reading.days,
        reading.weekly,
        reading.time,
        reading.places,
        reading.code,
        reading.person and reading.person.casefold(),
    )


def differs(before: Reading, after: Reading) -> bool:
    """Whether the reading afterwards is certain of something else than before."""
    if not after.certain or not any(decided(after)):
        return False
    if before.certain:
        return decided(before) != decided(after)
    within = set(after.days) <= set(before.days) and set(after.hospitals) <= set(before.hospitals)
    return not within


def differing(some: list[Line], perturb: Perturb, random: Random, *, times: int) -> list[str]:
    """Perturbed lines that are read as another one, beside the lines they came from. Lines that are
    not read as meant have no reading that could stay.
    """
    found = []
    for _ in range(times):
        line = random.choice(some)
        text = perturb(line.text, random)
        before = read(line)
        is_right = text != line.text and not score(line, before).wrong
        if is_right and differs(before, read(line, text)):
            found.append(f"{line.text} → {text}")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_meaning_is_reported(language):
    some = lines(language)
    fitting = [each for each in some if other_meaning(each.text, Random()) != each.text]

    found = differing(fitting, other_meaning, Random(language), times=100)

    assert len(found) > 50


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_perturbed_line_is_read_the_same_or_asked(language):
    found = differing(lines(language), perturbed, Random(language), times=LINES_OF_A_RUN)

    assert found == []


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", range(4))
def test_many_perturbed_lines_are_read_the_same_or_asked(language, seed):
    found = differing(lines(language), perturbed, Random(seed), times=LINES_OF_A_LONG_RUN // 4)

    assert sorted(set(found)) == []
