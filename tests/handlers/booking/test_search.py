"""Hospitals to find by name or date, and to read about."""

from datetime import timedelta

import pytest

from domain.operations import hospitals
from domain.storage.sql.connection import Driver
from tests.handlers.talk import ADMIN, TODAY

DAY = TODAY + timedelta(days=10)


async def test_part_of_a_name_is_enough_when_it_is_certain(world, phone):
    await world.hospital("한빛 병원")
    await world.hospital("하늘의원")

    shown = await phone.say("/book 한빛")

    assert "검진받을 날을 눌러 주세요" in shown.text


async def test_a_name_that_fits_several_lists_them(world, phone):
    await world.hospital("한빛병원")
    await world.hospital("한빛의원")

    shown = await phone.say("/book 한빛")

    assert shown.labels[:2] == ["한빛병원", "한빛의원"]


async def test_an_unknown_name_offers_the_nearest_and_all(world, phone):
    await world.hospital("한빛병원")

    shown = await phone.say("/book 한빗병원")
    far = await phone.say("/book 세브란스")

    assert "한빛병원" in shown.text
    assert "11" in shown.labels
    assert "찾지 못했어요" in far.text
    assert "한빛병원" not in far.labels


@pytest.mark.parametrize("slip", ["한빗", "한비", "한빛벼원", "rivverside", "Riversid"])
async def test_a_slip_in_a_short_name_is_forgiven(world, phone, slip):
    await world.hospital("한빛병원")
    await world.hospital("Riverside Health Centre (made up)")

    shown = await phone.say(f"/book {slip}")

    meant = "한빛병원" if slip.startswith("한") else "Riverside"
    assert meant in shown.text + shown.labels[0]


async def test_a_hospital_deleted_while_the_card_is_open_says_so(world):
    phone = await world.guest()
    hospital = await world.hospital()
    await phone.say(f"/book 한빛병원 {DAY}")
    await world.run(hospitals.delete_hospital, hospital=hospital, by=1, expected=0)

    shown = await phone.tap("✅ 예약 확정")

    assert "이 병원은 이제 예약을 받지 않아요" in shown.text
    assert shown.labels == ["다른 병원 보기", "처음으로"]


async def test_where_nothing_is_open_yet_an_admin_is_told_what_to_do(world, phone):
    to_admin = await world.phone(ADMIN).say("/hospitals")
    to_customer = await phone.say("/hospitals")

    assert "등록하면 여기에 보여요" in to_admin.text
    assert to_admin.labels == ["🆕 병원 등록", "처음으로"]
    assert "나중에 다시 확인해 주세요" in to_customer.text


async def test_a_day_the_hospital_is_closed_opens_its_calendar(world, phone):
    await world.hospital()

    shown = await phone.say(f"/book 한빛병원 {DAY + timedelta(days=1)}")

    assert "3월 12일(금)에 검진이 없어요" in shown.text
    assert "11" in shown.labels


async def test_a_broken_date_names_the_rule(world, phone):
    await world.hospital()

    shown = await phone.say("/book 한빛병원 2026-13-01")

    assert "달력에 없는 날짜예요" in shown.text
    assert "«2026-13-01»" in shown.text


async def test_hospitals_tell_phone_and_what_is_left(world, phone):
    await world.hospital()
    await world.hospital("하늘의원", days=3, capacity=2, phone=None)

    shown = await phone.say("/hospitals")

    assert "한빛병원 ☎ 02-123-4567\n가장 빠른 날 3월 11일(목) · 예약 가능" in shown.text
    assert "하늘의원\n가장 빠른 날 3월 4일(목) · 자리 적음" in shown.text
    assert "정원" not in shown.text
    assert {"한빛병원 예약하기", "하늘의원 예약하기"} <= set(shown.labels)


async def test_an_admin_sees_the_numbers_too(world):
    hospital = await world.hospital(days=[10, 11])
    await world.booked(await world.guest(), hospital)
    admin = world.phone(ADMIN)

    everything = await admin.say("/hospitals")
    on_day = await admin.say(f"/hospitals {DAY}")

    assert "검진일 총 2일 · 정원 60명 · 예약 1명" in everything.text
    assert "정원 30명 · 예약 1명" in on_day.text


async def test_hospitals_on_a_date(world):
    phone = await world.guest()
    await world.hospital()
    await world.hospital("하늘의원", days=3)

    shown = await phone.say(f"/hospitals {DAY}")
    none = await phone.say(f"/hospitals {DAY + timedelta(days=1)}")
    await phone.say(f"/hospitals {DAY}")
    card = await phone.tap("한빛병원 예약하기")

    assert "3월 11일(목) 검진 병원" in shown.text
    assert "하늘의원" not in shown.text
    assert "에는 예약할 수 있는 병원이 없어요" in none.text
    assert "이대로 예약할까요?" in card.text


async def test_hospitals_on_a_date_that_has_closed_cannot_be_booked(world, phone):
    await world.hospital(days=[1, 10])
    world.clock.forward(hours=8)

    shown = await phone.say(f"/book {TODAY + timedelta(days=1)}")
    to_admin = await world.phone(ADMIN).say(f"/hospitals {TODAY + timedelta(days=1)}")

    assert "3월 1일(월) 오후 5:00에 마감됐어요" in shown.text
    assert "남은 자리" not in shown.text
    assert shown.labels == ["3/11(목) · 한빛병원", "처음으로"]
    assert "한빛병원 ☎ 02-123-4567\n정원 30명 · 예약 0명" in to_admin.text
    assert "3/2(화) 명단 · 한빛병원" in to_admin.labels


async def test_an_admins_keys_lead_to_lists(world):
    admin = world.phone(ADMIN)
    empty = await admin.say("/hospitals")
    await world.hospital()
    await world.hospital("하늘의원", days=1)
    world.clock.forward(days=2)

    shown = await admin.say("/hospitals")

    assert empty.labels == ["🆕 병원 등록", "처음으로"]
    assert {"3/11(목) 명단 · 한빛병원", "🆕 검진일 추가 · 하늘의원"} <= set(shown.labels)
    assert "아직 예약이 없어요" in (await admin.tap("3/11(목) 명단 · 한빛병원")).text


async def test_what_is_left_on_a_date_is_told_in_a_word(world, phone):
    hospital = await world.hospital(capacity=1)
    await world.hospital("하늘의원", capacity=3)
    await world.hospital("새봄의원")
    await world.booked(await world.guest(1002), hospital)

    shown = await phone.say(f"/hospitals {DAY}")
    english = await world.phone(1003, language="en").say(f"/hospitals {DAY}")

    assert "새봄의원 ☎ 02-123-4567\n예약 가능" in shown.text
    assert "하늘의원 ☎ 02-123-4567\n자리 적음" in shown.text
    assert "한빛병원 ☎ 02-123-4567\n자리 없음" in shown.text
    assert all(word in english.text for word in ("Available", "Few spots left", "\nFull"))


async def test_a_hospital_that_is_full_on_the_date_leads_to_its_other_days(world):
    hospital = await world.hospital(days=[10, 11], capacity=1)
    await world.booked(await world.guest(1002), hospital)
    phone = await world.guest(1001)

    shown = await phone.say(f"/hospitals {DAY}")
    others = await phone.tap("다른 날 · 한빛병원")

    assert "자리 없음" in shown.text
    assert "에는 자리가 없어요" in others.text
    assert "3/12(금) · 한빛병원" in others.labels


@pytest.fixture
def asked(world, monkeypatch):
    """How many statements the readers ran."""
    ran = []
    execute = Driver._execute

    def counted(driver, statement, values):
        if driver is not world.main._writer._driver:
            ran.append(statement)
        return execute(driver, statement, values)

    monkeypatch.setattr(Driver, "_execute", counted)
    return ran


SCREENS = {
    "a date": (1001, f"/hospitals {DAY}"),
    "the list": (1001, "/hospitals"),
    "a date, to an admin": (ADMIN, f"/hospitals {DAY}"),
    "the list, to an admin": (ADMIN, "/hospitals"),
    "my bookings": (1001, "/mystatus"),
    "what can be cancelled": (1001, "/cancel"),
    "the menu": (1001, "/start"),
    "what can be deleted": (ADMIN, "/deletehospital"),
}


@pytest.mark.parametrize("screen", SCREENS)
async def test_what_a_screen_asks_does_not_grow_with_what_it_lists(world, asked, screen):
    telegram, words = SCREENS[screen]
    phone = await world.guest(telegram)

    async def statements():
        asked.clear()
        await phone.say(words)
        return len(asked)

    for n in range(2):
        await world.booked(phone, await world.hospital(f"{n}번 병원", days=10 + n), days=10 + n)
    few = await statements()
    await world.booked(phone, await world.hospital("2번 병원", days=12), days=12)
    for n in range(3, 7):
        await world.hospital(f"{n}번 병원")

    assert await statements() == few


async def test_what_a_span_of_dates_asks_does_not_grow_with_its_length(world, asked):
    phone = await world.guest(1001)
    await world.hospital("한빛병원")
    asked_of = {}

    for days in (2, 60, 2):  # the first line also reads the names of hospitals
        asked.clear()
        first, last = TODAY + timedelta(days=20), TODAY + timedelta(days=19 + days)
        shown = await phone.say(f"{first}부터 {last}까지 예약")
        asked_of[days] = len(asked)
        assert "예약할 수 있는 병원이 없어요" in shown.text

    assert asked_of[60] == asked_of[2]
