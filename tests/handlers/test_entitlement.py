"""Every command of the menu, called by somebody of every role: effects, words, audit."""

import pytest
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    TypeHandler,
)

from handlers import menu as the_menu
from handlers import permissions
from handlers.context import SERVICES, Context
from handlers.menu import MENU, DialogueHandler, register
from handlers.routes import Menu
from tests.handlers.rights import ADMINS, EVERYBODY, OWN, ROLES, cast_of, offences, typed
from tests.handlers.talk import TODAY

DAY = TODAY.replace(day=25)
COMMANDS = {
    "start": (EVERYBODY, "/start"),
    "book": (EVERYBODY, "/book 한빛병원"),
    "cancel": (OWN, "/cancel {code}"),
    "mystatus": (OWN, "/mystatus {code}"),
    "hospitals": (EVERYBODY, "/hospitals"),
    "language": (EVERYBODY, "/language"),
    "help": (EVERYBODY, "/help"),
    "privacy": (EVERYBODY, "/privacy"),
    "mydata": (OWN, "/mydata"),
    "deletemydata": (OWN, "/deletemydata"),
    "addhospital": (ADMINS, f"/addhospital 새봄의원 {DAY} 5"),
    "deletehospital": (ADMINS, "/deletehospital 한빛병원"),
    "capacity": (ADMINS, "/capacity 한빛병원 2027-03-11 7"),
    "roster": (ADMINS, "/roster 한빛병원 2027-03-11"),
    "status": (ADMINS, "/status {code}"),
    "park": (ADMINS, "/park"),
    "admins": (ADMINS, "/admins"),
}
"""Whoever adds a command says here who may use it, and how."""


@pytest.fixture
async def cast(world, tmp_path):
    return await cast_of(world, tmp_path)


@pytest.fixture
def bare(world, monkeypatch):
    """Says something to a bot that has no commands for admins at all, on the same database."""
    menu = Menu([e for e in MENU.commands if not e.admins], MENU.taps, MENU.dialogues)
    types = ContextTypes(context=Context)
    builder = Application.builder().bot(world.application.bot).context_types(types)
    other = builder.updater(None).job_queue(None).build()
    with monkeypatch.context() as patched:
        patched.setattr(the_menu, "MENU", menu)
        register(other, world.application.bot_data[SERVICES])
    other._initialized = True  # it shares the bot of the one that is

    async def say(phone, text):
        ours, world.application = world.application, other
        try:
            return await phone.say(text)
        finally:
            world.application = ours

    return say


@pytest.fixture
def calls(cast, bare):
    code = cast.booking.code
    return [
        typed(name, who, text.format(code=code), bare) for name, (who, text) in COMMANDS.items()
    ]


def test_nobody_adds_a_command_without_saying_who_may_use_it():
    assert {entry.command for entry in MENU.commands} == COMMANDS.keys()


def test_nothing_is_registered_beside_the_menu(world):
    kinds = [
        (group, type(handler))
        for group, registered in world.application.handlers.items()
        for handler in registered
    ]
    commands = [
        name
        for registered in world.application.handlers.values()
        for handler in registered
        if isinstance(handler, CommandHandler)
        for name in handler.commands
    ]

    assert sorted(commands) == sorted([*COMMANDS, "start"])
    assert [kind for kind in kinds if kind[1] is not CommandHandler] == [
        (-1, TypeHandler),
        (0, CallbackQueryHandler),
        (0, ChatMemberHandler),
        (0, DialogueHandler),
    ]


@pytest.mark.parametrize("role", ROLES)
async def test_each_command_does_what_the_role_may(cast, calls, role):
    assert await offences(cast, role, calls) == []


@pytest.mark.parametrize("role", ["stranger", "customer", "former admin"])
async def test_with_the_check_off_every_admin_command_is_an_offence(cast, calls, role, monkeypatch):
    monkeypatch.setattr(permissions, "require_admin", _let_everybody_in)

    assert set(await offences(cast, role, calls)) >= {
        name for name, (who, _) in COMMANDS.items() if who == ADMINS
    }


ADMIN_COMMANDS = [name for name, (who, _) in COMMANDS.items() if who == ADMINS]
SPELLINGS = [
    *("/{0}", "/{0} 한빛병원", "/{0}@checkup_bot x", "/{0}s", "/{0}_", "/x{0}", "/{0}\u200b"),
    *("/{0}@other_bot", "//{0}", "/ {0}", "/{0} 900101-1234567"),
]


def misspelt(name):
    """The name, spelt in all the ways that are nearly right."""
    swapped = f"{name[0]}{name[2]}{name[1]}{name[3:]}"
    return {*(s.format(w) for w in (name, name.upper(), name[:-1], swapped) for s in SPELLINGS)}


@pytest.mark.parametrize("name", ADMIN_COMMANDS)
async def test_to_others_an_admin_command_looks_like_one_that_does_not_exist(cast, bare, name):
    customer = cast.phones["customer"]

    for text in sorted(misspelt(name)):
        assert await customer.say(text) == await bare(customer, text), text


async def test_an_admin_who_misspells_is_helped_where_a_customer_is_not(cast):
    assert "/roster" in (await cast.phones["admin"].say("/rostr")).text
    assert "/roster" not in (await cast.phones["customer"].say("/rostr")).text
    assert "/mystatus" in (await cast.phones["customer"].say("/status")).text


async def test_a_refused_command_comes_again_and_looks_the_same(cast):
    customer = cast.phones["customer"]
    first = await customer.say("/status HS-7K3QX2")

    assert await customer.again() == first


async def test_a_refused_command_leaves_an_open_question_as_it_is(cast, bare):
    customer = cast.phones["customer"]
    await customer.press("v1|n|")
    before = cast.digest()

    assert await customer.say("/roster") == await bare(customer, "/roster")
    assert cast.digest() == before


async def _let_everybody_in(*_, **__):
    """The check, planted off."""
