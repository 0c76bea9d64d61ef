"""Baseline: SQLAlchemy's async ORM over aiosqlite, one session per booking.

Set up in its favour: synchronous=FULL, one connection with a queue in front, no pool contention.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from sqlalchemy import event as events
from sqlalchemy import update
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped
from sqlalchemy.pool import ConnectionPoolEntry

from benchmarks.baselines.raw_sqlite import AT, PRAGMAS, body_of, code_of
from benchmarks.load.core import BOT, BookingRequest
from benchmarks.load.databases import Databases, day_of, hospital_of
from domain.storage.schema import tables

Sessions = async_sessionmaker[AsyncSession]


class Base(DeclarativeBase):
    """The same tables that the bot uses."""

    metadata = tables.METADATA


class SlotRow(Base):
    __table__ = tables.slot


class BookingRow(Base):
    __table__ = tables.booking
    if TYPE_CHECKING:
        id: Mapped[int]


class EventRow(Base):
    __table__ = tables.event


class Handled(Base):
    """Idempotency key and answer of an update."""

    __table__ = tables.handled


@asynccontextmanager
async def usual_stack(ground: Databases) -> AsyncIterator[Sessions]:
    url = ground.main.replace("sqlite:", "sqlite+aiosqlite:")
    engine = create_async_engine(url, pool_size=1, max_overflow=0, pool_timeout=600)
    events.listen(engine.sync_engine, "connect", _set_up)
    events.listen(engine.sync_engine, "begin", lambda c: c.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        yield async_sessionmaker(engine, expire_on_commit=False)
    finally:
        await engine.dispose()


async def book(sessions: Sessions, wish: BookingRequest) -> None:
    """The writes of a booking, in one transaction."""
    day = day_of(wish.slot).isoformat()
    async with sessions() as session, session.begin():
        free = (SlotRow.__table__.c.id == wish.slot) & (
            tables.slot.c.taken < tables.slot.c.capacity
        )
        await session.execute(update(SlotRow).where(free).values(taken=tables.slot.c.taken + 1))
        booking = BookingRow(
            code=code_of(wish.update),
            person=wish.person,
            slot=wish.slot,
            hospital=hospital_of(wish.slot),
            day=day,
            status="booked",
            version=1,
            made_at=AT,
            patient=wish.person,
            program=hospital_of(wish.slot),
            start="",
            moves=0,
            source="chat",
            hospital_version=1,
            program_version=1,
        )
        session.add(booking)
        await session.flush()
        body = body_of(wish, booking=booking.id)
        session.add(EventRow(at=AT, kind="BookingMade", body=body))
        session.add(Handled(bot=BOT, update_id=wish.update, answer=str(booking.id), at=AT))


def _set_up(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
