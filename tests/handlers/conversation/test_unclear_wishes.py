"""A line that names a hospital or a day, and no wish that is known, raises no card that commits."""

import pytest

from tests.handlers.talk import ADMIN

CARDS = (
    "이대로 예약할까요?",
    "이 예약을 취소할까요?",
    "삭제할까요?",
    "Confirm this booking?",
    "Cancel this",
)
LINES = {
    "ko": [
        *("한빛병원 3월 11일 지워줘", "한빛병원 11일 누가 예약했어?", "한빛병원 11일 문 열어요?"),
        *("한빛병원 11일 뷁뷁", "3월 11일 물어볼게 있는데", "한빛병원 3/11 어쩌구저쩌구"),
    ],
    "en": [
        *(
            "skip 한빛병원 March 11",
            "한빛병원 March 11 is too early",
            "is 한빛병원 open on March 11?",
        ),
        *("blah 한빛병원 11 March", "한빛병원 11 March sucks"),
    ],
}


@pytest.mark.parametrize("language", LINES)
async def test_what_is_wanted_is_asked(world, language):
    await world.hospital(days=[4, 10, 11])
    phone = await world.guest(language=language)
    wrong = []

    for line in LINES[language]:
        shown = await phone.say(line)
        wrong += [(line, shown.text)] if any(card in shown.text for card in CARDS) else []

    assert wrong == []


@pytest.mark.parametrize(
    "line", ["한빛병원 3월 11일", "한빛병원 3월 11일이요", "한빛병원 3월 11일 예약"]
)
async def test_a_plain_line_leads_to_its_card(world, line):
    await world.hospital(days=[4, 10, 11])
    phone = await world.guest()

    assert CARDS[0] in (await phone.say(line)).text


async def test_the_front_desk_is_shown_no_card_either(world):
    await world.hospital(days=[4, 10, 11])
    admin = world.phone(ADMIN)

    for line in ("한빛병원 3월 11일 뷁뷁", "한빛병원 3월 11일 누가 예약했어?"):
        shown = await admin.say(line)
        assert not any(card in shown.text for card in CARDS)


@pytest.mark.parametrize(
    ("language", "question", "still"),
    [("ko", "얼마예요?", "이어서 답하실"), ("en", "where is it?", "still answer")],
)
async def test_a_question_leaves_the_card_open(world, language, question, still):
    await world.hospital(days=[10])
    phone = await world.guest(language=language)
    await phone.say("한빛병원 3월 11일 예약" if language == "ko" else "book 한빛병원 11 March")

    answer = await phone.say(question)
    booked = await phone.say("네" if language == "ko" else "yes")

    assert still in answer.text
    assert "HS-" in booked.text


@pytest.mark.parametrize(
    ("language", "said"),
    [("ko", "아니요 3월 12일이요"), ("ko", "네 3월 12일이요"), ("en", "no, 12 March")],
)
async def test_a_yes_or_no_with_another_day_leads_to_that_day_and_books_nothing(
    world, language, said
):
    await world.hospital(days=[10, 11])
    phone = await world.guest(language=language)
    await phone.say("한빛병원 3월 11일 예약" if language == "ko" else "book 한빛병원 11 March")

    shown = await phone.say(said)

    assert shown.labels[0] in ("✅ 예약 확정", "✅ Confirm booking")
    assert "3월 12일(금)" in shown.text or "Fri 12 Mar" in shown.text
    person = await world.read(lambda tx: tx.people.by_telegram(phone.telegram))
    assert await world.read(lambda tx: tx.bookings.upcoming(person.id, first=tx.today)) == []


async def test_a_new_day_below_my_bookings_is_a_wish_for_it(world):
    hospital = await world.hospital(days=[4, 10, 11])
    phone = await world.guest()
    await world.booked(phone, hospital, days=4)
    await phone.say("내 예약")

    assert CARDS[0] in (await phone.say("한빛병원 3월 11일")).text
