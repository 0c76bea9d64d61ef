"""A connection to NATS and the stream behind it, made when needed. It publishes nothing."""

import asyncio
from contextlib import suppress
from urllib.parse import unquote, urlsplit

import structlog
from nats.aio.client import Client
from nats.errors import Error, SecureConnWantedError
from nats.js import JetStreamContext
from nats.js.api import StorageType, StreamConfig
from nats.js.errors import NotFoundError

from bot.config.settings import Relay

WITHIN = 2.0
"""Seconds to connect, and again for each answer."""
DUPLICATES = 600.0
"""Seconds for which a stream of ours remembers ids, so that a copy is dropped."""
log = structlog.stdlib.get_logger(__name__)


class _Client(Client):
    """The library speaks in clear if a server does not insist on TLS, whatever the URL says."""

    def __init__(self, *, encrypted: bool) -> None:
        super().__init__()
        self._encrypted = encrypted

    def _connect_command(self) -> bytes:
        if self._encrypted and not self._server_info.get("tls_required"):
            raise SecureConnWantedError
        return super()._connect_command()


class Link:
    """At most one connection. It never reconnects by itself: nothing is to wait in a buffer that
    nobody knows of. `said` is what the server said beside its answers, such as that this user may
    not publish.
    """

    def __init__(self, relay: Relay) -> None:
        self.said = ""
        self._relay = relay
        self._client: _Client | None = None
        self._stream: JetStreamContext | None = None

    async def open(self) -> JetStreamContext:
        """The one there is, or a new one. Raises the library's errors, OSError, TimeoutError."""
        if self._stream is not None and self._client is not None and self._client.is_connected:
            return self._stream
        await self.close()
        url = urlsplit(self._relay.url)
        user, _, where = url.netloc.rpartition("@")
        name, _, password = map(unquote, user.partition(":"))
        self.said, self._client = "", _Client(encrypted=url.scheme == "tls")
        async with asyncio.timeout(WITHIN):
            await self._client.connect(
                f"{url.scheme}://{where}",
                user=name or None,
                password=password or None,
                name="checkup-bot",
                error_cb=self._heard,
                allow_reconnect=False,
                max_reconnect_attempts=1,
                reconnect_time_wait=0,
            )
            stream = self._client.jetstream(timeout=WITHIN)
            await self._make(stream)
        self._stream = stream
        return stream

    async def close(self) -> None:
        """Hangs up. Harmless when there is no connection."""
        client, self._client, self._stream = self._client, None, None
        if client is not None:
            with suppress(Error, OSError, TimeoutError):
                async with asyncio.timeout(WITHIN):
                    await client.close()

    async def _make(self, stream: JetStreamContext) -> None:
        """Makes the stream if there is none; one that exists is its owner's."""
        try:
            await stream.stream_info(self._relay.stream)
        except NotFoundError:
            wanted = StreamConfig(
                name=self._relay.stream,
                subjects=[f"{self._relay.subject}.>"],
                storage=StorageType.FILE,
                duplicate_window=DUPLICATES,
            )
            await stream.add_stream(wanted)
            log.info("nats: the stream is made", stream=self._relay.stream)

    async def _heard(self, error: Exception) -> None:
        self.said = str(error)
