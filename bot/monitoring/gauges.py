"""Prometheus gauges read at scrape time: databases, writer, breakers.

A database that does not answer in time is left out and reported as down.
"""

from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.components import Components
from bot.monitoring.backlog import Backlog, read_backlog
from jobs.circuit_breaker import CircuitBreaker
from jobs.doctor import Doctor
from jobs.housekeeping import AuditWitness

STATES = ("closed", "open", "half_open")


async def text(parts: Components | None) -> bytes:
    """The exposition; without a running bot only that the database is not up."""
    found = Backlog() if parts is None else await read_backlog(parts)
    registry = CollectorRegistry()
    registry.register(_BacklogCollector(found, parts))
    return generate_latest(registry)


class _BacklogCollector(Collector):
    """Figures that were read before: the library collects synchronously."""

    def __init__(self, found: Backlog, parts: Components | None) -> None:
        self._found = found
        self._parts = parts

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One family a gauge."""
        found = self._found
        yield _one("checkup_storage_up", "1 if the main database answers.", int(found.storage_up))
        if found.behind is not None:
            about = "Events that a subscriber has not reacted to yet."
            yield _each("checkup_outbox_lag_events", about, "subscriber", found.behind)
        if found.parked is not None:
            about = "Events that failed and wait for another try or for an admin."
            yield _one("checkup_parked_events", about, found.parked)
        if found.notices is not None:
            about = "Messages owed to people, by state, those of the past included."
            yield _each("checkup_notices", about, "state", found.notices)
        if self._parts is not None:
            about = "Commands that wait for the writer of the main database."
            yield _one("checkup_writer_queue_commands", about, self._parts.vitals.waiting())
            yield _breakers(self._parts.breakers)
            yield from _looked(self._parts.doctor)
            yield from _witnessed(self._parts.audit)


def _looked(doctor: Doctor | None) -> Iterator[GaugeMetricFamily]:
    """Of the last integrity check, in the process that ran it."""
    if doctor is not None and doctor.last is not None:
        about = "Rows that break an invariant, as of the last look."
        yield _one("checkup_doctor_findings", about, doctor.last.findings)
        about = "When that look was, in seconds since 1970."
        at = int(doctor.last.at.timestamp())
        yield _one("checkup_doctor_last_look_seconds", about, at)


def _witnessed(audit: AuditWitness) -> Iterator[GaugeMetricFamily]:
    """In the process that does the upkeep: a new series each hour in which a row came."""
    if audit.head is not None:
        about = "Rows of the audit, as noted within the last hour, by the hash of the last one."
        yield _each("checkup_audit_rows", about, "hash", {audit.head.hash: audit.head.row})


def _one(name: str, about: str, value: int) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, about, value=value)


def _each(name: str, about: str, label: str, values: Mapping[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, about, labels=[label])
    for each, value in values.items():
        family.add_metric([each], value)
    return family


def _breakers(breakers: tuple[CircuitBreaker, ...]) -> GaugeMetricFamily:
    about = "1 for the state that the breaker before a part is in."
    family = GaugeMetricFamily("checkup_breaker_state", about, labels=["part", "state"])
    for breaker in breakers:
        for state in STATES:
            family.add_metric([breaker.name, state], int(breaker.state == state))
    return family
