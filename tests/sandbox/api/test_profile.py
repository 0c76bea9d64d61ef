"""The bot's name and descriptions, by language, within Telegram's limits."""

import pytest
from telegram.constants import BotDescriptionLimit, BotNameLimit
from telegram.error import BadRequest

from sandbox.api.methods.accounts import MAX_PROFILE_CHARS


async def test_a_language_without_its_own_text_gets_the_default(bot):
    assert (await bot.get_my_name()).name == "검진 예약"
    assert (await bot.get_my_description()).description == ""

    await bot.set_my_name("건강검진 예약")
    await bot.set_my_description("예약하는 봇")
    await bot.set_my_description("A bot that books", "en")

    assert (await bot.get_my_name("en")).name == "건강검진 예약"
    assert (await bot.get_my_description()).description == "예약하는 봇"
    assert (await bot.get_my_description("ja")).description == "예약하는 봇"
    assert (await bot.get_my_description("en")).description == "A bot that books"
    assert (await bot.get_my_short_description("en")).short_description == ""


async def test_an_empty_text_removes_that_of_the_language(bot):
    await bot.set_my_short_description("예약하는 봇")
    await bot.set_my_short_description("A bot that books", "en")

    await bot.set_my_short_description("", "en")

    assert (await bot.get_my_short_description("en")).short_description == "예약하는 봇"


async def test_it_outlives_starting_over(bot, telegram):
    await bot.set_my_description("예약하는 봇")

    telegram.start_over()

    assert (await bot.get_my_description()).description == "예약하는 봇"


@pytest.mark.parametrize(
    ("field", "limit"),
    [
        ("name", BotNameLimit.MAX_NAME_LENGTH),
        ("description", BotDescriptionLimit.MAX_DESCRIPTION_LENGTH),
        ("short_description", BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH),
    ],
)
async def test_a_text_above_telegrams_limit_is_refused(bot, field, limit):
    assert MAX_PROFILE_CHARS[field] == limit
    set_text, get_text = getattr(bot, f"set_my_{field}"), getattr(bot, f"get_my_{field}")

    await set_text("가" * limit)
    with pytest.raises(BadRequest, match="too long"):
        await set_text("나" * (limit + 1))

    assert getattr(await get_text(), field) == "가" * limit


async def test_a_language_that_is_none_is_refused(bot):
    with pytest.raises(BadRequest, match="nvalid language code"):
        await bot.set_my_name("x", "korean")
