"""Answers to taps: each tap takes one, within 150 seconds."""

from sandbox.errors import bad_request
from sandbox.params import Params
from sandbox.state.world import World

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
