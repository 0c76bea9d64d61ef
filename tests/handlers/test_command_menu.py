"""Telegram's command menus: by language, and admin commands in admins' menus only."""

import json

import pytest

from handlers.command_menu import ADMINS, EVERYBODY
from handlers.context import SERVICES
from handlers.menu import MENU, set_menus
from tests.handlers.talk import ADMIN

EVERYONE = {"type": "default"}


@pytest.fixture
async def menus(world):
    await set_menus(world.application.bot, world.application.bot_data[SERVICES])
    return _set(world.request.calls)


def _set(calls):
    return {
        (json.dumps(_plain(said["scope"])), said.get("language_code")): {
            each["command"]: each["description"] for each in _plain(said["commands"])
        }
        for name, said in calls
        if name == "setMyCommands"
    }


def _plain(value):
    return json.loads(value) if isinstance(value, str) else value


async def test_a_menu_for_everybody_is_korean_for_koreans_and_else_english(menus):
    everyone = json.dumps(EVERYONE)

    assert menus[everyone, "ko"]["book"] == "건강검진 예약하기"
    assert menus[everyone, None]["book"] == "Book a health screening"
    assert set(menus[everyone, None]) == set(EVERYBODY)


async def test_admin_commands_stand_in_admins_menus_only(menus):
    of_admin = next(menu for (scope, code), menu in menus.items() if str(ADMIN) in scope)
    others = [menu for (scope, _), menu in menus.items() if str(ADMIN) not in scope]

    assert set(of_admin) == {*ADMINS, *EVERYBODY}
    assert all(not set(ADMINS) & set(menu) for menu in others)


def test_the_menus_hold_every_command_there_is():
    assert set(ADMINS) == {entry.command for entry in MENU.commands if entry.admins}
    assert set(EVERYBODY) == {entry.command for entry in MENU.commands if not entry.admins}
