"""One request and its answer on bare ASGI: answered, or cut off on purpose."""

from starlette.types import Receive, Scope, Send

MAX_BODY = 50 * 1024 * 1024
ERROR_PAGE = b"<html><head><title>%d</title></head><body><h1>%d</h1><hr>nginx</body></html>"


class TooLargeError(Exception):
    """The body is larger than Telegram takes."""


class Exchange:
    """Reads once, answers once."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.path: str = scope["path"]
        self.query: bytes = scope.get("query_string", b"")
        self._headers: list[tuple[bytes, bytes]] = scope["headers"]
        self._receive = receive
        self._send = send

    @property
    def content_type(self) -> str:
        """The header, "" if there is none."""
        for name, value in self._headers:
            if name == b"content-type":
                return value.decode("latin-1")
        return ""

    async def read(self) -> bytes:
        """The whole body; raises TooLargeError, ConnectionResetError."""
        parts: list[bytes] = []
        size = 0
        while True:
            event = await self._receive()
            if event["type"] != "http.request":
                raise ConnectionResetError
            parts.append(event.get("body", b""))
            size += len(parts[-1])
            if size > MAX_BODY:
                raise TooLargeError
            if not event.get("more_body"):
                return b"".join(parts)

    async def json(self, status: int, body: bytes, retry_after: int | None = None) -> None:
        """Answer with JSON."""
        extra = [] if retry_after is None else [(b"retry-after", str(retry_after).encode())]
        await self._answer(status, b"application/json", body, extra)

    async def error_page(self, status: int = 502) -> None:
        """Answer with what a broken server in between says."""
        await self._answer(status, b"text/html", ERROR_PAGE % (status, status), [])

    async def gone(self) -> None:
        """Returns when the caller has hung up."""
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def cut(self) -> None:
        """Close the connection without a word."""
        transport = getattr(getattr(self._send, "__self__", None), "transport", None)
        if transport is None:
            raise ConnectionResetError("the connection was cut on request")
        transport.close()
        await self.gone()

    async def _answer(
        self, status: int, kind: bytes, body: bytes, extra: list[tuple[bytes, bytes]]
    ) -> None:
        length = str(len(body)).encode()
        headers = [(b"content-type", kind), (b"content-length", length), *extra]
        await self._send({"type": "http.response.start", "status": status, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})
