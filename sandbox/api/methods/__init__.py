"""THE METHODS: what the Bot API can be asked here; each is a function of world and params."""

from collections.abc import Callable
from functools import partial

from sandbox.api.methods import accounts, commands, media, messages, webhooks
from sandbox.params import Params
from sandbox.state.world import World

Method = Callable[[World, Params], object]

METHODS: dict[str, Method] = {
    "getMe": accounts.get_me,
    "getChat": accounts.get_chat,
    "setChatMenuButton": accounts.set_chat_menu_button,
    "getChatMenuButton": accounts.get_chat_menu_button,
    "setWebhook": webhooks.set_webhook,
    "deleteWebhook": webhooks.delete_webhook,
    "getWebhookInfo": webhooks.get_webhook_info,
    "sendMessage": messages.send_message,
    "sendChatAction": messages.send_chat_action,
    "sendDocument": media.send_document,
    "sendPhoto": media.send_photo,
    "sendVenue": media.send_venue,
    "getFile": media.get_file,
    "editMessageText": messages.edit_message_text,
    "editMessageReplyMarkup": messages.edit_message_reply_markup,
    "deleteMessage": messages.delete_message,
    "answerCallbackQuery": messages.answer_callback_query,
    "setMyCommands": commands.set_my_commands,
    "getMyCommands": commands.get_my_commands,
    "deleteMyCommands": commands.delete_my_commands,
    "setMyName": partial(accounts.set_profile_text, what="name"),
    "getMyName": partial(accounts.get_profile_text, what="name"),
    "setMyDescription": partial(accounts.set_profile_text, what="description"),
    "getMyDescription": partial(accounts.get_profile_text, what="description"),
    "setMyShortDescription": partial(accounts.set_profile_text, what="short_description"),
    "getMyShortDescription": partial(accounts.get_profile_text, what="short_description"),
}
