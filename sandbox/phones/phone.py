"""JSON API under /sandbox/chats: what a person sees and does in their chat."""

import math

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from sandbox.errors import SandboxError
from sandbox.phones.long_poll import LongPoll
from sandbox.phones.message_view import message_view, reply_keyboard_view
from sandbox.phones.request import number_in, person_in, wishes_of
from sandbox.state.chats import Chat
from sandbox.state.telegram import Json, Telegram

MAX_WAIT_S = 50.0


class Phones:
    """Handlers of the routes under /sandbox/chats."""

    def __init__(self, telegram: Telegram, waiters: LongPoll, *, token: str) -> None:
        self._telegram = telegram
        self._waiters = waiters
        self._files = f"/file/bot{token}/"

    def routes(self) -> list[Route]:
        """Return the routes."""
        chat = "/sandbox/chats/{person_id:int}"
        return [
            Route(chat, self.news, methods=["GET"]),
            Route(f"{chat}/send", self.send, methods=["POST"]),
            Route(f"{chat}/tap", self.tap, methods=["POST"]),
            Route(f"{chat}/edit", self.edit, methods=["POST"]),
            Route(f"{chat}/key", self.key, methods=["POST"]),
            Route(f"{chat}/contact", self.contact, methods=["POST"]),
            Route(f"{chat}/photo", self.photo, methods=["POST"]),
            Route(f"{chat}/pin", self.pin, methods=["POST"]),
            Route(f"{chat}/pin", self.unpin, methods=["DELETE"]),
            Route(f"{chat}/update", self.update, methods=["POST"]),
        ]

    async def news(self, request: Request) -> JSONResponse:
        """Long poll for changes since a revision."""
        person_id = person_in(request)
        self._telegram.person(person_id)
        since = int(number_in(request, "since", 0))
        wait = min(max(number_in(request, "wait", 0), 0), MAX_WAIT_S)
        if wait:
            await self._waiters.wait(person_id, wait, lambda: self._is_news(person_id, since))
        return JSONResponse(self._since(person_id, since))

    async def send(self, request: Request) -> JSONResponse:
        """Send a text message of the person; `reply_to` is the message it answers."""
        wishes = await wishes_of(request)
        update = self._telegram.say(
            person_in(request),
            wishes.text("text"),
            reply_to=wishes.optional_integer("reply_to"),
        )
        return JSONResponse(_told(update, "message", "message_id"))

    async def tap(self, request: Request) -> JSONResponse:
        """Tap a button; `force` sends data that no button has."""
        wishes = await wishes_of(request)
        update = self._telegram.tap(
            person_in(request),
            wishes.integer("message_id"),
            wishes.text("data"),
            force=wishes.flag("force", default=False),
        )
        told = _told(update, "callback_query", "id")
        return JSONResponse({"query_id": told["id"], "update_id": told["update_id"]})

    async def edit(self, request: Request) -> JSONResponse:
        """Edit a message of the person."""
        wishes = await wishes_of(request)
        update = self._telegram.edit(
            person_in(request), wishes.integer("message_id"), wishes.text("text")
        )
        return JSONResponse(_told(update, "edited_message", "message_id"))

    async def key(self, request: Request) -> JSONResponse:
        """Press a key of the reply keyboard in sight."""
        label = (await wishes_of(request)).text("text")
        update = self._telegram.press_key(person_in(request), label)
        return JSONResponse(_told(update, "message", "message_id"))

    async def contact(self, request: Request) -> JSONResponse:
        """Share a contact: the person's `own`, or one of their address book."""
        own = (await wishes_of(request)).flag("own")
        update = self._telegram.share_contact(person_in(request), own=own)
        return JSONResponse(_told(update, "message", "message_id"))

    async def photo(self, request: Request) -> JSONResponse:
        """Send a photo: the body is the file, `caption` is in the query."""
        caption = request.query_params.get("caption", "")
        update = self._telegram.send_photo(person_in(request), await request.body(), caption)
        return JSONResponse(_told(update, "message", "message_id"))

    async def pin(self, request: Request) -> JSONResponse:
        """Pin a message."""
        number = (await wishes_of(request)).integer("message_id")
        update = self._telegram.pin(person_in(request), number)
        return JSONResponse(_told(update, "message", "message_id"))

    async def unpin(self, request: Request) -> JSONResponse:
        """Unpin the pinned message."""
        self._telegram.unpin(person_in(request))
        return JSONResponse({"ok": True})

    async def update(self, request: Request) -> JSONResponse:
        """Send a message of any kind."""
        wishes = await wishes_of(request)
        return JSONResponse(self._telegram.show(person_in(request), dict(wishes.fields)))

    def _chat(self, person_id: int) -> Chat:
        if chat := self._telegram.chats.get(person_id):
            return chat
        raise SandboxError(404, "nobody has that id")

    def _reset(self, since: int) -> bool:
        telegram = self._telegram
        return since != 0 and not telegram.reset_rev <= since <= telegram.rev

    def _is_news(self, person_id: int, since: int) -> bool:
        latest = max(self._chat(person_id).rev, self._telegram.menu_rev)
        return latest > since or self._reset(since)

    def _since(self, person_id: int, since: int) -> Json:
        chat, telegram = self._chat(person_id), self._telegram
        person = telegram.person(person_id)
        reset = self._reset(since)
        since = 0 if reset else since
        return {
            "rev": telegram.rev,
            "reset": reset,
            "messages": [
                message_view(one, file_url=self._url)
                for one in chat.messages.values()
                if one.rev > since
            ],
            "deleted": [number for number, rev in chat.deleted.items() if rev > since],
            "alerts": [alert.page() for alert in chat.alerts if alert.rev > since],
            "refused_s": math.ceil(telegram.flood.refused_for_s(person_id)),
            "pending_taps": telegram.taps.pending(person_id),
            "name": telegram.profile.in_effect("name", language=person.language_code),
            "description": telegram.profile.in_effect("description", language=person.language_code),
            "pinned": chat.pinned,
            "reply_keyboard": reply_keyboard_view(chat),
            "commands": telegram.menus.in_effect(chat_id=person_id, language=person.language_code),
        }

    def _url(self, file_id: str) -> str | None:
        stored = self._telegram.files.get(file_id)
        return None if stored is None else self._files + stored.path


def _told(update: Json, kind: str, name: str) -> Json:
    payload = update[kind]
    number = payload[name] if isinstance(payload, dict) else None
    return {name: number, "update_id": update.get("update_id")}
