"""The books as they should be: what each command must answer and leave, in plain dictionaries.

They know nothing of a store and count hours on their fingers (Seoul is nine ahead). When a
reaction happens is observed; whether it may happen is judged.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

MOST_ACTIVE = 3
Facts = Mapping[str, int | str | None]


class Wrong(AssertionError):
    """The store does not say what the books say."""


class Verdict(NamedTuple):
    """What a command must answer, and what it changes once it did; a refusal changes nothing."""

    name: str
    then: Callable[[Facts], None] = lambda _: None


@dataclass
class Slot:
    """A hospital's date."""

    hospital: int
    day: date
    capacity: int
    gone: bool = False


@dataclass
class Booking:
    """Somebody's place."""

    person: int
    slot: int
    day: date
    reminded: bool
    status: str = "booked"
    version: int = 1
    returned: bool = False
    by_admin: bool = False


def today(at: datetime) -> date:
    """In Seoul."""
    return (at + timedelta(hours=9)).date()


def civil(day: date, *, hour: int, at: datetime) -> datetime:
    """That hour of that day in Seoul."""
    return datetime.combine(day, datetime.min.time(), at.tzinfo) + timedelta(hours=hour - 9)


@dataclass
class Books:
    """Hospitals, slots and bookings by their ids; `hospitals` holds the names of live ones."""

    hospitals: dict[int, str] = field(default_factory=dict)
    slots: dict[int, Slot] = field(default_factory=dict)
    bookings: dict[int, Booking] = field(default_factory=dict)

    def of(self, slot: int) -> list[Booking]:
        return [each for each in self.bookings.values() if each.slot == slot]

    def taken(self, slot: int) -> int:
        return sum(
            each.status == "booked" or (each.status == "cancelled" and not each.returned)
            for each in self.of(slot)
        )

    def hit(self, hospital: int, days: Callable[[date], bool]) -> int:
        live = {s for s, each in self.slots.items() if each.hospital == hospital and not each.gone}
        on = [each for slot in live if days(self.slots[slot].day) for each in self.of(slot)]
        return sum(each.status == "booked" for each in on)

    def book(self, person: int, slot: int, at: datetime) -> Verdict:
        wanted, mine = (
            self.slots[slot],
            [
                (id_, each)
                for id_, each in self.bookings.items()
                if (each.person, each.status) == (person, "booked") and each.day >= today(at)
            ],
        )
        same = [(id_, each) for id_, each in mine if each.day == wanted.day]
        refusals = {
            "NotFound": wanted.gone,
            "booked": any(each.slot == slot for _, each in same),
            "TooLate": at >= civil(wanted.day - timedelta(days=1), hour=17, at=at),
            "AlreadyBooked": bool(same),
            "TooMany": len(mine) >= MOST_ACTIVE,
            "SoldOut": self.taken(slot) >= wanted.capacity,
        }
        for name in (name for name, is_so in refusals.items() if is_so):
            return Verdict(name)
        reminded = at < civil(wanted.day - timedelta(days=1), hour=12, at=at)
        made = Booking(person, slot, wanted.day, reminded)
        return Verdict("booked", lambda facts: self.bookings.update({facts["booking"]: made}))

    def cancel(self, person: int | None, booking: int, at: datetime) -> Verdict:
        """By its person, or by the front desk (None)."""
        found = self.bookings[booking]
        late = at >= civil(found.day - timedelta(days=1), hour=17, at=at)
        refusals = {
            "NotFound": person not in {None, found.person},
            "AlreadyCancelled": found.status == "cancelled",
            "AlreadyForceCancelled": found.status == "force_cancelled",
            "Past": found.day < today(at),
            "TooLate": person is not None and late,
        }
        for name in (name for name, is_so in refusals.items() if is_so):
            return Verdict(name)

        def then(_: Facts) -> None:
            found.status, found.version, found.by_admin = "cancelled", 2, person is None

        return Verdict("cancelled_for_person" if person is None else "cancelled", then)

    def register(self, name: str, day: date, capacity: int, at: datetime) -> Verdict:
        if at >= civil(day - timedelta(days=1), hour=17, at=at):
            return Verdict("TooLate")
        if self._live_on(name, day):
            return Verdict("SlotExists")

        def then(facts: Facts) -> None:
            self.hospitals[facts["hospital"]] = name
            self.slots[facts["slot"]] = Slot(facts["hospital"], day, capacity)

        return Verdict("registered", then)

    def change_capacity(self, hospital: int, day: date, capacity: int) -> Verdict:
        on = (s for s, each in self.slots.items() if (each.hospital, each.day) == (hospital, day))
        slot = next((s for s in on if not self.slots[s].gone), None)
        if slot is None:
            return Verdict("NotFound")
        found = self.slots[slot]
        if found.capacity == capacity:
            return Verdict("capacity_same")
        if self.taken(slot) > capacity:
            return Verdict("BelowBooked")
        return Verdict("capacity_changed", lambda _: setattr(found, "capacity", capacity))

    def delete_date(self, slot: int, expected: int, at: datetime) -> Verdict:
        found = self.slots[slot]
        if found.gone or found.day < today(at):
            return Verdict("AlreadyDeleted" if found.gone else "TooLate")
        if self.hit(found.hospital, lambda day: day == found.day) != expected:
            return Verdict("OutOfDate")
        return Verdict("deleted", lambda _: setattr(found, "gone", True))

    def delete_hospital(self, hospital: int, expected: int, at: datetime) -> Verdict:
        if hospital not in self.hospitals:
            return Verdict("AlreadyDeleted")
        if self.hit(hospital, lambda day: day >= today(at)) != expected:
            return Verdict("OutOfDate")

        def then(_: Facts) -> None:
            del self.hospitals[hospital]
            for each in self.slots.values():
                each.gone |= each.hospital == hospital and each.day >= today(at)

        return Verdict("deleted", then)

    def observe(self, seen: Mapping[int, tuple[str, int, bool]]) -> None:
        """Compares, and takes over what reactions may have done meanwhile. Raises Wrong."""
        if set(seen) != set(self.bookings):
            raise Wrong(f"bookings {sorted(seen)}, not {sorted(self.bookings)}")
        for id_, (status, version, returned) in seen.items():
            mine = self.bookings[id_]
            if (status, mine.status) == ("force_cancelled", "booked") and self.slots[
                mine.slot
            ].gone:
                mine.status, mine.version = status, mine.version + 1
            mine.returned |= returned and mine.status == "cancelled"
            if (mine.status, mine.version, mine.returned) != (status, version, returned):
                raise Wrong(f"booking {id_} is {seen[id_]}, not {mine}")

    def owed(self) -> dict[str, int]:
        """Key of each notice that must be owed once all is done -> to whom."""
        return {key: each.person for id_, each in self.bookings.items() for key in _keys(id_, each)}

    def _live_on(self, name: str, day: date) -> bool:
        live = (each for each in self.slots.values() if not each.gone and each.day == day)
        return any(self.hospitals.get(each.hospital) == name for each in live)


def _keys(id_: int, booking: Booking) -> Iterator[str]:
    if booking.reminded:
        yield f"{id_}:1:reminder"
    if booking.status == "force_cancelled":
        yield f"{id_}:2:force_cancelled"
    if booking.by_admin:
        yield f"{id_}:2:cancelled_by_admin"
