"""The bot itself with its profile texts, chats as Telegram describes them, and the menu button."""

from sandbox.api.methods.access import known_chat
from sandbox.api.methods.commands import read_language
from sandbox.errors import bad_request
from sandbox.params import (
    Params,
    WrongFieldError,
    as_integer,
    as_mapping,
    required_text,
)
from sandbox.state.world import World

GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)
ABILITIES = {
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
    "can_connect_to_business": False,
    "has_main_web_app": False,
}
MAX_PROFILE_CHARS = {"name": 64, "description": 512, "short_description": 120}
BUTTONS = frozenset({"default", "commands", "web_app"})
DEFAULT_BUTTON: dict[str, object] = {"type": "default"}


def get_me(world: World, _: Params) -> object:
    """The bot's account."""
    return world.bot.user() | ABILITIES


def set_profile_text(world: World, params: Params, *, what: str) -> object:
    """Replace the text for one language, or for all that have none of their own."""
    language, text = read_language(params), params.text(what).strip()
    if len(text) > MAX_PROFILE_CHARS[what]:
        raise bad_request(f"bot {what.replace('_', ' ')} is too long")
    world.profile.put(what, language=language, text=text)
    world.tell(None)
    return True


def get_profile_text(world: World, params: Params, *, what: str) -> object:
    """The text shown to users of the language."""
    shown = world.profile.in_effect(what, language=read_language(params))
    return {what: shown or (world.bot.first_name if what == "name" else "")}


def get_chat(world: World, params: Params) -> object:
    """A chat in full."""
    chat = known_chat(world, params.text("chat_id"))
    return {
        **chat.facts,
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(GIFTS, False),
    }


def set_chat_menu_button(world: World, params: Params) -> object:
    """The button beside the text field, for one person or (without chat_id) for all."""
    given = params.parsed("menu_button", refusal="can't parse menu button JSON object")
    try:
        button = DEFAULT_BUTTON if given is None else _button(given)
    except WrongFieldError as error:
        raise bad_request(f"can't parse menu button: {error}") from None
    world.menu_button[_person(world, params)] = button
    return True


def get_chat_menu_button(world: World, params: Params) -> object:
    """The button in effect."""
    general = world.menu_button.get(0, DEFAULT_BUTTON)
    return world.menu_button.get(_person(world, params), general)


def _button(given: object) -> dict[str, object]:
    button = as_mapping(given, "MenuButton must be an Object")
    if required_text(button, "type") not in BUTTONS:
        raise WrongFieldError("MenuButton has unsupported type")
    if button["type"] == "web_app":
        required_text(button, "text")
        address = as_mapping(button.get("web_app"), 'Field "web_app" must be of type Object')
        required_text(address, "url")
    return button


def _person(world: World, params: Params) -> int:
    raw = params.text("chat_id")
    if not raw:
        return 0
    if as_integer(raw) <= 0:
        raise bad_request("invalid chat_id specified")
    return known_chat(world, raw).id
