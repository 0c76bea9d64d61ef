"""Parses and validates `reply_markup`; errors have Telegram's words."""

import re

from sandbox.errors import ApiError, bad_request
from sandbox.params import (
    Params,
    WrongFieldError,
    as_integer,
    as_mapping,
    optional_text,
    required_text,
)
from sandbox.state.messages import InlineButton, Keyboard, Markup

STYLES = frozenset({"primary", "success", "danger"})
OTHER_ACTIONS = (
    "callback_game",
    "pay",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "login_url",
    "web_app",
)
URL = re.compile(
    r"(?:https?://)?[^\s/:.]+(?:\.[^\s/:.]+)+(?::\d+)?(?:[/?#]\S*)?|tg://\S+", re.IGNORECASE
)
MAX_DATA_BYTES = 64
MAX_COPY_CHARS = 256
MAX_BUTTONS = 100
MAX_PLACEHOLDER_CHARS = 64
REQUESTS = {
    "request_contact": "phone number can be requested",
    "request_location": "location can be requested",
    "request_poll": "poll can be requested",
    "web_app": "Web App buttons can be used",
    "request_users": "users can be requested",
    "request_chat": "chats can be requested",
}


def read_markup(params: Params) -> Markup:
    """Parse the field. Raises a 400."""
    given = params.parsed("reply_markup", refusal="can't parse reply keyboard markup JSON object")
    if given is None:
        return Markup()
    try:
        in_group = as_integer(params.text("chat_id")) < 0
        return _markup(as_mapping(given, "Object expected as reply markup"), in_group=in_group)
    except WrongFieldError as error:
        words = str(error)
        raise bad_request(words[:1].lower() + words[1:]) from None


def read_inline_keyboard(params: Params) -> Keyboard | None:
    """Parse the field of an edit, which takes no other keyboard. Raises a 400."""
    markup = read_markup(params)
    if markup.reply is not None:
        raise bad_request("inline keyboard expected")
    return markup.inline


def _markup(given: dict[str, object], *, in_group: bool) -> Markup:
    if "inline_keyboard" in given:
        rows = _rows(given, "inline_keyboard", " of the InlineKeyboardMarkup")
        inline = tuple(tuple(_inline(button) for button in row) for row in rows)
        return Markup(inline=_checked(inline))
    if "keyboard" in given:
        return Markup(reply=_reply_keyboard(given, in_group=in_group))
    if given.get("remove_keyboard") or given.get("force_reply"):
        return Markup(reply=given)
    return Markup()


def _rows(given: dict[str, object], name: str, owner: str) -> list[list[object]]:
    rows = given[name]
    if not isinstance(rows, list):
        raise WrongFieldError(f'Field "{name}" must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        raise WrongFieldError(f'Field "{name}"{owner} must be an Array of Arrays')
    return rows


def _checked(inline: Keyboard) -> Keyboard | None:
    inline = tuple(row for row in inline if row)
    if sum(map(len, inline)) > MAX_BUTTONS:
        raise WrongFieldError("reply markup is too long")
    return inline or None


def _reply_keyboard(given: dict[str, object], *, in_group: bool) -> dict[str, object] | None:
    rows = _rows(given, "keyboard", "")
    if len(optional_text(given, "input_field_placeholder")) > MAX_PLACEHOLDER_CHARS:
        raise bad_request("input field placeholder is too long")
    keys = [[_reply_button(one, in_group=in_group) for one in row] for row in rows if row]
    return {**given, "keyboard": keys} if keys else None


def _reply_button(given: object, *, in_group: bool) -> dict[str, object]:
    try:
        button: dict[str, object] = (
            {"text": given}
            if isinstance(given, str)
            else as_mapping(given, "KeyboardButton must be a String or an Object")
        )
        text, request = required_text(button, "text"), _request(button)
    except WrongFieldError as error:
        raise bad_request(f"can't parse keyboard button: {error}") from None
    if not text:
        raise bad_request("keyboard button text must be non-empty")
    if in_group and request:
        raise bad_request(f"{REQUESTS[request]} in private chats only")
    return {**button, "text": text}


def _request(button: dict[str, object]) -> str | None:
    """Return the field by which a button asks for more than its text."""
    for name in ("request_contact", "request_location"):
        if not isinstance(button.get(name, False), bool):
            raise WrongFieldError(f'Field "{name}" must be of type Boolean')
    if (style := optional_text(button, "style")) and style not in STYLES:
        raise WrongFieldError("invalid button style specified")
    return next((name for name in REQUESTS if button.get(name, False) is not False), None)


def _inline(given: object) -> InlineButton:
    try:
        found = as_mapping(given, "InlineKeyboardButton must be an Object")
        text = required_text(found, "text")
        style = optional_text(found, "style") or None
        if style and style not in STYLES:
            raise WrongFieldError("invalid button style specified")  # noqa: TRY301 - one wording
        return _acting(text, style, found)
    except WrongFieldError as error:
        raise bad_request(f"can't parse inline keyboard button: {error}") from None


def _acting(text: str, style: str | None, found: dict[str, object]) -> InlineButton:
    if not text:
        raise bad_request("inline keyboard button text must be non-empty")
    wire: dict[str, object] = {"text": text}
    if style:
        wire["style"] = style
    if url := optional_text(found, "url"):
        wire["url"] = _checked_url(url)
        return InlineButton(text, url=url, style=style, wire=wire)
    if data := optional_text(found, "callback_data"):
        if len(data.encode()) > MAX_DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
        wire["callback_data"] = data
        return InlineButton(text, data=data, style=style, wire=wire)
    if "copy_text" in found:
        copy = _copied(found["copy_text"])
        wire["copy_text"] = {"text": copy}
        return InlineButton(text, copy=copy, style=style, wire=wire)
    return InlineButton(text, style=style, wire=wire | _other(found))


def _other(found: dict[str, object]) -> dict[str, object]:
    action = next((name for name in OTHER_ACTIONS if name in found), None)
    if action is None:
        raise WrongFieldError("Text buttons are unallowed in the inline keyboard")
    return {action: found[action]}


def _copied(given: object) -> str:
    text = required_text(as_mapping(given, 'Field "copy_text" must be of type Object'), "text")
    if not 1 <= len(text) <= MAX_COPY_CHARS:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return text


def _checked_url(url: str) -> str:
    if not URL.fullmatch(url):
        raise _invalid_url(url)
    return url


def _invalid_url(url: str) -> ApiError:
    return bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
