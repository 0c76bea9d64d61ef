"""A registration that another command interrupts goes on where it was."""

import pytest

from tests.handlers.talk import ADMIN

RESUME = {"ko": "이어서 등록", "en": "Continue registering"}
INTERRUPTIONS = ["/roster 한빛병원 2027-03-05", "/hospitals", "/mystatus", "/book", "/start"]


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("command", INTERRUPTIONS)
async def test_a_command_keeps_the_draft_and_offers_to_go_on(world, command, language):
    await world.hospital(days=4)
    admin = world.phone(ADMIN, language=language)
    await admin.say("/addhospital 새봄의원")
    asked = await admin.say("2027-03-10")

    shown = await admin.say(command)
    went_on = await admin.tap(RESUME[language])

    assert shown.text != asked.text
    assert (went_on.text, went_on.labels) == (asked.text, asked.labels)


async def test_a_tap_keeps_it_too(world):
    admin = world.phone(ADMIN)
    await world.hospital(days=4)
    home = await admin.say("/start")
    asked = await admin.say("/addhospital 새봄의원")

    shown = await admin.press(home.keys["🏥 병원 보기"]["callback_data"])

    assert shown.labels[-1] == RESUME["ko"]
    assert (await admin.tap(RESUME["ko"])).text == asked.text


async def test_what_is_typed_meanwhile_answers_no_question(world):
    admin = world.phone(ADMIN)
    await admin.say("/addhospital 새봄의원 2027-03-10")
    await admin.say("/hospitals")

    shown = await admin.say("30")

    assert RESUME["ko"] in shown.labels
    assert await world.read(lambda tx: tx.hospitals.live()) == []


async def test_another_registration_takes_its_place(world):
    admin = world.phone(ADMIN)
    await admin.say("/addhospital 새봄의원")

    shown = await admin.say("/addhospital 한빛병원")

    assert "한빛병원" in shown.text
    assert RESUME["ko"] not in shown.labels


@pytest.mark.parametrize("word", ["/cancel", "취소", "나가기"])
async def test_stopping_drops_it(world, word):
    admin = world.phone(ADMIN)
    await admin.say("/addhospital 새봄의원")

    stopped = await admin.say(word)

    assert "입력을 취소했어요" in stopped.text
    assert RESUME["ko"] not in (await admin.say("/hospitals")).labels
    assert RESUME["ko"] not in (await admin.say("30")).labels
