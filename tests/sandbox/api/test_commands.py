"""Command menus, the menu button, chats, and the bot's own account."""

import pytest
from telegram import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
    MenuButtonCommands,
)
from telegram.error import BadRequest

BOOK, ADD = BotCommand("book", "예약"), BotCommand("addhospital", "병원 등록")
MANY = ",".join(['{"command":"a","description":"x"}'] * 101)


async def refused(call):
    with pytest.raises(BadRequest) as error:
        await call
    return str(error.value)


async def raw(http, method, **fields):
    answer = await http.post(f"/bot1000000001:SANDBOX/{method}", data=fields)
    return answer.json().get("description")


async def test_the_bot_knows_itself(bot):
    me = await bot.get_me()

    assert (me.id, me.is_bot, me.username) == (1000000001, True, "checkup_sandbox_bot")


async def test_the_narrowest_menu_shows_own_language_first(bot, telegram, started):
    def shown(language):
        menu = telegram.menus.in_effect(chat_id=started, language=language)
        return [command["description"] for command in menu]

    scopes = [
        BotCommandScopeDefault(),
        BotCommandScopeAllPrivateChats(),
        BotCommandScopeChat(started),
    ]
    seen = []
    for number, scope in enumerate(scopes):
        for language in (None, "en"):
            name = f"{number}{language}"
            await bot.set_my_commands([BotCommand("a", name)], scope, language_code=language)
            seen.append((shown("ko"), shown("en")))

    assert seen == [
        (["0None"], ["0None"]),
        (["0None"], ["0en"]),
        (["1None"], ["1None"]),
        (["1None"], ["1en"]),
        (["2None"], ["2None"]),
        (["2None"], ["2en"]),
    ]


async def test_a_menu_is_read_and_deleted_by_scope_and_language(bot, started):
    scope = BotCommandScopeChat(started)
    await bot.set_my_commands([BOOK, ADD], scope=scope, language_code="ko")

    assert await bot.get_my_commands(scope, "ko") == (BOOK, ADD)
    assert await bot.get_my_commands(scope) == ()
    await bot.delete_my_commands(scope, "ko")
    assert await bot.get_my_commands(scope, "ko") == ()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"commands": "{"}, "can't parse commands JSON object"),
        ({"commands": "{}"}, "expected an Array of BotCommand"),
        ({"commands": "[1]"}, "can't parse BotCommand: expected an Object"),
        ({"commands": "[{}]"}, "can't parse BotCommand: Can't find field \"command\""),
        ({"commands": '[{"command":"Book","description":"x"}]'}, "BOT_COMMAND_INVALID"),
        ({"commands": '[{"command":"예약","description":"x"}]'}, "BOT_COMMAND_INVALID"),
        ({"commands": '[{"command":"a","description":""}]'}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": f"[{MANY}]"}, "BOT_COMMANDS_TOO_MUCH"),
        ({"scope": "x"}, "can't parse BotCommandScope JSON object"),
        ({"scope": "[]"}, "can't parse BotCommandScope: BotCommandScope must be an Object"),
        ({"scope": '{"type":"moon"}'}, "can't parse BotCommandScope: Unsupported type specified"),
        (
            {"scope": '{"type":"chat"}'},
            "can't parse BotCommandScope: Can't find field \"chat_id\"",
        ),
        ({"scope": '{"type":"chat","chat_id":5}'}, "chat not found"),
        (
            {"scope": '{"type":"chat_administrators","chat_id":1001}'},
            "can't change commands in private chats",
        ),
        ({"language_code": "korean"}, "invalid language code specified"),
    ],
)
async def test_a_menu_telegram_does_not_take_is_refused(http, started, fields, words):
    assert await raw(http, "setMyCommands", **fields) == f"Bad Request: {words}"


async def test_a_menu_for_somebody_who_never_wrote_has_no_chat(bot):
    set_up = bot.set_my_commands([ADD], scope=BotCommandScopeChat(9001))

    assert await refused(set_up) == "Chat not found"


async def test_the_menu_button_is_remembered(bot, started):
    await bot.set_chat_menu_button(started, MenuButtonCommands())

    assert (await bot.get_chat_menu_button(started)).type == "commands"
    assert (await bot.get_chat_menu_button()).type == "default"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"menu_button": "{"}, "can't parse menu button JSON object"),
        ({"menu_button": "[]"}, "can't parse menu button: MenuButton must be an Object"),
        (
            {"menu_button": '{"type":"moon"}'},
            "can't parse menu button: MenuButton has unsupported type",
        ),
        ({"chat_id": "-5"}, "invalid chat_id specified"),
    ],
)
async def test_a_wrong_menu_button_is_refused(http, fields, words):
    assert await raw(http, "setChatMenuButton", **fields) == f"Bad Request: {words}"


async def test_a_chat_describes_the_person(bot, started):
    chat = await bot.get_chat(started)

    assert (chat.type, chat.first_name) == ("private", "민서(가명)")
    assert await refused(bot.get_chat(1002)) == "Chat not found"
