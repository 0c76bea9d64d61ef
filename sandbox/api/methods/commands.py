"""Command menus: set, read and deleted by scope and language."""

import re

from sandbox.api.methods.access import known_chat
from sandbox.errors import bad_request
from sandbox.params import (
    Params,
    WrongFieldError,
    as_integer,
    as_mapping,
    required_text,
)
from sandbox.state.command_menus import Commands, Scope
from sandbox.state.world import World

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"(?:[a-z]{2})?")
GENERAL = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
OF_A_CHAT = frozenset({"chat", "chat_administrators", "chat_member"})
MAX_COMMANDS = 100
MAX_DESCRIPTION = 256


def set_my_commands(world: World, params: Params) -> object:
    """Replace one menu."""
    world.menus.put(
        scope=_scope(world, params), language=read_language(params), commands=_commands(params)
    )
    return _seen(world)


def delete_my_commands(world: World, params: Params) -> object:
    """Remove one menu."""
    world.menus.put(scope=_scope(world, params), language=read_language(params), commands=[])
    return _seen(world)


def get_my_commands(world: World, params: Params) -> object:
    """Exactly one menu, not the one in effect."""
    return world.menus.get(scope=_scope(world, params), language=read_language(params))


def _seen(world: World) -> bool:
    world.menu_rev = world.next_rev()
    world.tell(None)
    return True


def read_language(params: Params) -> str:
    """Return the language code, "" for the default. Raises a 400."""
    code = params.text("language_code")
    if not LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code


def _commands(params: Params) -> Commands:
    given = params.parsed("commands", refusal="can't parse commands JSON object")
    if given is None:
        return []
    if not isinstance(given, list):
        raise bad_request("expected an Array of BotCommand")
    if len(given) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return [_command(one) for one in given]


def _command(given: object) -> dict[str, object]:
    try:
        found = as_mapping(given, "expected an Object")
        command, description = required_text(found, "command"), required_text(found, "description")
    except WrongFieldError as error:
        raise bad_request(f"can't parse BotCommand: {error}") from None
    command = command.removeprefix("/")
    if not COMMAND.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description.strip()) <= MAX_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command, "description": description}


def _scope(world: World, params: Params) -> Scope:
    given = params.parsed("scope", refusal="can't parse BotCommandScope JSON object")
    if given is None:
        return Scope()
    try:
        found = as_mapping(given, "BotCommandScope must be an Object")
        return _of_kind(world, required_text(found, "type"), found)
    except WrongFieldError as error:
        raise bad_request(f"can't parse BotCommandScope: {error}") from None


def _of_kind(world: World, kind: str, found: dict[str, object]) -> Scope:
    if kind in GENERAL:
        return Scope(kind)
    if kind not in OF_A_CHAT:
        raise WrongFieldError("Unsupported type specified")
    raw = required_text(found, "chat_id")
    if not raw:
        raise WrongFieldError("Empty chat_id specified")
    chat = known_chat(world, raw)
    if kind != "chat" and chat.id > 0:
        raise bad_request("can't change commands in private chats")
    if kind != "chat_member":
        return Scope(kind, chat.id)
    user_id = as_integer(required_text(found, "user_id"))
    if user_id <= 0:
        raise WrongFieldError("Invalid user_id specified")
    return Scope(kind, chat.id, user_id)
