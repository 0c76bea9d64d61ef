"""Makes the relay, if the settings want one. Without it the package for NATS is not needed."""

from contextlib import AsyncExitStack

from bot.settings import Relay as Wanted
from handlers.view import Services
from jobs.breaker import Breaker
from jobs.relay import NAME, Relay


def relays(wanted: Wanted, *, services: Services, opened: AsyncExitStack) -> tuple[Relay, ...]:
    """One or none. What it connects to is hung up when `opened` closes."""
    if not wanted.url:
        return ()
    from bot.nats import JetStream  # noqa: PLC0415 - an extra

    publish = JetStream(wanted)
    opened.push_async_callback(publish.close)
    breaker = Breaker(NAME)
    return (
        Relay(
            store=services.store,
            clock=services.clock,
            publish=publish,
            breaker=breaker,
            source=wanted.source,
        ),
    )
