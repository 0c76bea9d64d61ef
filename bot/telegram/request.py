"""HTTP transports for the Bot API: aiohttp, which costs a quarter of the CPU, or httpx.

Nothing is logged here, because every URL holds the token, and nothing retried: that is the
sender's.
"""

import json
import ssl
from typing import Any, Literal, NoReturn

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, HTTPXRequest, RequestData

CONNECT_TIMEOUT_S, READ_TIMEOUT_S, WRITE_TIMEOUT_S = 5.0, 10.0, 20.0
"""A read that ends too early makes a doubtful message out of a slow one."""
MAX_CONNECTIONS = 100
JSON_HEADERS = {"Content-Type": "application/json"}


class _Answer(dict[str, Any]):
    """The library reads `result` wherever the status is 200, also of an answer that is not ok."""

    def __missing__(self, key: str) -> NoReturn:
        raise TelegramError("Invalid server response")


class StrictJsonRequest(BaseRequest):
    """Accepts only answers of the Bot API's form, and does not log them, unlike the library."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer's JSON. Raises TelegramError."""
        try:
            parsed: object = json.loads(payload)
        except (ValueError, RecursionError) as error:
            raise TelegramError("Invalid server response") from error
        if not isinstance(parsed, dict) or not isinstance(parsed.get("parameters") or {}, dict):
            raise TelegramError("Invalid server response")
        if parsed.get("ok") is True:
            parsed.setdefault("result", None)
        elif "description" not in parsed:
            raise TelegramError("Invalid server response")
        return _Answer(parsed)


class _Httpx(StrictJsonRequest, HTTPXRequest):
    """The library's own transport."""


class AiohttpRequest(StrictJsonRequest):
    """PTB's transport over one aiohttp session.

    The `__cause__` of its errors tells whether the request was sent: ClientConnectorError and
    ConnectionTimeoutError mean that it was not.
    """

    def __init__(self, *, connections: int = MAX_CONNECTIONS) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds without a byte after which the request fails."""
        return READ_TIMEOUT_S

    async def initialize(self) -> None:
        """Opens the connection pool. Idempotent."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=60),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
            )

    async def shutdown(self) -> None:
        """Closes the connection pool. Idempotent."""
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
        """Makes the request; returns status and body. Raises TimedOut and NetworkError."""
        if self._session is None:
            raise RuntimeError("the transport is not open")
        connect = _seconds(connect_timeout, CONNECT_TIMEOUT_S)
        queue = _seconds(pool_timeout, CONNECT_TIMEOUT_S)
        read = _seconds(read_timeout, READ_TIMEOUT_S)
        write = _seconds(write_timeout, WRITE_TIMEOUT_S)
        timeout = aiohttp.ClientTimeout(
            total=queue + connect + write + read,
            connect=queue + connect,
            sock_connect=connect,
            sock_read=read,
        )
        body, headers = _body(request_data)
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout
            ) as answer:
                return answer.status, await answer.read()
        except TimeoutError as late:
            raise TimedOut(f"Timed out ({type(late).__name__})") from late
        except aiohttp.ClientError as error:
            raise NetworkError(type(error).__name__) from error


def requests(kind: Literal["aiohttp", "httpx"]) -> tuple[BaseRequest, BaseRequest]:
    """One transport for calls, one for the long poll, which must not wait behind them."""
    if kind == "aiohttp":
        return AiohttpRequest(), AiohttpRequest(connections=2)
    import httpx  # noqa: PLC0415 - not needed with the other transport

    certificates = httpx.create_ssl_context(trust_env=False)  # 20 ms each
    return _httpx(MAX_CONNECTIONS, certificates), _httpx(2, certificates)


def _httpx(connections: int, certificates: ssl.SSLContext) -> BaseRequest:
    import httpx  # noqa: PLC0415 - see above

    limits = httpx.Limits(
        max_connections=connections, max_keepalive_connections=connections, keepalive_expiry=60
    )
    return _Httpx(
        connect_timeout=CONNECT_TIMEOUT_S,
        pool_timeout=CONNECT_TIMEOUT_S,
        read_timeout=READ_TIMEOUT_S,
        write_timeout=WRITE_TIMEOUT_S,
        httpx_kwargs={"trust_env": False, "limits": limits, "verify": certificates},
    )


def _body(data: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str]]:
    """Body and headers: JSON, or with files a form, which costs more.

    The library's own JSON has every value as a string: Telegram takes that, other servers do not.
    """
    if data is None or not data.parameters:
        return None, {}
    if not data.contains_files:
        return json.dumps(data.parameters).encode(), JSON_HEADERS
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form, {}


def _seconds(given: object, default: float) -> float:
    return float(given) if isinstance(given, int | float) else default
