"""The relay and its way out, if the settings want one: only then the package for NATS is needed."""

from contextlib import AsyncExitStack
from functools import partial
from typing import NamedTuple

from bot.config.settings import Relay as Wanted
from handlers.view import Services
from jobs.circuit_breaker import Breaker
from jobs.leadership import RELAY, Duties
from jobs.relay import Publish, Relay


class Outlet(NamedTuple):
    """A way out, and who we are there."""

    publish: Publish
    source: str

    def relay(self, services: Services, duties: Duties) -> Relay:
        """The walker that uses it."""
        return Relay(
            store=services.store,
            clock=services.clock,
            publish=self.publish,
            breaker=Breaker(RELAY),
            source=self.source,
            duty=partial(duties.on, RELAY),
        )


def open_outlet(wanted: Wanted, *, opened: AsyncExitStack) -> Outlet | None:
    """None if none is wanted. It is hung up when `opened` closes."""
    if not wanted.url:
        return None
    from bot.nats import JetStream  # noqa: PLC0415 - an extra

    publish = JetStream(wanted)
    opened.push_async_callback(publish.close)
    return Outlet(publish, wanted.source)
