"""JSON of a message for the page."""

from collections.abc import Callable

from sandbox.state.chats import Chat
from sandbox.state.messages import Message

Json = dict[str, object]
FileUrl = Callable[[str], str | None]


def message_view(message: Message, *, file_url: FileUrl) -> Json:
    """Return what the page draws; `file_url` gives the address of a file id."""
    keyboard, extra = message.keyboard, message.extra
    return {
        "message_id": message.message_id,
        "date": message.date,
        "from": message.author,
        "html": message.html,
        "text": message.text,
        "edited": message.edit_date is not None,
        "editable": message.author == "user" and bool(message.text) and not message.has_media,
        "keyboard": keyboard and [[button.page() for button in row] for row in keyboard],
        "document": _document(extra.get("document"), file_url),
        "photo": _photo(extra.get("photo"), file_url),
        "venue": extra.get("venue"),
        "contact": extra.get("contact"),
        "reply": _quoted(extra.get("reply_to_message")),
        "pinned": _quoted(extra.get("pinned_message")),
        "rev": message.rev,
    }


def reply_keyboard_view(chat: Chat) -> Json | None:
    """Return the keyboard in sight: rows of keys, and what stands in the empty input."""
    message = chat.keyboard_message
    if message is None or message.reply_keyboard is None:
        return None
    markup = message.reply_keyboard
    placeholder = markup.get("input_field_placeholder")
    return {"rows": markup["keyboard"], "placeholder": placeholder}


def _document(found: object, file_url: FileUrl) -> Json | None:
    match found:
        case {"file_id": str(file_id), "file_name": str(name)}:
            return {"file_name": name, "url": file_url(file_id)}
    return None


def _photo(found: object, file_url: FileUrl) -> str | None:
    match found:
        case [{"file_id": str(file_id)}, *_]:
            return file_url(file_id)
    return None


def _quoted(found: object) -> Json | None:
    match found:
        case {"message_id": int(number), "from": {"is_bot": bool(by_bot)}, **rest}:
            words = rest.get("text") or rest.get("caption") or ""
            return {"message_id": number, "from": "bot" if by_bot else "user", "text": words}
    return None
