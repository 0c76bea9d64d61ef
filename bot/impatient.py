"""The web server's connection, which waits only so long for the head of a request, and reads only
so much of it.

`bot.telegram.webhook` limits bodies. Without a limit here, a client that sends a head byte by byte,
or opens a connection and sends nothing, holds it for ever.
"""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_WITHIN = 10.0
"""Seconds from the first byte, or from the opening of the connection."""
LONGEST = 64 * 1024
"""Bytes of a request beside its body; what comes in one piece may be more."""


class Impatient(HttpToolsProtocol):
    """uvicorn's own protocol; between requests its keep-alive time counts."""

    _giving_up: asyncio.TimerHandle | None = None
    _beside = _body = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody is there: the first request is to follow."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """A part of a request, of several, or all of one."""
        self._body = 0
        super().data_received(data)
        self._beside += len(data) - self._body
        if self._beside > LONGEST:
            self.transport.close()

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        super().on_message_begin()
        self._wait()

    def on_headers_complete(self) -> None:
        """All of a head."""
        self._wait_no_more()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A part of a body."""
        self._body += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """All of a request."""
        self._beside = 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Who was answered before all of the request was there would have us read the rest."""
        super().on_response_complete()
        if self.cycle.response_complete and self.cycle.more_body:
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody waits any more."""
        super().connection_lost(exc)
        self._wait_no_more()

    def _wait(self) -> None:
        if self._giving_up is None:
            self._giving_up = self.loop.call_later(HEAD_WITHIN, self.transport.close)

    def _wait_no_more(self) -> None:
        if self._giving_up is not None:
            self._giving_up.cancel()
            self._giving_up = None
