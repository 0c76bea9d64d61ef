"""Names of people in sentences, and texts that are no name."""

from datetime import date
from pathlib import Path

import pytest

from handlers.parsing import persons

TODAY = date(2027, 3, 1)
ACCEPTED = Path(__file__).with_name("names_accepted.txt")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("제 이름은 홍길동이에요", "홍길동"),
        ("홍길동입니다", "홍길동"),
        ("저는 홍길동입니다", "홍길동"),
        ("김가나라고 합니다", "김가나"),
        ("이다라 이름으로 해주세요", "이다라"),
        ("어머니 성함은 이다라예요", "이다라"),
        ("my name is Jane Kim", "Jane Kim"),
        ("I'm Gildong Hong", "Gildong Hong"),
        ("홍길동 is my name", "홍길동"),
    ],
)
def test_a_sentence_gives_its_name(line: str, name: str) -> None:
    found = persons.find(line)
    assert found is not None
    assert found[0] == name
    assert line[found[1] : found[2]] == name


@pytest.mark.parametrize(
    "line",
    [
        *(
            "내일",
            "남편",
            "배고파요",
            "하늘병원",
            "김치찌개",
            "예약 취소",
            "I am hungry",
            "I'm late",
        ),
        *(
            "tomorrow morning",
            "my wife",
            "Good Morning",
            "||| blah blah",
            "Pureun Internal Medicine",
        ),
    ],
)
def test_other_words_are_no_person(line: str) -> None:
    assert persons.find(line) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("남편", "relation"),
        ("우리 어머니요", "relation"),
        ("my wife", "relation"),
        ("내일", "day"),
        ("3월 20일", "day"),
        ("next Friday", "day"),
        ("취소할게요", "intent"),
        ("예약", "intent"),
        ("아직 이름을 못 정했어요", "sentence"),
        ("다음 주 금요일", "day"),
        ("I want to know more", "sentence"),
    ],
)
def test_what_is_no_name_is_doubted(text: str, why: str) -> None:
    assert persons.doubt(text, today=TODAY) == why


def test_real_names_are_not_doubted() -> None:
    lines = ACCEPTED.read_text("utf-8").splitlines()
    names = [line.split("\t")[0] for line in lines if line and "\\" not in line]
    names += ["Müller, Hans", "Jean–Luc", "D'Arcy", "남궁민수", "April Young", "May", "안정원"]
    names += ["Maria da Conceição dos Santos Silva"]
    doubted = {name: why for name in names if (why := persons.doubt(name, today=TODAY))}
    assert doubted == {}
