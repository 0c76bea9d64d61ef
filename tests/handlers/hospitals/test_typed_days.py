"""Days typed to the question for them: every spelling, what is asked, what is refused and why."""

from datetime import date, timedelta

import pytest

from tests.handlers.catalogue import says
from tests.handlers.talk import ADMIN

FRIDAY = ["2027-03-05"]
FOUR = [f"2027-03-0{n}" for n in range(2, 6)]
BOTH = [
    ("3/20", ["2027-03-20"]),
    ("3/20, 3/21", ["2027-03-20", "2027-03-21"]),
    ("3/20~22", ["2027-03-20", "2027-03-21", "2027-03-22"]),
    ("20일부터 22일", ["2027-03-20", "2027-03-21", "2027-03-22"]),
    ("매주 월요일 4월까지", [f"2027-04-{n:02}" for n in (5, 12, 19, 26)]),
    ("2027-03-05", FRIDAY),
    ("2027-3-5", FRIDAY),
    ("20270305", FRIDAY),
    ("2027. 3. 5.", FRIDAY),
    ("2027년 3월 5일 (금)", FRIDAY),
    ("２０２７－０３－０５", FRIDAY),
    ("2027–03–05", FRIDAY),
    ("3월 5일", FRIDAY),
    ("5 Mar", FRIDAY),
    ("Mar 5", FRIDAY),
    ("March 5th, 2027", FRIDAY),
    ("5 March 2027", FRIDAY),
    ("2027-03-02..2027-03-05", FOUR),
    ("2027-03-02 ~ 2027-03-05", FOUR),
    ("2027-03-02..2027-03-07 평일", FOUR),
    ("2027-03-02...2027-03-07 weekday", FOUR),
    ("2 Mar..7 Mar weekdays", FOUR),
    ("2 Mar, 3 Mar 4 Mar, 5 Mar", FOUR),
    ("2027-03-02,2027-03-03, 3월 4일,20270305", FOUR),
    ("내일", ["2027-03-02"]),
    ("tomorrow", ["2027-03-02"]),
    ("내일 3월 2일", ["2027-03-02"]),
    ("다음주 화", ["2027-03-09"]),
    ("24/12/2027", ["2027-12-24"]),
    ("2027-03-20 열어 주세요", ["2027-03-20"]),
    ("2027-03-02..2028-02-28 2027-03-02..2028-02-28", 364),
]
KOREAN = [
    ("3/5", FRIDAY),
    ("3.5", FRIDAY),
    ("3-5", FRIDAY),
    ("3/5(금)", FRIDAY),
    ("3/2 3/3, 3/4..3/5", FOUR),
    ("3/2..3/7 weekdays", FOUR),
    ("3/2, 3/5", ["2027-03-02", "2027-03-05"]),
    ("3월 2일 ~ 3월 5일", FOUR),
    ("12/11/2027", ["2027-12-11"]),
    ("2/20", ["2028-02-20"]),
    ("2/29", ["2028-02-29"]),
]
REFUSED = [
    ("어제", "parse.day_past"),
    ("2027-02-28", "parse.day_past"),
    ("2027-02-30", "parse.day_missing"),
    ("2028-03-02", "parse.day_far"),
    ("2027-03-05 (목)", "parse.day_weekday"),
    ("2027-03-20..2027-03-05", "parse.range_order"),
    ("2027-03-06..2027-03-07 평일", "parse.range_empty"),
    ("매주 월요일", "parse.days"),
    ("평일", "parse.days"),
    ("2027-03-05..", "parse.days"),
    ("3/20 30", "parse.unread"),
    ("3/20 한빛병원", "parse.unread"),
    ("all", "parse.unread"),
]


async def question(world, language="ko"):
    admin = world.phone(ADMIN, language=language)
    return admin, await admin.say("/addhospital 새봄의원")


async def chosen(world):
    person = await world.read(lambda tx: tx.people.by_telegram(ADMIN))
    facts = (await world.read(lambda tx: tx.dialogues.get(person.id))).facts
    return facts["days"]


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_every_spelling_of_days_is_taken(world, language):
    wrong = []

    for typed, days in BOTH + (KOREAN if language == "ko" else []):
        admin, _ = await question(world, language)
        shown = await admin.say(typed)
        found = await chosen(world)
        if found != days and len(found) != days:
            wrong.append((typed, found, shown.text[:60]))

    assert wrong == []


async def test_what_is_no_day_is_refused_with_its_rule_and_nothing_is_chosen(world):
    admin, _ = await question(world)
    wrong = []

    for typed, rule in REFUSED:
        shown = await admin.say(typed)
        if not says(rule, shown.text) or await chosen(world):
            wrong.append((typed, rule, shown.text[:80]))

    assert wrong == []


async def test_a_date_of_either_order_is_asked_and_a_tap_chooses_it(world):
    admin, _ = await question(world, "en")

    asked = await admin.say("3/5")
    assert await chosen(world) == []
    assert "Which day" in asked.text
    assert "Fri 5 Mar" in asked.labels[0]
    assert "Mon 3 May" in asked.labels[1]
    shown = await admin.tap("Mon 3 May")

    assert await chosen(world) == ["2027-05-03"]
    assert "Which day" not in shown.text


async def test_the_weekday_of_the_example_can_be_typed(world):
    admin, asked = await question(world)
    until = date(2027, 3, 1) + timedelta(weeks=4)

    assert f"..{until} 평일" in asked.text
    await admin.say(f"2027-03-08..{until} 평일")

    assert len(await chosen(world)) == 16
