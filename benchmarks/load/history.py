"""An outbox and a read model as after years of use: rows by the million."""

from collections.abc import Iterator

from sqlalchemy import Table, create_engine

from benchmarks.baselines.raw_sqlite import AT, body_of, code_of
from benchmarks.load.core import BookingRequest
from benchmarks.load.databases import HOSPITALS, SLOTS, day_of, fill, hospital_of
from domain.storage.schema.mypage_tables import moment, shown_booking, shown_hospital
from domain.storage.schema.tables import event

OF_TEN = 10
"""Events of seven bookings, three of which are cancelled; also bookings per person."""


def write_events(url: str, count: int) -> None:
    """Write so many events: of ten, seven are bookings and three cancel one of them."""
    _write(url, {event: _events(count)})


def write_pages(url: str, bookings: int) -> int:
    """Write so many bookings of the read model; returns the number of people, numbered from 1."""
    people = max(1, bookings // OF_TEN)
    _write(
        url,
        {
            shown_hospital: _hospitals(),
            shown_booking: (_shown(n, people) for n in range(1, bookings + 1)),
            moment: (_moment(n) for n in range(1, bookings + 1)),
        },
    )
    return people


def _write(url: str, rows: dict[Table, Iterator[dict[str, object]]]) -> None:
    """Indexes are created afterwards, which is faster and leaves the same ones."""
    engine = create_engine(url)
    with engine.connect() as connection:
        for table, each in rows.items():
            for index in table.indexes:
                index.drop(connection)
            fill(connection, table, each)
            for index in table.indexes:
                index.create(connection)
            connection.commit()
    engine.dispose()


def _events(count: int) -> Iterator[dict[str, object]]:
    for n in range(count):
        tens, nth = divmod(n, OF_TEN)
        cancelled = nth >= 7
        booking = tens * 7 + (nth - 7 if cancelled else nth) + 1
        wish = BookingRequest(booking, booking % 100_000 + 1, booking * 7919 % SLOTS + 1)
        body = body_of(wish, booking=booking, version=2 if cancelled else 1)
        kind = "BookingCancelled" if cancelled else "BookingMade"
        yield {"id": n + 1, "at": AT + n, "kind": kind, "body": body}


def _hospitals() -> Iterator[dict[str, object]]:
    for number in range(1, HOSPITALS + 1):
        yield {"hospital": number, "name": f"{number}번 병원", "phone": "02-123-4567"}


def _shown(number: int, people: int) -> dict[str, object]:
    slot = number * 7919 % SLOTS + 1
    return {
        "booking": number,
        "code": code_of(number),
        "person": number * 7919 % people + 1,
        "hospital": hospital_of(slot),
        "day": day_of(slot).isoformat(),
        "status": "booked",
        "version": 1,
    }


def _moment(number: int) -> dict[str, object]:
    return {"booking": number, "version": 1, "kind": "BookingMade", "at": AT}
