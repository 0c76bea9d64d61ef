"""Making a person unknown: at their wish, or because it is time. Bookings stay, of nobody."""

from domain.answer import Answer
from domain.events import PersonErased, Reason
from domain.operations.bookings import cancel_standing
from domain.ports.store import Transaction

GONE = Answer("erased", {"cancelled": 0})


def erase_person(tx: Transaction, *, person: int, reason: Reason = "asked") -> Answer:
    """This will cancel what the person has booked from today on, whatever the deadline, and
    destroy everything that tells who they are.

    Places come back as after any cancellation. Erasing somebody again changes nothing.
    """
    known = tx.people.get(person)
    if known is None or known.telegram is None:
        return GONE
    upcoming = tx.bookings.upcoming(person, first=tx.today)
    for booking in upcoming:
        cancel_standing(tx, booking=booking)
    tx.erasing.erase(person, at=tx.now)
    tx.events.append(PersonErased(person=person, reason=reason), at=tx.now)
    return Answer("erased", {"cancelled": len(upcoming)})


def erase_overdue(tx: Transaction, *, person: int) -> Answer:
    """This will erase the person if `keep_days` have passed since anything of theirs."""
    since = tx.rules.since(tx.now, days=tx.rules.keep_days)
    if not tx.erasing.is_overdue(person, since):
        return GONE
    return erase_person(tx, person=person, reason="kept")


def erase_withdrawn(tx: Transaction, *, person: int) -> Answer:
    """This will erase the person if consent ended `withdrawn_days` ago and nothing is booked."""
    since = tx.rules.since(tx.now, days=tx.rules.withdrawn_days)
    if not tx.erasing.is_withdrawn(person, since):
        return GONE
    return erase_person(tx, person=person, reason="withdrawn")
