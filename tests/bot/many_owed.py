"""Many people whose bookings are force-cancelled, so that as many notices are owed."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from domain.events import BookingMade
from domain.operations import hospitals
from domain.operations.bookings import of_booking
from tests.bot.virtual_bot import ADMIN, Life
from tests.jobs.world import DAY, add_person

AT_ONCE = 250
DAYS = [DAY - timedelta(days=1), DAY, DAY + timedelta(days=1)]


async def book_dates(
    life: Life, *, people: int, days: Sequence[date] = DAYS[1:], after: int = 0
) -> list[int]:
    """A booking of each of so many on each day; the slots. Accounts count on `after` that."""
    opened = {"name": f"한빛병원 {after}", "days": list(days), "capacity": people}
    hospital = (await life.run(hospitals.register_hospital, **opened)).number("hospital")
    slots = [
        (await life.read(lambda tx, day=day: tx.slots.on(hospital=hospital, day=day))).id
        for day in days
    ]
    last = after + people + 1
    for first in range(after + 1, last, AT_ONCE):
        accounts = range(first, min(first + AT_ONCE, last))
        await life.run(_book, slots=slots, accounts=accounts)
    return slots


async def delete(life: Life, slots: Sequence[int], *, people: int) -> None:
    """All of these dates, by an admin who will be told the sums."""
    known = await life.read(lambda tx: tx.people.by_telegram(ADMIN))
    by = await life.run(add_person, telegram=ADMIN) if known is None else known.id
    for slot in slots:
        await life.run(hospitals.delete_date, slot=slot, by=by, expected=people)
    await life.parts.dispatcher.drain()


def _book(tx: Any, *, slots: Sequence[int], accounts: Sequence[int]) -> None:
    wanted = [tx.slots.get(slot) for slot in slots]
    for account in accounts:
        person = tx.people.add(telegram=account, language="ko", at=tx.now).id
        tx.people.rename(person, "한가람", at=tx.now)
        for slot in wanted:
            assert tx.slots.take_place(slot.id)
            booking = tx.bookings.add(person=person, patient=person, slot=slot, at=tx.now)
            tx.events.append(BookingMade(**of_booking(booking)), at=tx.now)
