"""A day that may be another one is asked in the same way behind a command as without it."""

import pytest

SAME_LINES = [
    ("/book 3/20(금)", "3/20(금) 예약"),
    ("/book 한빛병원 3/20(금)", "한빛병원 3/20(금) 예약"),
    ("/book 월요일", "월요일 예약"),
    ("/book 4.3.", "book 4.3."),
    ("/cancel 3/20(금)", "3/20(금) 취소"),
    ("/cancel 월요일", "월요일 예약 취소"),
]


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(("command", "line"), SAME_LINES)
async def test_a_command_asks_for_the_day_like_its_line(world, language, command, line):
    await world.hospital(days=19)
    guest = await world.guest(language=language)

    without = await guest.say(line)
    behind = await guest.say(command)

    assert (behind.text, behind.keys) == (without.text, without.keys)


async def test_the_day_that_is_tapped_behind_a_command_is_offered(world):
    await world.hospital(days=19)
    guest = await world.guest()
    asked = await guest.say("/book 한빛병원 3/20(금)")

    card = await guest.tap("3/20(토) · 한빛병원")

    assert asked.labels == ["3/20(토) · 한빛병원", "처음으로"]
    assert "3월 20일(토)" in card.text
    assert "이대로 예약할까요?" in card.text


async def test_the_list_of_hospitals_asks_for_the_day_too(world):
    await world.hospital(days=19)
    guest = await world.guest()
    await guest.say("/hospitals 3/20(금)")

    listed = await guest.tap("3월 20일(토)")

    assert "한빛병원" in " ".join([listed.text, *listed.labels])


async def test_what_is_not_read_is_named_beside_the_question(world):
    guest = await world.guest()

    asked = await guest.say("/book 없는곳 3/20(금)")

    assert "«없는곳»" in asked.text
    assert "3월 20일(토)" in asked.labels
