"""Only a plain yes commits what a card shows; whatever else is typed leaves it open or leads on."""

import pytest

from handlers import parsing
from handlers.ui.buttons import PickSlot, ShowMonth
from tests.handlers.talk import ADMIN

PLAIN = ("네", "ㅇㅇ", "넵!!", "그래요", "아 네", "네 그렇게 할게요", "👍🏽", "ok", "Yes, please.")
BOOKS = ("예약 확정", "예약할게요", "예약해 주세요", "book it", "Confirm booking")
NO_YES = (
    *(
        "네 근데 날짜는 바꿀게요",
        "네 다음에요",
        "네 아직이요",
        "네 물어볼게요",
        "네?",
        "아니 네",
        "확정 아직",
    ),
    *(
        "네 안 맞아요",
        "네 12일",
        "네 어머니요",
        "네 ❌",
        "네\n아니요",
        "진행 중지",
        "확정인가요",
        "괜찮아요",
    ),
    *(
        "yes but another day",
        "yes no",
        "ok no",
        "okay not",
        "yes please don't",
        "ok wait",
        "not sure",
    ),
    *(
        "👎",
        "🙏",
        "예약 가능해요?",
        "자리 있어요?",
        "예약하려면 어떻게 해요?",
        "새로 예약할게요",
        "예약됐어요?",
    ),
    *("예약 하나 더 할게요", "부모님 예약", "can i book?", "is it available?", "book another"),
    *("how do i book", "❌ 예약 확정", "🙅 예약 확정", "동의해요", "등록", "삭제", "y" * 61),
)


async def _upcoming(world, phone):
    person = await world.read(lambda tx: tx.people.by_telegram(phone.telegram))
    return len(await world.read(lambda tx: tx.bookings.upcoming(person.id, first=tx.today)))


@pytest.mark.parametrize("to", ["", "book", "agree"])
def test_a_plain_yes_is_one_to_every_card(to):
    assert [said for said in PLAIN if not parsing.says_yes(said, to=to)] == []


def test_what_a_card_asks_for_is_a_yes_to_that_card_alone():
    assert [said for said in BOOKS if not parsing.says_yes(said, to="book")] == []
    assert [said for said in BOOKS if parsing.says_yes(said)] == []
    assert parsing.says_yes("동의해요", to="agree")


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("cancel", "네 취소해 주세요"),
        ("cancel", "yes cancel it"),
        ("delete", "응 삭제"),
        ("delete", "ok delete"),
    ],
)
def test_a_yes_with_the_deed_is_one_to_its_card_and_the_deed_alone_is_none(to, said):
    assert parsing.says_yes(said, to=to)
    assert not parsing.says_yes(said, to="book")
    assert not parsing.says_yes(said.partition(" ")[2], to=to)


@pytest.mark.parametrize("to", ["", "book"])
def test_with_anything_else_it_is_none(to):
    assert [said for said in NO_YES if parsing.says_yes(said, to=to)] == []


async def test_without_a_plain_yes_the_confirm_card_does_not_book(world):
    slot = await world.slot(await world.hospital())
    phone, committed = await world.guest(), []

    for said in NO_YES:
        await phone.press(PickSlot(slot).pack())
        if not (await phone.say(said)).text or await _upcoming(world, phone):
            committed.append(said)

    assert committed == []
    await phone.press(PickSlot(slot).pack())
    await phone.say("네")
    assert await _upcoming(world, phone) == 1


async def test_without_a_plain_yes_the_cancel_card_does_not_cancel(world):
    phone, committed = await world.guest(), []
    await world.booked(phone, await world.hospital())

    for said in (*NO_YES, "예약 확정", "confirm booking", "✅ 예약 취소"):
        await phone.say("/cancel")
        if not (await phone.say(said)).text or not await _upcoming(world, phone):
            committed.append(said)

    assert committed == []
    await phone.say("/cancel")
    await phone.say("네")
    assert await _upcoming(world, phone) == 0


@pytest.mark.parametrize(
    ("language", "said", "told"),
    [("ko", "네 다음에요", "아무것도 바꾸지 않았어요"), ("en", "okay not", "nothing was changed")],
)
async def test_an_unclear_answer_is_said_and_the_card_stays_open(world, language, said, told):
    slot = await world.slot(await world.hospital())
    phone = await world.guest(language=language)
    await phone.press(PickSlot(slot).pack())

    assert told in (await phone.say(said)).text
    await phone.say("네")

    assert await _upcoming(world, phone) == 1


async def test_a_yes_to_the_card_on_the_screen_is_no_answer_to_the_open_question(world):
    phone = await world.guest()
    slot = await world.slot(await world.hospital())
    await phone.press(PickSlot(slot).pack())
    await phone.tap("✏️ 이름 바꾸기")
    await phone.say("/privacy")
    await phone.tap("🗑 내 정보 삭제")

    kept = await phone.say("아니요")
    await phone.tap("🗑 내 정보 삭제")
    await phone.say("한빛병원")
    named = await world.read(lambda tx: tx.people.by_telegram(1001).name)
    await phone.say("/privacy")
    await phone.tap("🗑 내 정보 삭제")
    await phone.say("네")

    assert "삭제하지 않았어요" in kept.text
    assert named == "남궁민수"
    assert await world.read(lambda tx: tx.people.by_telegram(1001)) is None


@pytest.mark.parametrize("said", ["3", "3번", "세 번째", "1"])
async def test_on_a_calendar_a_number_is_no_place_on_a_list(world, said):
    hospital = await world.hospital(days=[4, 10, 11])
    phone = await world.guest()
    await phone.press(ShowMonth(hospital).pack())

    assert "이대로 예약할까요?" not in (await phone.say(said)).text
    assert "3월 11일(목)" in (await phone.say("11")).text


@pytest.mark.parametrize("said", ["네\n아니요", "네 아니요", "아니 네", "예약 확정\n취소"])
async def test_two_answers_at_once_are_unclear_and_lead_nowhere(world, said):
    slot = await world.slot(await world.hospital())
    phone = await world.guest()
    await phone.press(PickSlot(slot).pack())

    assert "아무것도 바꾸지 않았어요" in (await phone.say(said)).text


async def test_an_answer_is_no_name_of_a_hospital(world):
    admin = world.phone(ADMIN)
    await admin.say("/addhospital")

    assert "«네»는 '네'라는 대답" in (await admin.say("네")).text
    assert "🏥 네병원" in (await admin.say("네병원")).text


@pytest.mark.parametrize("leaving", ["/deletemydata", None])
async def test_a_word_for_registering_does_not_lose_the_draft_that_was_left(world, leaving):
    admin = world.phone(ADMIN)
    await admin.say("/addhospital 새병원 2027-03-20 30")
    if leaving is None:
        world.clock.forward(minutes=20)
    else:
        await admin.say(leaving)

    await admin.say("등록")
    again = await admin.tap("이어서 등록")

    assert "🏥 새병원" in again.text
    assert "3월 20일(토)" in again.text


async def test_a_korean_word_behind_a_slash_is_that_word(world):
    await world.hospital()
    phone = await world.guest()

    assert (await phone.say("/예약")).text == (await phone.say("예약")).text
    assert "없는 명령어" in (await phone.say("/yeyak")).text
