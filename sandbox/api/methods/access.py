"""Who a bot may write to, and what it may touch there."""

from sandbox.errors import ApiError, bad_request
from sandbox.params import Params, as_integer
from sandbox.state.chats import Chat
from sandbox.state.messages import Message
from sandbox.state.world import World

MAX_ID = 2**31 - 1


def known_chat(world: World, raw: str) -> Chat:
    """A chat the bot has met; raises 400."""
    if not raw:
        raise bad_request("chat_id is empty")
    chat = world.chats.get(as_integer(raw))
    if chat is None or not (chat.id < 0 or world.people.by_id[chat.id].started):
        raise bad_request("chat not found")
    return chat


def writable_chat(world: World, params: Params) -> Chat:
    """A chat the bot may write to; raises 400, or 403 if the person does not want it."""
    raw = params.text("chat_id")
    person = world.people.by_id.get(as_integer(raw))
    if person and person.blocked:
        raise ApiError(403, "Forbidden: bot was blocked by the user")
    if person and not person.started:
        raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
    return known_chat(world, raw)


def own_message(world: World, params: Params) -> tuple[Chat, Message]:
    """The bot's message that is to be edited; raises 400 or 403."""
    if not params.text("chat_id") and not params.text("message_id"):
        raise bad_request("message identifier is not specified")
    chat = writable_chat(world, params)
    message = chat.messages.get(params.integer("message_id", low=0, high=MAX_ID))
    if message is None:
        raise bad_request("message to edit not found")
    if not message.is_editable:
        raise bad_request("message can't be edited")
    return chat, message
