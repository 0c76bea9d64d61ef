"""Emulated Telegram with the actions of people, for tests and the page. No HTTP."""

from typing import cast

from sandbox.errors import SandboxError
from sandbox.state.chats import Alert, Chat
from sandbox.state.files import MAX_PHOTO_BYTES, size_of
from sandbox.state.messages import Message
from sandbox.state.people import Account
from sandbox.state.updates import Update
from sandbox.state.webhook import WebhookError
from sandbox.state.world import World
from sandbox.text.entities import Text, detect, trim

MAX_TEXT_CHARS = 4096
MAX_CAPTION_CHARS = 1024
LABEL_FIELDS = frozenset({"text", "style", "icon_custom_emoji_id"})
"""Fields of a KeyboardButton that ask for nothing."""
IN_ADDRESS_BOOK = {"phone_number": "+82 10-0000-9999", "first_name": "김가명"}
NO_MESSAGE = "there is no such message"
Json = dict[str, object]


class Telegram(World):
    """Actions return the update for the bot, without an id if the bot does not want its kind."""

    def person(self, person_id: int) -> Account:
        """Return a person. Raises SandboxError 404."""
        if person := self.people.by_id.get(person_id):
            return person
        raise SandboxError(404, "nobody has that id")

    def add_person(
        self, first_name: str, *, language_code: str = "ko", role: str = "customer"
    ) -> Account:
        """Add a person who has not started the bot."""
        person = self.people.add(first_name=first_name, language_code=language_code, role=role)
        self.open_private(person)
        return person

    def messages(self, chat_id: int) -> list[Message]:
        """Return the messages of the chat, oldest first."""
        return list(self._chat(chat_id).messages.values())

    def last(self, chat_id: int) -> Message:
        """Return the newest message of the chat. Raises SandboxError 404."""
        if messages := self._chat(chat_id).messages:
            return next(reversed(messages.values()))
        raise SandboxError(404, NO_MESSAGE)

    def alerts(self, chat_id: int) -> list[Alert]:
        """Return the alerts the person saw, oldest first."""
        return list(self._chat(chat_id).alerts)

    def say(self, person_id: int, text: str, *, reply_to: int | None = None) -> Json:
        """Send a text. Raises SandboxError 400 for text that no client sends, 409 if blocked."""
        chat = self._chat_of(person_id)
        return self._send(chat, self._typed(chat, _words(text), self._reply(chat, reply_to)))

    def press_key(self, person_id: int, label: str) -> Json:
        """Press a key of the reply keyboard in sight: it types its label or shares the person's
        own contact. Raises SandboxError 409.
        """
        chat = self._chat_of(person_id)
        shown = chat.keyboard_message
        keys = [] if shown is None else shown.reply_keys
        key = next((one for one in keys if one["text"] == label), None)
        if shown is None or key is None:
            raise SandboxError(409, f"no key of the keyboard says «{label}»")
        asked = {name for name in key if key[name] is not False} - LABEL_FIELDS
        if asked - {"request_contact"}:
            raise SandboxError(409, f"the sandbox cannot answer {min(asked)}")
        chat.used_keyboard = shown.message_id
        if asked:
            return self.share_contact(person_id, reply_to=shown.message_id)
        return self.say(person_id, label)

    def share_contact(
        self, person_id: int, *, own: bool = True, reply_to: int | None = None
    ) -> Json:
        """Send the person's own contact, or one of their address book, who is not on Telegram."""
        chat = self._chat_of(person_id)
        contact = self.person(person_id).contact() if own else dict(IN_ADDRESS_BOOK)
        extra = {"contact": contact, **self._reply(chat, reply_to)}
        return self._send(chat, self._typed(chat, Text(""), extra))

    def send_photo(self, person_id: int, content: bytes, caption: str = "") -> Json:
        """Send a PNG or JPEG. Raises SandboxError 400 for another file or too long a caption."""
        chat = self._chat_of(person_id)
        size = size_of(content)
        if size is None or len(content) > MAX_PHOTO_BYTES:
            raise SandboxError(400, "a photo is a PNG or JPEG of at most 10 MB")
        if len(caption) > MAX_CAPTION_CHARS:
            raise SandboxError(400, f"a caption has at most {MAX_CAPTION_CHARS} characters")
        stored = self.files.add_photo(content, size)
        body = detect(trim(Text(caption)))
        return self._send(chat, self._typed(chat, body, {"photo": [stored.photo()]}))

    def pin(self, person_id: int, message_id: int) -> Json:
        """Pin a message; the bot is told by a service message."""
        chat = self._chat_of(person_id)
        pinned = self._message(chat, message_id)
        if "pinned_message" in pinned.extra:
            raise SandboxError(409, "a service message cannot be pinned")
        chat.pinned = message_id
        return self._send(
            chat, self._typed(chat, Text(""), {"pinned_message": self.quoted(pinned)})
        )

    def unpin(self, person_id: int) -> None:
        """Unpin; the bot is not told."""
        chat = self._chat_of(person_id)
        chat.pinned, chat.rev = None, self.next_rev()
        self.tell(chat.id)

    def show(self, person_id: int, fields: Json) -> Json:
        """Send a message with these fields of the wire (a sticker, a forward ...)."""
        chat = self._chat_of(person_id)
        text = fields.get("text")
        body = _words(text) if isinstance(text, str) else Text("")
        extra = {name: value for name, value in fields.items() if name != "text"}
        message = self._typed(chat, body, extra)
        self.changed(chat, message)
        return self._update("message", self.wire(message) | extra)

    def edit(self, person_id: int, message_id: int, text: str) -> Json:
        """Edit a message of the person."""
        chat = self._chat_of(person_id)
        message = self._message(chat, message_id)
        if message.author != "user" or message.has_media or not message.text:
            raise SandboxError(409, "only one's own texts can be edited")
        message.body, message.edit_date = _words(text), self.now()
        self.changed(chat, message)
        return self._update("edited_message", self.wire(message))

    def tap(self, person_id: int, message_id: int, data: str, *, force: bool = False) -> Json:
        """Tap a button; `force` sends data that no button has."""
        chat = self._chat_of(person_id)
        message = self._message(chat, message_id)
        if not force and not any(button.data == data for button in message.buttons):
            raise SandboxError(409, "that button is not on that message")
        tap = self.taps.add(person_id=person_id, message_id=message_id)
        chat.rev = self.next_rev()
        self.tell(chat.id)
        query: Json = {
            "id": tap.query_id,
            "from": self.person(person_id).user(),
            "message": self.wire(message),
            "chat_instance": str(person_id << 20),
            "data": data,
        }
        return self._update("callback_query", query)

    def press(self, person_id: int, label: str) -> Json:
        """Tap the newest button with this label. Raises SandboxError 409."""
        for message in reversed(self.messages(person_id)):
            for button in message.buttons:
                if button.data is not None and button.text == label:
                    return self.tap(person_id, message.message_id, button.data)
        raise SandboxError(409, f"no button says «{label}»")

    def block(self, person_id: int, *, blocked: bool) -> Json | None:
        """Block or unblock the bot; None if nothing changed."""
        person = self.person(person_id)
        if person.blocked == blocked:
            return None
        person.blocked = blocked
        member, kicked = _member(self.bot.user(), "member"), _member(self.bot.user(), "kicked")
        change: Json = {
            "chat": self._chat(person_id).facts,
            "from": person.user(),
            "date": self.now(),
            "old_chat_member": member if blocked else kicked,
            "new_chat_member": kicked if blocked else member,
        }
        return self._update("my_chat_member", change)

    def push(self, raw: Json) -> Json:
        """Add an update without update_id; its chat and sender are added if unknown."""
        kinds = [kind for kind in raw if kind != "update_id"]
        if len(kinds) != 1 or not isinstance(raw[kinds[0]], dict):
            raise SandboxError(400, "an update has exactly one kind, which is an object")
        payload = cast("Json", raw[kinds[0]])
        self._meet(kinds[0], payload)
        return self._update(kinds[0], payload)

    def take_updates(self) -> list[Json]:
        """Take all waiting updates (in place of getUpdates)."""
        waiting: list[Update] = list(self.updates.waiting())
        self.updates.confirm(self.updates.last_id + 1)
        return [update.content for update in waiting]

    def set_down(self, *, down: bool) -> None:
        """Start or end an outage."""
        self.down = down
        self.switch()

    def start_over(self) -> None:
        """Reset chats, people, files, faults and the clock's offset; ids go on."""
        self.people.wipe()
        for part in (self.chats, self.updates, self.taps, self.files, self.faults, self.flood):
            part.clear()
        self.menus.forget_chats()
        self.menu_button.clear()
        self.offset, self.trouble = 0, WebhookError()
        self.reset_rev = self.next_rev()
        self.settle()
        self.set_down(down=False)
        self.tell(None)

    def _chat(self, chat_id: int) -> Chat:
        if chat := self.chats.get(chat_id):
            return chat
        raise SandboxError(404, "nobody has that id")

    def _chat_of(self, person_id: int) -> Chat:
        if self.person(person_id).blocked:
            raise SandboxError(409, "this person has blocked the bot")
        return self._chat(person_id)

    def _message(self, chat: Chat, message_id: int) -> Message:
        if message := chat.messages.get(message_id):
            return message
        raise SandboxError(404, NO_MESSAGE)

    def _typed(self, chat: Chat, body: Text, extra: Json | None = None) -> Message:
        self.person(chat.id).started = True
        number = self.next_message_id()
        return Message(number, chat.id, "user", self.now(), body, extra=extra or {})

    def _reply(self, chat: Chat, answered: int | None) -> Json:
        if answered is None:
            return {}
        return {"reply_to_message": self.quoted(self._message(chat, answered))}

    def _send(self, chat: Chat, message: Message) -> Json:
        self.changed(chat, message)
        return self._update("message", self.wire(message))

    def _update(self, kind: str, payload: Json) -> Json:
        update = self.updates.add(kind, payload)
        return update.content if update else {kind: payload}

    def _meet(self, kind: str, payload: Json) -> None:
        within = payload.get("message") if kind == "callback_query" else payload
        facts = within.get("chat") if isinstance(within, dict) else None
        if facts is None:
            return
        chat_id, sender = _number(facts), payload.get("from")
        if chat_id < 0:
            self.chats.setdefault(chat_id, Chat(chat_id, facts))
            return
        if _number(sender) != chat_id or not isinstance(sender, dict):
            raise SandboxError(400, "a private chat has the number of its sender")
        person = self.people.meet(sender)
        person.started |= kind == "message"
        self.open_private(person)


def _number(known: object) -> int:
    number = known.get("id") if isinstance(known, dict) else None
    if not isinstance(number, int):
        raise SandboxError(400, "a chat and its sender have numbers")
    return number


def _words(text: str) -> Text:
    body = trim(Text(text))
    if not body.text:
        raise SandboxError(400, "an empty message cannot be sent")
    if len(body.text) > MAX_TEXT_CHARS:
        raise SandboxError(400, f"a message has at most {MAX_TEXT_CHARS} characters")
    return detect(body)


def _member(user: Json, status: str) -> Json:
    until = {"until_date": 0} if status == "kicked" else {}
    return {"user": user, "status": status, **until}
