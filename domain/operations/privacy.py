"""Consent, withdrawal and erasure. The first consent adds the person."""

import hashlib
from collections.abc import Iterable

from domain.answer import Answer
from domain.errors import NotFound, OutOfDate
from domain.events import PersonErased, Reason
from domain.model import Booking, Consent
from domain.operations.admins import leave
from domain.operations.bookings import cancel_standing
from domain.operations.dialogues import begin
from domain.operations.people import known_or_new
from domain.ports.store import Transaction

FINGERPRINT_BYTES = 6
"""Short enough for a button."""
NAME_TOPIC = "name"
"""Dialogue that asks for the examinee's name; its fact `slot` is where to return to."""


def agree(
    tx: Transaction, *, telegram: int, language: str, consent: Consent, slot: int | None
) -> Answer:
    """Store the consent with its version and time, adding the person if unknown.

    With all consents and no name, the dialogue that asks for the name is opened.
    """
    person = known_or_new(tx, telegram=telegram, language=language)
    tx.people.agree(person.id, consent, version=tx.rules.consent_version, at=tx.now)
    versions = tx.people.consents(person.id)
    complete = all(versions.get(each, 0) >= tx.rules.consent_version for each in Consent)
    if complete and person.name is None:
        return ask_name(tx, telegram=telegram, language=language, slot=slot)
    return Answer("agreed", {"consent": consent.value, "slot": slot})


def withdraw(tx: Transaction, *, person: int) -> Answer:
    """End all the person's consents. Existing bookings and their notices stay; a new booking needs
    new consent.
    """
    ended = tx.people.withdraw(person, at=tx.now)
    return Answer("withdrawn", {"ended": ended})


def ask_name(tx: Transaction, *, telegram: int, language: str, slot: int | None) -> Answer:
    """Open the dialogue that asks for the examinee's name."""
    return begin(
        tx,
        telegram=telegram,
        language=language,
        topic=NAME_TOPIC,
        state="asked",
        facts={"slot": slot},
    )


def keep_name(tx: Transaction, *, person: int, slot: int | None) -> Answer:
    """Leave the name as it is. Raises NotFound."""
    if tx.people.get(person) is None:
        raise NotFound
    return Answer("name_kept", {"slot": slot})


ALREADY_ERASED = Answer("erased", {"cancelled": 0})


def fingerprint(bookings: Iterable[Booking]) -> int:
    """A number that stands for exactly these bookings at their versions; 0 for none."""
    listed = ",".join(sorted(f"{booking.id}.{booking.version}" for booking in bookings))
    digest = hashlib.sha256(listed.encode()).digest()
    return int.from_bytes(digest[:FINGERPRINT_BYTES], "big") if listed else 0


def erase_as_shown(tx: Transaction, *, person: int, shown: int, owners: frozenset[int]) -> Answer:
    """Erase the person if the bookings this cancels are those with the fingerprint `shown`.

    Raises OutOfDate.
    """
    upcoming = tx.bookings.upcoming(person, first=tx.today)
    if fingerprint(upcoming) != shown:
        raise OutOfDate(bookings=len(upcoming))
    return erase_person(tx, person=person, owners=owners)


def erase_person(
    tx: Transaction,
    *,
    person: int,
    reason: Reason = "asked",
    owners: frozenset[int] = frozenset(),
) -> Answer:
    """Cancel the person's bookings from today on, whatever the deadline, and erase what identifies
    them. An admin's right ends, with every unused invitation, and `owners` are notified.

    Places are returned as after any cancellation. A second erasure changes nothing.
    """
    known = tx.people.get(person)
    if known is None or known.telegram is None:
        return ALREADY_ERASED
    upcoming = tx.bookings.upcoming(person, first=tx.today)
    for booking in upcoming:
        cancel_standing(tx, booking=booking)
    leave(tx, person=person, owners=owners - {known.telegram})
    tx.erasing.erase(person, at=tx.now)
    tx.events.append(PersonErased(person=person, reason=reason), at=tx.now)
    return Answer("erased", {"cancelled": len(upcoming)})


def erase_overdue(tx: Transaction, *, person: int) -> Answer:
    """Erase the person if `keep_days` have passed since their last data."""
    since = tx.rules.since(tx.now, days=tx.rules.keep_days)
    if not tx.erasing.is_overdue(person, since):
        return ALREADY_ERASED
    return erase_person(tx, person=person, reason="kept")


def erase_withdrawn(tx: Transaction, *, person: int) -> Answer:
    """Erase the person if consent ended `withdrawn_days` ago and nothing is booked."""
    since = tx.rules.since(tx.now, days=tx.rules.withdrawn_days)
    if not tx.erasing.is_withdrawn(person, since):
        return ALREADY_ERASED
    return erase_person(tx, person=person, reason="withdrawn")
