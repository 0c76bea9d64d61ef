"""The emulator's line to the bot: is it there, its clock, its starting over."""

import json
from collections.abc import Callable

from sandbox.errors import SandboxError
from sandbox.http_client import HttpClient, Reply, UnreachableError
from sandbox.params import as_object

GLANCE = 0.5
ENOUGH = 15.0
REMEMBERED = 1.0
ABSENT = "the bot does not answer"
JSON_HEADERS = {"Content-Type": "application/json"}


class BotClient:
    """`bot_url` None: there is no line, and the emulator decides alone."""

    def __init__(
        self, outgoing: HttpClient, *, bot_url: str | None, monotonic: Callable[[], float]
    ) -> None:
        self._outgoing = outgoing
        self._monotonic = monotonic
        self._looked_at = float("-inf")
        self._alive = False
        self.bot_url = bot_url and bot_url.rstrip("/")

    async def alive(self) -> bool:
        """Whether the bot answers; looked up once a second at most."""
        if self._monotonic() < self._looked_at + REMEMBERED:
            return self._alive
        try:
            await self._outgoing.ask("GET", f"{self.bot_url}/healthz", timeout=GLANCE)
        except UnreachableError:
            self._alive = False
        else:
            self._alive = True
        self._looked_at = self._monotonic()
        return self._alive

    async def advance(self, seconds: int) -> int:
        """The bot's clock goes forward; its new offset; raises SandboxError 503."""
        reply = await self._ask("/sandbox/clock", {"advance_seconds": seconds})
        try:
            match as_object(reply.body):
                case {"offset": int(offset)}:
                    return offset
        except ValueError:
            pass
        raise SandboxError(503, "the bot did not say what time it is")

    async def start_over(self) -> None:
        """The bot wipes its databases; raises SandboxError 503."""
        await self._ask("/sandbox/start-over", {})

    async def _ask(self, path: str, wish: dict[str, int]) -> Reply:
        try:
            reply = await self._outgoing.ask(
                "POST",
                f"{self.bot_url}{path}",
                body=json.dumps(wish).encode(),
                headers=JSON_HEADERS,
                timeout=ENOUGH,
            )
        except UnreachableError:
            raise SandboxError(503, ABSENT) from None
        if not 200 <= reply.status < 300:
            raise SandboxError(503, f"the bot refused: {reply.status}")
        return reply
