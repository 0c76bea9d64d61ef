"""The second one of two quick taps shows what the first one did."""

from datetime import timedelta

import pytest

from domain import queries
from domain.operations import hospitals
from handlers.ui import buttons
from tests.handlers.talk import ADMIN, TODAY


async def twice(phone, label):
    """What two taps on the same button show."""
    pressed = next(key for key in phone.screen.labels if key.startswith(label))
    data = phone.screen.keys[pressed]["callback_data"]
    return await phone.press(data), await phone.press(data)


async def test_booking_twice(world):
    phone = await world.guest()
    slot = await world.slot(await world.hospital())
    await phone.press(buttons.PickSlot(slot).pack())

    first, second = await twice(phone, "✅")

    assert second == first
    assert (await world.read(queries.slot_card, slot=slot)).slot.taken == 1


async def test_consents_and_withdrawal_twice(world):
    phone = world.phone()
    slot = await world.slot(await world.hospital())
    await phone.press(buttons.Confirm(slot).pack())
    first, second = await twice(phone, "✅")
    assert second == first
    first, second = await twice(phone, "✅")
    assert second.text == first.text
    await phone.say("홍길동")
    await phone.say("/privacy")
    await phone.press(buttons.AskWithdraw().pack())

    first, second = await twice(phone, "🚫 동의 철회하기")

    assert second == first


async def test_a_language_twice(world):
    phone = await world.guest()
    await phone.say("/language")

    first, second = await twice(phone, "English")

    assert second == first


async def test_registering_twice_shows_the_hospital_and_opens_it_once(world):
    admin = await registering(world)

    first, second = await twice(admin, "✅")

    assert "등록했어요" in first.text
    assert second == first
    assert len(await world.read(queries.hospitals)) == 1


async def test_another_button_of_an_ended_dialogue_shows_no_result(world):
    admin = await registering(world)
    version = int(admin.screen.keys[admin.screen.labels[0]]["callback_data"].split("|")[2], 36)
    await admin.tap("✅ 등록")

    shown = await admin.press(buttons.Answered(version - 1, "register").pack())

    assert "등록했어요" not in shown.text


async def test_an_ended_registration_is_no_open_question(world):
    admin = await registering(world)
    await admin.tap("✅ 등록")

    assert "닫았어요" not in (await admin.say("음")).text
    assert "질문 다시 보기" not in (await admin.say("/help")).labels


async def registering(world):
    admin = world.phone(ADMIN)
    await admin.say("/addhospital")
    await admin.say("한빛병원")
    await admin.say("2027-03-11")
    await admin.tap("선택 완료 (총 1일)")
    await admin.tap("30")
    await admin.tap("건너뛰기")
    await admin.tap("건너뛰기")
    return admin


async def test_what_the_hospital_cancelled_meanwhile_says_so_on_the_second_tap(world):
    phone = await world.guest()
    hospital = await world.hospital()
    await world.booked(phone, hospital)
    card = await phone.say("/cancel")
    await world.run(hospitals.delete_hospital, hospital=hospital, by=1, expected=1)
    await world.settle()

    for _ in range(2):
        shown = await phone.press(card.keys["❌ 예약 취소"]["callback_data"])
        assert "병원 사정으로 이미 취소된 예약이에요" in shown.text


async def test_a_card_older_than_the_cancelled_version_says_that_it_is_cancelled(world):
    phone = await world.guest()
    mine = await world.booked(phone, await world.hospital())
    await phone.say("/cancel")
    await phone.tap("❌ 예약 취소")

    shown = await phone.press(buttons.CommitCancel(mine.id, mine.version + 5).pack())

    assert shown.alert == "이미 취소된 예약이에요."


@pytest.mark.parametrize(("language", "label"), [("ko", "🔗 초대"), ("en", "🔗")])
async def test_an_invitation_is_made_once_and_both_taps_show_its_link(world, language, label):
    owner = world.phone(ADMIN, language=language)
    await owner.say("/admins")

    first, second = await twice(owner, label)

    assert "?start=adm_" in first.text
    assert second == first
    assert await open_invites(world) == 1


async def test_a_later_tap_on_the_same_button_makes_another_invitation(world):
    owner = world.phone(ADMIN)
    await owner.say("/admins")
    first = await owner.tap("🔗 초대 링크 만들기")
    await owner.say("/admins")
    again = await owner.tap("🔗 초대 링크 만들기")
    world.clock.forward(seconds=6)
    late = await owner.press(buttons.InviteAdmin().pack())

    assert len({first.text, again.text, late.text}) == 3
    assert await open_invites(world) == 3


async def test_who_is_no_owner_any_more_sees_no_result_of_a_first_tap(world):
    owner, other = world.phone(ADMIN), world.phone(1001)
    await owner.press(buttons.InviteAdmin().pack())

    assert "adm_" not in (await other.press(buttons.InviteAdmin().pack())).text


async def test_withdrawn_invitations_are_counted_once(world):
    owner = world.phone(ADMIN)
    await owner.press(buttons.InviteAdmin().pack())
    await owner.say("/admins")

    first, second = await twice(owner, "쓰지 않은 초대")

    assert "초대 1개를 취소" in first.text
    assert second == first


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_a_capacity_and_a_date_chosen_twice_show_what_the_first_tap_did(world, language):
    hospital = await world.hospital(days=10)
    admin = world.phone(ADMIN, language=language)

    for intent, day in (("capacity", 10), ("open", 12)):
        data = buttons.ReadAs(intent, hospital, TODAY + timedelta(days=day), 40).pack()
        first, second = await admin.press(data), await admin.press(data)
        assert "40" in first.text
        assert second == first


async def test_what_was_done_between_two_taps_is_not_passed_over(world):
    hospital = await world.hospital(days=10)
    admin = world.phone(ADMIN)
    data = buttons.ReadAs("capacity", hospital, TODAY + timedelta(days=10), 40).pack()
    await admin.press(data)
    await admin.say("/capacity 한빛병원 2027-03-11 35")

    assert "35명 → 40명" in (await admin.press(data)).text


async def open_invites(world):
    return await world.read(lambda tx: tx.admins.open_invites(now=tx.now))
