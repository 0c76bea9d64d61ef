"""Client of the bot's sandbox controls: health, clock, reset."""

import json
from collections.abc import Callable

from sandbox.errors import SandboxError
from sandbox.guard import TOKEN_HEADER
from sandbox.http_client import HttpClient, Reply, UnreachableError
from sandbox.params import as_object

HEALTH_TIMEOUT_S = 0.5
CONTROL_TIMEOUT_S = 15.0
HEALTH_CACHED_S = 1.0
ABSENT = "the bot does not answer"


class BotClient:
    """Client of the bot at `bot_url`; None: the emulator runs without a bot.

    The bot's controls demand the token, too.
    """

    def __init__(
        self,
        outgoing: HttpClient,
        *,
        bot_url: str | None,
        token: str,
        monotonic: Callable[[], float],
    ) -> None:
        self._outgoing = outgoing
        self._headers = {"Content-Type": "application/json", TOKEN_HEADER: token}
        self._monotonic = monotonic
        self._looked_at = float("-inf")
        self._alive = False
        self.bot_url = bot_url and bot_url.rstrip("/")

    async def alive(self) -> bool:
        """Whether the bot responds; checked at most once a second."""
        if self._monotonic() < self._looked_at + HEALTH_CACHED_S:
            return self._alive
        try:
            await self._outgoing.ask("GET", f"{self.bot_url}/healthz", timeout=HEALTH_TIMEOUT_S)
        except UnreachableError:
            self._alive = False
        else:
            self._alive = True
        self._looked_at = self._monotonic()
        return self._alive

    async def advance(self, seconds: int) -> int:
        """Move the bot's clock forward; return its new offset. Raises SandboxError 503."""
        reply = await self._ask("/sandbox/clock", {"advance_seconds": seconds})
        try:
            match as_object(reply.body):
                case {"offset": int(offset)}:
                    return offset
        except ValueError:
            pass
        raise SandboxError(503, "the bot did not say what time it is")

    async def start_over(self) -> None:
        """Have the bot delete its data. Raises SandboxError 503."""
        await self._ask("/sandbox/start-over", {})

    async def _ask(self, path: str, wish: dict[str, int]) -> Reply:
        try:
            reply = await self._outgoing.ask(
                "POST",
                f"{self.bot_url}{path}",
                body=json.dumps(wish).encode(),
                headers=self._headers,
                timeout=CONTROL_TIMEOUT_S,
            )
        except UnreachableError:
            raise SandboxError(503, ABSENT) from None
        if not 200 <= reply.status < 300:
            raise SandboxError(503, f"the bot refused: {reply.status}")
        return reply
