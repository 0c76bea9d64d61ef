"""How calls reach Telegram: over aiohttp, which costs a quarter of the CPU, or over httpx.

It logs nothing, because every URL holds the token, and it retries nothing: that is the sender's.
"""

import json
from typing import Any, Literal

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, HTTPXRequest, RequestData

CONNECT, READ, WRITE = 5.0, 10.0, 20.0
"""Seconds. A read that ends too early makes a doubtful message out of a slow one."""
CONNECTIONS = 100
JSON = {"Content-Type": "application/json"}


class _Quiet(BaseRequest):
    """Does not write what Telegram, or a proxy in between, answered into the log."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer's JSON. Raises TelegramError."""
        try:
            parsed: dict[str, Any] = json.loads(payload)
        except ValueError as error:
            raise TelegramError("Invalid server response") from error
        return parsed


class _Httpx(_Quiet, HTTPXRequest):
    """The library's own transport."""


class AiohttpRequest(_Quiet):
    """PTB's transport over one aiohttp session.

    A refused or slow connection is told from a doubtful request by the error's `__cause__`:
    ClientConnectorError and ConnectionTimeoutError mean that nothing was sent.
    """

    def __init__(self, *, connections: int = CONNECTIONS) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds without a byte after which an answer is given up."""
        return READ

    async def initialize(self) -> None:
        """Opens the pool; again is harmless."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=60),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
            )

    async def shutdown(self) -> None:
        """Closes the pool; again is harmless."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(  # noqa: PLR0917 - the library's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = None,
        write_timeout: object = None,
        connect_timeout: object = None,
        pool_timeout: object = None,
    ) -> tuple[int, bytes]:
        """Status and body. Raises TimedOut and NetworkError."""
        if self._session is None:
            raise RuntimeError("the transport is not open")
        connect = _seconds(connect_timeout, CONNECT)
        queue = _seconds(pool_timeout, CONNECT)
        read, write = _seconds(read_timeout, READ), _seconds(write_timeout, WRITE)
        patience = aiohttp.ClientTimeout(
            total=queue + connect + write + read,
            connect=queue + connect,
            sock_connect=connect,
            sock_read=read,
        )
        body, headers = _body(request_data)
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=patience
            ) as answer:
                return answer.status, await answer.read()
        except TimeoutError as late:
            raise TimedOut(f"Timed out ({type(late).__name__})") from late
        except aiohttp.ClientError as error:
            raise NetworkError(type(error).__name__) from error


def requests(kind: Literal["aiohttp", "httpx"]) -> tuple[BaseRequest, BaseRequest]:
    """A transport for calls and one for the long poll, which must not queue behind them."""
    if kind == "aiohttp":
        return AiohttpRequest(), AiohttpRequest(connections=2)
    return _httpx(CONNECTIONS), _httpx(2)


def _httpx(connections: int) -> BaseRequest:
    import httpx  # noqa: PLC0415 - not needed with the other transport

    limits = httpx.Limits(
        max_connections=connections, max_keepalive_connections=connections, keepalive_expiry=60
    )
    return _Httpx(
        connect_timeout=CONNECT,
        pool_timeout=CONNECT,
        read_timeout=READ,
        write_timeout=WRITE,
        httpx_kwargs={"trust_env": False, "limits": limits},
    )


def _body(data: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str]]:
    """What to send, and how to call it: JSON, and a form, which costs more, where files go too."""
    if data is None or not data.parameters:
        return None, {}
    if not data.contains_files:
        return data.json_payload, JSON
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form, {}


def _seconds(given: object, default: float) -> float:
    return float(given) if isinstance(given, int | float) else default
