"""JSON API under /sandbox: people, clock, faults, raw updates, call log."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from sandbox.api.get_updates import UpdatePolling
from sandbox.errors import SandboxError
from sandbox.phones.bot_client import BotClient
from sandbox.phones.request import PhoneRequest, body_of, number_in, person_in, wishes_of
from sandbox.state.faults import KINDS, Fault
from sandbox.state.telegram import Json, Telegram

RECENT_S = 5.0
MAX_STEP_S = 10 * 366 * 86_400
OK: Json = {"ok": True}


class Controls:
    """Handlers of the routes under /sandbox."""

    def __init__(self, telegram: Telegram, polling: UpdatePolling, link: BotClient) -> None:
        self._telegram = telegram
        self._polling = polling
        self._link = link

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/sandbox/state", self.state, methods=["GET"]),
            Route("/sandbox/calls", self.calls, methods=["GET"]),
            Route("/sandbox/people", self.add_person, methods=["POST"]),
            Route("/sandbox/people/{person_id:int}/block", self.block, methods=["POST"]),
            Route("/sandbox/updates", self.push, methods=["POST"]),
            Route("/sandbox/send", self.send_many, methods=["POST"]),
            Route("/sandbox/faults", self.add_fault, methods=["POST"]),
            Route("/sandbox/faults", self.clear_faults, methods=["DELETE"]),
            Route("/sandbox/down", self.down, methods=["POST"]),
            Route("/sandbox/flood", self.flood, methods=["POST"]),
            Route("/sandbox/clock", self.clock, methods=["POST"]),
            Route("/sandbox/clock/offset", self.offset, methods=["POST"]),
            Route("/sandbox/start-over", self.start_over, methods=["POST"]),
        ]

    async def state(self, _: Request) -> JSONResponse:
        """Return the state of the sandbox, without the chats."""
        telegram = self._telegram
        bot = telegram.bot
        return JSONResponse(
            {
                "people": [person.page() for person in telegram.people.by_id.values()],
                "bot": {"id": bot.id, "username": bot.username, "first_name": bot.first_name},
                "down": telegram.down,
                **self._limits(),
                "clock": self._time(),
                "bot_alive": await self._bot_alive(),
                "update_id": telegram.updates.last_id,
            }
        )

    async def calls(self, request: Request) -> JSONResponse:
        """Return the calls of the bot after number `since`."""
        since = int(number_in(request, "since", 0))
        return JSONResponse([call.page() for call in self._telegram.calls.since(since)])

    async def add_person(self, request: Request) -> JSONResponse:
        """Add a person."""
        wishes = await wishes_of(request)
        try:
            person = self._telegram.add_person(
                wishes.text("first_name"),
                language_code=wishes.text("language_code", default="ko"),
                role=wishes.text("role", default="customer"),
            )
        except ValueError:
            raise SandboxError(400, "role must be customer or admin") from None
        return JSONResponse(person.page())

    async def block(self, request: Request) -> JSONResponse:
        """Block or unblock the bot for a person."""
        blocked = (await wishes_of(request)).flag("blocked")
        self._telegram.block(person_in(request), blocked=blocked)
        return JSONResponse(self._telegram.person(person_in(request)).page())

    async def push(self, request: Request) -> JSONResponse:
        """Add a raw update or a list of them."""
        raw = await body_of(request)
        if isinstance(raw, list):
            pushed = [self._telegram.push(_update(one)) for one in raw]
            return JSONResponse({"update_ids": [one.get("update_id") for one in pushed]})
        return JSONResponse({"update_id": self._telegram.push(_update(raw)).get("update_id")})

    async def send_many(self, request: Request) -> JSONResponse:
        """Add messages of many people, a list of {"person_id", "text"}; for load tests."""
        raw = await body_of(request)
        if not isinstance(raw, list):
            raise SandboxError(400, "the body must be a list")
        said = [PhoneRequest(_update(one)) for one in raw]
        updates = [self._telegram.say(one.integer("person_id"), one.text("text")) for one in said]
        return JSONResponse({"update_ids": [update.get("update_id") for update in updates]})

    async def add_fault(self, request: Request) -> JSONResponse:
        """Inject a fault."""
        self._telegram.faults.add(_fault(await wishes_of(request)))
        return JSONResponse(OK)

    async def clear_faults(self, _: Request) -> JSONResponse:
        """Remove all faults."""
        self._telegram.faults.clear()
        return JSONResponse(OK)

    async def down(self, request: Request) -> JSONResponse:
        """Start or end an outage of Telegram."""
        self._telegram.set_down(down=(await wishes_of(request)).flag("down"))
        return JSONResponse({"down": self._telegram.down})

    async def flood(self, request: Request) -> JSONResponse:
        """Set the flood limits: `limit` messages per second overall (0: no such limit), and
        whether there are `chat_limits` and a `long_retry_after`.
        """
        wishes, flood = await wishes_of(request), self._telegram.flood
        limit = wishes.integer("limit", default=flood.limit)
        if limit < 0:
            raise SandboxError(400, "limit must not be negative")
        chats = wishes.flag("chat_limits", default=flood.chats)
        long = wishes.flag("long_retry_after", default=flood.long_retry_after)
        flood.limit, flood.chats, flood.long_retry_after = limit, chats, long
        return JSONResponse(self._limits())

    async def clock(self, request: Request) -> JSONResponse:
        """Move the clock forward, together with the bot's."""
        seconds = (await wishes_of(request)).integer("advance_seconds")
        if not 0 < seconds <= MAX_STEP_S:
            raise SandboxError(400, "the clock goes only forward, ten years at most")
        if self._link.bot_url:
            self._telegram.offset = await self._link.advance(seconds)
        else:
            self._telegram.offset += seconds
        return JSONResponse(self._time())

    async def offset(self, request: Request) -> JSONResponse:
        """Set the offset that the bot reports for its clock."""
        self._telegram.offset = (await wishes_of(request)).integer("offset")
        return JSONResponse(self._time())

    async def start_over(self, _: Request) -> JSONResponse:
        """Delete the bot's data, then Telegram's."""
        if self._link.bot_url:
            await self._link.start_over()
        self._telegram.start_over()
        return JSONResponse(OK)

    def _limits(self) -> Json:
        flood = self._telegram.flood
        return {
            "flood_limit": flood.limit,
            "chat_limits": flood.chats,
            "long_retry_after": flood.long_retry_after,
        }

    def _time(self) -> Json:
        today = self._telegram.today()
        return {
            "offset": self._telegram.offset,
            "now": today.isoformat(timespec="seconds"),
            "date": today.date().isoformat(),
        }

    async def _bot_alive(self) -> bool:
        if self._link.bot_url:
            return await self._link.alive()
        recent = self._telegram.monotonic() - self._telegram.last_call < RECENT_S
        return self._polling.waiting or recent


def _update(raw: object) -> Json:
    if not isinstance(raw, dict):
        raise SandboxError(400, "an update is a JSON object")
    return raw


def _fault(wishes: PhoneRequest) -> Fault:
    kind = wishes.text("kind")
    if kind not in KINDS:
        raise SandboxError(400, f"kind must be one of {', '.join(KINDS)}")
    chat = wishes.optional_integer("chat_id")
    return Fault(
        method=wishes.text("method", default="*"),
        kind=kind,
        code=wishes.integer("code", default=502 if kind == "html" else 500),
        times=wishes.integer("times", default=1),
        seconds=wishes.number("seconds", default=0.0),
        chat_id=None if chat is None else str(chat),
        retry_after=wishes.optional_integer("retry_after"),
        description=wishes.optional_text("description"),
        migrate_to_chat_id=wishes.optional_integer("migrate_to_chat_id"),
    )
