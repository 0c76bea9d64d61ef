"""/mydata: a file of everything that is stored about whoever asks, and of nobody else."""

import json
import re

import pytest

from domain.ports.notices import NoticeKind, NoticeState
from handlers.menu import MENU
from handlers.texts import Wording
from handlers.ui.buttons import ShowMyData
from tests.handlers.talk import ADMIN
from tests.storage.personal_columns import personal_columns

NAME = "남궁민수"
MESSAGE = re.compile(rb"message[^0-9]+[0-9]+")
"""The number of the message that shows the open card; sent again, it is another."""


async def file_of(phone):
    shown = await phone.say("/mydata")
    assert len(shown.files) == 1
    return json.loads(shown.files[0])


async def test_it_says_who_one_is_in_words(world):
    phone = await world.guest(2_002_002)

    told = await file_of(phone)

    assert told["이용자"]["텔레그램 계정 ID"] == 2_002_002
    assert told["이용자"]["검진받을 분의 이름"] == NAME
    assert told["이용자"]["언어"] == "한국어"
    assert [each["내용"] for each in told["동의·철회 기록"]] == ["개인정보", "민감정보"]
    assert told["동의·철회 기록"][0]["동의한 일시"] == "2027-03-01T09:00:00+09:00"


async def test_it_lists_bookings_with_their_history_and_messages(world):
    phone = await world.guest()
    booking = await world.booked(phone, await world.hospital())
    await world.settle()

    told = await file_of(phone)

    (mine,) = told["예약·취소 기록"]
    assert (mine["예약번호"], mine["병원"]) == (booking.code, "한빛병원")
    assert mine["상태"] == "예약 확정"
    assert [each["내용"] for each in mine["이력"]] == ["예약함"]
    (notice,) = told["알림 기록"]
    assert (notice["내용"], notice["상태"]) == ("검진 전 알림", "보낼 예정")


async def test_it_speaks_the_language_of_the_person(world):
    phone = await world.guest(language="en")

    told = await file_of(phone)

    assert told["person"]["the patient's name"] == NAME


async def test_the_rows_are_there_as_they_are_stored(world):
    phone = await world.guest()
    booking = await world.booked(phone, await world.hospital())
    await world.settle()

    told = await file_of(phone)

    rows, shown = told["저장된 원본(기술 검토용)"], told["조회용 원본(기술 검토용)"]
    assert rows["booking"][0]["id"] == booking.id
    assert rows["patient"][0]["sealed_name"] == NAME
    assert shown["shown_booking"][0]["code"] == booking.code
    personal = {column.partition(".")[0] for column in personal_columns()}
    assert personal <= rows.keys() | shown.keys()


async def test_an_admin_sees_what_they_did(world):
    await world.hospital()
    await world.guest(ADMIN)
    admin = world.phone(ADMIN)
    await admin.say("/deletehospital 한빛병원")
    await admin.tap("🗑 삭제")

    told = await file_of(admin)

    assert told["저장된 원본(기술 검토용)"]["audit"][-1]["action"] == "CommitDelete"


async def test_nothing_of_anybody_else_is_in_it(world):
    other = await world.guest(3_003_003)
    booking = await world.booked(other, await world.hospital())
    await world.settle()
    await world.guest(2_002_002)

    shown = await world.phone(2_002_002).press(ShowMyData().pack())

    assert b"2002002" in shown.files[0]
    for canary in (b"3003003", booking.code.encode(), str(booking.person).encode()):
        assert canary not in shown.files[0]


async def test_no_key_is_handed_out(world):
    phone = await world.guest()

    shown = await phone.say("/mydata")

    assert b"sealed_name" in shown.files[0]
    assert b"wrapped_key" not in shown.files[0]


async def test_without_the_read_model_the_rest_is_there(world):
    phone = await world.guest()
    await world.mypage.close()

    told = await file_of(phone)

    assert told["이용자"]["검진받을 분의 이름"] == NAME
    assert "읽을 수 없어요" in told["조회용 원본(기술 검토용)"]


async def test_a_stranger_gets_no_file_and_is_not_stored(world, phone):
    shown = await phone.say("/mydata")

    assert (shown.files, "저장된 내 정보가 없어요" in shown.text) == ([], True)
    assert await world.read(lambda tx: tx.people.by_telegram(1001)) is None


async def test_asked_again_it_is_sent_again_for_nothing_was_changed(world):
    phone = await world.guest()
    await phone.say("/mydata")  # the first screen of the person, which is in the file
    first = await phone.again()

    again = await phone.again()

    assert [MESSAGE.sub(b"", each) for each in again.files] == [
        MESSAGE.sub(b"", each) for each in first.files
    ]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_there_are_words_for_everything_that_can_be_in_it(language):
    words = Wording(language)

    for kind in NoticeKind:
        assert words.plain(f"mydata.notice_{kind}")
    for state in NoticeState:
        assert words.plain(f"mydata.notice_is_{state}")
    for topic in MENU.dialogues.topics:
        assert words.plain(f"mydata.topic_{topic}")
