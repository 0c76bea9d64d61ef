"""Words from the bot, and «is typing»."""

from sandbox.api.message_text import read_text
from sandbox.api.methods.access import MAX_ID, own_message, writable_chat
from sandbox.api.reply_markup import read_inline_keyboard, read_markup
from sandbox.errors import bad_request
from sandbox.params import Params, as_integer
from sandbox.state.chats import Chat
from sandbox.state.messages import Keyboard, Message
from sandbox.state.world import World
from sandbox.text.entities import Text

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
        extra["reply_to_message"] = world.quoted(answered)
    return extra


SAME = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)


def edit_message_text(world: World, params: Params) -> object:
    """New words and new buttons."""
    body = read_text(params, limit=MAX_TEXT, too_long="MESSAGE_TOO_LONG")
    keyboard = read_inline_keyboard(params)
    chat, message = own_message(world, params)
    if message.has_media:
        raise bad_request("there is no text in the message to edit")
    return _change(world, chat, message, body, keyboard)


def edit_message_reply_markup(world: World, params: Params) -> object:
    """New buttons only."""
    keyboard = read_inline_keyboard(params)
    chat, message = own_message(world, params)
    return _change(world, chat, message, message.body, keyboard)


def _change(
    world: World, chat: Chat, message: Message, body: Text, keyboard: Keyboard | None
) -> object:
    world.count(chat, edit=True)  # an edit that changes nothing counts, too
    if (message.body, message.keyboard) == (body, keyboard):
        raise bad_request(SAME)
    message.body, message.keyboard = body, keyboard
    message.edit_date = world.now()
    world.changed(chat, message)
    return world.wire(message)


def delete_message(world: World, params: Params) -> object:
    """A message goes, the bot's or the person's."""
    chat = writable_chat(world, params)
    message_id = params.integer("message_id", low=0, high=MAX_ID)
    if message_id not in chat.messages:
        raise bad_request("message to delete not found")
    chat.remove(message_id, world.next_rev())
    world.tell(chat.id)
    return True


MAX_ANSWER = 200
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def answer_callback_query(world: World, params: Params) -> object:
    """The spinner stops; with words the person sees them."""
    text = params.text("text")
    if len(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    tap = world.taps.close(params.text("callback_query_id"))
    if tap is None:
        raise bad_request(TOO_OLD)
    chat = world.chats[tap.person_id]
    chat.rev = world.next_rev()
    if text:
        chat.alert(
            query_id=tap.query_id,
            text=text,
            show_alert=params.flag("show_alert"),
            rev=chat.rev,
        )
    world.tell(chat.id)
    return True
