"""Lines of the front desk, behind a command and in words: the same certainty for both."""

from datetime import date, timedelta

import pytest

from handlers import parsing
from handlers.ui import buttons
from tests.handlers.talk import ADMIN, TODAY

DAY = TODAY + timedelta(days=4)


@pytest.fixture
def admin(world):
    return world.phone(ADMIN)


async def capacities(world, hospital):
    found = await world.read(lambda tx: tx.slots.live(hospital=hospital, first=TODAY))
    return [each.capacity for each in found]


@pytest.mark.parametrize("line", ["/capacity 한빛병원 3/5 40", "정원 한빛병원 3/5 40"])
async def test_an_exact_line_changes_the_capacity_at_once(world, admin, line):
    hospital = await world.hospital(days=4)

    shown = await admin.say(line)

    assert "30명 → 40명" in shown.text
    assert await capacities(world, hospital) == [40]


@pytest.mark.parametrize("name", ["한빛", "한빝병원"])
async def test_a_name_that_is_not_exact_is_asked_and_a_tap_carries_it_out(world, admin, name):
    hospital = await world.hospital(days=4)

    await admin.say(f"/capacity {name} 3/5 40")
    assert await capacities(world, hospital) == [30]
    shown = await admin.tap("3/5(금) 40명 · 한빛병원")

    assert "30명 → 40명" in shown.text
    assert await capacities(world, hospital) == [40]


@pytest.mark.parametrize(
    ("language", "line", "label"),
    [
        ("ko", "정원 한빝병원 3/5 40", "3/5(금) 40명 · 한빛병원"),
        ("ko", "정원 한빛병원 2027-03-05 (목) 40", "3/5(금) 40명 · 한빛병원"),
        ("en", "capacity 한빛병원 3/5 40", "Fri 5 Mar, 40 spots · 한빛병원"),
    ],
)
async def test_a_choice_for_a_typed_capacity_names_its_places(world, language, line, label):
    hospital = await world.hospital(days=4)
    admin = world.phone(ADMIN, language=language)

    assert (await admin.say(line)).labels[0] == label
    assert await capacities(world, hospital) == [30]
    await admin.tap(label)

    assert await capacities(world, hospital) == [40]


async def test_below_what_is_booked_the_number_it_can_be_is_offered(world, admin):
    hospital = await world.hospital(days=4)
    for telegram in (1001, 1002):
        await world.booked(await world.guest(telegram), hospital, days=4)

    refused = await admin.say("/capacity 한빛병원 3/5 1")
    assert "2명이 예약" in refused.text
    await admin.tap("3/5(금) 2명 · 한빛병원")

    assert await capacities(world, hospital) == [2]


@pytest.mark.parametrize("command", ["/deletehospital", "삭제", "휴진"])
async def test_a_day_on_the_line_is_the_day_on_the_card(world, admin, command):
    await world.hospital(days=[4, 19])

    shown = await admin.say(f"{command} 한빛병원 3.20")

    assert "3월 20일(토)" in shown.text
    assert "한빛병원" in shown.text


@pytest.mark.parametrize("rest", ["3.32", "2/30", "9시", "매주 월요일", "40", "3/5 3/6", "3월"])
@pytest.mark.parametrize("command", ["/deletehospital", "휴진"])
async def test_what_is_not_read_as_a_day_never_means_the_whole_hospital(
    world, admin, command, rest
):
    await world.hospital(days=4)

    shown = await admin.say(f"{command} 한빛병원 {rest}")

    assert "삭제할까요" not in shown.text
    assert "🗑 삭제" not in shown.labels
    assert "🗑 삭제" in (await admin.say("/deletehospital 한빛병원")).labels


@pytest.mark.parametrize("name", ["미래", "미래병언"])
async def test_a_card_takes_the_only_name_that_fits(world, admin, name):
    await world.hospital("미래병원", days=[4, 21])
    await world.hospital(days=4)

    assert "미래병원 3월 22일(월)" in (await admin.say(f"/deletehospital {name} 3/22")).text
    assert "미래병원</b> 3월 22일" in (await admin.say(f"/roster {name} 3/22")).markup


async def test_suggestions_are_open_on_the_day(world, admin):
    for n in range(6):
        await world.hospital(f"한빛{'가나다라마바'[n]}병원", days=4)
    await world.hospital("한빛하나병원", days=5)

    shown = await admin.say("/roster 한빛 3/6")

    assert "3/6(토) · 0명 · 한빛하나병원" in shown.labels


async def test_a_roster_of_a_past_day_is_read(world, admin):
    await world.hospital(days=4)
    world.clock.forward(days=6)

    assert "3월 5일(금)" in (await admin.say("/roster 한빛병원 3/5")).text


async def test_dates_beyond_the_first_page_can_be_reached(world, admin):
    await world.hospital(days=list(range(1, 26)))

    assert "▶" in (await admin.say("명단 한빛병원")).labels
    shown = await admin.tap("▶")

    assert "3/26(금) · 0명 · 한빛병원" in shown.labels
    assert "◀" in shown.labels


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("명단", "어느 명단"),
        ("roster", "어느 명단"),
        ("정원", "/capacity 한빛병원"),
        ("삭제", "삭제"),
        ("휴진", "삭제"),
        ("찾기", "예약번호"),
        ("예약 찾기", "예약번호"),
        ("찾기 홍길동", "이름으로는"),
        ("전화예약 한빛병원", "대신 예약하는 기능은 아직 없어요"),
        ("옮기기", "옮기는 기능은 아직 없어요"),
        ("공지", "공지를 보낼 수 없어요"),
    ],
)
async def test_words_without_a_slash_do_what_their_command_does(world, admin, line, said):
    await world.hospital(days=[1, 4])

    assert said in (await admin.say(line)).text


@pytest.mark.parametrize("line", ["오늘", "today", "오늘 명단"])
async def test_today_alone_offers_the_rosters_of_today(world, admin, line):
    await world.hospital(days=4)
    world.clock.forward(days=4)

    shown = await admin.say(line)

    assert "3월 5일(금), 어느 병원의 명단" in shown.text
    assert "3/5(금) · 0명 · 한빛병원" in shown.labels


NEXT = {"ko": "오늘과 내일은 검진이 없어요", "en": "no screenings today or tomorrow"}
USAGE = {"ko": "/roster 한빛병원 2027-03-08", "en": "/roster Hanbit Clinic 2027-03-08"}


@pytest.mark.parametrize("language", NEXT)
@pytest.mark.parametrize("line", ["/roster", "명단", "roster", "rosters button"])
async def test_with_nothing_today_or_tomorrow_the_next_dates_are_offered(world, language, line):
    hospital = await world.hospital(days=[4, 19])
    await world.hospital("새빛의원", days=[9])
    await world.booked(await world.guest(), hospital, days=19)
    admin = world.phone(ADMIN, language=language)

    shown = await (
        admin.press(buttons.ShowRosters().pack()) if "button" in line else admin.say(line)
    )
    assert NEXT[language] in shown.text
    assert [label.split("(")[0] for label in shown.labels[:3]] == _short(language)
    await admin.press(shown.keys[shown.labels[2]]["callback_data"])

    assert "남궁민수" in admin.screen.text


def _short(language):
    return (
        ["3/5", "3/10", "3/20"]
        if language == "ko"
        else ["Fri 5 Mar ", "Wed 10 Mar ", "Sat 20 Mar "]
    )


@pytest.mark.parametrize("language", USAGE)
async def test_only_without_any_date_it_is_said_how_to_ask_for_a_roster(world, language):
    admin = world.phone(ADMIN, language=language)
    assert USAGE[language] in (await admin.say("/roster")).text

    await world.hospital(days=1)

    assert USAGE[language] not in (await admin.say("/roster")).text
    assert "3월 1일(월)에는" in (await world.phone(ADMIN).say("오늘 명단")).text


async def test_a_day_without_screenings_leads_to_the_next_dates(world, admin):
    await world.hospital(days=[4, 19])

    shown = await admin.say("명단 3/10")

    assert "3월 10일(수)에는 등록된 검진이 없어요" in shown.text
    assert shown.labels[0] == "3/20(토) · 0명 · 한빛병원"


@pytest.mark.parametrize("line", ["등록", "병원 등록"])
async def test_registering_in_words_opens_the_dialogue(world, admin, line):
    by_word, by_command = await admin.say(line), await admin.say("/addhospital")

    assert by_word.text == by_command.text


async def test_a_code_is_found_in_words(world, admin):
    booking = await world.booked(await world.guest(), await world.hospital(days=4), days=4)

    assert booking.code in (await admin.say(f"찾기 {booking.code}")).text


@pytest.mark.parametrize("line", ["명단 한빛병원", "정원 한빛병원 3/5 40", "휴진 한빛병원"])
async def test_words_of_the_desk_do_nothing_for_others(world, phone, line):
    hospital = await world.hospital(days=4)

    shown = await phone.say(line)

    assert "📋 명단 보기" not in shown.labels
    assert "🗑 삭제" not in shown.labels
    assert await capacities(world, hospital) == [30]


@pytest.mark.parametrize(
    ("line", "places"),
    [
        ("정원 한빛병원 3/5", None),
        ("정원 한 명", 1),
        ("정원 40명까지", 40),
        ("정원 세종병원", None),
    ],
)
def test_a_number_word_inside_a_name_is_no_number_of_places(line, places):
    assert parsing.read(line, today=date(2027, 3, 1), desk=True).places == places
