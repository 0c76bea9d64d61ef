"""READS of screens. Ownership is part of each look-up."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from domain.model import Booking, Deletion, Hospital, Person, Slot
from domain.ports.bookings import BookingCard, RosterEntry
from domain.ports.hospitals import DeletionImpact, HospitalOpening, SlotCard
from domain.ports.mypage import MyPageTransaction, Page
from domain.ports.notices import Tally
from domain.ports.store import Transaction

NEAR_DAYS = 14
"""How many days before and after a date count as near it."""


class Roster(NamedTuple):
    """The bookings of a slot with their examinees."""

    hospital: Hospital
    slot: Slot
    guests: Sequence[RosterEntry]


class DeletionReport(NamedTuple):
    """The outcome of a deletion."""

    deletion: Deletion
    hospital: Hospital
    tally: Tally
    missed: Sequence[Booking]


def person(tx: Transaction, *, person: int) -> Person | None:
    """The person of that id."""
    return tx.people.get(person)


def sealed(tx: Transaction, *, person: int, text: str) -> str:
    """The text under the person's key. LookupError: no such person, or erased."""
    return tx.people.seal(person, text)


def unsealed(tx: Transaction, *, person: int, text: str) -> str:
    """The sealed text again. LookupError: no such person, or erased."""
    return tx.people.unseal(person, text)


def was_told(tx: Transaction, *, person: int, since: datetime, before: int) -> bool:
    """Whether the person got a notice since then, in a message before that number."""
    return tx.notices.was_told(person, since=since, before=before)


def openings(tx: Transaction) -> Sequence[HospitalOpening]:
    """Each live hospital with its next date that can still be booked."""
    return tx.hospitals.openings(first=first_bookable(tx))


def openings_on(tx: Transaction, *, day: date) -> Sequence[SlotCard]:
    """The live slots of all hospitals on a date, those with free places first."""
    cards = tx.slots.cards_on(day=day)
    return sorted(cards, key=lambda card: (card.slot.free == 0, card.hospital.name))


def openings_from(tx: Transaction, *, first: date, limit: int) -> Sequence[SlotCard]:
    """Up to `limit` live slots of all hospitals from a date on, by date; free places or none."""
    return tx.slots.cards_from(first=first, limit=limit)


def openings_among(tx: Transaction, *, days: Collection[date], limit: int) -> Sequence[SlotCard]:
    """Up to `limit` live slots with free places on those dates, as far as they can be booked."""
    first = first_bookable(tx)
    return tx.slots.free_cards([day for day in days if day >= first], limit=limit)


def openings_near(tx: Transaction, *, day: date, limit: int) -> Sequence[SlotCard]:
    """Up to `limit` live slots with free places within two weeks of a date, the nearest first."""
    first, found = first_bookable(tx), list[SlotCard]()
    if not first <= day <= date.max - timedelta(NEAR_DAYS):
        return found
    for distance in range(1, NEAR_DAYS + 1):
        for other in (day + timedelta(distance), day - timedelta(distance)):
            if other >= first:
                found += [card for card in openings_on(tx, day=other) if card.slot.free > 0]
        if len(found) >= limit:
            break
    return found[:limit]


def hospital(tx: Transaction, *, hospital: int) -> Hospital | None:
    """The live hospital of that id."""
    found = tx.hospitals.get(hospital)
    return None if found is None or found.deleted else found


def hospital_by_key(tx: Transaction, *, key: str) -> Hospital | None:
    """The live hospital of that key."""
    return tx.hospitals.by_key(key)


def first_hospital(tx: Transaction, *, keys: Sequence[str]) -> tuple[int, Hospital] | None:
    """The first of the keys that is that of a live hospital: its index, and the hospital."""
    found = ((n, tx.hospitals.by_key(key)) for n, key in enumerate(keys))
    return next(((n, each) for n, each in found if each is not None), None)


def hospitals_called(tx: Transaction, *, key: str, limit: int) -> Sequence[Hospital]:
    """The live hospital of that key, else up to `limit` whose keys hold it, by name."""
    exact = tx.hospitals.by_key(key)
    return tx.hospitals.holding(key, limit=limit) if exact is None else [exact]


def hospitals_like(tx: Transaction, *, key: str, limit: int) -> Sequence[Hospital]:
    """Up to `limit` live hospitals whose keys have the most letters of that key."""
    return tx.hospitals.like(key, limit=limit)


def hospitals(tx: Transaction) -> Sequence[Hospital]:
    """All live hospitals."""
    return tx.hospitals.live()


def only_hospital(tx: Transaction) -> Hospital | None:
    """The live hospital; None unless there is exactly one."""
    return tx.hospitals.only()


def slots(tx: Transaction, *, hospital: int) -> Sequence[Slot]:
    """The hospital's live slots from today on, by date."""
    return tx.slots.live(hospital=hospital, first=tx.today)


def bookable(tx: Transaction, *, hospital: int) -> Sequence[Slot]:
    """The hospital's live slots that are not past book_until, full ones too, by date."""
    return tx.slots.live(hospital=hospital, first=first_bookable(tx))


def slot_on(tx: Transaction, *, hospital: int, day: date) -> Slot | None:
    """The live slot of a hospital on a date."""
    return tx.slots.on(hospital=hospital, day=day)


def slots_of(tx: Transaction, *, hospitals: Collection[int]) -> Mapping[int, Sequence[Slot]]:
    """The live slots of those hospitals from today on, by hospital and date."""
    found: dict[int, list[Slot]] = {hospital: [] for hospital in hospitals}
    for slot in tx.slots.live_of(hospitals, first=tx.today):
        found[slot.hospital].append(slot)
    return found


def slot_card(tx: Transaction, *, slot: int) -> SlotCard | None:
    """A slot, deleted or not, with its hospital."""
    return tx.slots.card(slot)


def nearby(tx: Transaction, *, slot: int) -> tuple[Sequence[SlotCard], Sequence[SlotCard]]:
    """Alternatives: up to 3 nearest dates of the same hospital, up to 2 other hospitals on the same
    date.
    """
    card = slot_card(tx, slot=slot)
    if card is None:
        return [], []
    free = [s for s in bookable(tx, hospital=card.hospital.id) if s.free > 0 and s.id != slot]
    nearest = sorted(free, key=lambda s: (abs(s.day - card.slot.day), s.day))[:3]
    dates = [SlotCard(s, card.hospital) for s in sorted(nearest, key=lambda s: s.day)]
    elsewhere = [
        other
        for other in openings_on(tx, day=card.slot.day)
        if other.slot.free > 0 and other.hospital.id != card.hospital.id
    ]
    return dates, elsewhere[:2] if card.slot.day >= first_bookable(tx) else []


def my_booking(tx: Transaction, *, person: int, booking: int) -> BookingCard | None:
    """The person's own booking of that id; None also when it is another person's."""
    return tx.bookings.own_card(person=person, booking=booking)


def my_booking_by_code(tx: Transaction, *, person: int, code: str) -> BookingCard | None:
    """The person's own booking of that code; None also when it is another person's."""
    return tx.bookings.own_card_by_code(person=person, code=code)


def my_upcoming(tx: Transaction, *, person: int) -> Sequence[BookingCard]:
    """The person's active bookings from today on, by date."""
    return tx.bookings.upcoming_cards(person, first=tx.today)


def my_bookings(tx: Transaction, *, person: int) -> Sequence[BookingCard]:
    """All bookings of the person, latest date first."""
    return tx.bookings.own_cards(person)


def my_versions(tx: Transaction, *, person: int) -> dict[int, int]:
    """Booking id -> version on the write side."""
    return dict(tx.bookings.versions(person))


def any_booking(tx: Transaction, *, booking: int) -> BookingCard | None:
    """Any person's booking, for admins only."""
    return tx.bookings.card(booking)


def roster(tx: Transaction, *, slot: int) -> Roster | None:
    """The roster of a slot, for admins only."""
    card = slot_card(tx, slot=slot)
    if card is None:
        return None
    return Roster(card.hospital, card.slot, tx.bookings.guests(slot))


def deletion_impact(tx: Transaction, *, hospital: int, day: date | None) -> DeletionImpact:
    """The bookings and people that a deletion would hit now."""
    return tx.deletions.hit_by(hospital=hospital, day=day, first=tx.today)


def deletion_impacts(
    tx: Transaction, *, hospitals: Collection[int]
) -> Mapping[int, DeletionImpact]:
    """Impact of a deletion of each of those hospitals, zeros for one without bookings."""
    hits = tx.deletions.hits_of(hospitals, first=tx.today)
    return {hospital: hits.get(hospital, DeletionImpact(0, 0)) for hospital in hospitals}


def deletion(tx: Transaction, *, deletion: int) -> DeletionReport | None:
    """A deletion, how many people were told so far, and the bookings of those who were not."""
    found = tx.deletions.get(deletion)
    at = None if found is None else tx.hospitals.get(found.hospital)
    if found is None or at is None:
        return None
    tally = tx.notices.tally(deletion)
    known = {booking.id: booking for booking in tx.bookings.these(tally.missed)}
    missed = [known[booking] for booking in tally.missed if booking in known]
    return DeletionReport(found, at, tally, missed)


def my_pages(tx: MyPageTransaction, *, person: int, limit: int = 50) -> Sequence[Page]:
    """The read model's bookings of a person with their history, latest date first."""
    return tx.view.pages(person, limit=limit)


def my_page(tx: MyPageTransaction, *, person: int, code: str) -> Page | None:
    """The read model's booking of that code, if it is the person's own."""
    return tx.view.page(person, code=code)


def page_versions(tx: MyPageTransaction, *, person: int) -> dict[int, int]:
    """Booking id -> version in the read model."""
    return dict(tx.view.versions(person))


def first_bookable(tx: Transaction) -> date:
    """The first date whose book_until has not passed."""
    day = tx.today
    while tx.now >= tx.rules.book_until.before(day, tx.rules.zone):
        day = date.fromordinal(day.toordinal() + 1)
    return day
