"""Typed lines are read as they are meant, and none that is not acts by itself.

The controls are readers that are right but for one planted fault.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import time, timedelta

import pytest

from handlers import parsing
from handlers.parsing import HospitalName, Intent, PartKind, Reading
from handlers.parsing.line_parts import PartOfDay, TimeRange
from tests.handlers.parsing.corpus import Score, readings, score, scores, share_right
from tests.handlers.parsing.corpus_lines import HOSPITALS, LANGUAGES, TODAY, Line, lines

LEAST_RIGHT = {"ko": 0.975, "en": 0.965}
LEAST_HELD_RIGHT = {"ko": 0.84, "en": 0.84}
"""Of the lines that the grammar was not tried with; what was measured when they were first run."""
SEEN = {language: lines(language) for language in LANGUAGES}
KINDS = {"days": PartKind.DAYS, "hospital": PartKind.HOSPITAL}


def at(text: str) -> time:
    return time.fromisoformat(text)


def as_meant(line: Line) -> Reading:
    """The first right reading, as a reader would give it."""
    right = line.rights[0]
    return Reading(
        line.text,
        intent=right.intent,
        hospitals=tuple(each for each in HOSPITALS if each.names[0] in right.hospital),
        days=tuple(sorted(right.days)),
        weekly=right.weekly,
        excluded=tuple(right.excluded),
        time=TimeRange(at(right.time[0]), at(right.time[-1])) if right.time else None,
        part_of_day=PartOfDay(right.part) if right.part else None,
        places=right.places,
        person=right.person,
        code=right.code,
        phone=right.phone,
        unread=right.unread,
        ambiguous=frozenset(KINDS.values()) if right.ambiguous else frozenset(),
    )


def spoilt(some: Iterable[Line], fault: Callable[[Reading], Reading]) -> list[Score]:
    return [score(line, fault(as_meant(line))) for line in some]


def sure(reading: Reading) -> Reading:
    return replace(reading, ambiguous=frozenset())


def a_day_later(reading: Reading) -> Reading:
    return replace(reading, days=tuple(day + timedelta(days=1) for day in reading.days))


def leftover_as_hospital(reading: Reading) -> Reading:
    if not reading.unread:
        return reading
    named = HospitalName(99, (" ".join(reading.unread),))
    return replace(reading, hospitals=(named,), unread=())


def without_leftover(reading: Reading) -> Reading:
    return replace(reading, unread=())


def acted(found: Iterable[Score]) -> list[str]:
    return [each.line.text for each in found if each.acted]


def misread(found: Iterable[Score]) -> list[str]:
    return [each.line.text for each in found if each.misread]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lines_are_many_and_agree_with_themselves(language):
    found = spoilt(SEEN[language], lambda reading: reading)

    assert len(found) > {"ko": 1900, "en": 2900}[language]
    assert [each.line.text for each in found if each.wrong] == []
    assert (misread(found), acted(found)) == ([], [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_has_one_reading_by_whom_it_is_typed(language):
    typed = [(line.text, line.desk) for line in SEEN[language]]

    assert len(typed) == len(set(typed))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fault", [a_day_later, leftover_as_hospital, without_leftover, sure])
def test_a_reader_with_a_fault_is_caught(language, fault):
    found = spoilt(SEEN[language], fault)

    assert len(misread(found)) > 10
    assert acted(found)
    assert share_right(found) < 0.97


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        (a_day_later, "한빛병원 3/20 30명"),
        (sure, "한빛병언 3/15 30"),
        (sure, "한빛병원 3월 20일 월요일 30명"),
        (leftover_as_hospital, "하늘병원 3/20 30명"),
        (without_leftover, "한빛병원 3/20 30명 어쩌고저쩌고"),
    ],
)
def test_what_a_fault_would_have_opened_is_named(fault, text):
    assert text in acted(spoilt(SEEN["ko"], fault))


def test_a_reader_that_understands_nothing_acts_on_nothing():
    found = spoilt(SEEN["ko"], lambda reading: Reading(reading.text))

    assert (misread(found), acted(found)) == ([], [])
    assert share_right(found) < 0.05


def test_only_near_days_of_a_known_hospital_are_acted_on():
    line = next(each for each in SEEN["ko"] if each.text == "한빛병원 3/20 30명")
    far = replace(as_meant(line), days=(TODAY + timedelta(days=181),))
    new = replace(as_meant(line), phone="02-777-7777")
    close = replace(as_meant(line), intent=Intent.CLOSE)

    assert acted([score(line, a_day_later(as_meant(line)))])
    assert acted(score(line, each) for each in (far, new, close)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_are_read_as_they_are_meant(language):
    read = zip(SEEN[language], readings(language), strict=True)
    found = [score(line, reading) for line, reading in read]

    assert share_right(found) >= LEAST_RIGHT[language]
    assert acted(found) == []


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_that_were_held_back_are_read_as_they_are_meant(language):
    found = scores(lines(f"{language}_held"), parsing.read)

    assert share_right(found) >= LEAST_HELD_RIGHT[language]
    assert acted(found) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_that_were_held_back_are_not_among_the_others(language):
    held = {line.text for line in lines(f"{language}_held")}

    assert len(held) > 150
    assert len(held & {line.text for line in SEEN[language]}) == 0  # without showing one
