"""[캘린더에 넣기] on the booked card: the booking as a file, below the card."""

import pytest

from domain.operations import bookings, hospitals
from handlers.ui.buttons import AddToCalendar
from handlers.ui.callback_data import number_of_code
from tests.handlers.talk import ADMIN

NAME = "남궁민수"
SENT = ("sendMessage", "sendDocument", "editMessageText")
LABELS = {"ko": "📅 캘린더에 넣기", "en": "📅 Add to calendar"}
SUMMARIES = {"ko": "SUMMARY:병원 예약", "en": "SUMMARY:Hospital appointment"}


def lines_of(shown):
    (file,) = shown.files
    return file.decode().replace("\r\n ", "").split("\r\n")


def value(lines, name):
    (found,) = [line for line in lines if line.startswith(name)]
    return found.removeprefix(name)


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_the_booked_card_gives_a_file_below_it(world, language):
    phone = await world.guest(language=language)
    slot = await world.slot(await world.hospital())
    card = await phone.press(f"v1|b|{slot}")
    before = len(world.request.calls)

    shown = await phone.tap(LABELS[language])

    lines = lines_of(shown)
    assert [name for name, _ in world.request.calls[before:] if name in SENT] == ["sendDocument"]
    assert LABELS[language] in card.labels
    booking = await world.booking(1)
    assert booking.code in shown.text
    assert {"METHOD:PUBLISH", "SEQUENCE:1", "LOCATION:한빛병원", SUMMARIES[language]} <= set(lines)
    assert value(lines, "DTSTART;VALUE=DATE:") == "20270311"
    assert value(lines, "DTSTAMP:") == "20270301T000000Z"
    assert value(lines, "DESCRIPTION:").endswith(f"{booking.code}\\n☎ 02-123-4567")


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_the_file_tells_neither_who_nor_what(world, language):
    phone = await world.guest(language=language)
    booking = await world.booked(phone, await world.hospital(phone=None, note="대장내시경: 금식"))

    shown = await phone.press(AddToCalendar(number_of_code(booking.code)).pack())

    text = "\n".join(lines_of(shown))
    assert [word for word in (NAME, "검진", "screening", "금식", "☎") if word in text] == []
    assert booking.code in text


@pytest.mark.parametrize("who", ["the patient", "the hospital"])
async def test_a_cancelled_booking_leaves_the_calendar_that_has_it(world, who):
    phone = await world.guest()
    booking = await world.booked(phone, await world.hospital())
    button = AddToCalendar(number_of_code(booking.code)).pack()
    first = lines_of(await phone.press(button))
    if who == "the patient":
        await world.run(bookings.cancel, person=booking.person, booking=booking.id)
    else:
        await world.run(hospitals.delete_date, slot=booking.slot, by=ADMIN, expected=1)
    await world.settle()

    shown = await phone.press(button)

    lines = lines_of(shown)
    assert {"METHOD:CANCEL", "STATUS:CANCELLED"} <= set(lines)
    assert value(lines, "UID:") == value(first, "UID:")
    assert int(value(lines, "SEQUENCE:")) > int(value(first, "SEQUENCE:"))
    assert "취소된 예약이에요" in shown.text


async def test_a_question_stays_open_meanwhile(world):
    phone = await world.guest()
    booking = await world.booked(phone, await world.hospital())
    await phone.say("이름 바꿔 주세요")
    assert "새 이름" in phone.screen.text

    await phone.press(AddToCalendar(number_of_code(booking.code)).pack())
    await phone.say("김가명")

    person = await world.read(lambda tx: tx.people.by_telegram(phone.telegram))
    assert person.name == "김가명"


async def test_another_persons_booking_gives_no_file(world):
    booking = await world.booked(await world.guest(1001), await world.hospital())
    other = await world.guest(1002)

    shown = await other.press(AddToCalendar(number_of_code(booking.code)).pack())

    assert shown.files == []
    assert booking.code not in shown.text
