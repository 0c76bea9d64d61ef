"""Hospitals, their slots and their deletions: facets of a transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol

from domain.model import WHOLE_DAY, Deletion, Hospital, Program, Slot


class SlotCard(NamedTuple):
    """A slot with its hospital."""

    slot: Slot
    hospital: Hospital


class HospitalOpening(NamedTuple):
    """A live hospital and its next date with a free place, if any."""

    hospital: Hospital
    day: date | None
    free: int


class DeletionImpact(NamedTuple):
    """Active bookings that a deletion would end, and the number of people who hold them."""

    bookings: int
    people: int


class Hospitals(Protocol):
    """The register of hospitals."""

    def add(self, *, name: str, key: str, phone: str | None, note: str | None) -> Hospital:
        """Add a live hospital."""
        ...

    def get(self, hospital: int) -> Hospital | None:
        """The hospital of that id, deleted or not."""
        ...

    def by_key(self, key: str) -> Hospital | None:
        """The live hospital of that key."""
        ...

    def live(self) -> Sequence[Hospital]:
        """All live hospitals by name."""
        ...

    def holding(self, part: str, *, limit: int) -> Sequence[Hospital]:
        """Up to `limit` live hospitals whose keys hold that part, by name."""
        ...

    def like(self, key: str, *, limit: int) -> Sequence[Hospital]:
        """Up to `limit` live hospitals whose keys have the most letters of that key, of its first
        eight, then those nearest to its length.
        """
        ...

    def change(self, hospital: int, *, phone: str | None, note: str | None) -> None:
        """Set phone and preparation note."""
        ...

    def mark_deleted(self, hospital: int) -> bool:
        """Mark it deleted; False if it was before."""
        ...

    def only(self) -> Hospital | None:
        """The live hospital; None unless there is exactly one."""
        ...

    def openings(self, *, first: date) -> Sequence[HospitalOpening]:
        """Each live hospital with its next free date from `first` on; those with one first, by
        date.
        """
        ...


class Programs(Protocol):
    """Programs: kinds of screening at hospitals."""

    def add(self, *, hospital: int, name: str) -> Program:
        """Add a program that is open."""
        ...

    def implicit(self, hospital: int) -> Program:
        """The program of a hospital that has not named any. LookupError: there is none."""
        ...


class Slots(Protocol):
    """Slots: times of hospitals, and their places."""

    def open(
        self, *, hospital: int, program: int, day: date, capacity: int, start: str = WHOLE_DAY
    ) -> Slot:
        """Add an open slot."""
        ...

    def get(self, slot: int) -> Slot | None:
        """The slot of that id, deleted or not."""
        ...

    def on(self, *, hospital: int, day: date) -> Slot | None:
        """The live slot of a hospital on a date."""
        ...

    def live(self, *, hospital: int, first: date) -> Sequence[Slot]:
        """The hospital's live slots from `first` on, by date."""
        ...

    def live_of(self, hospitals: Collection[int], *, first: date) -> Sequence[Slot]:
        """The live slots of those hospitals from `first` on, by hospital and date."""
        ...

    def card(self, slot: int) -> SlotCard | None:
        """The slot of that id with its hospital, both deleted or not."""
        ...

    def cards_on(self, *, day: date) -> Sequence[SlotCard]:
        """All live slots on a date with their hospitals."""
        ...

    def cards_from(self, *, first: date, limit: int) -> Sequence[SlotCard]:
        """Up to `limit` live slots from `first` on with their hospitals, by date."""
        ...

    def free_cards(self, days: Collection[date], *, limit: int) -> Sequence[SlotCard]:
        """Up to `limit` live slots with free places on those dates with their hospitals, by date
        and name.
        """
        ...

    def take_place(self, slot: int) -> bool:
        """Take a place; False when the slot is full or not open."""
        ...

    def return_place(self, slot: int) -> None:
        """Return a place. Only `operations.places.free_place` does so."""
        ...

    def set_capacity(self, slot: int, capacity: int) -> bool:
        """Set the capacity; False when more places than that are taken."""
        ...

    def delete_one(self, slot: int, *, deletion: int) -> bool:
        """Mark one slot deleted; False if it was before."""
        ...

    def delete_from(self, hospital: int, *, first: date, deletion: int) -> int:
        """Mark the hospital's live slots from `first` on deleted; how many."""
        ...


class Deletions(Protocol):
    """Deletions, and whether their notices are out and their report is sent."""

    def add(
        self, *, hospital: int, day: date | None, by: int, hit: DeletionImpact, at: datetime
    ) -> Deletion:
        """Record a deletion."""
        ...

    def get(self, deletion: int) -> Deletion | None:
        """The deletion of that id."""
        ...

    def newest(self, *, hospital: int, day: date | None, by: int) -> Deletion | None:
        """The person's last deletion of the hospital, or of its one date."""
        ...

    def hit_by(self, *, hospital: int, day: date | None, first: date) -> DeletionImpact:
        """Impact of a deletion of the hospital, or of its one date, if it was made now."""
        ...

    def hits_of(self, hospitals: Collection[int], *, first: date) -> Mapping[int, DeletionImpact]:
        """Impact of a deletion of each of those hospitals; none for one without bookings."""
        ...

    def close(self, deletion: int) -> None:
        """Mark that every booking it ended is force-cancelled and its notice enqueued."""
        ...

    def told(self, *, limit: int) -> Sequence[Deletion]:
        """Closed deletions whose notices are all settled and whose report is not enqueued yet."""
        ...

    def mark_summed(self, deletion: int) -> None:
        """Mark that the report to the admin is enqueued."""
        ...
