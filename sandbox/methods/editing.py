"""Messages that change or go: an edit without reply_markup drops the keyboard."""

from sandbox.api.message_text import read_text
from sandbox.api.methods.access import MAX_ID, own_message, writable_chat
from sandbox.api.methods.messages import MAX_TEXT
from sandbox.api.reply_markup import read_markup
from sandbox.errors import bad_request
from sandbox.params import Params
from sandbox.state.chats import Chat
from sandbox.state.messages import Keyboard, Message
from sandbox.state.world import World
from sandbox.text.entities import Text

SAME = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)


def edit_message_text(world: World, params: Params) -> object:
    """New words and new buttons."""
    body = read_text(params, limit=MAX_TEXT, too_long="MESSAGE_TOO_LONG")
    keyboard = read_markup(params).inline
    chat, message = own_message(world, params)
    if message.has_media:
        raise bad_request("there is no text in the message to edit")
    return _change(world, chat, message, body, keyboard)


def edit_message_reply_markup(world: World, params: Params) -> object:
    """New buttons only."""
    keyboard = read_markup(params).inline
    chat, message = own_message(world, params)
    return _change(world, chat, message, message.body, keyboard)


def _change(
    world: World, chat: Chat, message: Message, body: Text, keyboard: Keyboard | None
) -> object:
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
