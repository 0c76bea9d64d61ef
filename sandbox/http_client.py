"""HTTP client for the bot's webhook and for its sandbox controls, on this machine only."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import aiohttp
from yarl import URL

from sandbox.params import as_integer

TIMEOUT_S = 60.0
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
ELSEWHERE = "Webhooks of the sandbox lead to this machine only"


@dataclass(frozen=True, slots=True)
class Reply:
    """HTTP response; `retry_after` in seconds, 0 if it was not given."""

    status: int
    body: bytes = b""
    retry_after: int = 0


class UnreachableError(Exception):
    """The server did not respond."""


Post = Callable[[str, bytes, Mapping[str, str]], Awaitable[Reply]]


class HttpClient:
    """Client with one session, opened by the first request."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Post the body. Raises UnreachableError."""
        return await self.ask("POST", url, body=body, headers=headers)

    async def ask(
        self,
        method: str,
        url: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = TIMEOUT_S,  # noqa: ASYNC109 - handed on to the session
    ) -> Reply:
        """Send a request. Raises UnreachableError, also for a URL of another machine."""
        try:
            where = URL(url)  # as aiohttp reads it: two parsers may see two hosts in one text
        except ValueError:
            raise UnreachableError("Invalid URL") from None
        if where.host not in LOOPBACK_HOSTS:
            raise UnreachableError(ELSEWHERE)
        try:
            async with self._open().request(
                method,
                where,
                data=body,
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=timeout),
                allow_redirects=False,
            ) as answer:
                wait = as_integer(answer.headers.get("Retry-After", ""))
                return Reply(answer.status, await answer.read(), max(wait, 0))
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise UnreachableError(str(error) or "Connection timed out") from None

    async def close(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=200))
        return self._session
