"""So many more or fewer places: the old and the new number are shown before anything is set."""

from datetime import timedelta

import pytest

from tests.handlers.talk import ADMIN, TODAY

DAY = TODAY + timedelta(days=4)


@pytest.fixture
def admin(world):
    return world.phone(ADMIN)


async def capacities(world, hospital):
    slots = await world.read(lambda tx: tx.slots.live(hospital=hospital, first=TODAY))
    return [each.capacity for each in slots]


@pytest.mark.parametrize(
    ("said", "places"),
    [
        ("한빛병원 5일 2명 줄여줘", 28),
        ("한빛병원 5일 정원 2 줄여 주세요", 28),
        ("한빛병원 5일 2자리 감원", 28),
        ("한빛병원 5일 정원 2명 축소", 28),
        ("한빛병원 5일 2명 덜 받을게요", 28),
        ("한빛병원 5일 3명 증원", 33),
        ("한빛병원 5일 3명 늘려 주세요", 33),
        ("한빛병원 5일 정원 +3", 33),
        ("한빛병원 5일 +3", 33),
        ("/capacity 한빛병원 3/5 +3", 33),
        ("추가로 3명 더 받을게요 한빛병원 5일", 33),
        ("한빛병원 5일 20명으로 줄여줘", 20),
    ],
)
async def test_the_card_shows_both_numbers_and_sets_the_new_one(world, admin, said, places):
    hospital = await world.hospital(days=4)

    asked = await admin.say(said)
    before = await capacities(world, hospital)
    await admin.press(asked.keys[asked.labels[0]]["callback_data"])

    assert f"{places}명으로 바꿀까요? 지금은 30명" in asked.text
    assert f"{places}명" in asked.labels[0]
    assert (before, await capacities(world, hospital)) == ([30], [places])


@pytest.mark.parametrize(("answer", "places"), [("네", 33), ("아니요", 30)])
async def test_the_card_is_answered_by_a_yes_and_a_no(world, admin, answer, places):
    hospital = await world.hospital(days=4)
    await admin.say("한빛병원 5일 3명 증원")

    await admin.say(answer)

    assert await capacities(world, hospital) == [places]


@pytest.mark.parametrize(
    ("said", "places"),
    [
        ("cut 2 places 한빛병원 5 March", "28 spots"),
        ("한빛병원 5 March 2 fewer places", "28 spots"),
        ("한빛병원 5 March reduce by 2", "28 spots"),
        ("decrease 한빛병원 5 March by 2 places", "28 spots"),
        ("한빛병원 5 March minus 2", "28 spots"),
        ("한빛병원 5 March 3 more places", "33 spots"),
        ("한빛병원 5 March three extra places", "33 spots"),
        ("increase 한빛병원 5 March by 3", "33 spots"),
        ("/capacity 한빛병원 5 March +3", "33 spots"),
    ],
)
async def test_the_card_shows_both_numbers_in_english(world, said, places):
    hospital = await world.hospital(days=4)
    admin = world.phone(ADMIN, language="en")

    asked = await admin.say(said)
    before = await capacities(world, hospital)
    await admin.press(asked.keys[asked.labels[0]]["callback_data"])

    assert f"to {places}? There are 30 now" in asked.text
    assert (before, await capacities(world, hospital)) == ([30], [int(places.split()[0])])


@pytest.mark.parametrize("said", ["한빛병원 5일 30명 줄여줘", "한빛병원 5일 40명 감원"])
async def test_more_places_than_there_are_cannot_be_taken_away(world, admin, said):
    hospital = await world.hospital(days=4)

    shown = await admin.say(said)

    assert "지금 30명이에요" in shown.text
    assert not any("명 · " in label for label in shown.labels)
    assert await capacities(world, hospital) == [30]


async def test_no_more_places_than_there_may_be_are_added(world, admin):
    hospital = await world.hospital(days=4)

    assert "1~1000" in (await admin.say("한빛병원 5일 990명 늘려줘")).text
    assert await capacities(world, hospital) == [30]
