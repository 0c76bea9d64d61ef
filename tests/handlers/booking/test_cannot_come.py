"""A booked day that does not suit: the booking is shown with the ways to another day, and stays."""

import pytest

LINES = {
    "ko": ["11일에 못 가요", "3월 11일에 갈 수 없어요", "11일은 시간이 안 돼요"],
    "en": ["I'm busy on 11 March", "the 11th doesn't work", "11 March is not possible"],
}


async def _upcoming(world, phone):
    person = await world.read(lambda tx: tx.people.by_telegram(phone.telegram))
    return await world.read(lambda tx: tx.bookings.upcoming(person.id, first=tx.today))


@pytest.mark.parametrize(("language", "line"), [(k, each) for k in LINES for each in LINES[k]])
async def test_the_booking_of_that_day_is_shown_and_kept(world, language, line):
    phone = await world.guest(language=language)
    booked = await world.booked(phone, await world.hospital(days=[10]))

    shown = await phone.say(line)

    assert booked.code in shown.text
    assert any("11" in each for each in shown.labels)
    assert [each.id for each in await _upcoming(world, phone)] == [booked.id]


@pytest.mark.parametrize("line", ["12일에 못 가요", "12일 불가"])
async def test_of_a_day_that_is_not_booked_no_booking_is_shown(world, line):
    phone = await world.guest()
    booked = await world.booked(phone, await world.hospital(days=[10]))

    assert booked.code not in (await phone.say(line)).text
