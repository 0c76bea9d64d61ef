"""Words from the bot, and «is typing»."""

from sandbox.api.message_text import read_text
from sandbox.api.methods.access import writable_chat
from sandbox.api.reply_markup import read_markup
from sandbox.errors import bad_request
from sandbox.params import Params, as_integer
from sandbox.state.chats import Chat
from sandbox.state.world import World

MAX_TEXT = 4096
ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def send_message(world: World, params: Params) -> object:
    """A new message."""
    body = read_text(params, limit=MAX_TEXT, too_long="message is too long")
    markup = read_markup(params)
    chat = writable_chat(world, params)
    extra = reply(world, chat, params)
    return world.wire(world.post(chat, body, markup, extra))


def send_chat_action(world: World, params: Params) -> object:
    """«is typing»: checked, and seen by nobody."""
    if params.text("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    writable_chat(world, params)
    return True


def reply(world: World, chat: Chat, params: Params) -> dict[str, object]:
    """What every new message may carry: protection, and the message it answers."""
    extra: dict[str, object] = {}
    if params.flag("protect_content"):
        extra["has_protected_content"] = True
    params.parsed("link_preview_options", refusal="can't parse link preview options JSON object")
    given = params.parsed("reply_parameters", refusal="can't parse reply parameters JSON object")
    if given is None:
        return extra
    if not isinstance(given, dict):
        raise bad_request("object expected as reply parameters")
    answered = chat.messages.get(as_integer(str(given.get("message_id"))))
    if answered is None and not given.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    if answered is not None:
        extra["reply_to_message"] = world.wire(answered)
    return extra
