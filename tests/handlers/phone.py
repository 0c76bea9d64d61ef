"""What a person has in the hand, and the wire behind it: calls are answered and only kept."""

import html
import json
import re
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from telegram import Update
from telegram.ext import BaseRateLimiter
from telegram.request import BaseRequest

if TYPE_CHECKING:
    from tests.handlers.talk import World

WRITTEN = ("sendMessage", "editMessageText", "sendDocument")
BOT = {"id": 77, "is_bot": True, "first_name": "bot", "username": "checkup_bot"}


@dataclass
class Kept(BaseRequest):
    """Answers every call as Telegram would, and keeps it."""

    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    ids: "count[int]" = field(default_factory=lambda: count(100))

    @property
    def read_timeout(self) -> float:
        return 1.0

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(self, url, request_data=None, **_):
        name, said = url.rsplit("/", 1)[1], dict(request_data.parameters) if request_data else {}
        if request_data and request_data.multipart_data:
            said["files"] = [content for _, content, _ in request_data.multipart_data.values()]
        self.calls.append((name, said))
        result: object = True
        if name == "getMe":
            result = BOT
        elif name in WRITTEN:
            result = message_of(said["chat_id"], said.get("message_id") or next(self.ids))
        return 200, json.dumps({"ok": True, "result": result}).encode()


class Unhurried(BaseRateLimiter[Any]):
    """Passes everything on at once."""

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def process_request(self, callback, args, kwargs, **_):
        return await callback(*args, **kwargs)


@dataclass
class Heard:
    """What a person has on the screen after an update."""

    text: str
    keys: dict[str, dict[str, Any]]
    alert: str | None
    markup: str
    files: list[bytes] = field(default_factory=list)

    @property
    def labels(self) -> list[str]:
        return list(self.keys)


@dataclass
class Phone:
    """One person's private chat."""

    world: "World"
    telegram: int
    language: str | None = "ko"
    screen: Heard | None = None
    last_update: dict[str, Any] | None = None

    async def say(self, text: str) -> Heard:
        command = {"type": "bot_command", "offset": 0, "length": len(text.partition(" ")[0])}
        entities = [command] if text.startswith("/") else []
        return await self.send(text=text, entities=entities)

    async def send(self, **content: object) -> Heard:
        """A message of any kind."""
        said = {**message_of(self.telegram, next(self.world.numbers)), "from": self._user()}
        return await self._update({"message": {**said, **content}})

    async def edit(self, **content: object) -> Heard:
        """One's own message gets another content."""
        said = {**message_of(self.telegram, 60), "from": self._user(), "edit_date": 2}
        return await self._update({"edited_message": {**said, **content}})

    async def tap(self, label: str) -> Heard:
        """The one key with that label, which may be named without its emoji."""
        assert self.screen is not None
        same = [k for k in self.screen.labels if label in (k, without_emoji(k))]
        assert len(same) == 1, (label, self.screen)
        return await self.press(self.screen.keys[same[0]]["callback_data"])

    async def press(self, callback_data: str) -> Heard:
        """A key of any screen, however old, or of none."""
        query = {
            "id": str(next(self.world.numbers)),
            "from": self._user(),
            "chat_instance": "1",
            "data": callback_data,
            "message": {**message_of(self.telegram, 50), "from": BOT, "text": "-"},
        }
        return await self._update({"callback_query": query})

    async def lets_write(self) -> Heard:
        """Unblocks the bot."""
        was, now = ({"user": BOT, "status": s, "until_date": 0} for s in ("kicked", "member"))
        change = {"old_chat_member": was, "new_chat_member": now, "date": 1, "from": self._user()}
        chat = {"id": self.telegram, "type": "private"}
        return await self._update({"my_chat_member": {**change, "chat": chat}})

    async def again(self) -> Heard:
        """The last update, redelivered."""
        assert self.last_update is not None
        return await self._process(self.last_update)

    async def _update(self, body: dict[str, Any]) -> Heard:
        self.last_update = {"update_id": next(self.world.numbers), **body}
        return await self._process(self.last_update)

    async def _process(self, body: dict[str, Any]) -> Heard:
        calls = self.world.request.calls
        before = len(calls)
        application = self.world.application
        await application.process_update(Update.de_json(body, application.bot))
        await self.world.background.settle()
        assert not self.world.errors, self.world.errors
        self.screen = heard(calls[before:], self.screen)
        return self.screen

    def _user(self) -> dict[str, Any]:
        user = {"id": self.telegram, "is_bot": False, "first_name": "x"}
        return user if self.language is None else {**user, "language_code": self.language}


def heard(calls: list[tuple[str, dict[str, Any]]], before: Heard | None) -> Heard:
    """The screen after the calls: the last text, or the one before with an alert."""
    alerts = [said.get("text") for name, said in calls if name == "answerCallbackQuery"]
    texts = [said for name, said in calls if name in WRITTEN]
    alert = alerts[-1] if alerts else None
    if not texts:
        old = before or Heard("", {}, None, "")
        return Heard(old.text, old.keys, alert, old.markup)
    last = texts[-1]
    rows = last.get("reply_markup", {}).get("inline_keyboard", [])
    keys = {key["text"]: key for row in rows for key in row}
    markup = last.get("text") or last["caption"]
    plain = html.unescape(re.sub(r"<[^>]*>", "", markup))
    return Heard(plain, keys, alert, markup, last.get("files", []))


def without_emoji(label: str) -> str:
    """A label without the emoji and the space that it begins with."""
    return re.sub(r"^[^\w(]+ ", "", label)


def message_of(chat: int, number: int) -> dict[str, Any]:
    return {"message_id": number, "date": 1, "chat": {"id": int(chat), "type": "private"}}
