"""The web server's connection, which waits only so long for the head of a request.

Bodies are `bot.webhook`'s to limit. Without this, who drips a head in, or opens a connection and
says nothing, holds it for ever.
"""

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_WITHIN = 10.0
"""Seconds from the first byte, or from the opening of the connection."""


class Impatient(H11Protocol):
    """uvicorn's own protocol; between requests its keep-alive time counts."""

    _giving_up: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody is there: the first request is to follow."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """A part of a request, of several, or all of one."""
        super().data_received(data)
        if self.conn.their_state is h11.IDLE and self.conn.trailing_data[0]:
            self._wait()
        elif self._giving_up is not None:
            self._giving_up.cancel()
            self._giving_up = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody waits any more."""
        super().connection_lost(exc)
        if self._giving_up is not None:
            self._giving_up.cancel()

    def _wait(self) -> None:
        if self._giving_up is None:
            self._giving_up = self.loop.call_later(HEAD_WITHIN, self.transport.close)
