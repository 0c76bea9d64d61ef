"""Publishes to a JetStream stream of NATS: the relay's way out. It decides neither what is
published nor when.

Only imported when the relay is on: the package is an extra.
"""

import asyncio
from collections.abc import Sequence

import structlog
from nats.errors import Error, MaxPayloadError
from nats.js import JetStreamContext
from nats.js.errors import BadRequestError

from bot.config.settings import Relay
from bot.nats_link import Link
from domain.errors import Unavailable
from jobs.cloudevents import CONTENT_TYPE, Message

TOO_LARGE = 10054
"""JetStream's number for a message that is larger than its stream takes."""
log = structlog.stdlib.get_logger(__name__)


class JetStream:
    """See `jobs.relay.Publish`. After any failure the connection is a new one."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._link = Link(relay)

    async def __call__(self, messages: Sequence[Message]) -> Sequence[str | None]:
        """Puts them into the stream in this order. Raises Unavailable."""
        try:
            stream = await self._link.open()
            outcomes = await asyncio.gather(
                *(self._put(stream, each) for each in messages), return_exceptions=True
            )
            for outcome in outcomes:
                if isinstance(outcome, BaseException):
                    raise outcome
        except (Error, OSError, TimeoutError) as error:
            log.warning("nats: not stored", kind=type(error).__name__, said=self._link.said)
            await self.close()
            raise Unavailable from error
        return [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]

    async def close(self) -> None:
        """Hangs up. Harmless when there is no connection."""
        await self._link.close()

    async def _put(self, stream: JetStreamContext, message: Message) -> str | None:
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
