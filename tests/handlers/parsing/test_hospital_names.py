"""Names of hospitals in lines: exact, similar, denied."""

import pytest

from handlers.parsing import hospital_names
from handlers.parsing.line_parts import HospitalName

HANBIT = HospitalName(1, ("한빛병원", "Hanbit Hospital"))
SAEBOM = HospitalName(2, ("새봄의원", "Saebom Clinic"))
GANGNAM = HospitalName(3, ("강남한빛병원", "Gangnam Hanbit Hospital"))
ONEUL = HospitalName(4, ("오늘내과", "Oneul Clinic"))
ALL = (HANBIT, SAEBOM, GANGNAM, ONEUL)


@pytest.mark.parametrize(
    ("line", "hospital", "words"),
    [
        ("한빛병원이요", HANBIT, "한빛병원"),
        ("한빛 병원 3/20", HANBIT, "한빛 병원"),
        ("강남 한빛병원으로", GANGNAM, "강남 한빛병원"),
        ("at HANBIT hospital please", HANBIT, "HANBIT hospital"),
        ("Hanbit Hospital in Gangnam", GANGNAM, "Hanbit Hospital in Gangnam"),
        ("한빛병원 말고 새봄의원이요", SAEBOM, "새봄의원"),
        ("not Hanbit Hospital but Saebom Clinic", SAEBOM, "Saebom Clinic"),
    ],
)
def test_a_registered_name_is_found(line: str, hospital: HospitalName, words: str) -> None:
    found = hospital_names.exact(line, ALL)
    assert found is not None
    assert (found[0], line[found[1] : found[2]]) == (hospital, words)


@pytest.mark.parametrize(
    "line",
    ["하늘한빛병원", "한빛병원 말고요", "한빛병원이나 새봄의원", "Kangnam Hanbit Hospital", "한빛"],
)
def test_another_or_a_denied_name_is_not_exact(line: str) -> None:
    assert hospital_names.exact(line, ALL) is None


@pytest.mark.parametrize(
    ("line", "hospitals", "certain"),
    [
        ("한빛병언이요", (HANBIT,), True),
        ("세봄의원", (SAEBOM,), True),
        ("Hanbit Hopsital", (HANBIT,), True),
        ("Kangnam Hanbit Hospital", (GANGNAM,), True),
        ("ㅎㅂㅂㅇ", (HANBIT,), True),
        ("ㅎㅂ", (HANBIT, GANGNAM), False),
        ("새봄으로요", (SAEBOM,), True),
        ("한빛 3/20", (HANBIT, GANGNAM), False),
        ("한빛병원이나 새봄의원", (SAEBOM, HANBIT), False),
        ("새봄병원", (SAEBOM,), False),
        ("Hanbit Clinic", (HANBIT, GANGNAM), False),
    ],
)
def test_a_similar_name_is_offered(
    line: str, hospitals: tuple[HospitalName, ...], certain: bool
) -> None:
    found = hospital_names.similar(line, ALL, desk=False)
    assert found is not None
    assert set(found.hospitals) == set(hospitals)
    assert found.certain is certain


def test_the_desk_is_always_asked_about_a_similar_name() -> None:
    found = hospital_names.similar("한빛병언 3/20", ALL, desk=True)
    assert found is not None
    assert found.hospitals == (HANBIT,)
    assert not found.certain


@pytest.mark.parametrize(
    "line",
    [
        "하늘병원",
        "한솔병원",
        "Haneul Hospital",
        "병원 위치가 어디예요",
        "오늘 되나요",
        "where is the hospital",
    ],
)
def test_other_words_are_no_hospital(line: str) -> None:
    assert hospital_names.exact(line, ALL) is None
    assert hospital_names.similar(line, ALL, desk=False) is None
