"""What is counted while the bot works, in a registry of its own. No label names anybody.

What is looked up at scrape time is in `bot.monitoring.gauges`; the table is in docs/parts.md.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from telegram.error import RetryAfter, TelegramError

from bot.telegram.send_errors import classify_error
from bot.telegram.update_processor import DROPPED
from domain.errors import Refused, Unavailable

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 25.0)

disable_created_metrics()  # type: ignore[no-untyped-call] # else each series has a twin: its age


class Metrics:
    """Counters and how long updates take; each method is one line where it is called."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._updates = Counter(
            "checkup_updates",
            "Updates that came, by kind and by what became of them.",
            ["kind", "outcome"],
            registry=registry,
        )
        self._seconds = Histogram(
            "checkup_update_handling_seconds",
            "Seconds from the arrival of an update until it is acknowledged or left to come again.",
            buckets=BUCKETS,
            registry=registry,
        )
        self._bookings = Counter(
            "checkup_bookings",
            "Wishes to book, by answer: booked, or the name of the refusal.",
            ["outcome"],
            registry=registry,
        )
        self._sends = Counter(
            "checkup_sends",
            "Attempts to send a message or to change one, by what is known of them.",
            ["kind", "outcome"],
            registry=registry,
        )

    def update(self, kind: str, outcome: str, seconds: float) -> None:
        """An update came to its end."""
        self._updates.labels(kind, outcome).inc()
        if outcome != DROPPED:
            self._seconds.observe(seconds)

    @contextmanager
    def booking(self) -> Iterator[None]:
        """Around a wish to book."""
        outcome = "failed"
        try:
            yield
            outcome = "booked"
        except (Refused, Unavailable) as said:
            outcome = type(said).__name__
            raise
        finally:
            self._bookings.labels(outcome).inc()

    @contextmanager
    def send(self, kind: str) -> Iterator[None]:
        """Around one attempt to send; one that is broken off may have arrived."""
        outcome = "unknown"
        try:
            yield
            outcome = "sent"
        except TelegramError as error:
            outcome = (
                "429" if isinstance(error, RetryAfter) else classify_error(error).sending.value
            )
            raise
        finally:
            self._sends.labels(kind, outcome).inc()

    def text(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self._registry)
