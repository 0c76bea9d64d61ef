"""The open card: words answer it, also in another process, for minutes, and nothing else."""

import sqlite3
from contextlib import closing

import pytest

from domain.errors import Unavailable
from domain.model import OpenCard
from domain.operations import open_cards, privacy
from handlers.conversation.open_cards import MAX_CHATS, ShownCards
from handlers.ui.buttons import PickSlot, ShowMonth


async def _confirm_card(world, telegram=1001, *, language="ko"):
    """A guest's phone with the confirm card."""
    hospital = await world.hospital()
    phone = await world.guest(telegram, language=language)
    await phone.press(PickSlot(await world.slot(hospital)).pack())
    return phone


async def _upcoming(world, phone):
    person = await world.read(lambda tx: tx.people.by_telegram(phone.telegram))
    return len(await world.read(lambda tx: tx.bookings.upcoming_cards(person.id, first=tx.today)))


@pytest.mark.parametrize("said", ["네", "예약할게요", "예약 확정", "✅ 예약 확정!", "예약확정"])
async def test_a_yes_on_the_confirm_card_books(world, said):
    phone = await _confirm_card(world)

    await phone.say(said)

    assert await _upcoming(world, phone) == 1


@pytest.mark.parametrize(
    "said", ["예약해 주세요", "예약 부탁드려요", "예약하겠습니다.", "예약해줘"]
)
async def test_asking_for_what_the_card_offers_books_too(world, said):
    phone = await _confirm_card(world)

    await phone.say(said)

    assert await _upcoming(world, phone) == 1


@pytest.mark.parametrize(
    "said",
    ["예약", "예약하기", "📅 예약하기", "예약?", "예약하고 싶어요", "건강검진 예약", "예약할까요?"],
)
async def test_words_that_open_booking_do_so_on_the_confirm_card_too(world, said):
    phone = await _confirm_card(world)
    opened = (await phone.say("/book")).text
    phone = await _confirm_card(world, 1002)

    shown = await phone.say(said)

    assert shown.text == opened
    assert await _upcoming(world, phone) == 0


@pytest.mark.parametrize(("said", "booked"), [("please book this", 1), ("book", 0)])
async def test_in_english_too(world, said, booked):
    phone = await _confirm_card(world, language="en")

    await phone.say(said)

    assert await _upcoming(world, phone) == booked


@pytest.mark.parametrize("said", ["아니요", "취소", "그만두기", "취소하지 마세요", "네?? 뭐"])
async def test_anything_else_on_the_confirm_card_does_not_book(world, said):
    phone = await _confirm_card(world)

    await phone.say(said)

    assert await _upcoming(world, phone) == 0


async def test_the_words_of_cancelling_commit_on_its_card_only(world):
    phone = await world.guest()
    await world.booked(phone, await world.hospital())
    await phone.say("/start")

    await phone.say("예약 취소")
    opened = await _upcoming(world, phone)
    await phone.say("취소")
    kept = await _upcoming(world, phone)
    await phone.say("예약 취소")
    await phone.say("예약 취소")

    assert (opened, kept, await _upcoming(world, phone)) == (1, 1, 0)


@pytest.mark.parametrize("said", ["2", "2번", "두 번째", "새빛의원"])
async def test_a_number_or_a_name_answers_a_list(world, said):
    await world.hospital("한빛병원", days=9)
    await world.hospital("새빛의원", days=10)
    phone = await world.guest()
    listed = await phone.say("/book")
    data = listed.keys[listed.labels[1]]["callback_data"]

    tapped = await phone.press(data)
    await phone.say("/book")
    said_screen = await phone.say(said)

    assert said_screen.text == tapped.text


@pytest.mark.parametrize(("update", "booked"), [(10**6, 0), (0, 1)])
async def test_of_memory_and_row_the_newer_counts(world, update, booked):
    phone = await _confirm_card(world)
    person = await world.read(lambda tx: tx.people.by_telegram(phone.telegram))
    card = OpenCard(person.id, update, world.clock.now(), {})
    await world.run(open_cards.keep, cards=[card])  # as another process does

    await phone.say("네")

    assert await _upcoming(world, phone) == booked


async def test_of_a_stranger_no_row_is_kept_and_memory_serves(world, tmp_path):
    await world.hospital()
    phone = world.phone(2002)
    listed = await phone.say("/book")

    answered = await phone.say(listed.labels[0])

    with closing(sqlite3.connect(tmp_path / "main.db")) as raw:
        assert raw.execute("SELECT count(*) FROM open_card").fetchone() == (0,)
    assert answered.text != listed.text
    assert "한빛병원" in answered.text


async def test_of_an_erased_person_the_row_goes_and_none_comes(world, tmp_path):
    phone = await _confirm_card(world)
    person = await world.read(lambda tx: tx.people.by_telegram(phone.telegram))
    await world.run(privacy.erase_person, person=person.id)
    late = OpenCard(person.id, 10**6, world.clock.now(), {})

    await world.run(open_cards.keep, cards=[late])

    with closing(sqlite3.connect(tmp_path / "main.db")) as raw:
        assert raw.execute("SELECT count(*) FROM open_card").fetchone() == (0,)


async def test_after_the_minutes_of_a_question_it_says_so_and_offers_to_go_on(world):
    hospital = await world.hospital()
    phone = await world.guest()
    await phone.press(ShowMonth(hospital).pack())
    confirm = await phone.press(PickSlot(await world.slot(hospital)).pack())
    world.clock.forward(minutes=15)

    late = await phone.say("네")

    assert await _upcoming(world, phone) == 0
    assert late.labels[0] == "이어서 하기"
    assert (await phone.tap("이어서 하기")).text == confirm.text
    await phone.say("네")
    assert await _upcoming(world, phone) == 1


async def test_the_third_miss_in_a_row_gives_a_telephone_number(world):
    hospital = await world.hospital(phone="02-123-4567")
    phone = await world.guest()

    said = [(await phone.say("뷁뷁뷁")).text for _ in range(3)]

    assert ["02-123-4567" in text for text in said] == [False, False, True]
    await world.booked(phone, hospital)
    await phone.say("고마워요")
    await phone.say("/start")
    assert "02-123-4567" in (await phone.say("뷁뷁뷁")).text


async def test_a_store_that_cannot_keep_it_delays_no_reply_and_memory_serves(world, monkeypatch):
    phone = await _confirm_card(world)

    async def down(*_, **__):
        raise Unavailable

    with monkeypatch.context() as broken:
        broken.setattr(type(world.main), "run", down)
        await phone.say("/book")
    await phone.say("그만")

    assert await _upcoming(world, phone) == 0


def test_memory_is_bounded():
    cards = ShownCards()

    for telegram in range(MAX_CHATS + 5):
        cards._keep(telegram, None)

    assert len(cards._cards) == MAX_CHATS
    assert 0 not in cards._cards


@pytest.mark.parametrize("said", ["asdf", "네", "제 이름은 홍길동이에요"])
async def test_a_line_that_answers_nothing_leaves_the_question_open(world, said):
    for name in ("한빛병원", "새봄의원"):
        await world.hospital(name)
    phone = await world.guest()
    asked = await phone.say("다음주 금요일이나 이번주 금요일")
    asked = asked if len(asked.keys) > 1 else await phone.say("금요일")

    again = await phone.say(said)

    assert "이해하지 못했어요" in again.text
    assert list(again.keys) == list(asked.keys)


async def test_a_no_to_a_choice_shows_it_again_with_the_way_out(world):
    await world.hospital()
    phone = await world.guest()
    await phone.say("예약")

    again = await phone.say("아니요")

    assert "처음으로" in again.keys
    assert "3/11(목) · 한빛병원" in again.keys


@pytest.mark.parametrize(
    ("language", "asked", "answered", "said"),
    [
        ("ko", "3월 11일 예약하고 싶어요", "새봄의원", "3월 11일(목)"),
        ("ko", "한빛병원 금요일", "3월 12일", "3월 12일(금)"),
        ("en", "I'd like to book 11 March", "새봄의원", "Thu 11 Mar"),
    ],
)
async def test_what_was_named_before_stays(world, language, asked, answered, said):
    await world.hospital(days=[4, 10, 11])
    await world.hospital("새봄의원", days=[10, 11])
    phone = await world.guest(language=language)
    await phone.say(asked)

    card = await phone.say(answered)

    assert said in card.text
    assert card.labels[0] in ("✅ 예약 확정", "✅ Confirm booking")
