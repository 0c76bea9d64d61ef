"""Publisher to a NATS JetStream stream, for the relay in `jobs.relay`.

Only imported when the relay is on: the package is an extra.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import unquote, urlsplit

import structlog
from nats.aio.client import Client
from nats.errors import Error, MaxPayloadError, SecureConnWantedError
from nats.js import JetStreamContext
from nats.js.api import StorageType, StreamConfig
from nats.js.errors import BadRequestError, NotFoundError

from bot.config.settings import RelaySettings
from domain.errors import Unavailable
from jobs.cloudevents import CONTENT_TYPE, CloudEvent

log = structlog.stdlib.get_logger(__name__)


TIMEOUT_S = 2.0
"""To connect, and again for each answer."""
DUPLICATE_WINDOW_S = 600.0
"""For which a stream made by us remembers ids, so that a copy is dropped."""


class _Client(Client):
    """NATS client that insists on TLS where the URL does; the library's leaves it to the server."""

    def __init__(self, *, encrypted: bool) -> None:
        super().__init__()
        self._encrypted = encrypted

    def _connect_command(self) -> bytes:
        if self._encrypted and not self._server_info.get("tls_required"):
            raise SecureConnWantedError
        return super()._connect_command()


class Link:
    """At most one connection, without the library's reconnecting, which would keep messages in a
    buffer of its own. `said`: the server's last error beside its answers, such as a denied publish.
    """

    def __init__(self, relay: RelaySettings) -> None:
        self.said = ""
        self._relay = relay
        self._client: _Client | None = None
        self._stream: JetStreamContext | None = None

    async def open(self) -> JetStreamContext:
        """The open connection's stream, or a new one's. Raises as the library does, OSError too."""
        if self._stream is not None and self._client is not None and self._client.is_connected:
            return self._stream
        await self.close()
        url = urlsplit(self._relay.url)
        user, _, where = url.netloc.rpartition("@")
        name, _, password = map(unquote, user.partition(":"))
        self.said, self._client = "", _Client(encrypted=url.scheme == "tls")
        async with asyncio.timeout(TIMEOUT_S):
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
            stream = self._client.jetstream(timeout=TIMEOUT_S)
            await self._make(stream)
        self._stream = stream
        return stream

    async def close(self) -> None:
        """Close the connection, if there is one."""
        client, self._client, self._stream = self._client, None, None
        if client is not None:
            with suppress(Error, OSError, TimeoutError):
                async with asyncio.timeout(TIMEOUT_S):
                    await client.close()

    async def _make(self, stream: JetStreamContext) -> None:
        """Create the stream if there is none; one that exists is left as it is."""
        try:
            await stream.stream_info(self._relay.stream)
        except NotFoundError:
            wanted = StreamConfig(
                name=self._relay.stream,
                subjects=[f"{self._relay.subject}.>"],
                storage=StorageType.FILE,
                duplicate_window=DUPLICATE_WINDOW_S,
            )
            await stream.add_stream(wanted)
            log.info("nats stream created", stream=self._relay.stream)

    async def _heard(self, error: Exception) -> None:
        self.said = str(error)


TOO_LARGE = 10054
"""JetStream's error code for a message that is larger than its stream takes."""


class JetStream:
    """Implements `jobs.relay.Publish`, with a new connection after any failure.

    The relay and the audit's witness share it: one publishes at a time, because a failure closes
    the connection.
    """

    def __init__(self, relay: RelaySettings) -> None:
        self._relay = relay
        self._link = Link(relay)
        self._turn = asyncio.Lock()

    async def __call__(self, messages: Sequence[CloudEvent]) -> Sequence[str | None]:
        """Publish in this order; for each why it was refused, or None. Raises Unavailable."""
        async with self._turn:
            return await self._publish(messages)

    async def _publish(self, messages: Sequence[CloudEvent]) -> Sequence[str | None]:
        try:
            stream = await self._link.open()
            outcomes = await asyncio.gather(
                *(self._put(stream, each) for each in messages), return_exceptions=True
            )
            for outcome in outcomes:
                if isinstance(outcome, BaseException):
                    raise outcome
        except (Error, OSError, TimeoutError) as error:
            log.warning("nats publish failed", kind=type(error).__name__, said=self._link.said)
            await self.close()
            raise Unavailable from error
        return [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]

    async def close(self) -> None:
        """Close the connection, if there is one."""
        await self._link.close()

    async def _put(self, stream: JetStreamContext, message: CloudEvent) -> str | None:
        # Not publish_async: with it, a message that the server refuses is waited for for ever.
        try:
            await stream.publish(
                f"{self._relay.subject}.{message.kind}",
                message.body,
                stream=self._relay.stream,
                headers={"Nats-Msg-Id": message.id, "Content-Type": CONTENT_TYPE},
            )
        except MaxPayloadError as error:
            return type(error).__name__
        except BadRequestError as error:
            if error.err_code != TOO_LARGE:
                raise
            return MaxPayloadError.__name__
        return None
