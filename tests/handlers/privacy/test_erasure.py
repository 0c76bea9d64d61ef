"""/deletemydata: two taps, and nobody knows any more who it was."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from domain.events import PersonErased
from domain.operations import bookings
from handlers.context import SERVICES
from handlers.ui.buttons import AskErase, ChangeName, CommitErase
from tests.handlers.post import Post
from tests.handlers.talk import ADMIN, TODAY, Meanwhile

NAME, ACCOUNT = "남궁민수", 7_600_123_457


async def known(world, telegram=ACCOUNT):
    return await world.read(lambda tx: tx.people.by_telegram(telegram))


async def erasures(world):
    told = await world.read(lambda tx: tx.events.after(0, limit=999))
    return sum(isinstance(each.event, PersonErased) for each in told)


@pytest.fixture
async def phone(world):
    """Somebody known."""
    return await world.guest(ACCOUNT)


async def test_two_taps_and_it_is_done_and_told_once(world, phone):
    await phone.say("/privacy")

    card = await phone.tap("🗑 내 정보 삭제")
    before = len(world.request.calls)
    done = await phone.tap("🗑 모두 삭제")
    await Post(world).deliver()

    assert "내 정보를 모두 삭제할까요?" in card.text
    assert "내 정보를 모두 삭제했어요" in done.text
    assert await known(world) is None
    told = [name for name, _ in world.request.calls[before:] if name != "answerCallbackQuery"]
    assert told == ["editMessageText"]


async def test_the_card_shown_last_goes_with_the_rest_and_holds_no_name_before(world, tmp_path):
    phone = await world.guest(ACCOUNT)
    await world.booked(phone, await world.hospital())
    await phone.say("/mystatus")
    kept = cards(tmp_path)

    await phone.say("/deletemydata")
    await phone.tap("🗑 모두 삭제")

    assert len(kept) == 1
    assert "3/11(목)" in kept[0]
    assert NAME not in kept[0]
    assert cards(tmp_path) == []


def cards(folder):
    """What is stored of the cards shown last."""
    with closing(sqlite3.connect(folder / "main.db")) as database:
        return [facts for (facts,) in database.execute("SELECT facts FROM open_card")]


async def test_upcoming_bookings_are_listed_first_and_cancelled_with_it(world, phone):
    hospital = await world.hospital(days=[4, 10])
    codes = [(await world.booked(phone, hospital, days=days)).code for days in (4, 10)]

    card = await phone.say("/deletemydata")
    done = await phone.tap("🗑 모두 삭제")
    await world.settle()

    assert all(code in card.text for code in codes)
    assert "예약 2건도 함께 취소돼요" in card.text
    assert "예약 2건도 취소했어요" in done.text
    slots = await world.read(lambda tx: tx.slots.live(hospital=hospital, first=TODAY))
    assert [slot.taken for slot in slots] == [0, 0]


async def test_without_bookings_nothing_is_said_of_them(phone):
    card = await phone.say("/deletemydata")
    done = await phone.tap("🗑 모두 삭제")

    assert "예약" not in card.text
    assert "건도" not in done.text


async def test_a_card_that_told_of_other_bookings_is_drawn_again(world, phone):
    hospital = await world.hospital()
    await phone.say("/deletemydata")
    booking = await world.booked(phone, hospital)

    card = await phone.tap("🗑 모두 삭제")

    assert booking.code in card.text
    assert "그사이 예약이 바뀌었어요" in card.alert
    assert await known(world) is not None


async def test_as_many_other_bookings_are_other_bookings(world, phone):
    hospital = await world.hospital(days=[10, 12])
    told = await world.booked(phone, hospital, days=10)
    await phone.say("/deletemydata")
    await world.run(bookings.cancel, person=told.person, booking=told.id)
    booking = await world.booked(phone, hospital, days=12)

    card = await phone.tap("🗑 모두 삭제")
    redelivered = await phone.again()
    done = await phone.tap("🗑 모두 삭제")

    assert booking.code in card.text
    assert "그사이 예약이 바뀌었어요" in card.alert
    assert redelivered.text == card.text
    assert "예약 1건도 취소했어요" in done.text
    assert await known(world) is None


async def test_what_is_booked_while_it_is_handled_is_not_cancelled_unseen(world, phone):
    hospital = await world.hospital()
    slot = await world.slot(hospital)
    person = (await known(world)).id
    await phone.say("/deletemydata")
    services = world.application.bot_data[SERVICES]
    store = Meanwhile(services.store, partial(bookings.book, person=person, slot=slot))
    world.application.bot_data[SERVICES] = replace(services, store=store)

    card = await phone.tap("🗑 모두 삭제")

    assert "그사이 예약이 바뀌었어요" in card.alert
    assert "한빛병원" in card.text
    assert await known(world) is not None


async def test_keeping_it_keeps_everything(world, phone):
    await phone.say("/deletemydata")

    shown = await phone.tap("삭제하지 않음")

    assert "아무것도 삭제하지 않았어요" in shown.text
    assert (await known(world)).name == NAME


async def test_a_second_tap_and_a_redelivered_one_say_so_and_change_nothing(world, phone):
    await phone.say("/deletemydata")
    first = await phone.tap("🗑 모두 삭제")

    redelivered = await phone.again()
    second = await phone.press(CommitErase(0).pack())
    asked = await phone.press(AskErase().pack())

    assert redelivered.text == first.text
    assert (second.text, second.alert) == (first.text, "내 정보를 모두 지웠어요.")
    assert "저장된 내 정보가 없어요" in asked.text
    assert await erasures(world) == 1
    assert await known(world) is None


async def test_starting_again_makes_somebody_new(world, phone):
    person = await known(world)
    hospital = await world.hospital()
    await world.booked(phone, hospital)
    await phone.say("/deletemydata")
    await phone.tap("🗑 모두 삭제")

    greeting = await phone.say("/start")
    mine = await phone.say("/mystatus")
    await phone.say(f"/book 한빛병원 {TODAY + timedelta(days=10)}")
    await phone.tap("✅ 동의해요")

    assert "안녕하세요" in greeting.text
    assert "아직 예약이 없어요" in mine.text
    new = await known(world)
    assert (new.id == person.id, new.name) == (False, None)


async def test_in_the_middle_of_a_question_it_ends_the_question(world, phone):
    await phone.press(ChangeName(None).pack())
    await phone.press(AskErase().pack())

    done = await phone.tap("🗑 모두 삭제")
    said = await phone.say("한가람")

    assert "내 정보를 모두 삭제했어요" in done.text
    assert "한가람" not in said.text
    assert await known(world) is None


async def test_the_last_word_is_in_the_language_they_had(world):
    phone = await world.guest(ACCOUNT, language="en")
    phone.language = "ko"
    await phone.say("/deletemydata")

    done = await phone.tap("🗑 Delete everything")

    assert "All your data has been deleted" in done.text


async def test_an_admin_is_told_what_becomes_of_their_rights(world):
    await world.guest(ADMIN)

    card = await world.phone(ADMIN).say("/deletemydata")

    assert "관리자로 한 작업 기록은 남아요" in card.text


async def test_a_stranger_has_nothing_to_delete(world):
    for said in ("/deletemydata",):
        shown = await world.phone(5).say(said)

        assert "저장된 내 정보가 없어요" in shown.text
    assert await known(world, 5) is None


async def test_the_front_desk_sees_a_cancelled_booking_of_nobody(world, phone):
    hospital = await world.hospital(days=4)
    booking = await world.booked(phone, hospital, days=4)
    admin = world.phone(ADMIN)
    before = await admin.say(f"/roster 한빛병원 {TODAY + timedelta(days=4)}")
    await phone.say("/deletemydata")
    await phone.tap("🗑 모두 삭제")

    roster = await admin.say(f"/roster 한빛병원 {TODAY + timedelta(days=4)}")
    looked_up = await admin.say(f"/status {booking.code}")

    assert NAME in before.text
    for shown in (roster, looked_up):
        assert booking.code in shown.text
        assert "취소된 예약" in shown.text
        assert NAME not in shown.text
